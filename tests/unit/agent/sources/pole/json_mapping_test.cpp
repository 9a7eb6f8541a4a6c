#include "agent/sources/pole/json_mapping.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

JsonPointer to(std::string_view text) {
    const auto pointer = parse_json_pointer(text);
    EXPECT_TRUE(pointer) << text;
    return pointer.value_or(JsonPointer{});
}

JsonMapping air() {
    return {.topic = "zigbee2mqtt/air",
            .period = seconds(60),
            .sensor = "air",
            .values = {{.quantity = Quantity::temperature, .pointer = to("/temperature")},
                       {.quantity = Quantity::humidity, .pointer = to("/humidity")}}};
}

JsonMapping door(std::string_view pointer = "/contact") {
    return {.topic = "door",
            .period = seconds(3600),
            .sensor = "door",
            .values = {{.quantity = Quantity::door,
                        .pointer = to(pointer),
                        .one = {"open", "OPEN"},
                        .zero = {"close", "CLOSED"}}}};
}

/// One filter for several sensors, by the level of the topic or by what the message says.
JsonMapping many(std::size_t level) {
    auto mapping = air();
    mapping.sensor.clear();
    mapping.sensor_level = level;
    mapping.sensor_pointer = level == 0 ? to("/id") : JsonPointer{};
    mapping.sensors = {{"0x01", "north"}, {"17", "south"}};
    return mapping;
}

struct JsonMappingTest : testing::Test {
    JsonReading read(const JsonMapping& mapping, std::string_view payload, bool retained = false,
                     std::string_view topic = "zigbee2mqtt/air") {
        // What was read points into its mapping.
        return read_message(mappings.emplace_back(mapping), topic, payload, retained, clock.now());
    }
    std::deque<JsonMapping> mappings;
    fakes::FakeClock clock;
};

TEST_F(JsonMappingTest, ValuesAreInTheUnitOfTheCatalogue) {
    const auto got = read(air(), R"({"temperature":21.5,"humidity":40,"linkquality":97})");
    EXPECT_EQ(got.sensor, "air");
    EXPECT_EQ(got.trouble, std::nullopt);
    ASSERT_EQ(got.reading.values.size(), 2U);
    EXPECT_EQ(got.reading.values[0].quantity, Quantity::temperature);
    EXPECT_EQ(got.reading.values[0].value, 21.5);
    EXPECT_DOUBLE_EQ(*got.reading.values[1].value, 0.4);
}

TEST_F(JsonMappingTest, ScaleAndOffsetMakeCelsiusOfFahrenheit) {
    auto mapping = air();
    mapping.values.pop_back();
    mapping.values[0].scale = 5.0 / 9;
    mapping.values[0].offset = -160.0 / 9;
    EXPECT_NEAR(*read(mapping, R"({"temperature":212})").reading.values[0].value, 100, 1e-9);
}

TEST_F(JsonMappingTest, ATextThatIsANumberIsOne) {
    EXPECT_EQ(read(air(), R"({"temperature":"21.5"})").reading.values[0].value, 21.5);
    EXPECT_EQ(read(air(), R"({"temperature":"-4"})").reading.values[0].value, -4);
}

TEST_F(JsonMappingTest, WhatIsNoNumberIsAbsent) {
    for (const auto* bad : {R"("21,5")", R"("21.5 C")", R"("")", R"(" 21")", R"("nan")", R"("inf")", R"("0x10")",
                            "true", "[21]", R"({"value":21})", R"("ON")"}) {
        const auto got = read(air(), std::string(R"({"humidity":50,"temperature":)") + bad + "}");
        EXPECT_EQ(got.trouble, Misread::not_a_number) << bad;
        ASSERT_EQ(got.reading.values.size(), 2U) << bad;
        EXPECT_EQ(got.reading.values[0].value, std::nullopt) << bad;
        EXPECT_EQ(got.reading.values[1].value, 0.5) << bad;
    }
}

TEST_F(JsonMappingTest, WhatIsMissingOrNullIsAbsent) {
    for (const auto* bad : {R"({"humidity":50})", R"({"humidity":50,"temperature":null})"}) {
        const auto got = read(air(), bad);
        EXPECT_EQ(got.trouble, Misread::missing) << bad;
        EXPECT_EQ(got.reading.values[0].value, std::nullopt) << bad;
    }
}

TEST_F(JsonMappingTest, AMessageWithoutAnyOfItsValuesSaysNothing) {
    for (const auto* bad : {"{}", "[]", "7", "\"x\"", "null", R"({"state":"ON"})"}) {
        const auto got = read(air(), bad);
        EXPECT_EQ(got.trouble, Misread::missing) << bad;
        EXPECT_TRUE(got.reading.values.empty()) << bad;
    }
}

