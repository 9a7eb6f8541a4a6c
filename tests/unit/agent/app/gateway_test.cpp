#include "agent/app/gateway.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::FakeBroker;
using fakes::FakeMqttClient;
using std::chrono::seconds;

JsonMapping mapping(const std::string& topic, const std::string& sensor, Quantity quantity, std::string_view pointer) {
    return {.topic = topic,
            .period = seconds(60),
            .sensor = sensor,
            .values = {{.quantity = quantity, .pointer = *parse_json_pointer(pointer)}}};
}

GatewaySettings settings() {
    auto many = mapping("sensors/+", "", Quantity::noise, "/db");
    many.sensor_level = 2;
    many.sensors = {{"17", "north"}, {"18", "south"}};
    auto timed = mapping("timed", "timed", Quantity::temperature, "/t");
    timed.time_pointer = parse_json_pointer("/at");
    return {.connect = {.server = "tcp://localhost:1883", .client_id = "magpie-pole-1", .will = {}, .tls = {}},
            .messages_per_second = 10,
            .messages = {mapping("air", "air", Quantity::temperature, "/t"),
                         mapping("door", "door", Quantity::door, "/open"), many, timed}};
}

/// At the pole's broker, where anybody can say everything.
class GatewayTest : public testing::Test {
  protected:
    GatewayTest() {
        client.listen([this](const mqtt::Event& event) { urgent = gateway.on(event, clock.now()) || urgent; });
    }
    void start() {
        gateway.start(clock.now());
        broker.delivers();
    }
    void says(const std::string& topic, const std::string& payload, bool retain = false) {
        broker.stranger_publishes({.topic = topic, .payload = payload, .qos = 1, .retain = retain});
        broker.delivers();
    }
    /// Until the back-off is over, whatever it was.
    void waits() {
        ASSERT_TRUE(gateway.deadline());
        clock.advance(*gateway.deadline() - clock.now().mono);
        gateway.tick(clock.now());
        broker.delivers();
    }
    std::optional<double> value(std::string_view metric, const std::vector<std::string>& labels) {
        Readings readings;
        sensors.write(readings, clock.now());
        gateway.write(readings);
        return fakes::value_of(readings, metric, labels);
    }
    std::optional<double> failures(const std::string& sensor_name, const std::string& reason) {
        return value("magpie_pole_sensor_failures_total", {sensor_name, reason});
    }
    std::optional<double> unowned(const std::string& reason) {
        return value("magpie_node_source_failures_total", {"gateway", reason});
    }
    std::optional<double> up() { return value("magpie_node_source_up", {"gateway"}); }

    fakes::FakeClock clock;
    FakeBroker broker;
    FakeMqttClient client{broker};
    Sensors sensors{{}};
    Gateway gateway{settings(), client, sensors};
    bool urgent = false;
};

TEST_F(GatewayTest, WhatASensorSaysIsAReadingOfIt) {
    EXPECT_EQ(up(), 0);
    start();
    EXPECT_EQ(up(), 1);
    says("air", R"({"t":21.5})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), 21.5);
    EXPECT_EQ(value("magpie_pole_sensor_readings_total", {"air"}), 1);
    EXPECT_EQ(value("magpie_pole_sensor_up", {"air"}), 1);
    EXPECT_FALSE(urgent);
}

TEST_F(GatewayTest, ADoorThatOpensDoesNotWait) {
    start();
    says("door", R"({"open":false})");
    EXPECT_FALSE(urgent);
    says("door", R"({"open":true})");
    EXPECT_TRUE(urgent);
    EXPECT_EQ(value("magpie_pole_door_open", {"door"}), 1);
}

TEST_F(GatewayTest, OneFilterServesSeveralSensorsAndAStrangerMakesNoSeries) {
    start();
    says("sensors/17", R"({"db":50})");
    says("sensors/18", R"({"db":60})");
    says("sensors/19", R"({"db":70})");
    EXPECT_EQ(value("magpie_pole_noise_decibels", {"north"}), 50);
    EXPECT_EQ(value("magpie_pole_noise_decibels", {"south"}), 60);
    EXPECT_EQ(unowned("unknown_sensor"), 1);
    Readings readings;
    sensors.write(readings, clock.now());
    EXPECT_EQ(fakes::series_of(readings, "magpie_pole_sensor_readings_total"), 5U);
}

TEST_F(GatewayTest, WhatCannotBeReadIsCountedAndTheValueStays) {
    start();
    says("air", R"({"t":21.5})");
    says("air", "{");
    says("air", R"({"t":"warm"})");
    says("air", R"({"x":1})");
    says("air", std::string(20'000, ' '));
    says("air", std::string(17, '['));
    EXPECT_EQ(failures("air", "malformed"), 1);
    EXPECT_EQ(failures("air", "not_a_number"), 1);
    EXPECT_EQ(failures("air", "missing"), 1);
    EXPECT_EQ(failures("air", "too_large"), 1);
    EXPECT_EQ(failures("air", "too_deep"), 1);
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), 21.5);
    EXPECT_EQ(value("magpie_pole_sensor_readings_total", {"air"}), 1);
}

TEST_F(GatewayTest, WhatTheBrokerKeptIsNoReading) {
    says("air", R"({"t":-20})", /*retain=*/true);
    start();
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), std::nullopt);
    EXPECT_EQ(value("magpie_pole_sensor_readings_total", {"air"}), 0);
    EXPECT_EQ(failures("air", "retained"), std::nullopt) << "it is no fault of the sensor";
    says("air", R"({"t":20})", /*retain=*/true);
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), 20) << "it is said now, whatever becomes of it";
}

