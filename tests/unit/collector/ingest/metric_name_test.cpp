#include "collector/ingest/metric_name.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/catalogue/names.hpp"

namespace magpie::collector {
namespace {

TEST(MetricName, IsLowerSnakeCaseUnderAPrefix) {
    const std::vector<std::pair<std::string_view, std::string_view>> names{
        {"Temperature", "sparkplug_temperature"},
        {"Inputs/A", "sparkplug_inputs_a"},
        {"Properties/hw_version", "sparkplug_properties_hw_version"},
        {"Outputs/LEDs/Green", "sparkplug_outputs_leds_green"},
        {"supplyVoltage", "sparkplug_supply_voltage"},
        {"HTTPServer", "sparkplug_http_server"},
        {"Node Metric0", "sparkplug_node_metric0"},
        {"CO2Level", "sparkplug_co2_level"},
        {"a//b__c - d", "sparkplug_a_b_c_d"},
        {"/lead/and/trail/", "sparkplug_lead_and_trail"},
        {"3phase", "sparkplug_3phase"},
        {"line:1.total-kWh", "sparkplug_line_1_total_k_wh"},
    };
    for (const auto& [path, name] : names) {
        EXPECT_EQ(metric_name(path).text, name) << path;
        EXPECT_TRUE(metric_name(path).lossless) << path;
    }
}

TEST(MetricName, SaysWhenLettersWereLost) {
    EXPECT_EQ(metric_name("온도").text, "sparkplug_metric");
    EXPECT_EQ(metric_name("Supply Voltage (V)").text, "sparkplug_supply_voltage_v");
    EXPECT_EQ(metric_name("Überdruck").text, "sparkplug_berdruck");
    EXPECT_EQ(metric_name("//").text, "sparkplug_metric");
    EXPECT_EQ(metric_name("").text, "sparkplug_metric");
    for (const auto* path : {"온도", "Supply Voltage (V)", "Überdruck", "//", "", "a\x01"}) {
        EXPECT_FALSE(metric_name(path).lossless) << path;
    }
}

TEST(MetricName, IsANameWhateverComes) {
    std::string all;
    for (int c = 0; c < 256; ++c) {
        all += static_cast<char>(c);
        EXPECT_TRUE(catalogue::is_label_name(metric_name(all).text)) << c;
        EXPECT_TRUE(catalogue::is_label_name(metric_name(all.substr(all.size() - 1)).text)) << c;
    }
}

TEST(MetricName, KnowsTheUnitsThatEdgesWrite) {
    EXPECT_EQ(unit_suffix("°C"), "celsius");
    EXPECT_EQ(unit_suffix("C"), "celsius");
    EXPECT_EQ(unit_suffix("%"), "percent");
    EXPECT_EQ(unit_suffix("kWh"), "kilowatt_hours");
    EXPECT_EQ(unit_suffix("V"), "volts");
    EXPECT_EQ(unit_suffix("Pa"), "pascals");
    for (const auto* micrograms : {"ug/m3", "µg/m³"}) {
        EXPECT_EQ(unit_suffix(micrograms), "micrograms_per_cubic_meter") << "the value of an edge is not converted";
    }
    EXPECT_EQ(unit_suffix("MyCustomUnits"), "");
    EXPECT_EQ(unit_suffix(""), "");
    EXPECT_EQ(unit_suffix("v"), "") << "case matters: mW is no MW";
}

TEST(MetricName, AUnitStandsBehindTheNameOnce) {
    EXPECT_EQ(full_name("sparkplug_room", "celsius", false), "sparkplug_room_celsius");
    EXPECT_EQ(full_name("sparkplug_room_celsius", "celsius", false), "sparkplug_room_celsius");
    EXPECT_EQ(full_name("sparkplug_dcelsius", "celsius", false), "sparkplug_dcelsius_celsius");
    EXPECT_EQ(full_name("sparkplug_boot", "timestamp_seconds", false), "sparkplug_boot_timestamp_seconds");
    EXPECT_EQ(full_name("sparkplug_boot_timestamp", "timestamp_seconds", false), "sparkplug_boot_timestamp_seconds");
    EXPECT_EQ(full_name("sparkplug_room", "", false), "sparkplug_room");
}

TEST(MetricName, TheSignOfACounterComesLast) {
    EXPECT_EQ(full_name("sparkplug_energy_total", "joules", true), "sparkplug_energy_joules_total");
    EXPECT_EQ(full_name("sparkplug_energy", "", true), "sparkplug_energy_total");
    EXPECT_EQ(full_name("sparkplug_energy_total", "", false), "sparkplug_energy");
    EXPECT_EQ(full_name("sparkplug_energy_total_total", "", false), "sparkplug_energy");
    EXPECT_EQ(full_name("sparkplug_energy_total_total", "joules", true), "sparkplug_energy_joules_total");
}

}  // namespace
}  // namespace magpie::collector
