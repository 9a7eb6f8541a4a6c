#include "collector/exposition/block_pages.hpp"

#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace magpie::collector {
namespace {

using nlohmann::json;

class BlockPagesTest : public testing::Test {
  protected:
    http::Response asks(const std::string& method, const std::string& path, std::string body = {}) {
        http::Request request{.method = method, .path = path, .query = {}, .headers = {}};
        request.headers["content-type"] = type;
        request.body = std::move(body);
        auto response = pages.answer(request, "soc", now);
        EXPECT_TRUE(response) << path;
        while (response->more && response->more(response->body)) {
        }
        return std::move(*response);
    }
    http::Response posts(std::string body) { return asks("POST", "/api/v1/blocks", std::move(body)); }

    Fleet fleet;
    BlockBook book{{}, fleet};
    bool active = true;
    std::string audit;
    BlockPages pages{book,
                     {.active = [this] { return active; },
                      .audit = [this](const std::string& by, const std::string& detail,
                                      const Now&) { audit += by + ": " + detail + "\n"; }}};
    std::string type = "application/json";
    Now now{
        .mono = Monotonic{Milliseconds{1'000'000}}, .wall = UtcMs{Milliseconds{1'800'000'000'000}}, .wall_known = true};
};

TEST_F(BlockPagesTest, ABlockIsPostedShownAndInTheAudit) {
    const auto posted = posts(R"({"address":"203.0.113.7","ports":[443,22,443]})");
    EXPECT_EQ(posted.status, 201U);
    ASSERT_EQ(posted.headers.size(), 1U);
    EXPECT_EQ(posted.headers[0].second, "/api/v1/blocks/1");
    const auto block = json::parse(posted.body);
    EXPECT_EQ(block["address"], "203.0.113.7");
    EXPECT_EQ(block["ports"], json({22, 443}));
    EXPECT_EQ(block["state"], "waiting");
    EXPECT_EQ(block["by"], "soc");
    EXPECT_EQ(block["stages"]["verified_after_ms"], nullptr);
    EXPECT_EQ(audit, "soc: block 1 of 203.0.113.7 ports 22,443\n");
    EXPECT_EQ(json::parse(asks("GET", "/api/v1/blocks/1").body), block);
    EXPECT_EQ(posts(R"({"address":"2001:db8::7"})").status, 201U);
    const auto all = json::parse(asks("GET", "/api/v1/blocks").body)["blocks"];
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0]["address"], "2001:db8::7");
    EXPECT_EQ(all[1], block);
}

TEST_F(BlockPagesTest, WhatIsNoneIsRefused) {
    for (const auto* body : {"", "7", "[]", "{}", "{", R"({"address":7})", R"({"address":"203.0.113.7","ports":443})",
                             R"({"address":"203.0.113.7","ports":[0]})", R"({"address":"203.0.113.7","ports":[65536]})",
                             R"({"address":"203.0.113.7","ports":[-1]})", R"({"address":"203.0.113.7","ports":["22"]})",
                             R"({"address":"203.0.113.7","ports":[1,2,3,4,5,6,7,8,9]})"}) {
        EXPECT_EQ(posts(body).status, 400U) << body;
    }
    for (const auto* address : {"", "host", "127.0.0.1", "::1", "fe80::1", "224.0.0.1"}) {
        EXPECT_EQ(posts(json{{"address", address}}.dump()).status, 422U) << address;
    }
    type = "text/plain";
    EXPECT_EQ(posts(R"({"address":"203.0.113.7"})").status, 415U);
    EXPECT_EQ(audit, "");
    EXPECT_EQ(asks("GET", "/api/v1/blocks/1").status, 404U);
    EXPECT_FALSE(pages.answer({.method = "GET", .path = "/api/v1/blocks/x", .query = {}, .headers = {}}, "", now));
}

TEST_F(BlockPagesTest, OneThatStandsByTakesNone) {
    active = false;
    EXPECT_EQ(posts(R"({"address":"203.0.113.7"})").status, 503U);
}

TEST_F(BlockPagesTest, TooManyOpenOnesAreRefused) {
    for (std::size_t i = 0; i < BlockBook::most_open; ++i) {
        ASSERT_TRUE(book.post("\x01\x01" + std::string(1, static_cast<char>(i)) + "\x01", {}, "soc", now));
    }
    EXPECT_EQ(posts(R"({"address":"203.0.113.7"})").status, 409U);
}

TEST_F(BlockPagesTest, NoMoreOfABodyIsTakenThanABlockNeeds) {
    const auto takes = [](const std::string& method, const std::string& path) {
        return BlockPages::takes({.method = method, .path = path, .query = {}, .headers = {}});
    };
    EXPECT_EQ(takes("POST", "/api/v1/blocks"), 1024U);
    EXPECT_EQ(takes("PUT", "/api/v1/blocks"), std::nullopt);
    EXPECT_EQ(takes("POST", "/api/v1/blocks/1"), std::nullopt);
}

}  // namespace
}  // namespace magpie::collector
