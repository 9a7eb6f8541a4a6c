#include "collector/exposition/endpoints.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/exposition/page.hpp"

namespace magpie::collector {
namespace {

struct EndpointsTest : testing::Test {
    http::Response get(const std::string& path, std::map<std::string, std::string> query = {},
                       std::map<std::string, std::string> headers = {{"host", "collector:9600"}}) {
        return endpoints.answer(
            {.method = "GET", .path = path, .query = std::move(query), .headers = std::move(headers)});
    }
    static std::string body(const http::Response& response) {
        auto text = response.body;
        while (response.more && response.more(text)) {
        }
        return text;
    }

    Fleet fleet;
    std::optional<std::string> not_ready = "not connected to the broker";
    std::vector<RefusedMessage> kept;
    std::vector<SetAsideReport> set_aside;
    std::vector<SuspectedFault> faults;
    bool active = true;
    std::string sums = "# HELP a b\n# TYPE a gauge\na 1\n";
    Endpoints endpoints{{.fleet = fleet,
                         .own_text = [] { return std::string("own 1\n"); },
                         .rollup_text = [this] { return sums; },
                         .active = [this] { return active; },
                         .why_not_ready = [this] { return not_ready; },
                         .refused = [this] { return kept; },
                         .set_aside = [this] { return set_aside; },
                         .faults = [this] { return faults; },
                         .advertised = "",
                         .limits = {.series = 100, .bytes = 14'000'000}}};
};

TEST_F(EndpointsTest, MetricsAreTheWholePage) {
    fleet.born("jongno", "ap-1", std::nullopt, {}, UtcMs{});
    const auto response = get("/metrics");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(endpoints.scrapes(), 0U);
    EXPECT_EQ(body(response), whole_page(fleet, {}, "own 1\n"));
    EXPECT_EQ(endpoints.scrapes(), 1U);
}

TEST_F(EndpointsTest, MetricsAreInTheFormatTheScraperWouldRatherHave) {
    const auto response = get("/metrics", {}, {{"accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1"}});
    EXPECT_EQ(response.content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    EXPECT_EQ(body(response), "own 1\n# EOF\n");
}

TEST_F(EndpointsTest, MetricsAreCompressedForWhoTakesIt) {
    fleet.born("jongno", "ap-1", std::nullopt, {}, UtcMs{});
    const auto response = get("/metrics", {}, {{"accept-encoding", "gzip"}});
    const http::Response plain = get("/metrics");
    EXPECT_TRUE(body(response).starts_with("\x1f\x8b"));
    const auto encoding = std::pair<std::string, std::string>("Content-Encoding", "gzip");
    EXPECT_EQ(std::ranges::count(response.headers, encoding), 1);
    EXPECT_EQ(std::ranges::count(plain.headers, encoding), 0);
}

TEST_F(EndpointsTest, SumsHaveAPageOfTheirOwn) {
    EXPECT_EQ(body(get("/metrics/rollup")), sums);
    EXPECT_EQ(body(get("/metrics/rollup", {}, {{"accept", "application/openmetrics-text"}})),
              "# TYPE a gauge\n# HELP a b\na 1\n# EOF\n");
    sums = std::string(300'000, 'x');
    EXPECT_EQ(body(get("/metrics/rollup")), sums);
    sums.clear();
    EXPECT_EQ(body(get("/metrics/rollup")), "");
}

TEST_F(EndpointsTest, AShardIsItsPartOfThePage) {
    for (int i = 0; i < 20; ++i) {
        fleet.born("jongno", "ap-" + std::to_string(i), std::nullopt, {}, UtcMs{});
    }
    EXPECT_EQ(body(get("/metrics", {{"shard", "0/4"}})), whole_page(fleet, {0, 4}, "own 1\n"));
    EXPECT_EQ(body(get("/metrics", {{"shard", "3/4"}})), whole_page(fleet, {3, 4}));
}

TEST_F(EndpointsTest, AShardThatIsNoneIsABadRequest) {
    for (const auto* shard : {"", "4/4", "x", "1"}) {
        const auto response = get("/metrics", {{"shard", shard}});
        EXPECT_EQ(response.status, 400U) << shard;
        EXPECT_TRUE(response.body.ends_with("\n"));
        EXPECT_FALSE(response.more);
    }
}

TEST_F(EndpointsTest, AScrapeOutlivesWhatItShows) {
    const auto node = fleet.born("jongno", "ap-1", std::nullopt, {}, UtcMs{});
    const auto response = get("/metrics");
    fleet.died(node, UtcMs{});
    fleet.forget_expired(UtcMs{remembered});
    EXPECT_EQ(body(response), "own 1\n");
}

TEST_F(EndpointsTest, ServiceDiscoveryNamesUsAsTheRequestDid) {
    auto body = nlohmann::json::parse(get("/sd").body);
    EXPECT_EQ(body.size(), 1U);
    EXPECT_EQ(body[0]["targets"][0], "collector:9600");
    for (int i = 0; i < 100; ++i) {
        fleet.born("jongno", "ap-" + std::to_string(i), std::nullopt, {}, UtcMs{});
    }
    const auto response = get("/sd", {}, {{"host", "[::1]:9600"}});
    EXPECT_EQ(response.content_type, "application/json");
    body = nlohmann::json::parse(response.body);
    EXPECT_GE(body.size(), 4U);
    EXPECT_EQ(body[0]["targets"][0], "[::1]:9600");
    EXPECT_EQ(body[0]["labels"]["__param_shard"], "0/" + std::to_string(body.size()));
}

TEST_F(EndpointsTest, ServiceDiscoveryNamesUsAsConfigured) {
    Endpoints configured{{.fleet = fleet,
                          .own_text = [] { return std::string(); },
                          .rollup_text = [] { return std::string(); },
                          .why_not_ready = [] { return std::optional<std::string>(); },
                          .refused = [] { return std::vector<RefusedMessage>(); },
                          .set_aside = [] { return std::vector<SetAsideReport>(); },
                          .faults = [] { return std::vector<SuspectedFault>(); },
                          .advertised = "magpie.example:443"}};
    const auto body =
        nlohmann::json::parse(configured.answer({.method = "GET", .path = "/sd", .query = {}, .headers = {}}).body);
    EXPECT_EQ(body[0]["targets"][0], "magpie.example:443");
}

TEST_F(EndpointsTest, AHostThatIsNoneIsABadRequest) {
    EXPECT_EQ(get("/sd", {}, {}).status, 400U);
    EXPECT_EQ(get("/sd", {}, {{"host", ""}}).status, 400U);
    EXPECT_EQ(get("/sd", {}, {{"host", "a\"b"}}).status, 400U);
    EXPECT_EQ(get("/sd", {}, {{"host", std::string(300, 'a')}}).status, 400U);
}

TEST_F(EndpointsTest, HealthIsWhetherWeAnswer) {
    EXPECT_EQ(get("/healthz").status, 200U);
}

TEST_F(EndpointsTest, ReadinessSaysWhyNot) {
    EXPECT_EQ(get("/readyz").status, 503U);
    EXPECT_EQ(get("/readyz").body, "not connected to the broker\n");
    not_ready.reset();
    EXPECT_EQ(get("/readyz").status, 200U);
}

TEST_F(EndpointsTest, RefusedMessagesAreListed) {
    kept.push_back({.time = UtcMs{Milliseconds{1'760'000'000'123}},
                    .reason = "truncated",
                    .topic = "spBv1.0/a/\\xff",
                    .first_bytes = "0a0b"});
    kept.push_back({.time = UtcMs{}, .reason = "\xff", .topic = "\"\n", .first_bytes = ""});
    const auto response = get("/api/v1/refused");
    EXPECT_EQ(response.content_type, "application/json");
    const auto body = nlohmann::json::parse(response.body);
    ASSERT_EQ(body["refused"].size(), 2U);
    EXPECT_EQ(body["refused"][0]["time_ms"], 1'760'000'000'123);
    EXPECT_EQ(body["refused"][0]["reason"], "truncated");
    EXPECT_EQ(body["refused"][0]["topic"], "spBv1.0/a/\\xff");
    EXPECT_EQ(body["refused"][0]["first_bytes"], "0a0b");
    EXPECT_EQ(body["set_aside"], nlohmann::json::array());
}

TEST_F(EndpointsTest, ReportsThatTheStoreRefusedAreListedWithThem) {
    set_aside = {{.time = UtcMs{Milliseconds{1'760'000'000'123}},
                  .area = "mapo",
                  .node = "pole-7",
                  .epoch = "00000000000000ff",
                  .first = 5,
                  .last = 6,
                  .first_ms = 1'760'000'000'000,
                  .last_ms = 1'760'000'000'100,
                  .samples = 90,
                  .words = "status 400: out of bounds"}};
    const auto body = nlohmann::json::parse(get("/api/v1/refused").body);
    EXPECT_EQ(body["refused"], nlohmann::json::array());
    EXPECT_EQ(body["set_aside"], nlohmann::json::parse(R"([{"time_ms": 1760000000123, "area": "mapo", "node": "pole-7",
                "epoch": "00000000000000ff", "first": 5, "last": 6, "first_ms": 1760000000000,
                "last_ms": 1760000000100, "samples": 90, "words": "status 400: out of bounds"}])"));
}

TEST_F(EndpointsTest, WhatIsSuspectedIsJson) {
    EXPECT_EQ(get("/api/v1/faults").body, R"({"faults":[]})");
    faults = {{.kind = SharedKind::hub, .area = "mapo", .name = "hub-1", .since = {}, .fell = 3, .members = {"p"}}};
    const auto response = get("/api/v1/faults");
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(nlohmann::json::parse(response.body)["faults"][0]["name"], "hub-1");
}

TEST_F(EndpointsTest, TheFrontPageNamesEveryOther) {
    const auto response = get("/");
    EXPECT_EQ(response.status, 200U);
    EXPECT_NE(response.body.find("/api/v1/quarantine"), std::string::npos) << "which others answer";
    for (const auto* path : {"/metrics", "/sd", "/healthz", "/readyz", "/api/v1/refused"}) {
        EXPECT_NE(response.body.find(path), std::string::npos);
        EXPECT_NE(get(path).status, 404U);
    }
}

TEST_F(EndpointsTest, AnythingElseIsNotFound) {
    EXPECT_EQ(get("/metrics/").status, 404U);
    EXPECT_EQ(get("").status, 404U);
    EXPECT_EQ(get("/../etc/passwd").status, 404U);
}

TEST_F(EndpointsTest, OpenDataIsInTheFormatAndLanguageAskedFor) {
    fleet.born("jongno", "ap-1", std::nullopt, {}, UtcMs{});
    const auto csv = get("/api/v1/export");
    EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8; header=present");
    const auto lines = body(csv);
    EXPECT_TRUE(lines.starts_with("id,area,"));
    EXPECT_EQ(body(get("/api/v1/export", {{"format", "csv"}, {"lang", "en"}})), lines);
    EXPECT_TRUE(body(get("/api/v1/export", {{"lang", "ko"}})).starts_with("\xEF\xBB\xBF관리번호,"));
    const auto json = get("/api/v1/export", {{"format", "json"}});
    EXPECT_EQ(json.content_type, "application/json");
    EXPECT_EQ(nlohmann::json::parse(body(json))["nodes"][0]["area"], "jongno");
    EXPECT_TRUE(body(get("/api/v1/export", {}, {{"accept-encoding", "gzip"}})).starts_with("\x1f\x8b"));
    EXPECT_EQ(get("/api/v1/export", {{"format", "xml"}}).status, 400U);
    EXPECT_EQ(get("/api/v1/export", {{"lang", "fr"}}).status, 400U);
}

TEST_F(EndpointsTest, ScansAreAFileForThePlanner) {
    const auto page = get("/api/v1/scans");
    EXPECT_EQ(page.content_type, "text/csv; charset=utf-8; header=present");
    EXPECT_EQ(body(page), "from,to,frequency_ghz,rssi_dbm\r\n");
    EXPECT_TRUE(body(get("/api/v1/scans", {}, {{"accept-encoding", "gzip"}})).starts_with("\x1f\x8b"));
}

std::string text_of(const std::string& path) {
    std::ifstream file(MAGPIE_SOURCE_DIR + ("/" + path));
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands between `before` and `after`, wherever they do.
std::set<std::string> all_between(const std::string& text, const std::string& before, const std::string& after) {
    std::set<std::string> found;
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
        at += before.size();
        found.insert(text.substr(at, text.find(after, at) - at));
    }
    return found;
}

TEST_F(EndpointsTest, EveryPageIsDescribed) {
    const auto served = all_between(text_of("collector/exposition/endpoints.cpp"), "request.path == \"", "\"");
    auto all = served;
    for (const std::string of : {"block", "order", "quarantine", "report", "throughput"}) {
        const auto text = text_of("collector/exposition/" + of + "_pages.cpp");
        all.merge(all_between(text, "request.path == \"", "\""));
        all.merge(all_between(text, "string_view path = \"", "\""));
    }
    all.insert("/api/v1/orders/{number}");
    all.insert("/api/v1/quarantine/{node}");
    all.insert("/api/v1/blocks/{id}");
    all.insert("/api/v1/reports/{id}");
    EXPECT_TRUE(served.contains("/api/v1/export"));
    std::set<std::string> described;
    for (const auto& path : all_between(text_of("docs/openapi.yaml"), "\n  /", ":\n")) {
        described.insert("/" + path);
    }
    // Those of the console are described beside each other; its own tests ask for each.
    std::erase_if(described, [](const std::string& path) {
        return path.starts_with("/api/v1/console/") || path.starts_with("/console/");
    });
    EXPECT_EQ(described, all);
    for (const auto& path : served) {
        EXPECT_NE(get(path).status, 404U) << path;
    }
}

TEST_F(EndpointsTest, OneThatStandsByIsReadyAndListsNothing) {
    active = false;
    not_ready.reset();
    EXPECT_EQ(get("/sd").body, "[]");
    EXPECT_EQ(get("/sd").content_type, "application/json");
    EXPECT_EQ(get("/readyz").status, 200U);
    EXPECT_EQ(get("/readyz").body, "standby\n");
    EXPECT_EQ(get("/metrics").status, 200U);
    active = true;
    EXPECT_EQ(get("/readyz").body, "ready\n");
}

}  // namespace
}  // namespace magpie::collector
