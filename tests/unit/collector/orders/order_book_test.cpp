#include "collector/orders/order_book.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/collector/orders/orders.hpp"

namespace magpie::collector {
namespace {

class OrderBookTest : public testing::Test {
  protected:
    OrderBook::Put put(HeldOrder order) { return book.put(std::move(order), replaced); }
    /// Whom something is sent to within a second, and what.
    std::vector<std::string> sent() {
        std::vector<std::string> all;
        for (int tick = 0; tick < 10; ++tick) {
            now.mono += Milliseconds{100};
            now.wall += Milliseconds{100};
            std::vector<OrderBook::Send> sends;
            book.due(now, sends);
            for (const auto& send : sends) {
                all.push_back(fleet.node(send.node).node + "=" + send.order->bytes);
            }
        }
        std::ranges::sort(all);
        return all;
    }
    [[nodiscard]] std::size_t count(OrderStage stage) const { return book.counts()[static_cast<std::size_t>(stage)]; }

    Fleet fleet;
    OrderBook book{fleet};
    std::vector<OrderNumber> replaced;
    Now now{
        .mono = Monotonic{Milliseconds{1'000'000}}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
    const NodeIndex mapo = node_born(fleet, "mapo", "pole-1");
    const NodeIndex jung = node_born(fleet, "jung", "pole-2");
};

using Lines = std::vector<std::string>;

TEST_F(OrderBookTest, ANodeGetsTheNewestThatConcernsItOnceItIsHeard) {
    EXPECT_EQ(put(an_order(3)), OrderBook::Put::taken);
    EXPECT_EQ(put(an_order(7, {"mapo"})), OrderBook::Put::taken);
    EXPECT_EQ(put(an_order(5)), OrderBook::Put::taken);
    EXPECT_EQ(sent(), Lines{}) << "nobody has said how far it is";
    book.heard(mapo, {});
    book.heard(jung, {});
    EXPECT_EQ(sent(), (Lines{"pole-1=signed 7", "pole-2=signed 5"}));
    EXPECT_EQ(sent(), Lines{});
    EXPECT_EQ(book.sent(), 2U);
}

TEST_F(OrderBookTest, WhatANodeNamesItIsNotSent) {
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    book.heard(mapo, {.tried = OrderNumber{7}});
    book.heard(jung, {.followed = OrderNumber{3}, .refused = OrderNumber{7}, .why = OrderRefusal::version});
    EXPECT_EQ(sent(), Lines{});
    EXPECT_EQ(count(OrderStage::tried), 1U);
    EXPECT_EQ(count(OrderStage::refused), 1U);
    book.heard(mapo, {.followed = OrderNumber{7}});
    EXPECT_EQ(count(OrderStage::tried), 0U);
    EXPECT_EQ(count(OrderStage::followed), 1U);
}

TEST_F(OrderBookTest, ItIsSentAgainAfterAMinuteThatDoublesAndAtABirth) {
    ASSERT_EQ(put(an_order(7, {"mapo"})), OrderBook::Put::taken);
    book.heard(mapo, {});
    ASSERT_EQ(sent().size(), 1U);
    EXPECT_EQ(count(OrderStage::sent), 1U);
    now.mono += Milliseconds{57'000};
    book.heard(mapo, {});
    EXPECT_EQ(sent().size(), 0U);
    now.mono += Milliseconds{1'500};
    EXPECT_EQ(sent().size(), 1U);
    now.mono += Milliseconds{110'000};
    EXPECT_EQ(sent().size(), 0U);
    now.mono += Milliseconds{10'000};
    EXPECT_EQ(sent().size(), 1U);
    book.born(mapo, {});
    EXPECT_EQ(sent().size(), 1U);
    for (int i = 0; i < 20; ++i) {
        now.mono += Milliseconds{3'600'000};
        EXPECT_EQ(sent().size(), 1U);
    }
}

TEST_F(OrderBookTest, OnlyNodesThatAreUpGetIt) {
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    book.heard(mapo, {});
    book.heard(jung, {});
    fleet.died(mapo, now.wall);
    EXPECT_EQ(sent(), Lines{"pole-2=signed 7"});
    EXPECT_EQ(count(OrderStage::waiting), 1U);
    node_born(fleet, "mapo", "pole-1");
    book.born(mapo, {});
    EXPECT_EQ(sent(), Lines{"pole-1=signed 7"});
}

TEST_F(OrderBookTest, AfterItsEndItIsNotSent) {
    auto order = an_order(7);
    order.order.not_after = now.wall + Milliseconds{500};
    ASSERT_EQ(put(std::move(order)), OrderBook::Put::taken);
    EXPECT_EQ(sent(), Lines{});
    book.heard(mapo, {});
    EXPECT_EQ(sent(), Lines{});
    EXPECT_EQ(count(OrderStage::waiting), 2U);
}

TEST_F(OrderBookTest, FiftyASecondAreSent) {
    for (int i = 0; i < 200; ++i) {
        book.heard(node_born(fleet, "guro", "pole-9" + std::to_string(i)), {});
    }
    ASSERT_EQ(put(an_order(7, {"guro"})), OrderBook::Put::taken);
    for (int i = 0; i < 200; ++i) {
        book.heard(*fleet.find("guro", "pole-9" + std::to_string(i)), {});
    }
    sent();  // what the bucket held before
    EXPECT_NEAR(static_cast<double>(sent().size()), 50, 1);
    EXPECT_NEAR(static_cast<double>(sent().size()), 50, 1);
}

TEST_F(OrderBookTest, AWithdrawnOneIsSentToNobodyAndTheOneBeforeIsWantedAgain) {
    ASSERT_EQ(put(an_order(3)), OrderBook::Put::taken);
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    book.heard(mapo, {.followed = OrderNumber{7}});
    book.heard(jung, {});
    EXPECT_TRUE(book.withdraw(OrderNumber{7}));
    EXPECT_FALSE(book.withdraw(OrderNumber{7}));
    EXPECT_EQ(sent(), Lines{"pole-2=signed 3"});
    EXPECT_EQ(count(OrderStage::beyond), 1U) << "a node takes none before one it has named";
    EXPECT_EQ(count(OrderStage::sent), 1U);
    EXPECT_TRUE(book.withdraw(OrderNumber{3}));
    EXPECT_EQ(book.counts(), OrderBook::Counts{});
    EXPECT_EQ(sent(), Lines{});
}

TEST_F(OrderBookTest, WhatAStrangerClaimedKeepsNoOrderAway) {
    ASSERT_EQ(put(an_order(7, {"mapo"})), OrderBook::Put::taken);
    book.heard(mapo, {.refused = OrderNumber{9'000}, .why = OrderRefusal::signature});
    EXPECT_EQ(sent(), Lines{"pole-1=signed 7"});
}

TEST_F(OrderBookTest, OneThatANodeDoesNotBelieveForWantOfANewerListIsSentAgain) {
    ASSERT_EQ(put(an_order(7, {"mapo"})), OrderBook::Put::taken);
    book.heard(mapo, {});
    EXPECT_EQ(sent(), Lines{"pole-1=signed 7"});
    book.heard(mapo, {.refused = OrderNumber{7}, .why = OrderRefusal::revocations});
    EXPECT_EQ(count(OrderStage::sent), 1U);
    book.heard(mapo, {.refused = OrderNumber{7}, .why = OrderRefusal::revoked});
    EXPECT_EQ(count(OrderStage::refused), 1U);
    book.heard(mapo, {.refused = OrderNumber{9'000}, .why = OrderRefusal::revoked});
    EXPECT_EQ(count(OrderStage::sent), 1U) << "a number that nobody vouches for";
}

TEST_F(OrderBookTest, TheSameOrderAgainIsHeldAndAnotherOfItsNumberIsNot) {
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    auto again = an_order(7);
    again.bytes = "signed once more";
    EXPECT_EQ(put(std::move(again)), OrderBook::Put::held_before);
    EXPECT_EQ(put(an_order(7, {"mapo"})), OrderBook::Put::number_taken);
    EXPECT_EQ(book.find(OrderNumber{7})->bytes, "signed 7");
}

TEST_F(OrderBookTest, RoomIsMadeByThoseThatANewerOneReplacesForEverybody) {
    for (std::uint64_t i = 1; i <= OrderBook::most_orders; ++i) {
        ASSERT_EQ(put(an_order(i, {}, {"pole-" + std::to_string(i)})), OrderBook::Put::taken);
    }
    EXPECT_EQ(put(an_order(1000)), OrderBook::Put::too_many);
    ASSERT_TRUE(book.withdraw(OrderNumber{200}));
    auto half = an_order(1000, {}, {"pole-1", "pole-2", "pole-3"});
    half.order.share = 32768;
    ASSERT_EQ(put(std::move(half)), OrderBook::Put::taken);
    EXPECT_EQ(put(an_order(1001)), OrderBook::Put::too_many) << "half of them still want theirs";
    ASSERT_TRUE(book.withdraw(OrderNumber{1000}));
    ASSERT_EQ(put(an_order(1002, {}, {"pole-1", "pole-2", "pole-3"})), OrderBook::Put::taken);
    book.heard(mapo, {});
    EXPECT_EQ(put(an_order(1003)), OrderBook::Put::taken);
    EXPECT_EQ(replaced, (std::vector{OrderNumber{3}, OrderNumber{2}, OrderNumber{1}}));
    EXPECT_EQ(book.size(), OrderBook::most_orders - 2);
}

TEST_F(OrderBookTest, EdgesOfOthersAndThoseForgottenAreNotCounted) {
    const auto plc = fleet.born("mapo", "plc", std::nullopt, {}, UtcMs{}, NodeKind::foreign);
    fleet.expect("mapo", "unknown", std::nullopt, {});
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    EXPECT_EQ(count(OrderStage::waiting), 2U);
    book.forget(plc);
    book.forget(jung);
    EXPECT_EQ(count(OrderStage::waiting), 1U);
    std::size_t left_out = 0;
    const auto nodes = book.nodes(std::nullopt, 10, left_out);
    ASSERT_EQ(nodes.size(), 1U);
    EXPECT_EQ(nodes[0].node, mapo);
}

TEST_F(OrderBookTest, NodesAreListedByState) {
    ASSERT_EQ(put(an_order(7)), OrderBook::Put::taken);
    const OrderState refused{.followed = OrderNumber{3}, .refused = OrderNumber{7}, .why = OrderRefusal::not_heard};
    book.heard(mapo, refused);
    std::size_t left_out = 0;
    const auto nodes = book.nodes(OrderStage::refused, 10, left_out);
    ASSERT_EQ(nodes.size(), 1U);
    EXPECT_EQ(nodes[0].state, refused);
    EXPECT_EQ(nodes[0].wanted, OrderNumber{7});
    EXPECT_EQ(book.nodes(std::nullopt, 1, left_out).size(), 1U);
    EXPECT_EQ(left_out, 1U);
}

TEST_F(OrderBookTest, AShareIsTheSameNodesAsTheWireSays) {
    for (int i = 0; i < 500; ++i) {
        node_born(fleet, "guro", "ap-" + std::to_string(i));
    }
    auto tenth = an_order(7, {"guro"});
    tenth.order.share = 6554;
    const auto order = tenth.order;
    ASSERT_EQ(put(std::move(tenth)), OrderBook::Put::taken);
    std::size_t meant = 0;
    for (int i = 0; i < 500; ++i) {
        meant += concerns(order, "guro", "ap-" + std::to_string(i)) ? 1 : 0;
    }
    EXPECT_GT(meant, 20U);
    EXPECT_EQ(count(OrderStage::waiting), meant);
}

}  // namespace
}  // namespace magpie::collector
