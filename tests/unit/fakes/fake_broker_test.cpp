#include "tests/fakes/fake_broker.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::fakes {
namespace {

/// A client that writes down what it hears, one word an event.
struct Ear {
    explicit Ear(FakeBroker& broker, std::string id) : client(broker), name(std::move(id)) {
        client.listen([this](const mqtt::Event& event) {
            if (std::holds_alternative<mqtt::Connected>(event)) {
                words += "connected ";
            } else if (std::holds_alternative<mqtt::ConnectFailed>(event)) {
                words += "failed ";
            } else if (std::holds_alternative<mqtt::ConnectionLost>(event)) {
                words += "lost ";
            } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
                words += "disconnected ";
            } else if (const auto* done = std::get_if<mqtt::Subscribed>(&event)) {
                words += "subscribed:" + done->filter + ' ';
            } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
                words += "refused:" + refused->filter + ' ';
            } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
                words += std::string(message->topic) + '=' + std::string(message->payload) +
                         (message->retained ? "(retained)" : "") + std::to_string(message->qos) + ' ';
            }
        });
    }
    void connect(std::optional<mqtt::Message> will = {}) {
        client.connect({.server = "tcp://broker:1883", .client_id = name, .will = std::move(will), .tls = {}});
    }
    std::string heard() { return std::exchange(words, {}); }

    FakeMqttClient client;
    std::string name;
    std::string words;
};

struct Two {
    FakeBroker broker;
    Ear a{broker, "a"};
    Ear b{broker, "b"};

    void connect() {
        a.connect(mqtt::Message{"will/a", "gone", 1, false});
        b.connect();
        broker.delivers();
        b.client.subscribe("#", 1);
        broker.delivers();
        a.heard();
        b.heard();
    }
};

TEST(Filter, FollowsMqtt) {
    EXPECT_TRUE(matches("a/b", "a/b"));
    EXPECT_FALSE(matches("a/b", "a/c"));
    EXPECT_FALSE(matches("a/b", "a"));
    EXPECT_FALSE(matches("a", "a/b"));
    EXPECT_TRUE(matches("a/+", "a/b"));
    EXPECT_TRUE(matches("+/+", "a/b"));
    EXPECT_FALSE(matches("a/+", "a/b/c"));
    EXPECT_TRUE(matches("#", "a/b/c"));
    EXPECT_TRUE(matches("a/#", "a/b/c"));
    EXPECT_TRUE(matches("a/#", "a"));
    EXPECT_FALSE(matches("a/#", "b"));
    EXPECT_TRUE(matches("a/+/c/#", "a/b/c"));
}

TEST(FakeBroker, NothingArrivesBeforeItDelivers) {
    FakeBroker broker;
    Ear ear(broker, "a");
    ear.connect();
    EXPECT_EQ(ear.heard(), "");
    EXPECT_FALSE(ear.client.publish({"t", "p", 0, false}));
    broker.delivers();
    EXPECT_EQ(ear.heard(), "connected ");
    EXPECT_TRUE(ear.client.publish({"t", "p", 0, false}));
}

TEST(FakeBroker, CarriesMessagesToSubscribersAtTheLesserQos) {
    Two two;
    two.connect();
    ASSERT_TRUE(two.a.client.publish({"x/y", "1", 1, false}));
    ASSERT_TRUE(two.a.client.publish({"x/z", "2", 0, false}));
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "x/y=11 x/z=20 ");
    EXPECT_EQ(two.a.heard(), "");
}

TEST(FakeBroker, KeepsTheLastRetainedMessage) {
    Two two;
    two.connect();
    ASSERT_TRUE(two.a.client.publish({"s", "old", 1, true}));
    ASSERT_TRUE(two.a.client.publish({"s", "new", 1, true}));
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "s=old1 s=new1 ");
    two.a.client.subscribe("s", 1);
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "subscribed:s s=new(retained)1 ");
    ASSERT_TRUE(two.a.client.publish({"s", "", 1, true}));
    two.broker.delivers();
    EXPECT_FALSE(two.broker.retained("s"));
}

TEST(FakeBroker, PublishesTheWillOfAConnectionThatIsCut) {
    Two two;
    two.connect();
    two.broker.cut(two.a.client);
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "lost ");
    EXPECT_EQ(two.b.heard(), "will/a=gone1 ");
}

