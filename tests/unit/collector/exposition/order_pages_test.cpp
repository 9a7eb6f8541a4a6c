#include "collector/exposition/order_pages.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/orders/orders.hpp"

namespace magpie::collector {
namespace {

using nlohmann::json;

class OrderPagesTest : public testing::Test {
  protected:
    http::Response asks(const std::string& method, const std::string& path, std::string body = {},
                        std::map<std::string, std::string> query = {}) {
        http::Request request{.method = method, .path = path, .query = std::move(query), .headers = {}};
        request.headers["content-type"] = type;
        request.body = std::move(body);
        auto response = pages.answer(request, "desk", now);
        EXPECT_TRUE(response) << path;
        if (!response->later) {
            return std::move(*response);
        }
        answered.reset();
        response->later([this](http::Response late) { answered = std::move(late); });
        if (!answered) {
            http::Response none;
            none.body = "later";
            return none;
        }
        return std::move(*answered);
    }
    static json read(http::Response response) {
        while (response.more && response.more(response.body)) {
        }
        return json::parse(response.body);
    }
    static std::string of(const HeldOrder& held) { return "signed " + encode(held.order); }

    Fleet fleet;
    OrderBook book{fleet};
    std::function<void()> commit;
    bool commits_at_once = true;
    OrderDesk desk{book,
                   [](std::string_view der, const Now&) -> tl::expected<tls::SignedOrder, OrderRefusal> {
                       const auto order = decode_order(der.substr(std::min<std::size_t>(der.size(), 7)));
                       if (!der.starts_with("signed ") || !order) {
                           return tl::unexpected(OrderRefusal::signature);
                       }
                       return tls::SignedOrder{.order = *order, .signer = "ops"};
                   },
                   [](const tls::SignedOrder&, const Now&) { return OrderRefusal::none; },
                   {.keep = [this](const KeptOrder&,
                                   std::function<void()> kept) { commits_at_once ? kept() : std::swap(commit, kept); },
                    .drop = [this](OrderNumber,
                                   std::function<void()> gone) { commits_at_once ? gone() : std::swap(commit, gone); },
                    .audit = [](const AuditRow&) {}}};
    OrderPages pages{desk, fleet};
    std::string type = "application/cms";
    std::optional<http::Response> answered;
    Now now{.mono = {}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
};

TEST_F(OrderPagesTest, AnOrderIsTakenOnceItOutlivesARestart) {
    commits_at_once = false;
    EXPECT_EQ(asks("POST", "/api/v1/orders", of(an_order(7))).body, "later");
    std::optional<http::Response> second;
    http::Request same{.method = "POST", .path = "/api/v1/orders", .query = {}, .headers = {}};
    same.headers["content-type"] = type;
    same.body = of(an_order(7));
    pages.answer(same, "desk", now)->later([&](http::Response late) { second = std::move(late); });
    EXPECT_FALSE(answered);
    EXPECT_FALSE(second) << "the same order is as little kept for the second as for the first";
    commit();
    ASSERT_TRUE(second);
    EXPECT_EQ(second->status, 200U);
    ASSERT_TRUE(answered);
    EXPECT_EQ(answered->status, 201U);
    EXPECT_EQ(read(*answered)["number"], 7);
    EXPECT_EQ(asks("POST", "/api/v1/orders", of(an_order(7))).status, 200U) << "the same again";
}

TEST_F(OrderPagesTest, ARefusalHasAReason) {
    const auto nobody = asks("POST", "/api/v1/orders", "nobody's");
    EXPECT_EQ(nobody.status, 403U);
    EXPECT_EQ(read(nobody)["reason"], "signature");
    EXPECT_EQ(asks("POST", "/api/v1/orders", of(an_order(7))).status, 201U);
    EXPECT_EQ(read(asks("POST", "/api/v1/orders", of(an_order(7, {"mapo"}))))["reason"], "number_taken");
    auto late = an_order(8);
    late.order.not_after = now.wall - Milliseconds{1};
    EXPECT_EQ(asks("POST", "/api/v1/orders", of(late)).status, 422U);
    type = "application/x-www-form-urlencoded";
    EXPECT_EQ(asks("POST", "/api/v1/orders", of(an_order(9))).status, 415U);
}

TEST_F(OrderPagesTest, OrdersAreShownNewestFirstInPlainTerms) {
    node_born(fleet, "mapo", "pole-1");
    EXPECT_EQ(read(asks("GET", "/api/v1/orders")), (json{{"orders", json::array()}}));
    asks("POST", "/api/v1/orders", of(an_order(3, {"mapo"})));
    auto half = an_order(7, {}, {"pole-9"});
    half.order.share = 32768;
    asks("POST", "/api/v1/orders", of(half));
    const auto orders = read(asks("GET", "/api/v1/orders"))["orders"];
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0]["number"], 7);
    EXPECT_EQ(orders[0]["share"], 0.5);
    EXPECT_EQ(orders[0]["nodes"], json{"pole-9"});
    EXPECT_EQ(orders[0]["signer"], "ops");
    EXPECT_EQ(orders[0]["by"], "desk");
    EXPECT_EQ(orders[0]["configuration"], "[report]\ninterval_seconds = 5\n");
    EXPECT_EQ(orders[1]["areas"], json{"mapo"});
    EXPECT_EQ(orders[1]["states"]["waiting"], 1);
}

TEST_F(OrderPagesTest, AWithdrawnOrderIsGone) {
    asks("POST", "/api/v1/orders", of(an_order(7)));
    EXPECT_EQ(asks("DELETE", "/api/v1/orders/7").status, 200U);
    EXPECT_EQ(asks("DELETE", "/api/v1/orders/7").status, 404U);
    EXPECT_EQ(read(asks("GET", "/api/v1/orders"))["orders"].size(), 0U);
    asks("POST", "/api/v1/orders", of(an_order(8)));
    commits_at_once = false;
    EXPECT_EQ(asks("DELETE", "/api/v1/orders/8").body, "later") << "a restart could bring it back";
    commit();
    EXPECT_EQ(answered->status, 200U);
}

TEST_F(OrderPagesTest, NodesAreShownWithWhatIsWantedAndWhatIs) {
    const auto node = node_born(fleet, "mapo", "pole-1");
    node_born(fleet, "mapo", "pole-2");
    asks("POST", "/api/v1/orders", of(an_order(7)));
    book.heard(node, {.followed = OrderNumber{3}, .refused = OrderNumber{7}, .why = OrderRefusal::configuration});
    const auto page = read(asks("GET", "/api/v1/orders/nodes", {}, {{"state", "refused"}}));
    EXPECT_EQ(page, (json{{"nodes",
                           {{{"area", "mapo"},
                             {"node", "pole-1"},
                             {"up", true},
                             {"wanted", 7},
                             {"state", "refused"},
                             {"followed", 3},
                             {"tried", 0},
                             {"refused", 7},
                             {"why", "configuration"}}}},
                          {"left_out", 0}}));
    EXPECT_EQ(read(asks("GET", "/api/v1/orders/nodes", {}, {{"limit", "1"}}))["left_out"], 1);
    for (const auto* limit : {"0", "1001", "-1", "x", ""}) {
        EXPECT_EQ(asks("GET", "/api/v1/orders/nodes", {}, {{"limit", limit}}).status, 400U) << limit;
    }
    EXPECT_EQ(asks("GET", "/api/v1/orders/nodes", {}, {{"state", "good"}}).status, 400U);
}

TEST_F(OrderPagesTest, TheAuditIsReadBackwards) {
    for (std::uint64_t number = 1; number <= 5; ++number) {
        asks("POST", "/api/v1/orders", of(an_order(number)));
    }
    const auto page = read(asks("GET", "/api/v1/audit", {}, {{"limit", "2"}}))["audit"];
    ASSERT_EQ(page.size(), 2U);
    EXPECT_EQ(page[0]["id"], 5);
    EXPECT_EQ(page[0]["who"], "desk");
    EXPECT_EQ(page[0]["what"], "order_taken");
    EXPECT_EQ(page[0]["at_ms"], 1'800'000'000'000);
    const auto before = read(asks("GET", "/api/v1/audit", {}, {{"before", "4"}}))["audit"];
    ASSERT_EQ(before.size(), 3U);
    EXPECT_EQ(before[0]["id"], 3);
    EXPECT_EQ(asks("GET", "/api/v1/audit", {}, {{"before", "x"}}).status, 400U);
}

TEST_F(OrderPagesTest, BodiesAreTakenWhereTheyAreMeant) {
    const auto takes = [](const char* method, const char* path) {
        return OrderPages::takes({.method = method, .path = path, .query = {}, .headers = {}});
    };
    EXPECT_EQ(takes("POST", "/api/v1/orders"), 64U * 1024);
    EXPECT_EQ(takes("DELETE", "/api/v1/orders/7"), 0U);
    EXPECT_FALSE(takes("DELETE", "/api/v1/orders"));
    EXPECT_FALSE(takes("DELETE", "/api/v1/orders/seven"));
    EXPECT_FALSE(takes("POST", "/api/v1/orders/7"));
    EXPECT_FALSE(takes("PUT", "/api/v1/orders"));
    EXPECT_FALSE(takes("POST", "/metrics"));
    EXPECT_FALSE(pages.answer({.method = "GET", .path = "/metrics", .query = {}, .headers = {}}, "desk", now));
}

}  // namespace
}  // namespace magpie::collector
