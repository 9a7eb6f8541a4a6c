#include "collector/ingest/foreign_list.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

using sparkplug::DataType;

/// A birth, and what is made of it.
class Described {
  public:
    struct Metric {
        std::string name;
        DataType type = DataType::float64;
        std::string unit{};
    };

    explicit Described(const std::vector<Metric>& metrics, const std::vector<ForeignRule>& rules = {}) {
        for (const auto& [name, type, unit] : metrics) {
            const auto property = raw::text(1, "engUnit") + raw::text(2, raw::number(1, 12) + raw::text(8, unit));
            bytes_ += raw::named(name, static_cast<std::uint32_t>(type), unit.empty() ? "" : raw::text(9, property));
        }
        read(rules);
    }
    static Described payload(std::string bytes) {
        Described described({});
        described.bytes_ = std::move(bytes);
        described.read({});
        return described;
    }

    /// `name{label="value"}`, with {*} for an info metric; `-` of what is not shown.
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> names;
        for (const auto& series : list.series) {
            auto text = series.name.empty() ? "-" : series.name;
            for (const auto& [label, value] : series.labels) {
                text += "{" + label + "=" + value + "}";
            }
            names.push_back(text + (series.info ? "{*}" : ""));
        }
        return names;
    }

    ForeignList list;
    Refusals refusals;
    Refusals tolerated;

  private:
    void read(const std::vector<ForeignRule>& rules) {
        sparkplug::PayloadView payload;
        EXPECT_TRUE(decode(bytes_, {}, payload));
        list = describe(payload, {.area = "mapo", .node = "plc", .device = "meter"}, rules, refusals, tolerated);
    }
    std::string bytes_;
};

using Names = std::vector<std::string>;

TEST(ForeignList, NumbersAreGaugesAndTextsInfoMetrics) {
    const Described birth({{"Level"}, {"Serial", DataType::string}, {"Id", DataType::uuid}, {"On", DataType::boolean}});
    EXPECT_EQ(birth.names(),
              (Names{"sparkplug_level", "sparkplug_serial_info{*}", "sparkplug_id_info{*}", "sparkplug_on"}));
    EXPECT_EQ(birth.list.series[0].help, "Sparkplug metric Level.");
}

TEST(ForeignList, AUnitThatIsKnownEndsTheName) {
    const Described birth({{"Room", DataType::float32, "°C"}, {"Load", DataType::float32, "bananas"}});
    EXPECT_EQ(birth.names(), (Names{"sparkplug_room_celsius", "sparkplug_load"}));
}

TEST(ForeignList, ADateIsATimestamp) {
    EXPECT_EQ(Described({{"Last Boot", DataType::date_time}}).names(),
              (Names{"sparkplug_last_boot_timestamp_seconds"}));
}

TEST(ForeignList, ControlMetricsAreNotShown) {
    const Described birth({{"bdSeq", DataType::int64},
                           {"Node Control/Rebirth", DataType::boolean},
                           {"Device Control/Scan Rate", DataType::int64}});
    EXPECT_EQ(birth.names(), (Names{"-", "-", "-"}));
}

TEST(ForeignList, OtherTypesAreNotShownAndCounted) {
    const Described birth({{"Set", DataType::data_set},
                           {"Motor", DataType::template_},
                           {"Blob", DataType::bytes},
                           {"Doc", DataType::file},
                           {"Many", DataType{24}}});
    EXPECT_EQ(birth.names(), (Names{"-", "-", "-", "-", "-"}));
    EXPECT_EQ(birth.tolerated.counted(Reason::datatype_ignored), 5U);
}

TEST(ForeignList, TwoThatBecomeOneAreToldApart) {
    EXPECT_EQ(Described({{"button count"}, {"buttonCount"}, {"x"}}).names(),
              (Names{"sparkplug_button_count{metric=button count}", "sparkplug_button_count{metric=buttonCount}",
                     "sparkplug_x"}));
}