TEST(FakeBroker, PublishesNoWillAfterDisconnect) {
    Two two;
    two.connect();
    ASSERT_TRUE(two.a.client.publish({"bye", "", 0, false}));
    two.a.client.disconnect();
    EXPECT_FALSE(two.a.client.publish({"late", "", 0, false}));
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "disconnected ");
    EXPECT_EQ(two.b.heard(), "bye=0 ");
}

TEST(FakeBroker, ASecondClientTakesTheIdOverAndTheWillIsPublished) {
    Two two;
    two.connect();
    Ear other(two.broker, "a");
    other.connect();
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "lost ");
    EXPECT_EQ(other.heard(), "connected ");
    EXPECT_EQ(two.b.heard(), "will/a=gone1 ");
}

TEST(FakeBroker, LosesTheMessagesItIsToldTo) {
    Two two;
    two.connect();
    two.broker.loses_next_publish(1, "x/#");
    EXPECT_TRUE(two.a.client.publish({"y", "", 0, false}));
    EXPECT_TRUE(two.a.client.publish({"x", "1", 0, false}));
    EXPECT_TRUE(two.a.client.publish({"x", "2", 0, false}));
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "y=0 x=20 ");
    EXPECT_TRUE(two.broker.log()[two.broker.log().size() - 2].lost);
}

TEST(FakeBroker, LetsMessagesOvertake) {
    Two two;
    two.connect();
    two.broker.holds_back("slow");
    ASSERT_TRUE(two.a.client.publish({"slow", "", 0, false}));
    ASSERT_TRUE(two.a.client.publish({"fast", "", 0, false}));
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "fast=0 ");
    two.broker.lets_go();
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "slow=0 ");
}

TEST(FakeBroker, AwayItRefusesAndBackItHasForgottenSessions) {
    Two two;
    two.connect();
    two.broker.broker_goes_away();
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "lost ");
    EXPECT_EQ(two.b.heard(), "lost ");
    two.a.connect();
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "failed ");
    two.broker.broker_returns();
    two.a.connect();
    two.b.connect();
    two.broker.delivers();
    ASSERT_TRUE(two.a.client.publish({"x", "", 0, false}));
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "connected ");
    EXPECT_EQ(two.b.heard(), "connected ");
}

TEST(FakeBroker, AClientThatStopsTakingSaysSo) {
    Two two;
    two.connect();
    two.a.client.stops_taking(1);
    EXPECT_TRUE(two.a.client.publish({"x", "", 0, false}));
    EXPECT_FALSE(two.a.client.publish({"x", "", 0, false}));
    two.a.client.takes_again();
    EXPECT_TRUE(two.a.client.publish({"x", "", 0, false}));
}

TEST(FakeBroker, AHangingLineIsNoticedByNobodyUntilItIsCut) {
    Two two;
    two.connect();
    two.broker.hangs(two.a.client);
    EXPECT_TRUE(two.a.client.publish({"x", "", 1, false}));
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "");
    EXPECT_EQ(two.a.heard(), "");
    two.broker.cut(two.a.client);
    two.broker.delivers();
    EXPECT_EQ(two.b.heard(), "will/a=gone1 ");
    EXPECT_EQ(two.a.heard(), "lost ");
}

TEST(FakeBroker, NoEventOfAnEarlierConnectionComesAfterConnect) {
    Two two;
    two.connect();
    two.broker.cut(two.a.client);
    two.a.connect();
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "connected ");
}

TEST(FakeBroker, ADisconnectWhileConnectingAbandonsIt) {
    FakeBroker broker;
    Ear ear(broker, "a");
    ear.connect();
    ear.client.disconnect();
    broker.delivers();
    EXPECT_EQ(ear.heard(), "disconnected ");
    EXPECT_FALSE(broker.is_connected(ear.client));
}

TEST(FakeBroker, ForbiddenFiltersAreRefused) {
    Two two;
    two.connect();
    two.broker.forbids_filter("secret/#");
    two.a.client.subscribe("secret/#", 1);
    two.broker.delivers();
    EXPECT_EQ(two.a.heard(), "refused:secret/# ");
}

}  // namespace
}  // namespace magpie::fakes
