#include "collector/console/console_pages.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/console/console_city.hpp"
#include "tests/unit/collector/database/scratch.hpp"

namespace magpie::collector {
namespace {

using nlohmann::json;

struct ConsolePagesTest : testing::Test, ConsoleCity {
    ConsolePagesTest() {
        stands("pole-1", 37.5, 127.0, "mapo", "Gate \"1\"");
        stands("pole-2", 37.501, 127.0);
        pass();
    }
    http::Response ask(const std::string& method, const std::string& path,
                       std::map<std::string, std::string> query = {}, std::string body = "",
                       std::string type = "application/json") {
        const http::Request request{.method = method,
                                    .path = path,
                                    .query = std::move(query),
                                    .headers = {{"content-type", std::move(type)}},
                                    .body = std::move(body)};
        auto answer = pages.answer(request, "kim", clock.now());
        http::Response none;
        none.status = 0;
        return answer ? std::move(*answer) : std::move(none);
    }
    http::Response api(const std::string& method, const std::string& path, const std::string& body = "{}") {
        return ask(method, "/api/v1/console/" + path, {}, body);
    }
    json read(const std::string& path, std::map<std::string, std::string> query = {}) {
        const auto answer = ask("GET", "/api/v1/console/" + path, std::move(query));
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return json::parse(answer.body);
    }
    static std::string whole(http::Response response) {
        while (response.more && response.more(response.body)) {
        }
        return response.body;
    }

