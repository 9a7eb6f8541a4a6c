#include "collector/alerts/alert.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector::alerts {
namespace {

using nlohmann::json;

const catalogue::Urgent& radar() {
    return catalogue::urgent[0];
}

Alert some_alert() {
    fakes::FakeClock clock;
    return {.row = &radar(),
            .area = "mapo",
            .node = "pole-1",
            .kept = {{"radio", "phy0"}},
            .starts = clock.now().wall - Milliseconds{1500}};
}

json read(const Alert& alert, const Settings& settings = {}) {
    fakes::FakeClock clock;
    return json::parse(to_json(alert, settings, clock.now()));
}

TEST(Alert, HasTheLabelsOfItsRuleAndNoOthers) {
    EXPECT_EQ(read(some_alert())["labels"], json({{"alertname", "MagpieRadarDetected"},
                                                  {"area", "mapo"},
                                                  {"node", "pole-1"},
                                                  {"radio", "phy0"},
                                                  {"severity", "warning"},
                                                  {"team", "network"}}));
}

TEST(Alert, HasTheLabelsThatPrometheusAdds) {
    EXPECT_EQ(read(some_alert(), {.labels = {{"city", "seoul"}}})["labels"]["city"], "seoul");
}

TEST(Alert, LastsUntilItIsToldNoMore) {
    auto alert = some_alert();
    EXPECT_EQ(read(alert)["startsAt"], "2025-12-31T23:59:58.500Z");
    EXPECT_EQ(read(alert)["endsAt"], "2026-01-01T00:03:00.000Z");
    alert.ended = alert.starts + Milliseconds{1};
    EXPECT_EQ(read(alert)["endsAt"], "2025-12-31T23:59:58.501Z");
}

TEST(Alert, ItsTextsNameWhatItIsOf) {
    auto alert = some_alert();
    alert.kept[0].second = "{node}{";
    const auto annotations = read(alert, {.runbook_url = "https://books/"})["annotations"];
    EXPECT_EQ(annotations["summary"], "pole-1: radar on the channel of {node}{") << "what a node sent is only text";
    EXPECT_NE(annotations["description"].get<std::string>().find("pole-1 in mapo"), std::string::npos);
    EXPECT_EQ(annotations["runbook_url"], "https://books/MagpieRadarDetected");
    EXPECT_FALSE(read(alert)["annotations"].contains("runbook_url"));
}

TEST(Alert, BytesThatAreNoTextBreakNothing) {
    auto alert = some_alert();
    alert.kept[0].second = "\xff\"\\\n";
    EXPECT_TRUE(read(alert)["labels"].contains("radio"));
}

}  // namespace
}  // namespace magpie::collector::alerts