TEST_F(GatewayTest, WhatIsOlderThanWhatIsKnownDoesNotTakeItsPlace) {
    start();
    says("timed", R"({"t":20,"at":"2026-01-01T00:00:00Z"})");
    says("timed", R"({"t":19,"at":"2025-12-31T23:59:30Z"})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"timed"}), 20);
    EXPECT_EQ(failures("timed", "late"), 1);
    clock.advance(seconds(30));
    says("timed", R"({"t":20.5,"at":"2026-01-01T00:00:30Z"})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"timed"}), 20.5);
}

TEST_F(GatewayTest, WhatIsCorrectedTakesThePlaceOfWhatWasOfTheSameTime) {
    start();
    says("timed", R"({"t":20,"at":"2026-01-01T00:00:00Z"})");
    says("timed", R"({"t":21,"at":"2026-01-01T00:00:00Z"})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"timed"}), 21);
    EXPECT_EQ(failures("timed", "late"), std::nullopt);
}

TEST_F(GatewayTest, WhatNobodyAskedForIsNothing) {
    start();
    gateway.on(mqtt::Received{.topic = "elsewhere", .payload = "{}"}, clock.now());
    EXPECT_EQ(unowned("unknown_sensor"), std::nullopt);
    EXPECT_EQ(unowned("unreadable"), std::nullopt);
}

TEST_F(GatewayTest, AFloodIsDroppedAndCounted) {
    start();
    for (int i = 0; i < 1000; ++i) {
        says("air", R"({"t":21.5})");
    }
    EXPECT_EQ(value("magpie_pole_sensor_readings_total", {"air"}), 20);
    EXPECT_EQ(unowned("too_many"), 980);
    clock.advance(seconds(1));
    for (int i = 0; i < 100; ++i) {
        says("air", R"({"t":21.5})");
    }
    EXPECT_EQ(value("magpie_pole_sensor_readings_total", {"air"}), 30);
}

TEST_F(GatewayTest, ComesBackWithTheBroker) {
    start();
    broker.broker_goes_away();
    broker.delivers();
    EXPECT_EQ(up(), 0);
    EXPECT_NE(gateway.trouble(), "");
    for (int i = 0; i < 5; ++i) {
        waits();
    }
    EXPECT_EQ(up(), 0);
    broker.broker_returns();
    waits();
    EXPECT_EQ(up(), 1);
    EXPECT_EQ(gateway.trouble(), "");
    says("air", R"({"t":21.5})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), 21.5);
}

TEST_F(GatewayTest, IsNotUpWithoutAllItsTopics) {
    broker.forbids_filter("door");
    start();
    EXPECT_EQ(up(), 0);
    EXPECT_EQ(unowned("not_allowed"), 1);
    EXPECT_EQ(gateway.trouble(), "door: not authorised");
    says("air", R"({"t":21.5})");
    EXPECT_EQ(value("magpie_pole_temperature_celsius", {"air"}), 21.5);
}

TEST_F(GatewayTest, ASensorThatNeverSpeaksIsDown) {
    start();
    says("air", R"({"t":21.5})");
    clock.advance(seconds(180));
    EXPECT_EQ(gateway.deadline(), clock.now().mono);
    gateway.tick(clock.now());
    EXPECT_EQ(failures("door", "silent"), 1);
    EXPECT_EQ(value("magpie_pole_sensor_up", {"door"}), 0);
    EXPECT_EQ(failures("air", "silent"), std::nullopt);
    EXPECT_EQ(gateway.deadline(), std::nullopt) << "it is said once";
    says("door", R"({"open":false})");
    EXPECT_EQ(value("magpie_pole_sensor_up", {"door"}), 1);
}

TEST_F(GatewayTest, PublishesNothing) {
    start();
    says("air", R"({"t":21.5})");
    EXPECT_TRUE(broker.published("#").empty());
    EXPECT_EQ(client.last_connect().will, std::nullopt);
}

}  // namespace
}  // namespace magpie::agent
