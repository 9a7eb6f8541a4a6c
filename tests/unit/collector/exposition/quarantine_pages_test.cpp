#include "collector/exposition/quarantine_pages.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace magpie::collector {
namespace {

using nlohmann::json;

class QuarantinePagesTest : public testing::Test {
  protected:
    http::Response asks(const std::string& method, const std::string& path) {
        const auto response =
            pages.answer({.method = method, .path = path, .query = {}, .headers = {}, .peer = {}}, "desk", now);
        EXPECT_TRUE(response) << path;
        return response.value_or(http::Response{});
    }
    http::Response releases(const std::string& node) { return asks("DELETE", "/api/v1/quarantine/" + node); }

    std::vector<QuarantinedNode> held;
    bool active = true;
    std::string audit;
    QuarantinePages pages{{.active = [this] { return active; },
                           .list = [this](const Now&) { return held; },
                           .release = [this](std::string_view node, const Now&) -> std::optional<QuarantinedNode> {
                               const auto found = std::ranges::find(held, node, &QuarantinedNode::node);
                               if (found == held.end()) {
                                   return std::nullopt;
                               }
                               auto was = *found;
                               held.erase(found);
                               return was;
                           },
                           .audit = [this](const std::string& by, const std::string& detail,
                                           const Now&) { audit += by + ": " + detail + "\n"; }}};
    Now now{.mono = {}, .wall = UtcMs{Milliseconds{1'760'000'000'000}}, .wall_known = true};
    QuarantinedNode pole_7{.area = "mapo",
                           .node = "pole-7",
                           .reason = "too_many_bytes",
                           .since = UtcMs{Milliseconds{1'760'000'000'000}},
                           .until = UtcMs{Milliseconds{1'760'000'120'000}},
                           .times = 2};
    const json pole_7_shown = json::parse(R"({"area": "mapo", "node": "pole-7", "reason": "too_many_bytes",
        "since_ms": 1760000000000, "until_ms": 1760000120000, "times": 2})");
};

TEST_F(QuarantinePagesTest, WhoIsInQuarantineIsShown) {
    EXPECT_EQ(asks("GET", "/api/v1/quarantine").body, R"({"quarantine":[]})");
    held = {pole_7};
    const auto response = asks("GET", "/api/v1/quarantine");
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(json::parse(response.body)["quarantine"], json::array({pole_7_shown}));
}

TEST_F(QuarantinePagesTest, OneIsReleasedAndThatIsInTheAudit) {
    held = {pole_7, {.area = "jung", .node = "pole-8", .reason = "too_many_births", .times = 1}};
    const auto response = releases("pole-7");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(json::parse(response.body), pole_7_shown);
    ASSERT_EQ(held.size(), 1U);
    EXPECT_EQ(releases("pole-8").status, 200U);
    EXPECT_EQ(audit,
              "desk: mapo/pole-7, too_many_bytes, in quarantine 2 times\n"
              "desk: jung/pole-8, too_many_births, in quarantine 1 time\n");
}

TEST_F(QuarantinePagesTest, WhoIsInNoneIsNotFoundAndNothingOfItIsWritten) {
    held = {pole_7};
    EXPECT_EQ(releases("pole-70").status, 404U);
    EXPECT_EQ(releases("mapo/pole-7").status, 404U);
    EXPECT_EQ(held.size(), 1U);
    EXPECT_EQ(audit, "");
}

TEST_F(QuarantinePagesTest, WhoStandsByReleasesNobody) {
    held = {pole_7};
    active = false;
    EXPECT_EQ(releases("pole-7").status, 503U);
    EXPECT_EQ(held.size(), 1U);
    EXPECT_EQ(audit, "");
    EXPECT_EQ(asks("GET", "/api/v1/quarantine").status, 200U) << "but shows who is in it here";
}

TEST_F(QuarantinePagesTest, ANameOfAnotherMakeMayHoldAnything) {
    held = {{.area = "Plant 1", .node = "a/b\x07", .reason = "too_many_messages", .times = 1}};
    EXPECT_EQ(releases("a/b\x07").status, 200U);
    EXPECT_EQ(audit, "desk: Plant 1/a/b\\x07, too_many_messages, in quarantine 1 time\n");
}

TEST_F(QuarantinePagesTest, OtherPathsAndMethodsAreNoneOfIts) {
    const auto takes = [](const std::string& method, const std::string& path) {
        return QuarantinePages::takes({.method = method, .path = path, .query = {}, .headers = {}, .peer = {}});
    };
    EXPECT_EQ(takes("DELETE", "/api/v1/quarantine/pole-7"), 0U) << "and no body";
    EXPECT_FALSE(takes("POST", "/api/v1/quarantine/pole-7"));
    EXPECT_FALSE(takes("DELETE", "/api/v1/quarantine/"));
    EXPECT_FALSE(takes("DELETE", "/api/v1/quarantine"));
    EXPECT_FALSE(pages.answer(
        {.method = "GET", .path = "/api/v1/quarantine/pole-7", .query = {}, .headers = {}, .peer = {}}, "desk", now));
    EXPECT_FALSE(pages.answer({.method = "DELETE", .path = "/api/v1/orders/7", .query = {}, .headers = {}, .peer = {}},
                              "desk", now));
}

}  // namespace
}  // namespace magpie::collector
