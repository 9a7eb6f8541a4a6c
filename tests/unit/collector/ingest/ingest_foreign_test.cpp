// Values of edges that are none of ours, and of devices, from the broker to the page.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/unit/collector/exposition/page.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

using sparkplug::DataType;
using sparkplug::Verb;

std::string integer(std::uint64_t value) {
    return raw::number(10, value);
}
std::string text(std::string_view value) {
    return raw::text(15, value);
}

class IngestForeignTest : public IngestFixture {
  protected:
    struct Edge {
        std::string area = "plant";
        std::string id = "plc";
        [[nodiscard]] std::string topic(Verb verb, std::string_view device) const {
            return sparkplug::topic(area, verb, id, device);
        }
    };

    /// A message with its time and the seq that is due.
    void say(Verb verb, const std::string& metrics, std::string_view device = {}) {
        seq = verb == Verb::nbirth ? 0 : static_cast<std::uint8_t>(seq + 1);
        const auto time = static_cast<std::uint64_t>(now().wall.time_since_epoch().count());
        says(edge, verb, raw::number(1, time) + raw::number(3, seq) + metrics, device);
    }
    void golden(Verb verb, const std::string& name, std::string_view device = {}) {
        says(edge, verb, golden::payload(name), device);
    }
    [[nodiscard]] static std::string named(std::string_view name, DataType type, const std::string& value,
                                           std::string_view further = {}) {
        return raw::named(name, static_cast<std::uint32_t>(type), value + std::string(further));
    }
    [[nodiscard]] static std::string data(std::string_view name, const std::string& value) {
        return raw::metric(raw::text(1, name) + value);
    }
    [[nodiscard]] static std::string by_alias(std::uint64_t alias, const std::string& value) {
        return raw::metric(raw::number(2, alias) + value);
    }

    /// The edge's own series, `name{labels besides area and node} value`.
    [[nodiscard]] std::vector<std::string> shown() const {
        const std::string place = "area=\"" + edge.area + "\",node=\"" + edge.id + "\"";
        ReadPage page(whole_page(*fleet));
        EXPECT_TRUE(page.faults.empty()) << page.faults.front();
        std::vector<std::string> lines;
        for (const auto& [series, value] : page.values) {
            const auto at = series.find(place);
            if (at != std::string::npos && !series.starts_with("magpie_")) {
                lines.push_back(series.substr(0, at) + series.substr(at + place.size()) + " " + value);
            }
        }
        return lines;
    }
    [[nodiscard]] bool shows(const std::string& line) const {
        const auto lines = shown();
        return std::ranges::find(lines, line) != lines.end();
    }

    Edge edge;
    std::uint8_t seq = 0;
};

using Lines = std::vector<std::string>;

TEST_F(IngestForeignTest, ValuesOfABirthAreShown) {
    say(Verb::nbirth, named("Level", DataType::float64, raw::double_value(2.5)) +
                          named("On", DataType::boolean, raw::number(14, 1)) +
                          named("Version", DataType::string, text("1.2")));
    EXPECT_EQ(shown(),
              (Lines{"sparkplug_level{} 2.5", "sparkplug_on{} 1", "sparkplug_version_info{,value=\"1.2\"} 1"}));
}

TEST_F(IngestForeignTest, DataByNameOrAliasReplacesThem) {
    say(Verb::nbirth, raw::metric(raw::text(1, "Level") + raw::number(2, 77) + raw::number(4, 3) + integer(1)) +
                          named("Version", DataType::string, text("1.2")));
    say(Verb::ndata, by_alias(77, integer(5)) + data("Version", text("1.3")));
    EXPECT_EQ(shown(), (Lines{"sparkplug_level{} 5", "sparkplug_version_info{,value=\"1.3\"} 1"}));
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestForeignTest, TheirSamplesAreCounted) {
    const auto before = ingest->counters().samples;
    say(Verb::nbirth, named("Level", DataType::int32, integer(1)) + named("V", DataType::string, text("a")));
    say(Verb::ndata, data("Level", integer(2)));
    EXPECT_EQ(ingest->counters().samples - before, 3U);
}

TEST_F(IngestForeignTest, ANullIsAbsent) {
    say(Verb::nbirth, named("Level", DataType::int32, integer(1)) + named("V", DataType::string, text("a")) +
                          named("None", DataType::int32, raw::number(7, 1)));
    say(Verb::ndata, data("Level", raw::number(7, 1)) + data("V", raw::number(7, 1)));
    EXPECT_EQ(shown(), Lines{});
    say(Verb::ndata, data("Level", integer(3)) + data("V", text("a")));
    EXPECT_EQ(shown().size(), 2U);
}

