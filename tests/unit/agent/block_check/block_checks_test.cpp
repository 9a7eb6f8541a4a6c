#include "agent/block_check/block_checks.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace magpie::agent {
namespace {

using boost::asio::ip::make_address;
using probe::Kind;
using probe::State;

/// A network that answers as it is told, each question after so long.
class BlockChecksTest : public testing::Test {
  protected:
    static std::string command(std::uint64_t id, std::vector<std::uint16_t> ports = {443},
                               Milliseconds patience = Milliseconds{10'000},
                               std::string address = std::string("\xcb\x00\x71\x07", 4)) {
        return encode(BlockCheck{
            .id = BlockId{id}, .address = std::move(address), .ports = std::move(ports), .patience = patience});
    }
    void passes(Milliseconds time) {
        for (const auto end = now.mono + time; now.mono < end; now.mono += Milliseconds{10}) {
            for (auto ended = under_way.begin(); ended != under_way.end() && ended->first <= now.mono;) {
                checks.ended(ended->second.number, state_of(ended->second), now);
                ended = under_way.erase(ended);
            }
            while (const auto ask = checks.take(now)) {
                ++asked;
                const bool silent = state_of(*ask) == State::no_answer;
                under_way.emplace(now.mono + (silent ? BlockChecks::answer_within : Milliseconds{20}), *ask);
            }
        }
    }
    [[nodiscard]] State state_of(const BlockAsk& ask) const {
        return ask.address == control ? control_is : ask.kind == Kind::ping ? ping_is : port_is;
    }
    [[nodiscard]] BlockAnswer only_answer() const {
        const auto answers = checks.answers(now);
        EXPECT_EQ(answers.size(), 1U);
        return answers.empty() ? BlockAnswer{} : answers.front();
    }

    const boost::asio::ip::address control = make_address("198.51.100.1");
    std::vector<boost::asio::ip::address> own;
    int woken = 0;
    BlockChecks checks{{.controls = {control}, .own = [this] { return own; }, .wake = [this] { ++woken; }}};
    Now now{.mono = Monotonic{Milliseconds{1'000'000}}, .wall = {}, .wall_known = false};
    State control_is = State::answered;
    State ping_is = State::answered;
    State port_is = State::answered;
    std::multimap<Monotonic, BlockAsk> under_way;
    int asked = 0;
};

TEST_F(BlockChecksTest, WhatIsBlockedMeanwhileIsUnreachableFromThenOn) {
    checks.hear(command(1), now);
    EXPECT_EQ(woken, 1);
    passes(Milliseconds{2'200});
    EXPECT_TRUE(checks.answers(now).empty());
    ping_is = port_is = State::no_answer;
    passes(Milliseconds{3'000});
    const auto answer = only_answer();
    EXPECT_EQ(answer.outcome, BlockOutcome::unreachable);
    EXPECT_EQ(answer.answered, 5U) << "each half second";
    EXPECT_EQ(answer.tries, 7U) << "and two that nothing answered";
    EXPECT_NEAR(static_cast<double>(answer.took.count()), 3'500, 30) << "the end of the first of the two";
    EXPECT_TRUE(checks.take_news());
    EXPECT_FALSE(checks.take_news());
    EXPECT_EQ(checks.at_once(), 0U);
}

TEST_F(BlockChecksTest, WhatStillAnswersAtTheEndIsReachable) {
    checks.hear(command(1, {443}, Milliseconds{3'000}), now);
    passes(Milliseconds{4'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::reachable);
    EXPECT_EQ(only_answer().answered, only_answer().tries);
}

TEST_F(BlockChecksTest, OnePortThatAnswersIsEnough) {
    ping_is = State::no_answer;
    checks.hear(command(1, {443}, Milliseconds{3'000}), now);
    passes(Milliseconds{5'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::reachable);
}

TEST_F(BlockChecksTest, AResetIsAnAnswerAndTheWordOfAWallIsNone) {
    ping_is = State::unreachable;
    port_is = State::refused;
    checks.hear(command(1, {443}, Milliseconds{2'000}), now);
    passes(Milliseconds{3'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::reachable);
    port_is = State::unreachable;
    ping_is = State::refused;
    checks.hear(command(1, {443}, Milliseconds{2'000}), now);
    passes(Milliseconds{3'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::unreachable);
}

TEST_F(BlockChecksTest, WhoIsCutOffCannotTell) {
    control_is = ping_is = port_is = State::no_answer;
    checks.hear(command(1, {443}, Milliseconds{3'000}), now);
    passes(Milliseconds{5'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::undecided);
    EXPECT_EQ(only_answer().doubt, BlockDoubt::control);
}

TEST_F(BlockChecksTest, OneSilentTryIsNoBlock) {
    checks.hear(command(1, {443}, Milliseconds{6'000}), now);
    passes(Milliseconds{700});
    ping_is = port_is = State::no_answer;
    passes(Milliseconds{1'350});  // one try, and no more
    ping_is = State::answered;
    passes(Milliseconds{6'000});
    EXPECT_EQ(only_answer().outcome, BlockOutcome::reachable);
    EXPECT_EQ(only_answer().tries, only_answer().answered + 1);
}

TEST_F(BlockChecksTest, WithoutLeaveItCannotTell) {
    control_is = ping_is = port_is = State::not_allowed;
    checks.hear(command(1), now);
    passes(Milliseconds{500});
    EXPECT_EQ(only_answer().doubt, BlockDoubt::not_allowed);
    port_is = State::no_answer;
    checks.hear(command(1), now);
    passes(Milliseconds{1'500});
    EXPECT_EQ(only_answer().doubt, BlockDoubt::not_allowed) << "nothing is known of the control";
}

TEST_F(BlockChecksTest, NoMoreThanFourAtOnce) {
    for (std::uint64_t id = 1; id <= 5; ++id) {
        checks.hear(command(id), now);
        checks.hear(command(id), now);  // once more by the way
    }
    EXPECT_EQ(checks.at_once(), 4U);
    EXPECT_EQ(only_answer().id, BlockId{5});
    EXPECT_EQ(only_answer().doubt, BlockDoubt::busy);
    passes(Milliseconds{10});
    EXPECT_EQ(asked, 4 * 3);
}

TEST_F(BlockChecksTest, ItselfAndItsBrokersAreNotAsked) {
    own = {make_address("203.0.113.7")};
    checks.hear(command(1), now);
    EXPECT_EQ(only_answer().doubt, BlockDoubt::address);
    checks.hear(command(1, {}, Milliseconds{1'000}, std::string("\x0a\x00\x00\x01", 4)), now);
    EXPECT_EQ(only_answer().doubt, BlockDoubt::address);
    EXPECT_EQ(checks.at_once(), 0U);
    checks.hear("\xff", now);
    EXPECT_EQ(checks.answers(now).size(), 1U);
}

TEST_F(BlockChecksTest, NothingIsProvedWithoutAControlOfTheSameVersion) {
    checks.hear(command(1, {}, Milliseconds{1'000}, std::string(1, '\x20') + std::string(15, '\x01')), now);
    EXPECT_EQ(only_answer().doubt, BlockDoubt::no_control);
    checks.hear(command(2, {}, Milliseconds{1'000}, std::string("\xc6\x33\x64\x01", 4)), now);
    EXPECT_EQ(checks.answers(now).back().doubt, BlockDoubt::no_control) << "the control itself";
}

TEST_F(BlockChecksTest, AnAnswerIsToldForAMinuteAndTheNewestEight) {
    own = {make_address("203.0.113.7")};
    for (std::uint64_t id = 1; id <= 10; ++id) {
        checks.hear(command(id), now);
    }
    ASSERT_EQ(checks.answers(now).size(), most_block_answers);
    EXPECT_EQ(checks.answers(now).back().id, BlockId{10});
    now.mono += Milliseconds{61'000};
    EXPECT_TRUE(checks.answers(now).empty());
}

}  // namespace
}  // namespace magpie::agent
