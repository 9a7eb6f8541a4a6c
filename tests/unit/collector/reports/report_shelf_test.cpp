#include "collector/reports/report_shelf.hpp"

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

class AReportShelf : public testing::Test {
  protected:
    [[nodiscard]] tls::Pair node(const std::string& name, const tls::Pair& by) const {
        return tls::issue({name, today_ - 24h, today_ + 24h, false, "clientAuth"}, &by);
    }
    static std::string signed_by(const tls::Pair& pair, const std::string& text) {
        return tls::make_signed_data(pair.certificate.get(), pair.key.get(), {}, text);
    }
    static std::string text(const std::string& more = "1", const std::string& area = "mapo",
                            const std::string& node = "pole-1") {
        return R"({"version":1,"area":")" + area + R"(","node":")" + node + R"(","more":)" + more + "}";
    }
    ReportOutcome take(const std::string& cms, const std::string& topic = "magpie/v1/report/mapo/pole-1") {
        return shelf_.take(topic, cms, clock_.now());
    }
    [[nodiscard]] std::size_t files() const {
        std::size_t count = 0;
        for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(place_)) {
            ++count;
        }
        return count;
    }

    fakes::FakeClock clock_;
    UtcMs today_ = clock_.now().wall;
    tls::Directory directory_;
    tls::Pair ca_ = tls::issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    std::string ca_file_ = directory_.write("ca.crt", ca_.certificate.get());
    tls::Pair pole_ = node("pole-1", ca_);
    std::string place_ = directory_.file("reports");
    ReportShelf::Settings settings_{.directory = place_, .ca_file = ca_file_, .kept = 3};
    ReportShelf shelf_{settings_};
};

TEST_F(AReportShelf, KeepsWhatAPoleHasSigned) {
    const auto cms = signed_by(pole_, text());
    EXPECT_EQ(take(cms), ReportOutcome::stored);
    EXPECT_EQ(take(cms), ReportOutcome::repeated) << "the pole did not hear that it had arrived";
    const auto all = shelf_.list("", "");
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].node, "pole-1");
    EXPECT_EQ(all[0].id, pole_report_id(cms));
    EXPECT_EQ(shelf_.read(all[0]), cms);
    EXPECT_EQ(files(), 1U);
}

TEST_F(AReportShelf, OutlivesTheCollector) {
    EXPECT_EQ(take(signed_by(pole_, text("1"))), ReportOutcome::stored);
    clock_.advance(1s);
    EXPECT_EQ(take(signed_by(pole_, text("2"))), ReportOutcome::stored);
    const ReportShelf again(settings_);
    ASSERT_EQ(again.list("mapo", "pole-1").size(), 2U);
    EXPECT_EQ(again.list("", "")[0].received, clock_.now().wall) << "the newest first";
    EXPECT_TRUE(again.read(again.list("", "")[1]));
}

TEST_F(AReportShelf, KeepsTheLastFewOfANode) {
    const auto other = node("pole-2", ca_);
    EXPECT_EQ(take(signed_by(other, text("1", "mapo", "pole-2")), "magpie/v1/report/mapo/pole-2"),
              ReportOutcome::stored);
    std::string last;
    for (int i = 0; i < 6; ++i) {
        clock_.advance(1s);
        last = signed_by(pole_, text(std::to_string(i)));
        EXPECT_EQ(take(last), ReportOutcome::stored);
    }
    EXPECT_EQ(shelf_.list("mapo", "pole-1").size(), 3U);
    EXPECT_EQ(shelf_.list("mapo", "pole-1")[0].id, pole_report_id(last));
    EXPECT_EQ(shelf_.list("", "pole-2").size(), 1U);
    EXPECT_EQ(files(), 4U);
}

TEST_F(AReportShelf, BelievesNobodyElse) {
    const auto stranger = tls::issue({"Magpie CA", today_ - 24h * 100, today_ + 24h * 100, true, ""});
    EXPECT_EQ(take(signed_by(node("pole-1", stranger), text())), ReportOutcome::signature);
    const auto signer = tls::issue({"pole-1", today_ - 24h, today_ + 24h, false, "codeSigning"}, &ca_);
    EXPECT_EQ(take(signed_by(signer, text())), ReportOutcome::signature) << "who signs orders is no pole";
    EXPECT_EQ(take(signed_by(node("pole-2", ca_), text())), ReportOutcome::identity);
    EXPECT_EQ(take(signed_by(pole_, text("1", "jung"))), ReportOutcome::identity) << "of an area that it is not in";
    EXPECT_EQ(take(signed_by(pole_, text("1", "mapo", "pole-2"))), ReportOutcome::identity);
    EXPECT_TRUE(shelf_.list("", "").empty());
}

