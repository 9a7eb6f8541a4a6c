#include "collector/throughput/token_book.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace magpie::collector {
namespace {

using Names = std::vector<std::string>;

class TokenBookTest : public testing::Test {
  protected:
    static constexpr Milliseconds needs{80'000};

    TokenBookTest() {
        EXPECT_EQ(given(), Names{});
        passes(settings.longest + settings.way);
    }
    NodeIndex pole(const std::string& area, const std::string& node, const std::string& hub) {
        const std::vector<SeriesDescription> series{{.name = "magpie_node_up_seconds", .help = {}, .labels = {}},
                                                    {.name = "magpie_node_info", .help = {}, .labels = {}}};
        const std::vector<InfoLabels> info{{.slot = 1, .labels = {{"hub", hub}, {"version", "1"}}}};
        const auto index = fleet.born(area, node, fleet.intern(1, series), info, UtcMs{});
        says(index, false);
        return index;
    }
    void says(NodeIndex node, bool waits, TokenId ended = {}, Milliseconds need = needs) {
        book.heard(node, {.needs = need, .waits = waits, .ended = ended}, Monotonic{Milliseconds{77}}, now);
    }
    /// To whom, now; `last` is the last of it.
    Names given() {
        std::vector<TokenBook::Send> sends;
        book.due(now, sends);
        Names nodes;
        for (const auto& send : sends) {
            nodes.push_back(fleet.node(send.node).node);
            last = send.token;
        }
        passes(TokenBook::look_every);
        return nodes;
    }
    void passes(Milliseconds time) {
        now.mono += time;
        now.wall += time;
    }
    [[nodiscard]] std::uint64_t turns(TurnOutcome outcome) const {
        return book.numbers().turns[static_cast<std::size_t>(outcome)];
    }

    Fleet fleet;
    TokenSettings settings{.longest = Milliseconds{300'000}, .way = Milliseconds{60'000}};
    TokenBook book{settings, fleet};
    ThroughputToken last{};
    Now now{
        .mono = Monotonic{Milliseconds{1'000'000}}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
};

TEST_F(TokenBookTest, OfOneHubOneAtATimeHasItsTurn) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "north");
    const auto c = pole("mapo", "c", "south");
    for (const auto node : {a, b, c}) {
        says(node, true);
    }
    EXPECT_EQ(given(), (Names{"a", "c"}));
    EXPECT_EQ(given(), Names{});
    EXPECT_EQ(book.numbers().measuring, 2U);
    EXPECT_EQ(book.numbers().waiting, 1U);
    EXPECT_EQ(turns(TurnOutcome::given), 2U);
}

TEST_F(TokenBookTest, ATurnSaysByWhichReportItWasDecidedAndHowLongItLasts) {
    says(pole("mapo", "a", "north"), true);
    EXPECT_EQ(given(), Names{"a"});
    EXPECT_EQ(last.asked, Monotonic{Milliseconds{77}});
    EXPECT_EQ(last.lasts, needs + settings.way);
}

TEST_F(TokenBookTest, TheNextOneComesWhenTheTurnIsGivenBack) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "north");
    says(a, true);
    EXPECT_EQ(given(), Names{"a"});
    says(b, true);
    EXPECT_EQ(given(), Names{});
    says(a, false, last.id);
    EXPECT_EQ(given(), Names{"b"});
    EXPECT_EQ(turns(TurnOutcome::returned), 1U);
}

TEST_F(TokenBookTest, WhatANodeSaysOfAnOldTurnEndsNoNewOne) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "north");
    says(a, true, TokenId{5});
    says(b, true);
    EXPECT_EQ(given(), Names{"a"});
    says(a, false, TokenId{5});
    EXPECT_EQ(given(), Names{});
    says(b, true, last.id);
    EXPECT_EQ(given(), Names{}) << "nor what another one says";
}

