#include "collector/blocks/block_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace magpie::collector {
namespace {

class BlockBookTest : public testing::Test {
  protected:
    /// One of our own, which verifies blocks.
    NodeIndex pole(const std::string& area, const std::string& node, const std::string& hub) {
        const std::vector<SeriesDescription> series{{.name = "magpie_node_up_seconds", .help = {}, .labels = {}},
                                                    {.name = "magpie_node_info", .help = {}, .labels = {}}};
        const std::vector<InfoLabels> info{{.slot = 1, .labels = {{"hub", hub}, {"version", "1"}}}};
        const auto index = fleet.born(area, node, fleet.intern(1, series), info, UtcMs{});
        book.heard(index, true, {}, now);
        return index;
    }
    BlockId post(const std::string& address = "203.0.113.7") {
        return book.post(block_address(address).value(), {443}, "soc", now).value_or(BlockId{});
    }
    /// Whom something is sent to now.
    std::vector<std::string> sent() {
        std::vector<BlockBook::Send> sends;
        book.due(now, sends);
        std::vector<std::string> nodes;
        for (const auto& send : sends) {
            nodes.push_back(fleet.node(send.node).node);
        }
        std::ranges::sort(nodes);
        return nodes;
    }
    void says(NodeIndex node, BlockId id, BlockOutcome outcome, Milliseconds took,
              BlockDoubt doubt = BlockDoubt::none) {
        const std::vector<BlockAnswer> answers{
            {.id = id, .outcome = outcome, .doubt = doubt, .took = took, .tries = 3}};
        book.heard(node, true, answers, now);
    }
    void passes(Milliseconds time) {
        now.mono += time;
        now.wall += time;
    }
    [[nodiscard]] BlockState state(BlockId id) const { return state_of(*book.find(id)); }
    [[nodiscard]] std::optional<Milliseconds> stage(BlockId id, BlockStage which) const {
        return book.find(id)->stages[static_cast<std::size_t>(which)];
    }