TEST_F(IngestForeignTest, AValueOfTheWrongTypeIsAbsent) {
    say(Verb::nbirth, named("Level", DataType::int32, integer(1)) + named("V", DataType::string, text("a")));
    say(Verb::ndata, data("Level", text("high")) + data("V", integer(1)));
    EXPECT_EQ(shown(), Lines{});
    EXPECT_EQ(refused(Reason::field_type), 2U);
}

TEST_F(IngestForeignTest, HistoricalSamplesAreNotShown) {
    say(Verb::nbirth, named("Level", DataType::int32, integer(1)));
    say(Verb::ndata, data("Level", raw::number(5, 1) + integer(9)));
    EXPECT_EQ(shown(), Lines{"sparkplug_level{} 1"});
}

TEST_F(IngestForeignTest, WhatTheEdgeCallsBadIsAbsent) {
    const auto quality = [](std::uint64_t code) {
        return raw::text(9, raw::text(1, "Quality") + raw::text(2, raw::number(1, 3) + raw::number(3, code)));
    };
    say(Verb::nbirth, named("Level", DataType::int32, integer(1), quality(192)));
    EXPECT_EQ(shown(), Lines{"sparkplug_level{} 1"});
    for (const auto code : {500U, 0U}) {
        say(Verb::ndata, data("Level", integer(2) + quality(code)));
        EXPECT_EQ(shown(), Lines{});
        say(Verb::ndata, data("Level", integer(3)));
        EXPECT_EQ(shown(), Lines{"sparkplug_level{} 3"});
    }
    EXPECT_EQ(refused(Reason::bad_quality), 2U);
}

TEST_F(IngestForeignTest, ALongTextIsCutAndAStrangeOneEscaped) {
    say(Verb::nbirth, named("V", DataType::string, text(std::string(300, 'a'))));
    EXPECT_EQ(shown(), Lines{"sparkplug_v_info{,value=\"" + std::string(128, 'a') + "\"} 1"});
    say(Verb::ndata, data("V", text("a\n\"b\x01")));
    EXPECT_EQ(shown(), Lines{"sparkplug_v_info{,value=\"a\\\\x0a\\\"b\\\\x01\"} 1"});
    EXPECT_EQ(tolerated(Reason::text_escaped), 2U);
}

TEST_F(IngestForeignTest, TextsOfADayAreBounded) {
    settings.texts = 3;
    begin();
    healthy.series[1].value = 4242;
    says(healthy, Verb::nbirth, healthy.birth(now()));
    say(Verb::nbirth, named("V", DataType::string, text("0")));
    for (const auto* value : {"1", "2", "3", "4"}) {
        say(Verb::ndata, data("V", text(value)));
    }
    EXPECT_EQ(refused(Reason::too_many_texts), 2U);
    EXPECT_EQ(shown(), Lines{}) << "the one before is no longer true";
    say(Verb::ndata, data("V", text("1")));
    EXPECT_EQ(shown(), Lines{"sparkplug_v_info{,value=\"1\"} 1"}) << "one that was seen is free";
    say(Verb::nbirth, named("V", DataType::string, text("5")));
    EXPECT_EQ(refused(Reason::too_many_texts), 3U) << "a birth gives no new ones";
}

TEST_F(IngestForeignTest, SeriesLeaveWithTheirNode) {
    say(Verb::nbirth, named("bdSeq", DataType::int64, raw::number(11, 4)) + named("a", DataType::int32, integer(1)));
    say(Verb::dbirth, named("b", DataType::int32, integer(2)), "meter");
    EXPECT_EQ(shown(), (Lines{"sparkplug_a{} 1", "sparkplug_b{,device=\"meter\"} 2"}));
    says(edge, Verb::ndeath, named("bdSeq", DataType::int64, raw::number(11, 4)));
    EXPECT_EQ(shown(), Lines{});
    EXPECT_EQ(life(edge), Life::down);
}

TEST_F(IngestForeignTest, ABirthLeavesNothingOfTheOneBefore) {
    say(Verb::nbirth, named("a", DataType::int32, integer(1)) + named("V", DataType::string, text("old")));
    say(Verb::nbirth, named("a", DataType::int32, raw::number(7, 1)) + named("V", DataType::string, raw::number(7, 1)));
    EXPECT_EQ(shown(), Lines{});
    say(Verb::nbirth, named("b", DataType::int32, integer(3)));
    EXPECT_EQ(shown(), Lines{"sparkplug_b{} 3"});
}