TEST(ForeignList, UnitsTellApartToo) {
    EXPECT_EQ(Described({{"room", DataType::float32, "V"}, {"Room", DataType::float32, "A"}}).names(),
              (Names{"sparkplug_room_volts", "sparkplug_room_amperes"}));
}

TEST(ForeignList, ANameThatLostLettersIsTold) {
    EXPECT_EQ(Described({{"온도"}, {"습도"}}).names(),
              (Names{"sparkplug_metric{metric=온도}", "sparkplug_metric{metric=습도}"}));
}

TEST(ForeignList, ATextAndANumberOfOneNameAreToldApart) {
    EXPECT_EQ(Described({{"x", DataType::string}, {"x/info"}}).names(),
              (Names{"sparkplug_x_info{metric=x}{*}", "sparkplug_x_info{metric=x/info}"}));
}

TEST(ForeignList, TheSameNameASecondTimeIsNotShown) {
    const Described birth({{"a"}, {"a"}});
    EXPECT_EQ(birth.names(), (Names{"sparkplug_a{metric=a}", "-"}));
    EXPECT_EQ(birth.refusals.counted(Reason::metric_name), 1U);
}

TEST(ForeignList, NamesThatLookAlikeOnceEscapedAreOne) {
    const Described birth({{"a\x01"}, {"a\\x01"}});
    EXPECT_EQ(birth.names()[0], "sparkplug_a{metric=a\\x01}");
    EXPECT_EQ(birth.tolerated.counted(Reason::text_escaped), 1U);
}

TEST(ForeignList, ANameThatIsTooLongIsRefused) {
    const Described birth({{std::string(200, 'a')}, {std::string(201, 'a')}});
    EXPECT_NE(birth.names()[0], "-");
    EXPECT_EQ(birth.names()[1], "-");
    EXPECT_EQ(birth.refusals.counted(Reason::metric_name), 1U);
}

TEST(ForeignList, PropertiesThatAreNoneLeaveTheMetricWithoutUnit) {
    const auto birth = Described::payload(raw::named("room", 10, raw::text(9, raw::text(1, "engUnit"))));
    EXPECT_EQ(birth.names(), (Names{"sparkplug_room"}));
    EXPECT_EQ(birth.tolerated.counted(Reason::properties), 1U);
}

TEST(ForeignList, HasNoMoreThan200Texts) {
    std::vector<Described::Metric> metrics;
    for (int i = 0; i < 202; ++i) {
        metrics.push_back({"t" + std::to_string(i), DataType::string});
    }
    const Described birth(metrics);
    EXPECT_EQ(birth.names()[199], "sparkplug_t199_info{*}");
    EXPECT_EQ(birth.names()[200], "-");
    EXPECT_EQ(birth.refusals.counted(Reason::too_many_texts), 2U);
}

// ---- with a map

TEST(ForeignList, ARuleNamesLabelsAndScales) {
    const std::vector<ForeignRule> rules{{.match = "Meters/+/Energy/*",
                                          .name = "city_meter_energy",
                                          .counter = true,
                                          .unit = "joules",
                                          .scale = 3600000,
                                          .labels = {{"meter", "$1"}, {"phase", "$2"}}}};
    const Described birth({{"Meters/7/Energy/L1/in", DataType::float64, "kWh"}, {"Meters/7/Power"}}, rules);
    EXPECT_EQ(birth.names(),
              (Names{"city_meter_energy_joules_total{meter=7}{phase=L1/in}", "sparkplug_meters_7_power"}));
    EXPECT_EQ(birth.list.scales, (std::vector<double>{3600000, 1}));
}

TEST(ForeignList, ARuleWithoutANameKeepsItAndItsUnit) {
    const std::vector<ForeignRule> rules{{.match = "+", .labels = {{"kind", "$1"}}}};
    EXPECT_EQ(Described({{"Room", DataType::float32, "C"}}, rules).names(),
              (Names{"sparkplug_room_celsius{kind=Room}"}));
}