    Scratch scratch;
    bool speaks = true;
    std::optional<std::string> active;  // which other one
    std::vector<std::string> audit;
    std::vector<std::string> asked;
    ConsolePages pages{
        console,
        fleet,
        {.speaks = [this] { return speaks; },
         .stands_by = [this] { return active; },
         .ask_check = [this](const console::PoleName& pole, const std::string& id,
                             const Now&) { asked.push_back(pole.node + " " + id); },
         .audit = [this](const std::string& by, std::string_view what, const std::string& detail,
                         const Now&) { audit.push_back(by + " " + std::string(what) + " " + detail); },
         .fresh_id = [] { return std::string("0123456789abcdef"); }},
        {},
        {.directory = scratch.path("web"), .coverage_file = scratch.path("cells.geojson"), .sites_file = ""}};
};

TEST_F(ConsolePagesTest, TellsOfPoles) {
    EXPECT_EQ(read("summary")["states"]["ok"], 2);
    EXPECT_EQ(read("summary")["areas"][0]["area"], "mapo");
    const auto map = read("map", {{"box", "126,37,128,38"}, {"zoom", "17"}});
    EXPECT_EQ(map["poles"].size(), 2U);
    EXPECT_EQ(map["poles"][0]["site"], "Gate \"1\"");
    EXPECT_EQ(read("map", {{"box", "126,37,128,38"}, {"zoom", "3"}})["clusters"][0]["count"], 2);
    EXPECT_EQ(read("poles", {{"q", "gate"}})["total"], 1);
    const auto page = read("poles/mapo/pole-1");
    EXPECT_EQ(page["neighbours"][0]["node"], "pole-2");
    EXPECT_EQ(page["neighbours"][0]["metres"], 111);
    EXPECT_EQ(page["inventory"], nullptr);
    EXPECT_EQ(page["labels"]["site"], "Gate \"1\"");
    EXPECT_EQ(page["values"].size(), 3U) << "what was never said has no value";
    EXPECT_EQ(page["values"][2]["name"], "magpie_pole_door_open");
    EXPECT_EQ(page["values"][2]["labels"]["sensor"], "door");
}

TEST_F(ConsolePagesTest, RefusesWhatItDoesNotUnderstand) {
    using Query = std::map<std::string, std::string>;
    for (const auto& [path, query] : std::vector<std::pair<std::string, Query>>{
             {"map", {}},
             {"map", {{"box", "1,2,3"}, {"zoom", "3"}}},
             {"map", {{"box", "1,2,3,nan"}, {"zoom", "3"}}},
             {"map", {{"box", "126,37,128,38"}, {"zoom", "99"}}},
             {"map", {{"box", "126,37,128,38"}, {"zoom", "3"}, {"state", "well"}}},
             {"poles", {{"limit", "0"}}},
             {"poles", {{"order", "best"}}},
             {"poles", {{"after", "zz"}}},
             {"events", {{"kind", "party"}}},
             {"events", {{"from", "yesterday"}}},
             {"inventory", {{"format", "xlsx"}}}}) {
        EXPECT_EQ(ask("GET", "/api/v1/console/" + path, query).status, 400U) << path;
    }
    for (const auto* path : {"", "nothing", "poles/mapo", "poles/mapo/nobody", "poles/mapo/nobody/history",
                             "poles/mapo/pole-1/x", "poles/mapo/pole-1/check", "coverage"}) {
        EXPECT_EQ(api("GET", path).status, 404U) << path;
    }
    EXPECT_EQ(api("GET", "poles/mapo/pole-1/history").status, 503U);
    EXPECT_EQ(ask("GET", "/metrics").status, 0U) << "another's page";
}

TEST_F(ConsolePagesTest, ChangesAreSeenAtOnceAndAudited) {
    const auto csv = ask("PUT", "/api/v1/console/inventory", {}, "area,node\nmapo,pole-1\nmapo,pole-9\n", "text/csv");
    EXPECT_EQ(json::parse(csv.body)["added"], 2);
    EXPECT_EQ(read("inventory/differences")["missing"][0]["node"], "pole-9");
    EXPECT_EQ(read("inventory/differences")["unregistered"][0]["node"], "pole-2");
    EXPECT_EQ(json::parse(whole(ask("GET", "/api/v1/console/inventory", {{"format", "json"}})))["poles"].size(), 2U);
    EXPECT_EQ(api("POST", "inventory/mapo/pole-9/decommission", R"({"reason":"never built"})").status, 200U);
    EXPECT_EQ(api("POST", "inventory/mapo/pole-9/recommission").status, 200U);
    EXPECT_EQ(api("POST", "inventory/mapo/nobody/decommission").status, 404U);
    const auto window =
        api("POST", "maintenance", R"({"area":"mapo","node":"pole-1","to":"2026-01-02T00:00:00Z","reason":"r"})");
    ASSERT_EQ(window.status, 201U) << window.body;
    EXPECT_EQ(json::parse(window.body)["by"], "kim");
    EXPECT_EQ(read("poles/mapo/pole-1")["maintenance"], true);
    EXPECT_EQ(api("DELETE", "maintenance/" + std::to_string(json::parse(window.body)["id"].get<int>())).status, 200U);
    EXPECT_EQ(read("poles/mapo/pole-1")["maintenance"], false);
    EXPECT_EQ(api("DELETE", "maintenance/99").status, 404U);
    const std::vector<std::string> told{
        "kim inventory_replaced 2 poles: 2 added, 0 removed, 0 changed", "kim decommissioned mapo/pole-9: never built",
        "kim recommissioned mapo/pole-9",
        "kim maintenance_added mapo/pole-1 from 2026-01-01T00:00:03.000Z to 2026-01-02T00:00:00.000Z: r",
        "kim maintenance_removed mapo/pole-1 from 2026-01-01T00:00:03.000Z to 2026-01-02T00:00:00.000Z"};
    EXPECT_EQ(audit, told);
}

TEST_F(ConsolePagesTest, CommandsThatAreNoneChangeNothing) {
    EXPECT_EQ(ask("POST", "/api/v1/console/maintenance", {}, "{}", "text/plain").status, 415U);
    for (const auto* body :
         {"{}", R"({"area":"mapo","to":"x"})", R"({"area":"mapo","to":"2025-01-01T00:00:00Z"})",
          R"({"area":"mapo","to":"2027-01-01T00:00:00Z"})", R"({"area":7,"to":"2026-01-02T00:00:00Z"})",
          R"({"area":"mapo","to":"2026-01-02T00:00:00Z","reason":5})"}) {
        EXPECT_EQ(api("POST", "maintenance", body).status, 400U) << body;
    }
    EXPECT_TRUE(console.maintenance().windows().empty());
    EXPECT_EQ(ask("PUT", "/api/v1/console/inventory", {}, "area,node\n", "text/plain").status, 415U);
    const auto wrong = ask("PUT", "/api/v1/console/inventory", {}, "area,node\nmapo,\n", "text/csv");
    EXPECT_EQ(wrong.status, 400U);
    EXPECT_EQ(json::parse(wrong.body)["row"], 2);
    EXPECT_EQ(json::parse(wrong.body)["column"], "node");
    EXPECT_TRUE(audit.empty());
    const http::Request put{.method = "PUT", .path = "/api/v1/console/inventory", .query = {}, .headers = {}};
    EXPECT_GT(ConsolePages::takes(put), 1U << 20U);
    const http::Request other{.method = "PUT", .path = "/api/v1/console/maintenance", .query = {}, .headers = {}};
    EXPECT_FALSE(ConsolePages::takes(other));
}

TEST_F(ConsolePagesTest, WhoStandsByChangesNothingUnlessItIsToBeACopy) {
    const auto decommission = [this](std::map<std::string, std::string> query) {
        return ask("POST", "/api/v1/console/inventory/mapo/pole-1/decommission", std::move(query), "{}");
    };
    active = "b";
    const auto refused = decommission({});
    EXPECT_EQ(refused.status, 503U);
    EXPECT_EQ(json::parse(refused.body)["error"], "this collector stands by; change it at the active one, b");
    active = "";
    EXPECT_EQ(json::parse(decommission({}).body)["error"], "this collector stands by; change it at the active one");
    EXPECT_TRUE(audit.empty());
    EXPECT_EQ(read("poles/mapo/pole-1")["state"], "ok");
    EXPECT_EQ(decommission({{"standby", "too"}}).status, 200U);
    EXPECT_EQ(read("poles/mapo/pole-1")["state"], "decommissioned");
    active.reset();
    EXPECT_EQ(ask("POST", "/api/v1/console/inventory/mapo/pole-1/recommission", {}, "{}").status, 200U);
}

TEST_F(ConsolePagesTest, AsksAPoleForACheckOnceAtATime) {
    EXPECT_EQ(api("POST", "poles/mapo/pole-1/check").status, 202U);
    EXPECT_EQ(asked, std::vector<std::string>{"pole-1 0123456789abcdef"});
    EXPECT_EQ(read("poles/mapo/pole-1/check")["state"], "asked");
    EXPECT_EQ(api("POST", "poles/mapo/pole-1/check").status, 409U);
    die(*fleet.find("mapo", "pole-2"));
    EXPECT_EQ(api("POST", "poles/mapo/pole-2/check").status, 409U) << "it is not heard";
    speaks = false;
    EXPECT_EQ(api("POST", "poles/mapo/pole-1/check").status, 503U);
}

TEST_F(ConsolePagesTest, ServesFilesAndNothingBesideThem) {
    EXPECT_EQ(ask("GET", "/").status, 0U) << "the list of pages is shown by another";
    std::filesystem::create_directories(scratch.path("web/assets"));
    std::ofstream(scratch.path("web/index.html")) << "<title>";
    std::ofstream(scratch.path("web/assets/a.js")) << "export {};";
    std::ofstream(scratch.path("secret")) << "secret";
    std::ofstream(scratch.path("cells.geojson")) << "{}";
    EXPECT_EQ(ask("GET", "/").body, "<title>");
    EXPECT_EQ(ask("GET", "/console/").content_type, "text/html; charset=utf-8");
    EXPECT_EQ(ask("GET", "/console/assets/a.js").body, "export {};");
    for (const auto* path : {"/console/../secret", "/console/assets", "/console/assets/", "/console//secret",
                             "/console/.x", "/console/assets/b.js"}) {
        EXPECT_EQ(ask("GET", path).status, 404U) << path;
    }
    EXPECT_EQ(read("coverage"), json::object());
    std::ofstream(scratch.path("cells.geojson")) << R"({"a":1})";
    EXPECT_EQ(read("coverage")["a"], 1) << "read again when it is another";
}

}  // namespace
}  // namespace magpie::collector
