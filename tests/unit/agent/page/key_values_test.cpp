#include "agent/page/key_values.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

TEST(KeyValues, AreWhatATechnicianLooksAtAndInThatOrder) {
    Readings readings;
    readings.set<"host_temperature_celsius">(41, "cpu");
    readings.set<"node_outbox_reports">(3);
    readings.set<"link_carrier">(1, "lo");
    readings.set<"link_carrier">(0, "eth0");
    readings.set<"pole_supply_volts">(53.1, "mains");
    const auto kept = key_values(readings.all());
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(catalogue::all[kept[0].metric].name, "magpie_pole_supply_volts");
    EXPECT_EQ(kept[1].labels, std::vector<std::string>{"eth0"});
    EXPECT_EQ(catalogue::all[kept[2].metric].name, "magpie_host_temperature_celsius");
}

TEST(KeyValues, AreBounded) {
    Readings readings;
    for (int i = 0; i < 1000; ++i) {
        readings.set<"host_temperature_celsius">(i, std::to_string(i));
    }
    EXPECT_EQ(key_values(readings.all()).size(), 60U);
}

TEST(KeyValues, AreToldWithUnitAndLabels) {
    Readings readings;
    readings.set<"link_utilisation_ratio">(0.25, "eth0", "receive");
    EXPECT_EQ(json::parse(key_values_json(key_values(readings.all()))),
              json::parse(R"([{"metric":"magpie_link_utilisation_ratio","unit":"ratio",)"
                          R"("labels":{"interface":"eth0","direction":"receive"},"value":0.25}])"));
}

}  // namespace
}  // namespace magpie::agent::page
