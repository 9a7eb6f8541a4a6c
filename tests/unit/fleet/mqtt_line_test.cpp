#include <utility>

#include "tests/fleet/mqtt_line.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/platform/mqtt/small_broker.hpp"

namespace magpie::fleet {
namespace {

class MqttLineToABroker : public ::testing::Test {
  protected:
    MqttLineToABroker() {
        line.listen([this](const mqtt::Event& event) {
            if (const auto* message = std::get_if<mqtt::Received>(&event)) {
                events.push_back("received " + std::string(message->topic) + " " + std::string(message->payload));
            } else if (std::holds_alternative<mqtt::Connected>(event)) {
                events.emplace_back("connected");
            } else if (std::holds_alternative<mqtt::ConnectFailed>(event)) {
                events.emplace_back("failed");
            } else if (std::holds_alternative<mqtt::ConnectionLost>(event)) {
                events.emplace_back("lost");
            } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
                events.emplace_back("disconnected");
            } else if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
                events.push_back("subscribed " + subscribed->filter);
            } else if (std::holds_alternative<mqtt::SubscribeFailed>(event)) {
                events.emplace_back("refused");
            }
        });
    }

    template <typename Condition>
    void until(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition() && std::chrono::steady_clock::now() < end) {
            loop.run_one_for(std::chrono::milliseconds(10));
        }
        EXPECT_TRUE(condition());
    }
    void connects() {
        mqtt::Connect connect;
        connect.client_id = "sim-00001";
        connect.timeout = std::chrono::seconds(1);
        line.connect(connect);
    }
    void until_events(std::size_t count) {
        until([&] { return events.size() >= count; });
    }

    boost::asio::io_context loop;
    mqtt::SmallBroker broker{loop};
    Server server = *find_server(loop, broker.server(), {});
    Traffic traffic;
    std::vector<std::string> events;
    MqttLine line{loop, server, traffic};
};

TEST_F(MqttLineToABroker, ConnectsSubscribesPublishesAndHears) {
    connects();
    until_events(1);
    EXPECT_EQ(traffic.lines, 1U);
    line.subscribe("spBv1.0/mapo/NCMD/sim-00001", 1);
    until_events(2);
    EXPECT_TRUE(line.publish({"spBv1.0/mapo/NDATA/sim-00001", "payload", 0, false}));
    EXPECT_TRUE(line.publish({"spBv1.0/mapo/NDEATH/sim-00001", "payload", 1, false}));
    until([&] { return broker.of_type(3).size() == 2; });
    broker.publish("spBv1.0/mapo/NCMD/sim-00001", "word");
    until_events(3);
    EXPECT_EQ(events, (std::vector<std::string>{"connected", "subscribed spBv1.0/mapo/NCMD/sim-00001",
                                                "received spBv1.0/mapo/NCMD/sim-00001 word"}));
    EXPECT_EQ(traffic.messages, 2U);
}

TEST_F(MqttLineToABroker, DisconnectComesAfterWhatWasPublishedBefore) {
    connects();
    until_events(1);
    EXPECT_TRUE(line.publish({"topic", std::string(100'000, 'x'), 0, false}));
    line.disconnect();
    EXPECT_FALSE(line.publish({"topic", "late", 0, false}));
    until_events(2);
    EXPECT_EQ(events.back(), "disconnected");
    ASSERT_EQ(broker.received.size(), 3U);
    EXPECT_EQ(broker.received[1].size(), 100'000U + 11);
    EXPECT_EQ(static_cast<unsigned char>(broker.received[2][0]) >> 4, 14);
    EXPECT_EQ(traffic.lines, 0U);
}

TEST_F(MqttLineToABroker, BreaksWithoutAWord) {
    connects();
    until_events(1);
    line.breaks();
    EXPECT_EQ(events.size(), 1U);
    until_events(2);
    EXPECT_EQ(events.back(), "lost");
    EXPECT_TRUE(broker.of_type(14).empty());
}

TEST_F(MqttLineToABroker, ABrokerThatGoesAwayIsNoticed) {
    connects();
    until_events(1);
    broker.goes_away();
    until_events(2);
    EXPECT_EQ(events.back(), "lost");
    connects();
    until_events(3);
    EXPECT_EQ(events.back(), "connected");
}

TEST_F(MqttLineToABroker, ARefusalAndSilenceAreFailures) {
    broker.connack = 5;
    connects();
    until_events(1);
    broker.silent = true;
    connects();
    until_events(2);
    EXPECT_EQ(events, (std::vector<std::string>{"failed", "failed"}));
}

TEST_F(MqttLineToABroker, ASubscriptionThatIsRefusedIsTold) {
    connects();
    until_events(1);
    line.subscribe("topic", 2);  // which this broker does not take
    until_events(2);
    EXPECT_EQ(events.back(), "refused");
}

TEST_F(MqttLineToABroker, NothingOfAnEarlierConnectionIsHeardAfterConnect) {
    connects();
    until_events(1);
    line.breaks();
    connects();
    until_events(2);
    EXPECT_EQ(events, (std::vector<std::string>{"connected", "connected"}));
}

TEST(FindServer, SaysWhatIsWrong) {
    boost::asio::io_context loop;
    EXPECT_NE(find_server(loop, "http://localhost:1", {}).error().find("tcp://"), std::string::npos);
    EXPECT_NE(find_server(loop, "ssl://127.0.0.1:1", {"/nowhere/ca.crt", "", ""}).error().find("/nowhere/ca.crt"),
              std::string::npos);
}

}  // namespace
}  // namespace magpie::fleet