TEST_F(IngestForeignTest, EdgesOfOneModelShareAShape) {
    const auto shapes = fleet->counts().shapes;
    for (const auto* id : {"one", "two"}) {
        edge.id = id;
        say(Verb::nbirth, named("a", DataType::int32, integer(1)) + named("V", DataType::string, text(id)));
        say(Verb::dbirth, named("b", DataType::int32, integer(1)), "x");
        say(Verb::dbirth, named("b", DataType::int32, integer(1)), "y");
    }
    EXPECT_EQ(fleet->counts().shapes, shapes + 2);
    EXPECT_EQ(shown().size(), 4U);
}

TEST_F(IngestForeignTest, OfAForeignEdgeNoReportsAreLost) {
    say(Verb::nbirth, named("a", DataType::int32, integer(1)));
    const auto page = whole_page(*fleet);
    EXPECT_NE(page.find("magpie_node_up{area=\"plant\",node=\"plc\"} 1\n"), std::string::npos);
    EXPECT_EQ(page.find("magpie_node_reports_lost_total{area=\"plant\""), std::string::npos);
}

TEST_F(IngestForeignTest, APoleThatBecomesForeignAndComesBackShowsWhatItIs) {
    fakes::Pole pole{.area = edge.area, .id = edge.id};
    says(pole, Verb::nbirth, pole.birth(now()));
    say(Verb::nbirth, named("a", DataType::int32, integer(1)));
    EXPECT_EQ(shown(), Lines{"sparkplug_a{} 1"});
    says(pole, Verb::nbirth, pole.birth(now()));
    EXPECT_EQ(shown(), Lines{});
    EXPECT_EQ(value(pole, fakes::Pole::celsius), 41.5);
}

TEST_F(IngestForeignTest, TheMapIsFollowed) {
    settings.foreign = {
        {.match = "+/Energy", .name = "energy_joules_total", .scale = 3.6e6, .labels = {{"line", "$1"}}},
        {.match = "Noise/*", .drop = true}};
    begin();
    healthy.series[1].value = 4242;
    says(healthy, Verb::nbirth, healthy.birth(now()));
    say(Verb::nbirth, named("L1/Energy", DataType::int32, integer(2)) + named("Noise/a", DataType::int32, integer(1)));
    say(Verb::ndata, data("Noise/a", text("of any type")));
    EXPECT_EQ(shown(), Lines{"energy_joules_total{,line=\"L1\"} 7200000"});
    EXPECT_EQ(refused_in_all(), 0U);
}

// ---- devices

TEST_F(IngestForeignTest, ADeviceComesAndGoesWithoutItsNode) {
    say(Verb::nbirth, named("a", DataType::int32, integer(1)));
    say(Verb::ndata, data("a", integer(2)));
    say(Verb::dbirth, named("a", DataType::int32, integer(7)) + named("V", DataType::string, text("x")), "meter");
    say(Verb::dbirth, named("a", DataType::int32, integer(8)), "lamp");
    EXPECT_EQ(shown(), (Lines{"sparkplug_a{,device=\"lamp\"} 8", "sparkplug_a{,device=\"meter\"} 7", "sparkplug_a{} 2",
                              "sparkplug_v_info{,device=\"meter\",value=\"x\"} 1"}));
    say(Verb::ddata, data("a", integer(9)), "meter");
    EXPECT_TRUE(shows("sparkplug_a{,device=\"meter\"} 9"));
    say(Verb::ddeath, "", "meter");
    EXPECT_EQ(shown(), (Lines{"sparkplug_a{,device=\"lamp\"} 8", "sparkplug_a{} 2"}));
    say(Verb::dbirth, named("a", DataType::int32, integer(5)), "meter");
    EXPECT_TRUE(shows("sparkplug_a{,device=\"meter\"} 5"));
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestForeignTest, ADeviceBornAgainHasOnlyWhatItSaysNow) {
    say(Verb::nbirth, "");
    say(Verb::dbirth, named("a", DataType::int32, integer(7)) + named("b", DataType::int32, integer(7)), "meter");
    say(Verb::dbirth, named("a", DataType::int32, raw::number(7, 1)) + named("b", DataType::int32, integer(8)),
        "meter");
    EXPECT_EQ(shown(), Lines{"sparkplug_b{,device=\"meter\"} 8"});
    say(Verb::dbirth, named("c", DataType::int32, integer(9)), "meter");
    EXPECT_EQ(shown(), Lines{"sparkplug_c{,device=\"meter\"} 9"});
}

