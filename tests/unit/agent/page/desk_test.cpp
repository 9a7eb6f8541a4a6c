#include "agent/page/desk.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"

namespace magpie::agent::page {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class PageDesk : public testing::Test {
  protected:
    [[nodiscard]] http::Request request(const std::string& method, const std::string& path) const {
        return {.method = method,
                .path = path,
                .query = {},
                .headers = {{"host", "192.168.7.1:8080"}, {"authorization", "Bearer " + good_}}};
    }
    http::Response ask(const http::Request& asked) { return desk_.answer(asked, clock_.now()); }
    http::Response get(const std::string& path) { return ask(request("GET", path)); }
    http::Response post(const std::string& path, const std::string& body = {}) {
        auto asked = request("POST", path);
        asked.body = body;
        return ask(asked);
    }
    static std::string header(const http::Response& response, const std::string& wanted) {
        for (const auto& [name, value] : response.headers) {
            if (name == wanted) {
                return value;
            }
        }
        return {};
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    PageToken token_{.id = 7, .area = "mapo", .node = "pole-1", .holder = "Kim", .from = today_, .until = today_ + 8h};
    std::string good_ = page_token_text({encode(token_), "signature", "certificate"});
    tls::Directory directory_;
    bool begins_ = true;
    bool keeps_ = true;
    std::vector<std::string> handed_in_;
    std::optional<CheckRecord::Kept> newest_;
    unsigned looks_ = 0;
    Desk desk_{
        {.area = "mapo",
         .node = "pole-1",
         .program = "magpie-agent 1.2.3",
         .address = "192.168.7.1",
         .notes_file = directory_.file("page/notes.json")},
        {.begin_check = [this] { return begins_; },
         .hand_in = [this](std::string_view report, const Now&) -> tl::expected<std::string, std::string> {
             if (!keeps_) {
                 return tl::unexpected(std::string("no room"));
             }
             handed_in_.emplace_back(report);
             return R"({"report":{},"cms":""})";
         },
         .reports_waiting = [this] { return handed_in_.size(); },
         .newest_check =
             [this](const Now&) {
                 ++looks_;
                 return newest_;
             }},
        Access(
            {.area = "mapo", .node = "pole-1"},
            [this](std::string_view text, const Now&) -> tl::expected<tls::SignedPageToken, tls::PageTokenRefusal> {
                if (text != good_) {
                    return tl::unexpected(tls::PageTokenRefusal::signature);
                }
                return tls::SignedPageToken{.token = token_, .signer = "kim"};
            },
            [](const tls::SignedPageToken&) { return false; }),
        Strips("boot-1")};
};

TEST_F(PageDesk, WithoutATokenTellsItsNameAndNothingElse) {
    auto asked = request("GET", "/api/who");
    asked.headers.erase("authorization");
    EXPECT_EQ(ask(asked).body, "{\"node\":\"pole-1\"}\n");
    for (const auto* path : {"/api/state", "/api/strips", "/api/check", "/api/notes", "/api/report"}) {
        for (const auto* method : {"GET", "POST"}) {
            asked.method = method;
            asked.path = path;
            const auto answer = ask(asked);
            EXPECT_EQ(answer.status, 401U) << method << path;
            EXPECT_EQ(header(answer, "WWW-Authenticate"), "Bearer");
            EXPECT_EQ(answer.body, "{\"error\":\"token\",\"reason\":\"none\"}\n");
        }
    }
    EXPECT_TRUE(handed_in_.empty());
}

TEST_F(PageDesk, ServesThePageItselfToAnybodyWhoCallsItByItsAddress) {
    auto asked = request("GET", "/");
    asked.headers.erase("authorization");
    const auto page = ask(asked);
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(header(page, "Content-Encoding"), "gzip");
    EXPECT_TRUE(page.body.starts_with("\x1f\x8b"));
    EXPECT_NE(header(page, "Content-Security-Policy").find("default-src 'none'; script-src 'sha256-"),
              std::string::npos);
    EXPECT_EQ(header(page, "Cache-Control"), "no-store");
    EXPECT_EQ(header(page, "X-Frame-Options"), "DENY");
    EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(page, "Access-Control-Allow-Origin"), "");
    EXPECT_EQ(header(page, "Set-Cookie"), "");
}

TEST_F(PageDesk, AnotherNameIsSomebodyElsesPage) {
    for (const auto* host : {"evil.example", "192.168.7.1.evil.example", "localhost", "", "192.168.7.2:8080"}) {
        auto asked = request("GET", "/api/state");
        asked.headers["host"] = host;
        EXPECT_EQ(ask(asked).status, 421U) << host;
    }
    auto asked = request("GET", "/api/state");
    asked.headers.erase("host");
    EXPECT_EQ(ask(asked).status, 421U);
    EXPECT_EQ(desk_.access().refused().at("host"), 6U);
}

TEST_F(PageDesk, TellsWhatTheNodeKnows) {
    Readings readings;
    readings.set<"pole_supply_volts">(53.1, "mains");
    readings.set<"node_outbox_reports">(3);
    desk_.sample(readings.all(), clock_.now());
    clock_.advance(4s);
    const auto state = json::parse(get("/api/state").body);
    EXPECT_EQ(state["area"], "mapo");
    EXPECT_EQ(state["holder"], "Kim");
    EXPECT_EQ(state["until"], "2026-01-01T08:00:00.000Z");
    EXPECT_EQ(state["time"], "2026-01-01T00:00:04.000Z");
    EXPECT_EQ(state["values_age_seconds"], 4);
    EXPECT_EQ(state["values"], json::parse(R"([{"metric":"magpie_pole_supply_volts","unit":"volts",)"
                                           R"("labels":{"sensor":"mains"},"value":53.1}])"));
    EXPECT_TRUE(state["check"]["result"].is_null());
    EXPECT_EQ(json::parse(get("/api/strips").body)["step_seconds"], 300);
}

TEST_F(PageDesk, RunsACheckAndShowsHowFarItIs) {
    EXPECT_EQ(post("/api/check").status, 202U);
    desk_.heard(R"({"event":"layer","layer":{"layer":"link","state":"pass"}})");
    EXPECT_EQ(json::parse(get("/api/check").body)["layers"][0]["layer"], "link");
    EXPECT_EQ(post("/api/check").status, 202U) << "another phone looks at the same one";
    desk_.heard(R"({"event":"result","result":{"version":1,"verdict":"pass"}})");
    desk_.ended(true, clock_.now());
    EXPECT_EQ(json::parse(get("/api/check").body)["result"]["verdict"], "pass");
    EXPECT_EQ(post("/api/check").status, 429U) << "not without a pause";
    clock_.advance(Desk::between_checks);
    EXPECT_EQ(post("/api/check").status, 202U);
}

TEST_F(PageDesk, SaysThatACheckCannotBegin) {
    begins_ = false;
    EXPECT_EQ(post("/api/check").status, 503U);
    EXPECT_FALSE(json::parse(get("/api/check").body)["running"]);
}

TEST_F(PageDesk, ShowsACheckThatSomebodyElseHasBegun) {
    const auto shown = [this] { return json::parse(get("/api/check").body)["result"]; };
    EXPECT_TRUE(shown().is_null());
    newest_ = {.result = R"({"verdict":"fail"})", .begun = clock_.now().wall, .lasted = 20s};
    EXPECT_TRUE(shown().is_null()) << "whoever looks each second has the directory read once in five";
    clock_.advance(Desk::between_looks);
    EXPECT_EQ(shown()["verdict"], "fail");
    EXPECT_EQ(json::parse(get("/api/state").body)["check"]["result"]["verdict"], "fail");
    EXPECT_EQ(looks_, 2U);
    EXPECT_EQ(post("/api/report").status, 200U);
    EXPECT_EQ(json::parse(handed_in_.at(0))["check"]["verdict"], "fail");
}

TEST_F(PageDesk, LooksForNobodyWhoHasNoToken) {
    auto asked = request("GET", "/api/check");
    asked.headers.erase("authorization");
    (void)ask(asked);
    (void)post("/api/check");
    const auto looked = looks_;
    clock_.advance(10s);
    (void)get("/api/check");
    EXPECT_EQ(looks_, looked) << "nor while its own goes on";
    EXPECT_EQ(looked, 1U);
}

TEST_F(PageDesk, TakesNotes) {
    EXPECT_EQ(post("/api/notes", R"({"text":"the door was open"})").status, 201U);
    EXPECT_EQ(json::parse(get("/api/notes").body),
              json::parse(R"([{"time":"2026-01-01T00:00:00.000Z","by":"Kim","text":"the door was open"}])"));
    for (const auto* body : {"", "{", "[]", R"({"text":1})", R"({"text":"a","by":"me"})", R"({"text":""})"}) {
        EXPECT_EQ(post("/api/notes", body).status, 400U) << body;
    }
    EXPECT_EQ(post("/api/notes", json{{"text", std::string(501, 'a')}}.dump()).status, 400U);
}

TEST_F(PageDesk, AReportHasTheCheckTheStripsAndTheNotes) {
    (void)post("/api/check");
    desk_.heard(R"({"event":"result","result":{"version":1,"verdict":"pass"}})");
    desk_.ended(true, clock_.now());
    (void)post("/api/notes", R"({"text":"the door was open"})");
    EXPECT_EQ(post("/api/report").status, 200U);
    ASSERT_EQ(handed_in_.size(), 1U);
    const auto report = json::parse(handed_in_[0]);
    EXPECT_EQ(report["version"], 1);
    EXPECT_EQ(report["node"], "pole-1");
    EXPECT_EQ(report["by"], "Kim");
    EXPECT_EQ(report["made"], "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(report["check"]["verdict"], "pass");
    EXPECT_EQ(report["strips"]["step_seconds"], 300);
    EXPECT_EQ(report["notes"][0]["text"], "the door was open");
    EXPECT_EQ(get("/api/notes").body, "[]\n") << "they are in it";
    EXPECT_EQ(post("/api/report").status, 429U);
}

TEST_F(PageDesk, NotesThatCannotBeReportedAreKept) {
    (void)post("/api/notes", R"({"text":"the door was open"})");
    keeps_ = false;
    EXPECT_EQ(post("/api/report").status, 500U);
    EXPECT_NE(get("/api/notes").body, "[]\n");
}

TEST_F(PageDesk, NotesThatNobodySendsGoByThemselves) {
    (void)post("/api/notes", R"({"text":"the door was open"})");
    desk_.tick(clock_.now());
    EXPECT_TRUE(handed_in_.empty());
    clock_.advance(Desk::notes_wait);
    desk_.tick(clock_.now());
    ASSERT_EQ(handed_in_.size(), 1U);
    EXPECT_EQ(json::parse(handed_in_[0])["by"], "");
    clock_.advance(Desk::notes_wait);
    desk_.tick(clock_.now());
    EXPECT_EQ(handed_in_.size(), 1U);
}

TEST_F(PageDesk, HasNothingElse) {
    EXPECT_EQ(get("/api/config").status, 404U);
    EXPECT_EQ(get("/etc/passwd").status, 404U);
    EXPECT_EQ(Desk::takes(request("POST", "/api/check")), 0U);
    EXPECT_EQ(Desk::takes(request("POST", "/api/notes")), Desk::longest_body);
    EXPECT_FALSE(Desk::takes(request("POST", "/")));
    EXPECT_FALSE(Desk::takes(request("POST", "/api/state")));
    EXPECT_FALSE(Desk::takes(request("PUT", "/api/notes")));
    EXPECT_FALSE(Desk::takes(request("DELETE", "/api/notes")));
}

TEST_F(PageDesk, ReadsTheHostOfARequest) {
    EXPECT_EQ(host_in("192.168.7.1:8080"), "192.168.7.1");
    EXPECT_EQ(host_in("LOCALHOST"), "localhost");
    EXPECT_EQ(host_in("[FD00::1]:8080"), "[fd00::1]");
    EXPECT_EQ(host_in("[fd00::1]"), "[fd00::1]");
    EXPECT_EQ(host_in("[fd00::1"), "[fd00::1");
    EXPECT_EQ(host_in(""), "");
}

}  // namespace
}  // namespace magpie::agent::page
