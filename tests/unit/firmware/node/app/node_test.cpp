#include "firmware/node/app/node.hpp"

#include <gtest/gtest.h>

#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::node {
namespace {

using fakes::Answered;
using modbus::ResetCause;
namespace holding = modbus::holding;
namespace input = modbus::input;

using Resets = std::vector<ResetCause>;

TEST(Node, OpensItsLineAsItIsSet) {
    RunningNode node;
    EXPECT_EQ(node.board().format(), (hal::SerialFormat{19200, hal::Parity::even}));
}

TEST(Node, AppliesAddressBaudAndParityOnlyWhenKeptAndAfterTheAnswer) {
    RunningNode node;
    node.board().line_is_slow();
    const auto asks = [&](const Answered& answer) {
        node.board().answer_leaves();
        return answer;
    };
    EXPECT_EQ(asks(node.master().write_many(holding::address, {9, 1152, 0})), Answered{});
    node.poll();
    EXPECT_EQ(node.board().format().baud, 19200U);
    EXPECT_FALSE(asks(node.master().read_input(0, 1)).is_silent) << "still the old address";

    EXPECT_EQ(node.master().write_one(holding::keep, modbus::keep_word), Answered{});
    node.poll();
    EXPECT_EQ(node.board().format().baud, 19200U) << "the answer is on its way";
    node.board().answer_leaves();
    node.poll();
    EXPECT_EQ(node.board().format(), (hal::SerialFormat{115200, hal::Parity::none}));
    EXPECT_TRUE(node.master().read_input(0, 1).is_silent);
    node.master().talks_to(9);
    EXPECT_EQ(asks(node.master().read_input(0, 1)).words.at(0), modbus::node_magic);
    node.starts();
    EXPECT_EQ(node.board().format(), (hal::SerialFormat{115200, hal::Parity::none}));
}

TEST(Node, ABroadcastReachesItToo) {
    RunningNode node;
    node.master().talks_to(modbus::broadcast);
    EXPECT_TRUE(node.master().write_one(holding::sample_period, 33).is_silent);
    node.master().talks_to(1);
    EXPECT_EQ(node.holding(holding::sample_period), 33);
}

TEST(Node, ResetsItselfWhenNobodyAsksForAHeartbeat) {
    RunningNode node;
    node.master().write_one(holding::heartbeat, 10);
    for (int i = 0; i < 5; ++i) {
        node.runs(8000);
        (void)node.master().read_input(0, 1);
    }
    EXPECT_TRUE(node.board().resets().empty());
    node.runs(9900);
    EXPECT_TRUE(node.board().resets().empty());
    node.runs(1100);
    EXPECT_FALSE(node.board().resets().empty());
    EXPECT_EQ(node.board().resets().front(), ResetCause::software);
}

TEST(Node, BadFramesAndThoseForOthersAreNoHeartbeat) {
    RunningNode node;
    node.master().write_one(holding::heartbeat, 10);
    node.master().talks_to(7);
    for (int i = 0; i < 12; ++i) {
        node.runs(1000);
        (void)node.master().read_input(0, 1);
    }
    EXPECT_FALSE(node.board().resets().empty());
}

TEST(Node, WithoutAHeartbeatItNeverResets) {
    RunningNode node;
    node.runs(200'000);
    EXPECT_TRUE(node.board().resets().empty());
}

TEST(Node, FeedsItsWatchdogOnlyWhileSamplingIsNotOverdue) {
    RunningNode node;
    node.samples(6);
    const auto fed = node.board().watchdog_fed();
    node.runs(100);
    EXPECT_EQ(node.board().watchdog_fed(), fed + 100);
    // A turn took so long that three periods are gone. The next ones make a sample, and the dog is fed again.
    node.board().passes(3100);
    node.poll();
    EXPECT_EQ(node.board().watchdog_fed(), fed + 100);
    node.runs(20);
    EXPECT_GT(node.board().watchdog_fed(), fed + 100);
}

TEST(Node, TellsTheResetCauseOfItsBoard) {
    RunningNode node;
    node.board().came_up_by(ResetCause::watchdog);
    node.starts();
    EXPECT_EQ(node.input(input::reset_cause), 4);
}

TEST(Node, TheUptimeGoesOnWhereTheMillisecondsBeginAnew) {
    RunningNode node;
    // The fake clock stands a second before 2^32.
    node.runs(10'000);
    EXPECT_EQ(node.input32(input::uptime), 10U);
}

TEST(Node, JunkIsAnsweredByNothing) {
    RunningNode node;
    std::uint32_t state = 12345;
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::uint8_t> bytes;
        state = state * 1664525 + 1013904223;
        for (std::uint32_t left = state >> 24U; left > 0; --left) {
            state = state * 1664525 + 1013904223;
            bytes.push_back(static_cast<std::uint8_t>(state >> 24U));
        }
        EXPECT_TRUE(node.exchange(bytes).empty());
    }
    EXPECT_EQ(node.input(input::magic), modbus::node_magic);
}

}  // namespace
}  // namespace magpie::node