TEST_F(JsonMappingTest, ADoorIsTrueOrAWordOrANumber) {
    EXPECT_EQ(read(door(), R"({"contact":true})").reading.values[0].value, 1);
    EXPECT_EQ(read(door(), R"({"contact":false})").reading.values[0].value, 0);
    EXPECT_EQ(read(door(), R"({"contact":"OPEN"})").reading.values[0].value, 1);
    EXPECT_EQ(read(door(), R"({"contact":"close"})").reading.values[0].value, 0);
    EXPECT_EQ(read(door(), R"({"contact":1})").reading.values[0].value, 1);
    EXPECT_EQ(read(door(), R"({"contact":"ajar"})").trouble, Misread::not_a_number);
}

TEST_F(JsonMappingTest, AContactThatIsTrueWhileClosedIsTurnedRound) {
    auto mapping = door();
    mapping.values[0].scale = -1;
    mapping.values[0].offset = 1;
    EXPECT_EQ(read(mapping, R"({"contact":true})").reading.values[0].value, 0);
    EXPECT_EQ(read(mapping, R"({"contact":false})").reading.values[0].value, 1);
}

TEST_F(JsonMappingTest, AMessageThatIsAWordAloneIsReadWhereTheWholeMessageIsTheValue) {
    EXPECT_EQ(read(door(""), "open").reading.values[0].value, 1);
    EXPECT_EQ(read(door(""), "close").reading.values[0].value, 0);
    EXPECT_EQ(read(door(""), "true").reading.values[0].value, 1);
    EXPECT_EQ(read(door(""), "openopen").trouble, Misread::not_a_number);
    EXPECT_EQ(read(door(""), "\x01").trouble, Misread::malformed);
    EXPECT_EQ(read(door(), "open").trouble, Misread::malformed);
}

TEST_F(JsonMappingTest, WhatIsNoJsonIsMalformed) {
    for (const std::string bad :
         {"", "{", R"({"temperature":21.5)", R"({"temperature":21.5}})", R"({temperature:21.5})", "\xff\xfe",
          R"({"temperature":1e999})", R"({"temperature":NaN})", R"({"temperature":021})"}) {
        const auto got = read(air(), bad);
        EXPECT_EQ(got.trouble, Misread::malformed) << bad;
        EXPECT_TRUE(got.reading.values.empty()) << bad;
    }
    EXPECT_EQ(read(air(), std::string_view("{\"temperature\":1\0}", 18)).trouble, Misread::malformed);
}

TEST_F(JsonMappingTest, TooLargeIsNotLookedAt) {
    const auto of_size = [](std::size_t bytes) {
        const std::string message = R"({"temperature":21})";
        return message + std::string(bytes - message.size(), ' ');
    };
    EXPECT_EQ(read(air(), of_size(16 * 1024)).trouble, Misread::missing) << "of humidity";
    EXPECT_EQ(read(air(), of_size(16 * 1024 + 1)).trouble, Misread::too_large);
}

