#include "collector/exposition/throughput_pages.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace magpie::collector {
namespace {

class ThroughputPagesTest : public testing::Test {
  protected:
    unsigned posts(std::string body) {
        http::Request request{.method = "POST", .path = "/api/v1/throughput", .query = {}, .headers = {}};
        request.headers["content-type"] = type;
        request.body = std::move(body);
        return pages.answer(request, "operator", now)->status;
    }

    Fleet fleet;
    TokenBook book{{}, fleet};
    bool active = true;
    std::string audit;
    ThroughputPages pages{book,
                          fleet,
                          {.active = [this] { return active; },
                           .audit = [this](const std::string& by, const std::string& detail,
                                           const Now&) { audit += by + ": " + detail + "\n"; }}};
    std::string type = "application/json";
    Now now{.mono = Monotonic{Milliseconds{1'000'000}}, .wall = {}, .wall_known = true};
};

constexpr const char* good = R"({"area":"mapo","node":"pole-1"})";

TEST_F(ThroughputPagesTest, ANodeThatMeasuresIsAskedAndInTheAudit) {
    const std::vector<SeriesDescription> series{{.name = "magpie_node_up_seconds", .help = {}, .labels = {}}};
    const auto node = fleet.born("mapo", "pole-1", fleet.intern(1, series), {}, UtcMs{});
    EXPECT_EQ(posts(good), 409U) << "it measures nothing";
    book.heard(node, {.needs = Milliseconds{1000}}, {}, now);
    EXPECT_EQ(posts(good), 202U);
    EXPECT_EQ(audit, "operator: throughput of mapo/pole-1\n");
    EXPECT_EQ(book.numbers().waiting, 1U);
}

TEST_F(ThroughputPagesTest, WhatIsNoNodeIsRefused) {
    EXPECT_EQ(posts(good), 404U);
    for (const auto* body : {"", "[]", "7", "{}", R"({"area":"mapo"})", R"({"area":"mapo","node":7})"}) {
        EXPECT_EQ(posts(body), 400U) << body;
    }
    type = "text/plain";
    EXPECT_EQ(posts(good), 415U);
    EXPECT_EQ(audit, "");
}

TEST_F(ThroughputPagesTest, WhoStandsByTakesNone) {
    active = false;
    EXPECT_EQ(posts(good), 503U);
}

TEST_F(ThroughputPagesTest, OtherPathsAndMethodsAreNoneOfIts) {
    http::Request request{.method = "GET", .path = "/api/v1/throughput", .query = {}, .headers = {}};
    EXPECT_FALSE(pages.answer(request, "operator", now));
    EXPECT_FALSE(ThroughputPages::takes(request));
    request = {.method = "POST", .path = "/api/v1/orders", .query = {}, .headers = {}};
    EXPECT_FALSE(pages.answer(request, "operator", now));
}

}  // namespace
}  // namespace magpie::collector