    Fleet fleet;
    BlockBook book{{.poles = 16, .patience = Milliseconds{10'000}}, fleet};
    Now now{
        .mono = Monotonic{Milliseconds{1'000'000}}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
};

using Names = std::vector<std::string>;
using enum BlockStage;

TEST_F(BlockBookTest, OnePoleOfEachHubIsAskedOnce) {
    pole("mapo", "a1", "north");
    pole("mapo", "a2", "north");
    pole("mapo", "b1", "south");
    pole("mapo", "c1", "");
    pole("jung", "d1", "");
    const auto id = post();
    const auto nodes = sent();
    ASSERT_EQ(nodes.size(), 4U) << "two hubs, and two areas of poles without one";
    EXPECT_EQ(nodes[1], "b1");
    EXPECT_EQ(sent(), Names{});
    EXPECT_EQ(state(id), BlockState::testing);
    EXPECT_EQ(stage(id, distributed), Milliseconds{0});
}

TEST_F(BlockBookTest, TheSampleIsBoundedAndDeterministic) {
    BlockBook few({.poles = 3, .patience = Milliseconds{10'000}}, fleet);
    BlockBook again({.poles = 3, .patience = Milliseconds{10'000}}, fleet);
    for (int i = 0; i < 40; ++i) {
        const auto index = pole("mapo", "p" + std::to_string(i), "hub" + std::to_string(i % 8));
        few.heard(index, true, {}, now);
        again.heard(index, true, {}, now);
    }
    const auto names = [&](BlockBook& of) {
        const auto id = of.post(block_address("203.0.113.7").value(), {}, "soc", now).value();
        Names nodes;
        for (const auto& one : of.find(id)->poles) {
            nodes.push_back(one.node);
        }
        return nodes;
    };
    const auto first = names(few);
    EXPECT_EQ(first.size(), 3U);
    EXPECT_EQ(first, names(again));
    EXPECT_NE(first, names(few)) << "the next block has others";
}

TEST_F(BlockBookTest, WhoDoesNotVerifyOrIsDownIsNotAsked) {
    const auto up = pole("mapo", "a", "north");
    const auto down = pole("mapo", "b", "south");
    const auto other = pole("mapo", "c", "east");
    fleet.died(down, now.wall);
    book.heard(other, false, {}, now);
    const auto id = post();
    EXPECT_EQ(sent(), Names{"a"});
    says(up, id, BlockOutcome::unreachable, Milliseconds{1'000});
    EXPECT_EQ(state(id), BlockState::verified);
}

TEST_F(BlockBookTest, AllStagesAreTimedFromTheReceipt) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "south");
    const auto id = post();
    passes(Milliseconds{100});
    ASSERT_EQ(sent().size(), 2U);
    EXPECT_EQ(stage(id, distributed), Milliseconds{100});
    passes(Milliseconds{2'500});
    says(a, id, BlockOutcome::unreachable, Milliseconds{1'200});
    EXPECT_EQ(stage(id, first_verified), Milliseconds{1'300}) << "by the pole's own watch";
    EXPECT_EQ(stage(id, verified), std::nullopt);
    EXPECT_EQ(state(id), BlockState::testing);
    passes(Milliseconds{400});
    says(b, id, BlockOutcome::unreachable, Milliseconds{500'000});
    EXPECT_EQ(stage(id, verified), Milliseconds{3'000}) << "but no later than it was said";
    EXPECT_EQ(state(id), BlockState::verified);
    const auto numbers = book.numbers();
    EXPECT_EQ(numbers.states[static_cast<std::size_t>(BlockState::verified)], 1U);
    EXPECT_EQ(numbers.leaks, 0U);
    EXPECT_DOUBLE_EQ(numbers.seconds_sum[2], 3.0);
    EXPECT_EQ(numbers.seconds[2][4], 1U) << "the bucket of 3 s";
    sent();
    EXPECT_TRUE(book.find(id)->ended);
}

TEST_F(BlockBookTest, ALeakIsAskedAgainUntilItIsNone) {
    const auto a = pole("mapo", "a", "north");
    const auto id = post();
    sent();
    passes(Milliseconds{10'000});
    says(a, id, BlockOutcome::reachable, Milliseconds{10'000});
    EXPECT_EQ(state(id), BlockState::leaking);
    EXPECT_EQ(book.numbers().leaks, 1U);
    passes(Milliseconds{10'000});
    says(a, id, BlockOutcome::reachable, Milliseconds{10'000});  // the same, with the next report
    EXPECT_EQ(sent(), Names{});
    passes(Milliseconds{20'000});
    EXPECT_EQ(sent(), Names{"a"});
    says(a, id, BlockOutcome::reachable, Milliseconds{10'000});
    EXPECT_EQ(state(id), BlockState::leaking);
    passes(Milliseconds{3'000});
    says(a, id, BlockOutcome::unreachable, Milliseconds{2'000});
    EXPECT_EQ(state(id), BlockState::verified);
    EXPECT_EQ(stage(id, verified), Milliseconds{42'000});
    EXPECT_EQ(book.numbers().leaks, 0U);
}

TEST_F(BlockBookTest, ALeakThatStaysIsWatchedForAnHour) {
    const auto a = pole("mapo", "a", "north");
    const auto id = post();
    int asked = 0;
    for (int minute = 0; minute < 62; ++minute) {
        asked += static_cast<int>(sent().size());
        passes(Milliseconds{10'000});
        says(a, id, BlockOutcome::reachable, Milliseconds{10'000 + minute});
        passes(Milliseconds{50'000});
    }
    EXPECT_EQ(asked, 60);
    EXPECT_EQ(book.numbers().leaks, 0U);
    EXPECT_EQ(state(id), BlockState::leaking);
    EXPECT_TRUE(book.find(id)->ended);
}

TEST_F(BlockBookTest, WhoCouldNotTellAtFirstTimesNothing) {
    const auto a = pole("mapo", "a", "north");
    const auto id = post();
    sent();
    passes(Milliseconds{10'000});
    says(a, id, BlockOutcome::undecided, Milliseconds{10'000}, BlockDoubt::control);
    EXPECT_EQ(state(id), BlockState::undecided);
    passes(Milliseconds{30'000});
    EXPECT_EQ(sent(), Names{"a"});
    passes(Milliseconds{2'000});
    says(a, id, BlockOutcome::unreachable, Milliseconds{1'500});
    EXPECT_EQ(state(id), BlockState::verified);
    EXPECT_EQ(stage(id, verified), std::nullopt) << "it may have been blocked long before";
}

TEST_F(BlockBookTest, WhoWillNeverTellIsNotAskedAgain) {
    const auto a = pole("mapo", "a", "north");
    const auto id = post();
    sent();
    says(a, id, BlockOutcome::undecided, Milliseconds{0}, BlockDoubt::address);
    passes(Milliseconds{31'000});
    EXPECT_EQ(sent(), Names{});
    EXPECT_TRUE(book.find(id)->ended);
}

TEST_F(BlockBookTest, WhoDoesNotAnswerIsSilent) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "south");
    const auto id = post();
    sent();
    says(b, id, BlockOutcome::unreachable, Milliseconds{1'000});
    passes(Milliseconds{24'900});
    sent();
    EXPECT_EQ(state(id), BlockState::testing);
    passes(Milliseconds{200});
    sent();
    EXPECT_EQ(state(id), BlockState::verified) << "as far as anybody can tell";
    says(a, id, BlockOutcome::reachable, Milliseconds{10'000});
    EXPECT_EQ(state(id), BlockState::leaking) << "late, and heard all the same";
}

TEST_F(BlockBookTest, WhatANodeWasNotAskedItCannotKnow) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "north");
    const auto id = post();
    const auto asked = sent().front() == "a" ? a : b;
    const auto stranger = asked == a ? b : a;
    says(stranger, id, BlockOutcome::reachable, Milliseconds{1});
    says(asked, BlockId{99}, BlockOutcome::reachable, Milliseconds{1});
    EXPECT_EQ(book.numbers().leaks, 0U);
}

TEST_F(BlockBookTest, APoleHasFourAtATime) {
    const auto a = pole("mapo", "a", "north");
    std::vector<BlockId> ids;
    for (int i = 0; i < 6; ++i) {
        ids.push_back(post("203.0.113." + std::to_string(i + 1)));
    }
    EXPECT_EQ(sent().size(), 4U);
    EXPECT_EQ(state(ids[4]), BlockState::waiting);
    passes(Milliseconds{1'000});
    says(a, ids[0], BlockOutcome::unreachable, Milliseconds{900});
    EXPECT_EQ(sent().size(), 1U);
    EXPECT_EQ(stage(ids[4], distributed), Milliseconds{1'000}) << "and the wait counts";
}

TEST_F(BlockBookTest, ANewBlockOfAnAddressTakesThePlaceOfTheOneBefore) {
    const auto a = pole("mapo", "a", "north");
    const auto first = post();
    sent();
    passes(Milliseconds{10'000});
    says(a, first, BlockOutcome::reachable, Milliseconds{10'000});
    const auto second = post();
    EXPECT_TRUE(book.find(first)->ended);
    EXPECT_EQ(book.numbers().leaks, 0U);
    EXPECT_EQ(sent(), Names{"a"});
    EXPECT_EQ(state(second), BlockState::testing);
}

TEST_F(BlockBookTest, WithoutAPoleItWaitsForOne) {
    const auto id = post();
    EXPECT_EQ(sent(), Names{});
    EXPECT_EQ(state(id), BlockState::waiting);
    passes(Milliseconds{2'000});
    pole("mapo", "a", "north");
    EXPECT_EQ(sent(), Names{"a"});
    EXPECT_EQ(stage(id, distributed), Milliseconds{2'000});
}

TEST_F(BlockBookTest, NoMoreAreOpenAndKeptThanItCanBear) {
    const auto address = [](std::size_t i) {
        return "203.0." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1);
    };
    for (std::size_t i = 0; i < BlockBook::most_open; ++i) {
        ASSERT_NE(post(address(i)), BlockId{});
    }
    EXPECT_EQ(post("198.51.100.1"), BlockId{});
    passes(BlockBook::watched_for);
    sent();
    for (std::size_t round = 0; round < 5; ++round) {
        for (std::size_t i = 0; i < BlockBook::most_open; ++i) {
            ASSERT_NE(post(address(i)), BlockId{});
        }
    }
    std::vector<const Block*> changed;
    std::vector<BlockId> dropped;
    book.take_changes(changed, dropped);
    EXPECT_EQ(changed.size(), BlockBook::most_kept);
    EXPECT_EQ(dropped.size(), 6 * BlockBook::most_open - BlockBook::most_kept);
    changed.clear();
    book.take_changes(changed, dropped);
    EXPECT_TRUE(changed.empty());
    EXPECT_TRUE(dropped.empty());
}

TEST_F(BlockBookTest, ARestartGoesOnWithWhatWasUnderWay) {
    pole("mapo", "a", "north");
    const auto id = post();
    sent();
    const auto kept = encode(*book.find(id));
    passes(Milliseconds{5'000});
    BlockBook next({}, fleet);
    std::vector<Block> blocks;
    blocks.push_back(decode_block(id, kept).value());
    next.restore(std::move(blocks), now);
    std::vector<BlockBook::Send> sends;
    next.due(now, sends);
    ASSERT_EQ(sends.size(), 1U);
    EXPECT_EQ(sends.front().check.id, id);
    const std::vector<BlockAnswer> answers{
        {.id = id, .outcome = BlockOutcome::unreachable, .took = Milliseconds{100}, .tries = 2}};
    next.heard(sends.front().node, true, answers, now);
    EXPECT_EQ(state_of(*next.find(id)), BlockState::verified);
    EXPECT_FALSE(next.find(id)->stages[2]) << "when, nobody knows";
    EXPECT_EQ(next.post(block_address("203.0.113.9").value(), {}, "soc", now), BlockId{2});
}

TEST_F(BlockBookTest, ANodeThatIsForgottenLeavesNothingOpen) {
    const auto a = pole("mapo", "a", "north");
    const auto id = post();
    sent();
    book.forget(a);
    passes(Milliseconds{26'000});
    EXPECT_EQ(sent(), Names{});
    says(a, id, BlockOutcome::reachable, Milliseconds{1});
    EXPECT_EQ(book.numbers().leaks, 0U) << "another has its index";
}

}  // namespace
}  // namespace magpie::collector