TEST_F(TokenBookTest, WhoIsSilentHasItsTurnUntilItsTimeIsOver) {
    const auto a = pole("mapo", "a", "north");
    const auto b = pole("mapo", "b", "north");
    says(a, true);
    EXPECT_EQ(given(), Names{"a"});
    says(b, true);
    fleet.died(a, UtcMs{});
    passes(needs + settings.way - Milliseconds{2000});
    EXPECT_EQ(given(), Names{}) << "what it sends may go on";
    passes(Milliseconds{1000});
    EXPECT_EQ(given(), Names{"b"});
    EXPECT_EQ(turns(TurnOutcome::expired), 1U);
}

TEST_F(TokenBookTest, OfWhomNothingIsKnownAnyMoreTheTimeGoesOnToo) {
    const auto a = pole("mapo", "a", "north");
    says(a, true);
    EXPECT_EQ(given(), Names{"a"});
    book.forget(a);
    says(pole("mapo", "b", "north"), true);
    EXPECT_EQ(given(), Names{});
    passes(needs + settings.way);
    EXPECT_EQ(given(), Names{"b"});
}

TEST_F(TokenBookTest, WithoutAHubTheAreaIsShared) {
    says(pole("mapo", "a", ""), true);
    says(pole("mapo", "b", ""), true);
    says(pole("jung", "c", ""), true);
    says(pole("mapo", "d", "jung"), true);
    EXPECT_EQ(given(), (Names{"a", "c", "d"})) << "and a hub of the name of an area is none";
}

TEST_F(TokenBookTest, ABeginnerGivesNoneUntilThoseOfBeforeAreOver) {
    const auto a = pole("mapo", "a", "north");
    says(a, true);
    book.rest();
    EXPECT_EQ(given(), Names{});
    passes(settings.longest + settings.way - Milliseconds{2000});
    EXPECT_EQ(given(), Names{});
    passes(Milliseconds{1000});
    EXPECT_EQ(given(), Names{"a"});
}

TEST_F(TokenBookTest, WhoNeedsTooLongOrWantsNoMoreGetsNone) {
    says(pole("mapo", "a", "north"), true, {}, settings.longest + Milliseconds{1});
    const auto b = pole("mapo", "b", "north");
    says(b, true);
    says(b, false);
    EXPECT_EQ(given(), Names{});
    says(b, true);
    fleet.died(b, UtcMs{});
    EXPECT_EQ(given(), Names{}) << "nor who is away";
}

TEST_F(TokenBookTest, WhoIsAskedGetsATurnWithoutWantingOne) {
    const auto a = pole("mapo", "a", "north");
    EXPECT_EQ(book.ask(a), TokenBook::Asked::taken);
    EXPECT_EQ(book.ask(a), TokenBook::Asked::taken);
    says(a, false);
    EXPECT_EQ(given(), Names{"a"});
    says(a, false, last.id);
    EXPECT_EQ(given(), Names{}) << "once";
}

TEST_F(TokenBookTest, WhoMeasuresNothingCannotBeAsked) {
    const auto a = pole("mapo", "a", "north");
    says(a, false, {}, Milliseconds{0});
    EXPECT_EQ(book.ask(a), TokenBook::Asked::unable);
    EXPECT_EQ(book.ask(NodeIndex{12345}), TokenBook::Asked::unable);
}

TEST_F(TokenBookTest, WhoIsAskedForIsBounded) {
    for (std::size_t i = 0; i < TokenBook::most_asked; ++i) {
        EXPECT_EQ(book.ask(pole("mapo", "p" + std::to_string(i), "north")), TokenBook::Asked::taken);
    }
    const auto more = pole("mapo", "more", "north");
    EXPECT_EQ(book.ask(more), TokenBook::Asked::too_many);
    EXPECT_EQ(given().size(), 1U);
    EXPECT_EQ(book.ask(more), TokenBook::Asked::taken) << "there is room again";
}

}  // namespace
}  // namespace magpie::collector
