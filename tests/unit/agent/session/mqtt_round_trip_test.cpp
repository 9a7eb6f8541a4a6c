#include "agent/session/mqtt_round_trip.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

const std::string ping = "magpie/v1/ping/mapo/pole-1";
const std::string pong = "magpie/v1/pong/pole-1";

/// A node that asks every minute over a broker, and a collector that answers when the test says so.
class MqttRoundTripTest : public testing::Test {
  protected:
    MqttRoundTripTest() {
        client.listen([this](const mqtt::Event& event) {
            if (round_trip.concerns(event)) {
                round_trip.on(event, clock.now());
            }
        });
    }
    void connects() {
        client.connect({.server = "tcp://broker:1883", .client_id = "pole-1", .will = std::nullopt, .tls = {}});
    }
    void comes_online() {
        connects();
        broker.delivers();
        passes(seconds(0));
    }
    /// What is on its way stays there for the last second, as on a line of that length.
    void passes(Milliseconds time) {
        const auto end = clock.now().mono + time;
        round_trip.tick(client.open(), clock.now());
        while (round_trip.deadline() && *round_trip.deadline() <= end) {
            clock.advance(std::max(Milliseconds{0}, *round_trip.deadline() - clock.now().mono));
            round_trip.tick(client.open(), clock.now());
            if (line > Milliseconds{0}) {
                clock.advance(line);
            }
            broker.delivers();
            if (answers && !broker.published(ping).empty()) {
                broker.stranger_publishes({pong, broker.published(ping).back().payload});
                clock.advance(line);
                broker.delivers();
            }
        }
        clock.advance(std::max(Milliseconds{0}, end - clock.now().mono));
        broker.delivers();
    }
    std::optional<double> value(std::string_view metric, const std::vector<std::string>& labels) const {
        Readings readings;
        round_trip.write(readings);
        return fakes::value_of(readings, metric, labels);
    }
    std::optional<double> taken(const std::string& side) const {
        return value("magpie_path_mqtt_round_trip_seconds", {side});
    }
    std::optional<double> counted(const std::string& side, const std::string& outcome) const {
        return value("magpie_path_mqtt_round_trips_total", {side, outcome});
    }

    bool answers = true;
    Milliseconds line{0};
    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    fakes::FakeMqttClient client{broker};
    MqttRoundTrip round_trip{{.area = "mapo", .node = "pole-1", .interval = seconds(60), .seed = 3}, client};
};

TEST_F(MqttRoundTripTest, MeasuresBothSides) {
    line = Milliseconds{20};
    comes_online();
    EXPECT_FALSE(taken("broker")) << "nothing is known yet";
    passes(seconds(60));
    EXPECT_EQ(taken("broker"), 0.02);
    EXPECT_EQ(taken("collector"), 0.04);
    EXPECT_EQ(counted("broker", "answered"), 1);
    EXPECT_EQ(counted("broker", "no_answer"), 0);
    EXPECT_EQ(counted("collector", "answered"), 1);
}

TEST_F(MqttRoundTripTest, AsksOnceAnIntervalAndNoMore) {
    comes_online();
    passes(seconds(600));
    EXPECT_EQ(broker.published("magpie/v1/ping/+/+").size(), 10U);
    for (const auto& message : broker.published(ping)) {
        EXPECT_EQ(message.qos, 0);
        EXPECT_FALSE(message.retain);
    }
}

TEST_F(MqttRoundTripTest, ACollectorThatNeverAnsweredIsNoFault) {
    answers = false;
    comes_online();
    passes(seconds(120));
    EXPECT_TRUE(taken("broker"));
    EXPECT_FALSE(taken("collector"));
    EXPECT_FALSE(counted("collector", "no_answer"));
}

TEST_F(MqttRoundTripTest, OneThatFallsSilentIs) {
    comes_online();
    passes(seconds(60));
    ASSERT_TRUE(taken("collector"));
    answers = false;
    passes(seconds(70));
    EXPECT_FALSE(taken("collector")) << "what it was is not what it is";
    EXPECT_GE(counted("collector", "no_answer"), 1);
    EXPECT_TRUE(taken("broker"));
}

TEST_F(MqttRoundTripTest, AMessageThatIsLostIsCounted) {
    comes_online();
    broker.loses_next_publish(1, ping);
    passes(seconds(70));
    EXPECT_EQ(counted("broker", "no_answer"), 1);
}

TEST_F(MqttRoundTripTest, AnOldAnswerIsNone) {
    answers = false;
    comes_online();
    passes(seconds(120));
    const auto before = counted("broker", "answered");
    broker.stranger_publishes({ping, "1"});
    broker.stranger_publishes({ping, "no number"});
    broker.delivers();
    EXPECT_EQ(counted("broker", "answered"), before);
}

TEST_F(MqttRoundTripTest, ABrokerThatLetsNobodyIsNotAsked) {
    broker.forbids_filter(ping);
    comes_online();
    passes(seconds(600));
    EXPECT_TRUE(broker.published(ping).empty());
    EXPECT_FALSE(counted("broker", "no_answer"));
}

TEST_F(MqttRoundTripTest, ALostConnectionSaysNothingOfHowLongItTakes) {
    comes_online();
    passes(seconds(60));
    ASSERT_TRUE(taken("broker"));
    broker.cut(client);
    broker.delivers();
    passes(seconds(60));
    EXPECT_FALSE(taken("broker"));
    EXPECT_EQ(counted("broker", "no_answer"), 0);
    comes_online();
    passes(seconds(60));
    EXPECT_TRUE(taken("broker"));
}

TEST_F(MqttRoundTripTest, WithoutAnIntervalNothingIsAsked) {
    MqttRoundTrip silent{{.area = "mapo", .node = "pole-1"}, client};
    connects();
    broker.delivers();
    silent.tick(true, clock.now());
    EXPECT_FALSE(silent.deadline());
    EXPECT_TRUE(broker.packets(fakes::Packet::Kind::subscribe).empty());
}

}  // namespace
}  // namespace magpie::agent
