#include "collector/exposition/report_pages.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "platform/tls/signed_data.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/platform/tls/certificates.hpp"
#include "wire/pole_page/pole_report.hpp"

namespace magpie::collector {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class ReportPages : public testing::Test {
  protected:
    [[nodiscard]] std::optional<http::Response> get(const std::string& path,
                                                    std::map<std::string, std::string> query = {}) const {
        return report_page(&shelf_, {.method = "GET", .path = path, .query = std::move(query), .headers = {}});
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Directory directory_;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h, today_ + 24h, true, ""});
    tls::Pair pole_ = tls::issue({"pole-1", today_ - 24h, today_ + 24h, false, "clientAuth"}, &ca_);
    std::string cms_ = tls::make_signed_data(pole_.certificate.get(), pole_.key.get(), {},
                                             R"({"version":1,"area":"mapo","node":"pole-1","made":null,"by":"",)"
                                             R"("check":{"verdict":"fail","accept":true,"first":{"layer":"dhcp"},)"
                                             R"("layers":[{"layer":"dhcp","summary":{"en":"none","ko":"없음"}}]}})");
    ReportShelf shelf_{
        {.directory = directory_.file("reports"), .ca_file = directory_.write("ca.crt", ca_.certificate.get())}};
};

TEST_F(ReportPages, ListAndShow) {
    EXPECT_EQ(get("/api/v1/reports")->body, "{\"reports\":[]}\n");
    ASSERT_EQ(shelf_.take("magpie/v1/report/mapo/pole-1", cms_, clock_.now()), ReportOutcome::stored);
    const auto id = pole_report_id(cms_);
    const auto list = json::parse(get("/api/v1/reports")->body)["reports"];
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["id"], id);
    EXPECT_EQ(list[0]["received"], today_.time_since_epoch().count());
    EXPECT_EQ(json::parse(get("/api/v1/reports", {{"node", "pole-2"}})->body)["reports"].size(), 0U);
    EXPECT_EQ(json::parse(get("/api/v1/reports", {{"area", "mapo"}})->body)["reports"].size(), 1U);
    EXPECT_EQ(json::parse(get("/api/v1/reports/" + id)->body)["report"]["node"], "pole-1");
    EXPECT_EQ(get("/api/v1/reports/0123456789abcdef")->status, 404U);
    EXPECT_EQ(get("/api/v1/reports/")->status, 404U);
}

TEST_F(ReportPages, OfOneNodeSayWhatIsInEach) {
    ASSERT_EQ(shelf_.take("magpie/v1/report/mapo/pole-1", cms_, clock_.now()), ReportOutcome::stored);
    const auto list = json::parse(get("/api/v1/reports", {{"area", "mapo"}, {"node", "pole-1"}})->body)["reports"];
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0]["brief"], json::parse(R"({"made":null,"by":null,"kind":"acceptance","verdict":"fail","notes":0,
        "first":{"layer":"dhcp","what":{"en":"none","ko":"없음"}}})"));
    EXPECT_FALSE(json::parse(get("/api/v1/reports")->body)["reports"][0].contains("brief"))
        << "of a city that would be many files to read";
}

TEST_F(ReportPages, HaveTheFileThatWasSigned) {
    ASSERT_EQ(shelf_.take("magpie/v1/report/mapo/pole-1", cms_, clock_.now()), ReportOutcome::stored);
    const auto path = "/api/v1/reports/" + pole_report_id(cms_);
    const auto file = get(path, {{"format", "cms"}});
    EXPECT_EQ(file->body, cms_);
    EXPECT_EQ(file->content_type, "application/cms");
    EXPECT_EQ(json::parse(get(path, {{"format", "json"}})->body)["signature"]["held"], true);
    EXPECT_EQ(get(path, {{"format", "exe"}})->status, 400U);
}

TEST_F(ReportPages, SayWhatIsDamaged) {
    ASSERT_EQ(shelf_.take("magpie/v1/report/mapo/pole-1", cms_, clock_.now()), ReportOutcome::stored);
    for (const auto& file : std::filesystem::directory_iterator(directory_.file("reports"))) {
        std::ofstream(file.path(), std::ios::app) << "x";
    }
    EXPECT_TRUE(json::parse(get("/api/v1/reports", {{"node", "pole-1"}})->body)["reports"][0]["brief"].is_null());
    for (const auto* const format : {"json", "cms"}) {
        const auto answer = get("/api/v1/reports/" + pole_report_id(cms_), {{"format", format}});
        EXPECT_EQ(answer->status, 404U);
        EXPECT_NE(answer->body.find("damaged"), std::string::npos);
    }
}

TEST_F(ReportPages, LeaveAllElseToOthers) {
    EXPECT_FALSE(get("/api/v1/reportsmore"));
    EXPECT_FALSE(get("/metrics"));
    EXPECT_FALSE(report_page(nullptr, {.method = "GET", .path = "/api/v1/reports", .query = {}, .headers = {}}));
}

}  // namespace
}  // namespace magpie::collector
