#include "collector/orders/order_desk.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/unit/collector/orders/orders.hpp"

namespace magpie::collector {
namespace {

/// Signed is what begins so; the rest is the order.
tl::expected<tls::SignedOrder, OrderRefusal> read(std::string_view der, const Now& /*now*/) {
    if (!der.starts_with("signed ")) {
        return tl::unexpected(OrderRefusal::signature);
    }
    auto order = decode_order(der.substr(7));
    if (!order) {
        return tl::unexpected(OrderRefusal::format);
    }
    return tls::SignedOrder{.order = std::move(*order), .signer = "o\x07ps"};
}

std::string signed_bytes(const Order& order) {
    return "signed " + encode(order);
}

class OrderDeskTest : public testing::Test {
  protected:
    OrderDesk::Memory memory() {
        return {.keep =
                    [this](const KeptOrder& order, std::function<void()> done) {
                        kept[order.number] = order;
                        commits_at_once ? done() : commits.push_back(std::move(done));
                    },
                .drop =
                    [this](OrderNumber number, std::function<void()> done) {
                        kept.erase(number);
                        if (done) {
                            commits_at_once ? done() : commits.push_back(std::move(done));
                        }
                    },
                .audit = [this](const AuditRow& row) { audited.push_back(row); }};
    }
    tl::expected<OrderDesk::Taken, Untaken> take(const std::string& der) {
        return desk.take(der, "desk", now, [this] { ++told; });
    }

    Fleet fleet;
    OrderBook book{fleet};
    std::map<OrderNumber, KeptOrder> kept;
    std::vector<AuditRow> audited;
    bool withdraw(std::uint64_t number) {
        return desk.withdraw(OrderNumber{number}, "other", now, [this] { ++gone; });
    }
    OrderDesk::Judge judge() {
        return [this](const tls::SignedOrder&, const Now&) { return standing; };
    }

