#include "collector/exposition/fault_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/unit/collector/exposition/page.hpp"
#include "tests/unit/collector/exposition/promtool.hpp"

namespace magpie::collector {
namespace {

std::vector<SuspectedFault> some() {
    return {{.kind = SharedKind::hub,
             .area = "mapo",
             .name = "the \"old\" hub",
             .since = UtcMs{Milliseconds{1'790'000'000'123}},
             .fell = 8,
             .up = 1,
             .down_before = 2,
             .members = {"pole-1", "pole-2"}},
            {.kind = SharedKind::core, .area = "", .name = "city", .since = {}, .fell = 3, .members = {}}};
}

TEST(FaultText, EachFaultIsTwoSeries) {
    const ReadPage page(faults_page(some()));
    EXPECT_EQ(page.faults, std::vector<std::string>{});
    EXPECT_EQ(page.values.size(), 4U);
    const std::string labels = R"({area="mapo",kind="hub",name="the \"old\" hub"})";
    EXPECT_EQ(page.values.at("magpie_rollup_suspected_fault" + labels), "1");
    EXPECT_EQ(page.values.at("magpie_rollup_suspected_fault_members" + labels), "8");
    EXPECT_EQ(page.values.at(R"(magpie_rollup_suspected_fault_members{kind="core",name="city"})"), "3");
}

TEST(FaultText, WithoutFaultsThereIsNothing) {
    EXPECT_EQ(faults_page({}), "");
    EXPECT_EQ(faults_json({}), R"({"faults":[]})");
}

TEST(FaultText, PassesPromtool) {
    const auto [status, words] = promtool_check(faults_page(some()));
    EXPECT_EQ(status, 0) << words;
}

TEST(FaultText, JsonNamesWhoAndSinceWhen) {
    const auto faults = nlohmann::json::parse(faults_json(some()))["faults"];
    ASSERT_EQ(faults.size(), 2U);
    EXPECT_EQ(faults[0]["kind"], "hub");
    EXPECT_EQ(faults[0]["name"], "the \"old\" hub");
    EXPECT_EQ(faults[0]["since_ms"], 1'790'000'000'123);
    EXPECT_EQ(faults[0]["fell"], 8);
    EXPECT_EQ(faults[0]["up"], 1);
    EXPECT_EQ(faults[0]["down_before"], 2);
    EXPECT_EQ(faults[0]["members"], (std::vector<std::string>{"pole-1", "pole-2"}));
    EXPECT_EQ(faults[1]["area"], "");
}

}  // namespace
}  // namespace magpie::collector
