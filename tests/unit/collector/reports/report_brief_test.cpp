#include "collector/reports/report_brief.hpp"

#include <gtest/gtest.h>

#include <string>

#include <nlohmann/json.hpp>

namespace magpie::collector {
namespace {

std::string with_check(const std::string& check, const std::string& more = R"("notes":[])") {
    return R"({"version":1,"made":"2026-11-27T09:00:00.000Z","by":"Kim","check":)" + check + "," + more + "}";
}

constexpr auto dhcp_is_silent =
    R"({"accept":false,"verdict":"fail","first":{"layer":"dhcp","fault":"dhcp_silent"},"layers":[
    {"layer":"link","state":"pass","summary":{"en":"1 Gbit/s","ko":"1 Gbit/s"}},
    {"layer":"dhcp","state":"fail","summary":{"en":"no answer","ko":"응답 없음"},
     "fault":{"id":"dhcp_silent","what":{"en":"No DHCP server answers","ko":"DHCP 서버가 응답하지 않음"}}}]})";

TEST(ReportBrief, OfACheckHasWhatIsWrongFirst) {
    const auto brief = brief_of(with_check(dhcp_is_silent, R"("notes":[{"text":"a"},{"text":"b"}])"));
    ASSERT_TRUE(brief);
    EXPECT_EQ(brief->made, "2026-11-27T09:00:00.000Z");
    EXPECT_EQ(brief->by, "Kim");
    EXPECT_EQ(brief->kind, ReportKind::check);
    EXPECT_EQ(brief->verdict, "fail");
    EXPECT_EQ(brief->layer, "dhcp");
    EXPECT_EQ(brief->what, "No DHCP server answers");
    EXPECT_EQ(brief->what_ko, "DHCP 서버가 응답하지 않음");
    EXPECT_EQ(brief->notes, 2U);
}

TEST(ReportBrief, OfAnAcceptanceHasWhatALayerSaysThatIsNoFault) {
    const auto brief =
        brief_of(with_check(R"({"accept":true,"verdict":"fail","first":{"layer":"ssid:Free","fault":null},
        "layers":[{"layer":"ssid:Free","state":"skipped","summary":{"en":"no spare radio","ko":"여분의 무선 없음"}}]})"));
    ASSERT_TRUE(brief);
    EXPECT_EQ(brief->kind, ReportKind::acceptance);
    EXPECT_EQ(brief->layer, "ssid:Free");
    EXPECT_EQ(brief->what, "no spare radio");
}

TEST(ReportBrief, WithoutACheckIsOneOfNotes) {
    const auto brief = brief_of(with_check("null", R"("notes":[{"text":"the door was open"}])"));
    ASSERT_TRUE(brief);
    EXPECT_EQ(brief->kind, ReportKind::note);
    EXPECT_EQ(brief->verdict, "");
    EXPECT_EQ(brief->layer, "");
    EXPECT_EQ(brief->notes, 1U);
}

TEST(ReportBrief, OfWhatIsNotWhatItShouldBeSaysNothing) {
    for (const auto* const content : {"", "nonsense", "[]", "17", "null"}) {
        EXPECT_FALSE(brief_of(content)) << content;
    }
    EXPECT_FALSE(brief_of(R"({"more":)" + std::string(1000, '[') + std::string(1000, ']') + "}"));
    const auto strange =
        brief_of(with_check(R"({"accept":"yes","verdict":"splendid","first":[1],"layers":{"a":1}})", R"("notes":3)"));
    ASSERT_TRUE(strange);
    EXPECT_EQ(strange->kind, ReportKind::check);
    EXPECT_EQ(strange->verdict, "");
    EXPECT_EQ(strange->layer, "");
    EXPECT_EQ(strange->notes, 0U);
    for (const auto* const layers :
         {R"([])", R"([3])", R"([{"layer":"dns"}])", R"([{"layer":"dhcp","fault":7,"summary":8}])"}) {
        const auto brief = brief_of(with_check(R"({"first":{"layer":"dhcp"},"layers":)" + std::string(layers) + "}"));
        ASSERT_TRUE(brief) << layers;
        EXPECT_EQ(brief->layer, "dhcp");
        EXPECT_EQ(brief->what, "") << layers;
    }
}

TEST(ReportBrief, HasTextsThatAreCutAndPlain) {
    const auto brief = brief_of(R"({"made":")" + std::string(5000, '9') + R"(","by":"a\u0007b"})");
    ASSERT_TRUE(brief);
    EXPECT_LE(brief->made.size(), 70U);
    EXPECT_EQ(brief->by, "a\\x07b");
}

}  // namespace
}  // namespace magpie::collector