    bool commits_at_once = true;
    std::vector<std::function<void()>> commits;
    OrderRefusal standing = OrderRefusal::none;
    int told = 0;
    int gone = 0;
    OrderDesk desk{book, read, judge(), memory()};
    const Now now{
        .mono = Monotonic{Milliseconds{1'000'000}}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
};

TEST_F(OrderDeskTest, WhatIsSignedIsHeldAndKept) {
    auto order = an_order(7, {"mapo", "jung"}, {"pole-1"}).order;
    order.share = 6554;
    order.version = "1.2.0";
    const auto taken = take(signed_bytes(order));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->number, OrderNumber{7});
    EXPECT_EQ(told, 1);
    EXPECT_EQ(kept.at(OrderNumber{7}).bytes, signed_bytes(order));
    EXPECT_EQ(book.find(OrderNumber{7})->order, order);
    ASSERT_EQ(audited.size(), 1U);
    EXPECT_EQ(audited[0].who, "desk");
    EXPECT_EQ(audited[0].what, "order_taken");
    EXPECT_EQ(audited[0].detail,
              "order 7 signer o\\x07ps sha256 " + fingerprint(signed_bytes(order)) +
                  " for areas mapo,jung nodes pole-1 share 10% version 1.2.0 configuration of 30 bytes");
}

TEST_F(OrderDeskTest, WhatIsNotTakenIsCountedAndAudited) {
    auto late = an_order(8).order;
    late.not_after = now.wall - Milliseconds{1};
    EXPECT_EQ(take("nobody's").error(), Untaken::signature);
    EXPECT_EQ(take("signed nonsense").error(), Untaken::format);
    EXPECT_EQ(take(signed_bytes(late)).error(), Untaken::too_late);
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    EXPECT_EQ(take(signed_bytes(an_order(7, {"mapo"}).order)).error(), Untaken::number_taken);
    EXPECT_EQ(desk.untaken(), (OrderDesk::Counts{1, 1, 1, 1, 0, 0, 0}));
    ASSERT_EQ(audited.size(), 5U);
    EXPECT_EQ(audited[0].detail, "signature: sha256 " + fingerprint("nobody's"));
    EXPECT_TRUE(audited[4].detail.starts_with("number_taken: order 7 signer "));
    EXPECT_EQ(told, 1);
}

TEST_F(OrderDeskTest, TheSameAgainChangesNothing) {
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    const auto again = take(signed_bytes(an_order(7).order));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->held_before);
    EXPECT_EQ(audited.size(), 1U);
    EXPECT_EQ(told, 2);
}

TEST_F(OrderDeskTest, WhoeverHandsInTheSameHearsWhenItIsKept) {
    commits_at_once = false;
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    EXPECT_TRUE(take(signed_bytes(an_order(7).order))->held_before);
    EXPECT_EQ(told, 0);
    ASSERT_EQ(commits.size(), 1U);
    commits[0]();
    EXPECT_EQ(told, 2);
    EXPECT_TRUE(take(signed_bytes(an_order(7).order))->held_before);
    EXPECT_EQ(told, 3) << "it is kept by now";
}

TEST_F(OrderDeskTest, OneThatComesAgainWaitsForItsOwnCommit) {
    commits_at_once = false;
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    ASSERT_TRUE(withdraw(7));
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    ASSERT_EQ(commits.size(), 3U);
    commits[0]();
    commits[1]();
    EXPECT_EQ(told, 1);
    EXPECT_EQ(gone, 1);
    EXPECT_TRUE(take(signed_bytes(an_order(7).order))->held_before);
    EXPECT_EQ(told, 1) << "the second is not kept yet";
    commits[2]();
    EXPECT_EQ(told, 3);
}

TEST_F(OrderDeskTest, WhoMaySignNoMoreIsToldSo) {
    standing = OrderRefusal::revoked;
    EXPECT_EQ(take(signed_bytes(an_order(7).order)).error(), Untaken::revoked);
    standing = OrderRefusal::revocations;
    EXPECT_EQ(take(signed_bytes(an_order(7).order)).error(), Untaken::revocations);
    EXPECT_EQ(desk.untaken(), (OrderDesk::Counts{0, 0, 0, 0, 0, 1, 1}));
    EXPECT_TRUE(audited[0].detail.starts_with("revoked: order 7 signer "));
    EXPECT_EQ(book.size(), 0U);
}

TEST_F(OrderDeskTest, WhatARevokedSignerLeftIsHeldNoMore) {
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    standing = OrderRefusal::revocations;
    OrderBook later{fleet};
    OrderDesk again{later, read, judge(), memory()};
    EXPECT_TRUE(again.restore({kept.at(OrderNumber{7})}, {}, now).empty()) << "an old list says nothing of him";
    standing = OrderRefusal::revoked;
    OrderBook latest{fleet};
    OrderDesk last{latest, read, judge(), memory()};
    EXPECT_EQ(last.restore({kept.at(OrderNumber{7})}, {}, now), std::vector{OrderNumber{7}});
    EXPECT_EQ(latest.size(), 0U);
}

TEST_F(OrderDeskTest, AWithdrawnOneIsHeldAndKeptNoMore) {
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    EXPECT_TRUE(withdraw(7));
    EXPECT_FALSE(withdraw(7));
    EXPECT_EQ(gone, 1);
    EXPECT_TRUE(kept.empty());
    EXPECT_EQ(book.size(), 0U);
    ASSERT_EQ(audited.size(), 2U);
    EXPECT_EQ(audited[1].what, "order_withdrawn");
    EXPECT_EQ(audited[1].who, "other");
}

TEST_F(OrderDeskTest, WhatWasKeptIsHeldAgain) {
    ASSERT_TRUE(take(signed_bytes(an_order(7).order)));
    OrderBook later{fleet};
    OrderDesk again{later, read, judge(), memory()};
    const auto unread = again.restore(
        {kept.at(OrderNumber{7}), {.number = OrderNumber{9}, .bytes = "of another CA", .taken = {}, .by = {}}}, audited,
        now);
    EXPECT_EQ(unread, std::vector{OrderNumber{9}});
    ASSERT_NE(later.find(OrderNumber{7}), nullptr);
    EXPECT_EQ(later.find(OrderNumber{7})->by, "desk");
    EXPECT_TRUE(again.withdraw(OrderNumber{7}, "desk", now, nullptr));
    ASSERT_EQ(again.audit().rows().size(), 2U);
    EXPECT_EQ(again.audit().rows()[1].id, 2U);
}

TEST(Audit, TheLastTenThousandRowsStay) {
    Audit audit;
    for (std::size_t i = 0; i < Audit::most_rows + 5; ++i) {
        audit.add({}, "a", "b", "c");
    }
    EXPECT_EQ(audit.rows().size(), Audit::most_rows);
    EXPECT_EQ(audit.rows().front().id, 6U);
}

}  // namespace
}  // namespace magpie::collector