TEST(ForeignList, ANameOfARuleIsTakenAsItIs) {
    EXPECT_EQ(Described({{"Room", DataType::float32, "C"}}, {{.match = "Room", .name = "room_heat"}}).names(),
              (Names{"room_heat"}));
    EXPECT_EQ(Described({{"Boot", DataType::date_time}}, {{.match = "Boot", .name = "boot"}}).names(), (Names{"boot"}));
    EXPECT_EQ(Described({{"온도"}}, {{.match = "온도", .name = "heat"}}).names(), (Names{"heat"}));
}

TEST(ForeignList, ARuleMayTakeTheUnitAndTheCounterAway) {
    const std::vector<ForeignRule> rules{{.match = "*", .counter = false, .unit = ""}};
    EXPECT_EQ(Described({{"Energy/Total", DataType::float32, "kWh"}}, rules).names(), (Names{"sparkplug_energy"}));
    EXPECT_EQ(Described({{"Energy/Total", DataType::float32, "kWh"}}).names(),
              (Names{"sparkplug_energy_kilowatt_hours_total"}));
}

TEST(ForeignList, ATextWithANameIsStillAnInfoMetric) {
    EXPECT_EQ(Described({{"v", DataType::string}}, {{.match = "v", .name = "pump_version"}}).names(),
              (Names{"pump_version_info{*}"}));
    EXPECT_EQ(Described({{"v", DataType::string}}, {{.match = "v", .name = "pump_info"}}).names(),
              (Names{"pump_info{*}"}));
}

TEST(ForeignList, WhatARuleMakesOneIsToldApart) {
    EXPECT_EQ(Described({{"a"}, {"b"}}, {{.match = "+", .name = "x"}}).names(), (Names{"x{metric=a}", "x{metric=b}"}));
}

TEST(ForeignList, WhatARuleDropsIsNeitherShownNorCounted) {
    const Described birth({{"a"}, {"b"}}, {{.match = "a", .drop = true}});
    EXPECT_EQ(birth.names(), (Names{"-", "sparkplug_b"}));
    EXPECT_EQ(birth.refusals.counted(Reason::metric_name), 0U);
}

TEST(ForeignList, AnEmptyWildcardIsNoLabelAndALongOneIsCut) {
    const std::vector<ForeignRule> rules{{.match = "a/+", .name = "x", .labels = {{"l", "$1"}}}};
    EXPECT_EQ(Described({{"a/" + std::string(150, 'b')}}, rules).list.series[0].labels[0].second.size(), 128U);
}

// ---- payloads of Eclipse Tahu's examples

TEST(ForeignList, OfTahusNode) {
    EXPECT_EQ(Described::payload(golden::payload("tahu_node_birth")).names(),
              (Names{"-", "-", "-", "-", "sparkplug_node_metric0_info{*}", "sparkplug_node_metric1",
                     "sparkplug_node_metric3", "-", "sparkplug_node_metric2", "-"}));
}

TEST(ForeignList, OfTahusDevice) {
    EXPECT_EQ(Described::payload(golden::payload("tahu_device_birth")).names(),
              (Names{"sparkplug_input_device_metric0_info{*}", "sparkplug_input_device_metric1",
                     "sparkplug_output_device_metric2", "sparkplug_output_device_metric3", "-"}));
}

TEST(ForeignList, OfTahusRaspberryPi) {
    EXPECT_EQ(
        Described::payload(golden::payload("tahu_pi_node_birth")).names(),
        (Names{"-", "-", "-", "sparkplug_properties_hardware_make_info{*}", "sparkplug_properties_hw_version_info{*}",
               "sparkplug_supply_voltage_v_volts{metric=Supply Voltage (V)}", "sparkplug_up_time_ms",
               "sparkplug_last_update_timestamp_seconds"}));
}

}  // namespace
}  // namespace magpie::collector