TEST_F(AReportShelf, WhoNestsWithoutEndBringsNobodyDown) {
    const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
    const auto cms = signed_by(pole_, text(deep));
    ASSERT_LE(cms.size(), longest_pole_report);
    EXPECT_EQ(take(cms), ReportOutcome::format);
    EXPECT_EQ(report_file(cms, look_at_seal(cms, "pole-1", ca_file_, today_)), "") << "kept by a collector of before";
    EXPECT_EQ(take(signed_by(pole_, R"({"version":)" + deep + "}")), ReportOutcome::format);
}

TEST_F(AReportShelf, WhatIsNoReportIsRefused) {
    EXPECT_EQ(take(""), ReportOutcome::format);
    EXPECT_EQ(take("nonsense"), ReportOutcome::format);
    EXPECT_EQ(take(std::string(longest_pole_report + 1, 'x')), ReportOutcome::format);
    EXPECT_EQ(take(signed_by(pole_, "[]")), ReportOutcome::format);
    EXPECT_EQ(take(signed_by(pole_, R"({"version":2})")), ReportOutcome::format);
    EXPECT_EQ(take(signed_by(pole_, text()), "magpie/v1/report/mapo"), ReportOutcome::format);
    auto changed = signed_by(pole_, text());
    changed[changed.find("mapo")] = 'n';
    EXPECT_EQ(take(changed), ReportOutcome::signature);
    EXPECT_EQ(shelf_.counts()[static_cast<std::size_t>(ReportOutcome::format)], 6U);
}

TEST_F(AReportShelf, AReportThatWaitedForItsLineIsTakenAfterItsCertificateEnded) {
    const auto cms = signed_by(pole_, text());
    clock_.advance(48h);
    EXPECT_EQ(take(cms), ReportOutcome::stored);
}

TEST_F(AReportShelf, AFloodOfOneNodeIsNotLookedAt) {
    unsigned refused = 0;
    for (int i = 0; i < 40; ++i) {
        clock_.advance(1s);
        refused += take(signed_by(pole_, text(std::to_string(i)))) == ReportOutcome::quota ? 1 : 0;
    }
    EXPECT_GE(refused, 20U);
}

TEST_F(AReportShelf, WhatIsDamagedOnTheDiskIsNotShown) {
    EXPECT_EQ(take(signed_by(pole_, text())), ReportOutcome::stored);
    for (const auto& file : std::filesystem::directory_iterator(place_)) {
        std::ofstream(file.path(), std::ios::app) << "x";
    }
    const auto* const kept = shelf_.find(shelf_.list("", "")[0].id);
    ASSERT_NE(kept, nullptr);
    EXPECT_FALSE(shelf_.read(*kept));
    EXPECT_FALSE(shelf_.brief(*kept));
    EXPECT_EQ(shelf_.find("../../etc/passwd"), nullptr);
}

TEST_F(AReportShelf, SaysInBriefWhatIsInOne) {
    EXPECT_EQ(take(signed_by(pole_, text(R"(1,"by":"Kim","check":{"verdict":"pass","first":null,"layers":[]})"))),
              ReportOutcome::stored);
    const auto brief = shelf_.brief(shelf_.list("", "")[0]);
    ASSERT_TRUE(brief);
    EXPECT_EQ(brief->by, "Kim");
    EXPECT_EQ(brief->verdict, "pass");
}

TEST_F(AReportShelf, IsShownWithItsSignature) {
    const auto cms = signed_by(pole_, text());
    EXPECT_EQ(take(cms), ReportOutcome::stored);
    const auto kept = shelf_.list("", "")[0];
    const auto file = nlohmann::json::parse(report_file(cms, shelf_.seal(kept, cms)));
    EXPECT_EQ(file["report"]["node"], "pole-1");
    EXPECT_FALSE(file["cms"].get<std::string>().empty());
    EXPECT_EQ(file["signature"]["held"], true);
    EXPECT_TRUE(file["signature"]["fault"].is_null());
    EXPECT_EQ(file["signature"]["signer"], "pole-1");
    EXPECT_EQ(file["signature"]["serial"], tls::serial_of(pole_.certificate.get()));
    EXPECT_EQ(report_file("nonsense", look_at_seal("nonsense", "pole-1", ca_file_, today_)), "");
}

TEST_F(AReportShelf, WhoseCityHasAnotherKeyNowIsShownAsNotBelieved) {
    const auto cms = signed_by(pole_, text());
    EXPECT_EQ(take(cms), ReportOutcome::stored);
    const auto other = tls::issue({"Magpie CA", today_ - 24h, today_ + 24h, true, ""});
    auto settings = settings_;
    settings.ca_file = directory_.write("other.crt", other.certificate.get());
    const ReportShelf later(settings);
    const auto file = nlohmann::json::parse(report_file(cms, later.seal(later.list("", "")[0], cms)));
    EXPECT_EQ(file["signature"]["held"], false);
    EXPECT_EQ(file["signature"]["fault"], "chain");
    EXPECT_EQ(file["report"]["node"], "pole-1");
}

}  // namespace
}  // namespace magpie::collector
