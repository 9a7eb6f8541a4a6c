#include "tests/fleet/pole_blocks.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/fleet/simulated_city.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/block_check.hpp"

namespace magpie::fleet {
namespace {

using std::chrono::seconds;

/// All poles are asked of an address; what each says of it, by node, once it does.
std::map<std::string, BlockAnswer> ask_all(SimulatedCity& city) {
    const BlockCheck check{.id = BlockId{7},
                           .address = std::string("\xcb\x00\x71\x07", 4),
                           .ports = {443},
                           .patience = Milliseconds{8'000}};
    city.broker.clear_log();
    for (const auto& pole : city.city.poles()) {
        city.broker.stranger_publishes({"spBv1.0/" + std::string(pole.area) + "/NCMD/" + pole.node,
                                        raw::metric(raw::text(1, block_check_metric) + raw::text(16, encode(check))), 0,
                                        false});
    }
    city.broker.delivers();
    city.passes(seconds(15));
    std::map<std::string, BlockAnswer> answers;
    for (const auto& message : city.broker.published("spBv1.0/+/NDATA/+")) {
        const golden::Heard heard(message);
        const auto header = heard.header();
        EXPECT_TRUE(header->verifies);
        for (const auto& answer : header->blocks) {
            answers[std::string(heard.topic.node)] = answer;
        }
    }
    return answers;
}

TEST(PoleBlocks, EachPoleFindsTheWallClosedWithinItsPatience) {
    SimulatedCity city(25);
    city.passes(seconds(15));
    const auto answers = ask_all(city);
    EXPECT_EQ(answers.size(), 25U);
    for (const auto& [node, answer] : answers) {
        EXPECT_EQ(answer.outcome, BlockOutcome::unreachable) << node;
        EXPECT_GT(answer.answered, 0U) << node;
        EXPECT_LT(answer.took, Milliseconds{5'000}) << node;
    }
}

TEST(PoleBlocks, WhereItLeaksItIsReachedAllTheSame) {
    SimulatedCity city(50, {*parse_fault("block-leaks@5s+600s:mapo")});
    city.passes(seconds(15));
    std::set<std::string> leaking;
    for (const auto& [node, answer] : ask_all(city)) {
        if (answer.outcome == BlockOutcome::reachable) {
            leaking.insert(node);
        }
    }
    ASSERT_FALSE(leaking.empty());
    for (const auto& pole : city.city.poles()) {
        EXPECT_TRUE(!leaking.contains(pole.node) || pole.area == "mapo") << pole.node;
    }
    EXPECT_LT(leaking.size(), 50U);
}

}  // namespace
}  // namespace magpie::fleet