TEST_F(JsonMappingTest, SixteenLevelsAreEnough) {
    const auto nested = [](std::size_t levels) {
        return R"({"x":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + R"(,"temperature":21})";
    };
    EXPECT_EQ(read(air(), nested(16)).reading.values.size(), 2U);
    EXPECT_EQ(read(air(), nested(17)).trouble, Misread::too_deep);
    EXPECT_EQ(read(air(), std::string(16'000, '[')).trouble, Misread::too_deep);
    EXPECT_EQ(read(air(), R"({"x":"[[[[[[[[[[[[[[[[[[\"[[[","temperature":21})").reading.values[0].value, 21)
        << "brackets of a text are none";
}

TEST_F(JsonMappingTest, ASensorIsKnownByALevelOfItsTopic) {
    const auto* message = R"({"temperature":21,"humidity":50})";
    EXPECT_EQ(read(many(2), message, false, "zigbee2mqtt/0x01").sensor, "north");
    EXPECT_EQ(read(many(2), message, false, "zigbee2mqtt/17/more").sensor, "south");
    for (const auto* topic : {"zigbee2mqtt/0x02", "zigbee2mqtt", "zigbee2mqtt/", "0x01/x"}) {
        const auto got = read(many(2), message, false, topic);
        EXPECT_EQ(got.trouble, Misread::unknown_sensor) << topic;
        EXPECT_EQ(got.sensor, "") << topic;
        EXPECT_TRUE(got.reading.values.empty()) << topic;
    }
}

TEST_F(JsonMappingTest, ASensorIsKnownByWhatItsMessageSays) {
    EXPECT_EQ(read(many(0), R"({"id":"0x01","temperature":21})").sensor, "north");
    EXPECT_EQ(read(many(0), R"({"id":17,"temperature":21})").sensor, "south");
    for (const auto* bad : {R"({"id":"0x03","temperature":21})", R"({"id":18446744073709551615,"temperature":21})",
                            R"({"id":true,"temperature":21})", R"({"id":["0x01"],"temperature":21})"}) {
        EXPECT_EQ(read(many(0), bad).trouble, Misread::unknown_sensor) << bad;
    }
    EXPECT_EQ(read(many(0), R"({"temperature":21})").trouble, Misread::missing);
    EXPECT_EQ(read(many(0), "{").trouble, Misread::malformed);
}

TEST_F(JsonMappingTest, TheTimeOfAMeasurementIsSecondsMillisecondsOrText) {
    auto mapping = air();
    mapping.time_pointer = to("/time");
    const auto now = clock.now().wall.time_since_epoch().count();
    const auto says = [&](const std::string& time) {
        return read(mapping, R"({"temperature":21,"humidity":1,"time":)" + time + "}");
    };
    EXPECT_EQ(says(std::to_string(now / 1000)).measured, clock.now().wall);
    EXPECT_EQ(says(std::to_string(now)).measured, clock.now().wall);
    EXPECT_EQ(says(R"("2026-01-01T00:00:00Z")").measured, clock.now().wall);
    EXPECT_EQ(says(R"("2026-01-01T09:00:00+09:00")").measured, clock.now().wall);
    EXPECT_EQ(says(R"("2026-01-01T00:00:00Z")").trouble, std::nullopt);
    EXPECT_EQ(says(R"("2026-01-01T00:00:00")").trouble, Misread::not_a_time) << "of no zone";
    EXPECT_EQ(says("true").trouble, Misread::not_a_time);
    EXPECT_EQ(says("-5").trouble, Misread::not_a_time);
    EXPECT_EQ(says("1e300").trouble, Misread::not_a_time);
    EXPECT_EQ(read(mapping, R"({"temperature":21})").trouble, Misread::missing);
}

TEST_F(JsonMappingTest, WhatWasMeasuredThreePeriodsAgoIsLate) {
    auto mapping = air();
    mapping.time_pointer = to("/time");
    const auto aged = [&](Milliseconds age) {
        const auto time = (clock.now().wall - age).time_since_epoch().count();
        return read(mapping, R"({"temperature":21,"humidity":1,"time":)" + std::to_string(time) + "}");
    };
    EXPECT_EQ(aged(seconds(180)).trouble, std::nullopt);
    EXPECT_EQ(aged(Milliseconds(180'001)).trouble, Misread::late);
    EXPECT_TRUE(aged(Milliseconds(180'001)).reading.values.empty());
    EXPECT_EQ(aged(seconds(-60)).trouble, std::nullopt);
    EXPECT_EQ(aged(seconds(-61)).trouble, Misread::ahead);
    clock.wall_is_lost();
    EXPECT_EQ(aged(std::chrono::hours(-1)).trouble, std::nullopt) << "by whose clock?";
}

TEST_F(JsonMappingTest, WhatTheBrokerKeptIsBelievedOnlyWithItsTime) {
    EXPECT_EQ(read(air(), R"({"temperature":21})", /*retained=*/true).trouble, Misread::retained);
    EXPECT_TRUE(read(air(), R"({"temperature":21})", true).reading.values.empty());
    auto mapping = air();
    mapping.time_pointer = to("/time");
    EXPECT_EQ(read(mapping, R"({"temperature":21,"humidity":1,"time":"2026-01-01T00:00:00Z"})", true).trouble,
              std::nullopt);
    EXPECT_EQ(read(mapping, R"({"temperature":21,"humidity":1,"time":"2025-12-31T23:00:00Z"})", true).trouble,
              Misread::late);
    clock.wall_is_lost();
    EXPECT_EQ(read(mapping, R"({"temperature":21,"humidity":1,"time":"2026-01-01T00:00:00Z"})", true).trouble,
              Misread::retained);
}

// ---- pointers (RFC 6901)

TEST(JsonPointer, IsReadAsTheRfcSays) {
    using Tokens = std::vector<std::string>;
    EXPECT_EQ(to("").tokens, Tokens{});
    EXPECT_EQ(to("/").tokens, Tokens{""});
    EXPECT_EQ(to("/BME280/Temperature").tokens, (Tokens{"BME280", "Temperature"}));
    EXPECT_EQ(to("/a~1b/m~0n/~01").tokens, (Tokens{"a/b", "m~n", "~1"}));
    for (const auto* bad : {"a", "#/a", "/a~", "/a~2"}) {
        EXPECT_FALSE(parse_json_pointer(bad)) << bad;
    }
}

TEST_F(JsonMappingTest, APointerLeadsIntoArraysAndObjects) {
    auto mapping = air();
    mapping.values.pop_back();
    const auto value = [&](std::string_view pointer, std::string_view payload) {
        mapping.values[0].pointer = to(pointer);
        const auto got = read(mapping, payload);
        return got.reading.values.empty() ? std::nullopt : got.reading.values[0].value;
    };
    EXPECT_EQ(value("/DS18B20-1/Temperature", R"({"DS18B20-1":{"Temperature":7}})"), 7);
    EXPECT_EQ(value("/list/1/t", R"({"list":[{"t":1},{"t":2}]})"), 2);
    EXPECT_EQ(value("", "21.5"), 21.5);
    EXPECT_EQ(value("/", R"({"":3})"), 3);
    for (const auto* pointer : {"/list/2", "/list/-", "/list/01", "/list/-1", "/list/99999999999999999999", "/list/"}) {
        EXPECT_EQ(value(pointer, R"({"list":[1,2]})"), std::nullopt) << pointer;
    }
}

// ---- topics

TEST(TopicFilter, WildcardsStandAlone) {
    for (const auto* good : {"a", "a/b", "+", "#", "a/#", "+/b/+", "/", "a//b", "tele/+/SENSOR"}) {
        EXPECT_TRUE(is_topic_filter(good)) << good;
    }
    for (const std::string bad : {"", "a#", "#/a", "a/#/b", "a+", "a/b+/c", "a\n"}) {
        EXPECT_FALSE(is_topic_filter(bad)) << bad;
    }
}

TEST(TopicFilter, TakesWhatTheSpecificationSays) {
    EXPECT_TRUE(filter_takes("a/b", "a/b"));
    EXPECT_TRUE(filter_takes("a/+", "a/b"));
    EXPECT_TRUE(filter_takes("+/+", "/finance"));
    EXPECT_TRUE(filter_takes("/+", "/finance"));
    EXPECT_FALSE(filter_takes("+", "/finance"));
    EXPECT_FALSE(filter_takes("a/+", "a/b/c"));
    EXPECT_FALSE(filter_takes("a/+", "a"));
    EXPECT_TRUE(filter_takes("a/+", "a/"));
    EXPECT_TRUE(filter_takes("a/#", "a/b/c"));
    EXPECT_TRUE(filter_takes("a/#", "a"));
    EXPECT_FALSE(filter_takes("a/#", "ab"));
    EXPECT_TRUE(filter_takes("#", "a/b"));
    EXPECT_FALSE(filter_takes("#", "$SYS/uptime"));
    EXPECT_FALSE(filter_takes("+/uptime", "$SYS/uptime"));
    EXPECT_TRUE(filter_takes("$SYS/#", "$SYS/uptime"));
    EXPECT_FALSE(filter_takes("a/b", "a/B"));
    EXPECT_FALSE(filter_takes("a/b/c", "a/b"));
}

// ---- times

TEST(Rfc3339, IsReadToTheMillisecond) {
    const UtcMs start = std::chrono::sys_days(std::chrono::year(2026) / 2 / 28);
    EXPECT_EQ(parse_rfc3339("2026-02-28T00:00:00Z"), start);
    EXPECT_EQ(parse_rfc3339("2026-02-28 00:00:00.5z"), start + Milliseconds(500));
    EXPECT_EQ(parse_rfc3339("2026-02-28T00:00:00.123456789Z"), start + Milliseconds(123));
    EXPECT_EQ(parse_rfc3339("2026-02-28T12:34:56-03:30"), start + std::chrono::hours(16) + seconds(4 * 60 + 56));
    EXPECT_EQ(parse_rfc3339("2026-02-28T23:59:60Z"), start + std::chrono::hours(24)) << "a leap second";
    EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z"));
}

TEST(Rfc3339, AnythingElseIsNoTime) {
    for (const auto* bad :
         {"", "2026", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-28T24:00:00Z",
          "2026-02-28T00:60:00Z", "2026-02-28T00:00:61Z", "2026-02-28T00:00:00", "2026-02-28T00:00:00.Z",
          "2026-02-28T00:00:00+0900", "2026-02-28T00:00:00+09:00x", "2026-02-28T00:00:00Zz", "2026-2-28T00:00:00Z",
          "+026-02-28T00:00:00Z", " 2026-02-28T00:00:00Z", "2026-02-28T00:00:00+24:00", "2026-02-28T00:00"}) {
        EXPECT_EQ(parse_rfc3339(bad), std::nullopt) << bad;
    }
}

}  // namespace
}  // namespace magpie::agent