TEST_F(IngestForeignTest, ARebirthOfTheNodeTakesItsDevicesAway) {
    say(Verb::nbirth, named("a", DataType::int32, integer(1)));
    say(Verb::dbirth, named("a", DataType::int32, integer(7)), "meter");
    say(Verb::nbirth, named("a", DataType::int32, integer(2)));
    EXPECT_EQ(shown(), Lines{"sparkplug_a{} 2"});
    EXPECT_EQ(fleet->counts().series, healthy.series.size() + 1);
}

TEST_F(IngestForeignTest, ThePlacesOfDevicesComeBack) {
    say(Verb::nbirth, "");
    say(Verb::dbirth, named("a", DataType::int32, integer(7)), "meter");
    const auto places = fleet->nodes().size();
    for (int i = 0; i < 10; ++i) {
        say(Verb::ddeath, "", "meter");
        say(Verb::dbirth, named("a" + std::to_string(i), DataType::int32, integer(7)), "meter");
    }
    EXPECT_EQ(fleet->nodes().size(), places);
    EXPECT_EQ(shown(), Lines{"sparkplug_a9{,device=\"meter\"} 7"});
}

// ---- payloads of Eclipse Tahu's examples

TEST_F(IngestForeignTest, TahusExampleIsShown) {
    golden(Verb::nbirth, "tahu_node_birth");
    golden(Verb::dbirth, "tahu_device_birth", "Emulated Device");
    EXPECT_EQ(shown(),
              (Lines{"sparkplug_input_device_metric0_info{,device=\"Emulated Device\",value=\"hello device\"} 1",
                     "sparkplug_input_device_metric1{,device=\"Emulated Device\"} 1",
                     "sparkplug_node_metric0_info{,value=\"hello node\"} 1", "sparkplug_node_metric1{} 1",
                     "sparkplug_node_metric2{} 13", "sparkplug_output_device_metric2{,device=\"Emulated Device\"} 16",
                     "sparkplug_output_device_metric3{,device=\"Emulated Device\"} 1"}));
    EXPECT_EQ(tolerated(Reason::datatype_ignored), 3U) << "a DataSet, a template and an instance of it";
    golden(Verb::ddata, "tahu_device_data", "Emulated Device");
    EXPECT_TRUE(shows("sparkplug_input_device_metric0_info{,device=\"Emulated Device\",value=\"qwertyuiopas\"} 1"));
    EXPECT_FALSE(shows("sparkplug_input_device_metric1{,device=\"Emulated Device\"} 0")) << "the edge calls it stale";
    EXPECT_EQ(refused_in_all(), refused(Reason::bad_quality));
}

TEST_F(IngestForeignTest, TahusRaspberryPiIsShown) {
    golden(Verb::nbirth, "tahu_pi_node_birth");
    golden(Verb::dbirth, "tahu_pi_device_birth", "Pibrella");
    golden(Verb::ddata, "tahu_pi_device_data", "Pibrella");
    EXPECT_EQ(
        shown(),
        (Lines{"sparkplug_button_count{,device=\"Pibrella\",metric=\"button count\"} 5",
               "sparkplug_button_count{,device=\"Pibrella\",metric=\"buttonCount\"} 4",
               "sparkplug_inputs_a{,device=\"Pibrella\"} 0", "sparkplug_inputs_b{,device=\"Pibrella\"} 0",
               "sparkplug_last_update_timestamp_seconds{} 1767225600", "sparkplug_outputs_e{,device=\"Pibrella\"} 0",
               "sparkplug_outputs_leds_green{,device=\"Pibrella\"} 1",
               "sparkplug_properties_hardware_make_info{,value=\"Raspberry Pi\"} 1",
               "sparkplug_properties_hw_version_info{,value=\"Pi 3 Model B\"} 1",
               "sparkplug_supply_voltage_v_volts{,metric=\"Supply Voltage (V)\"} 12.1",
               "sparkplug_up_time_ms{} 5000"}));
    EXPECT_EQ(refused_in_all(), 0U);
}

}  // namespace
}  // namespace magpie::collector
