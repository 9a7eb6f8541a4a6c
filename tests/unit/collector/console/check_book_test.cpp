#include "collector/console/check_book.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector::console {
namespace {

using nlohmann::json;
using std::chrono::seconds;

const std::string id = "0123456789abcdef";
const PoleName pole{"mapo", "pole-1"};
const json words{{"en", "well"}, {"ko", "정상"}};

json layer(const std::string& name, const std::string& state = "pass") {
    return {{"layer", name}, {"state", state}, {"seconds", 0.5}, {"summary", words}, {"values", json::array()}};
}
json result() {
    return {{"version", 1},     {"program", "magpie-agent"},
            {"area", "mapo"},   {"node", "pole-1"},
            {"begun", "2026"},  {"seconds", 3.5},
            {"accept", false},  {"verdict", "pass"},
            {"first", nullptr}, {"layers", {layer("link")}}};
}
std::string says(const std::string& event, const json& what) {
    return json{{"id", id}, {"event", event}, {event, what}}.dump();
}

struct CheckBookTest : testing::Test {
    CheckBookTest() { EXPECT_EQ(book.ask(pole, id, clock.now()), CheckBook::Asked::taken); }
    void hears(const std::string& payload) { book.heard(pole, payload, clock.now()); }
    [[nodiscard]] CheckState state() const { return book.find(pole)->state; }
    [[nodiscard]] std::uint64_t untaken(UntakenCheck why) const {
        return book.untaken()[static_cast<std::size_t>(why)];
    }

    fakes::FakeClock clock;
    CheckBook book;
};

TEST_F(CheckBookTest, LayersComeAndAreReplacedUntilTheResult) {
    EXPECT_EQ(state(), CheckState::asked);
    hears(says("layer", {{"layer", "link"}, {"state", "running"}}));
    EXPECT_EQ(state(), CheckState::running);
    hears(says("layer", layer("ssid:Seoul")));
    hears(says("layer", layer("link")));
    ASSERT_EQ(book.find(pole)->layers.size(), 2U);
    EXPECT_EQ(json::parse(book.find(pole)->layers[0].json), layer("link"));
    hears(says("result", result()));
    EXPECT_EQ(state(), CheckState::done);
    EXPECT_EQ(json::parse(check_text(*book.find(pole)))["result"], result());
    hears(says("layer", layer("link")));
    EXPECT_EQ(untaken(UntakenCheck::unasked), 1U);
}

TEST_F(CheckBookTest, TheFirstLayerMayBeWrongForAnUnknownReason) {
    auto failed = result();
    failed["verdict"] = "fail";
    failed["first"] = {{"layer", "link"}, {"fault", nullptr}};
    hears(says("result", failed));
    EXPECT_EQ(json::parse(book.find(pole)->result), failed);
}

TEST_F(CheckBookTest, OneAtATimeOfAPole) {
    EXPECT_EQ(book.ask(pole, "fedcba9876543210", clock.now()), CheckBook::Asked::under_way);
    hears(json{{"id", id}, {"event", "refused"}, {"reason", "off"}}.dump());
    EXPECT_EQ(state(), CheckState::refused);
    EXPECT_EQ(book.find(pole)->reason, "off");
    EXPECT_EQ(book.ask(pole, "fedcba9876543210", clock.now()), CheckBook::Asked::taken);
    hears(says("layer", layer("link")));
    EXPECT_EQ(untaken(UntakenCheck::unasked), 1U) << "of the one before";
}

TEST_F(CheckBookTest, WhoSaysNothingIsSilent) {
    clock.advance(seconds(60));
    hears(says("layer", layer("link")));
    clock.advance(seconds(60));
    book.look(clock.now());
    EXPECT_EQ(state(), CheckState::running);
    clock.advance(seconds(10));
    book.look(clock.now());
    EXPECT_EQ(state(), CheckState::silent);
    EXPECT_EQ(book.ended()[static_cast<std::size_t>(CheckState::silent)], 1U);
}

TEST_F(CheckBookTest, WhatIsNoneOfTheContractIsRefusedWhole) {
    auto other_node = result();
    other_node["node"] = "pole-2";
    auto other_verdict = result();
    other_verdict["verdict"] = "excellent";
    auto bad_value = layer("link");
    bad_value["values"] = {{{"name", "x"}, {"labels", {{"a", 1}}}, {"value", 1}}};
    auto bad_words = layer("link");
    bad_words["summary"] = {{"en", "x"}};
    auto control = layer("link");
    control["summary"] = {{"en", "a\nb"}, {"ko", ""}};
    const std::vector<std::string> hostile{"",
                                           "null",
                                           "[]",
                                           "{",
                                           std::string(20'000, '['),
                                           says("layer", layer("no-such")),
                                           says("layer", layer("link", "hacked")),
                                           says("layer", bad_value),
                                           says("layer", bad_words),
                                           says("layer", control),
                                           says("result", other_node),
                                           says("result", other_verdict),
                                           json{{"id", id}, {"event", "refused"}, {"reason", "tired"}}.dump(),
                                           json{{"id", "x"}, {"event", "layer"}, {"layer", layer("link")}}.dump()};
    for (const auto& payload : hostile) {
        hears(payload);
    }
    EXPECT_EQ(untaken(UntakenCheck::format), hostile.size());
    hears(std::string(check::longest_message + 1, ' '));
    EXPECT_EQ(untaken(UntakenCheck::size), 1U);
    EXPECT_TRUE(book.find(pole)->layers.empty());
    EXPECT_EQ(state(), CheckState::asked);
}

TEST_F(CheckBookTest, WhatIsBesideTheContractIsNotPassedOn) {
    auto more = layer("link");
    more["mac"] = "02:00:00:00:00:01";
    hears(says("layer", more));
    EXPECT_EQ(json::parse(book.find(pole)->layers.at(0).json), layer("link"));
}

TEST_F(CheckBookTest, LayersAreBoundedInAll) {
    auto large = layer("link");
    large["summary"] = {{"en", std::string(1'000, 'x')}, {"ko", std::string(1'000, 'x')}};
    for (int i = 0; i < 100; ++i) {
        large["layer"] = "ssid:" + std::to_string(i);
        hears(says("layer", large));
    }
    EXPECT_LE(book.find(pole)->layers.size(), 32U);
    EXPECT_GT(untaken(UntakenCheck::size), 60U);
}

}  // namespace
}  // namespace magpie::collector::console
