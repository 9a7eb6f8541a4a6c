#include "platform/mqtt/paho_client.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/platform/mqtt/small_broker.hpp"

namespace magpie::mqtt {
namespace {

using namespace std::chrono_literals;

std::string word(const Event& event) {
    struct {
        std::string operator()(const Connected&) { return "connected"; }
        std::string operator()(const ConnectFailed& failed) { return "failed: " + failed.reason; }
        std::string operator()(const ConnectionLost&) { return "lost"; }
        std::string operator()(const Disconnected&) { return "disconnected"; }
        std::string operator()(const Subscribed& done) { return "subscribed " + done.filter; }
        std::string operator()(const SubscribeFailed& failed) { return "not subscribed " + failed.filter; }
        std::string operator()(const Received& message) {
            return std::string(message.topic) + "=" + std::string(message.payload);
        }
    } told;
    return std::visit(told, event);
}

/// A port of this machine where nobody listens.
std::string nobody(boost::asio::io_context& loop) {
    const boost::asio::ip::tcp::acceptor bound(loop, {boost::asio::ip::address_v4::loopback(), 0});
    return "127.0.0.1:" + std::to_string(bound.local_endpoint().port());
}

class Paho : public testing::Test {
  protected:
    Paho() {
        client->listen([this](const Event& event) { events.push_back(word(event)); });
        connect.server = broker.server();
        connect.client_id = "pole-7";
    }

    template <class Condition>
    testing::AssertionResult comes(Condition condition) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (!condition()) {
            loop.restart();
            if (loop.run_one_until(end) == 0) {
                return testing::AssertionFailure() << "last event: " << (events.empty() ? "none" : events.back());
            }
        }
        return testing::AssertionSuccess();
    }
    testing::AssertionResult tells(const std::string& event) {
        return comes([&] { return !events.empty() && events.back() == event; });
    }

    boost::asio::io_context loop;
    SmallBroker broker{loop};
    std::unique_ptr<PahoClient> client = std::make_unique<PahoClient>(loop);
    Connect connect;
    std::vector<std::string> events;
};

TEST_F(Paho, NobodyListening) {
    const std::string address = nobody(loop);
    connect.server = "tcp://" + address;
    client->connect(connect);
    EXPECT_TRUE(events.empty());  // never from within the call
    EXPECT_TRUE(tells("failed: cannot reach " + address + ": Connection refused"));
}

TEST_F(Paho, WrongSettingsFailWithASentence) {
    connect.server = "mqtt://broker";
    client->connect(connect);
    EXPECT_TRUE(tells("failed: the server mqtt://broker must be tcp://host:port or ssl://host:port"));
    connect.server = "ssl://localhost:8883";
    client->connect(connect);
    EXPECT_TRUE(tells("failed: ssl://localhost:8883 needs a CA file to check the server by"));
    connect.server = "tcp://localhost:1883";
    connect.tls.ca_file = "/nowhere/ca.crt";
    client->connect(connect);
    EXPECT_TRUE(
        tells("failed: tcp://localhost:1883 is not encrypted, though a CA file is configured: ssl:// is meant"));
    connect.server = "ssl://localhost:8883";
    client->connect(connect);
    EXPECT_TRUE(tells("failed: cannot read /nowhere/ca.crt: No such file or directory"));
}

TEST_F(Paho, NothingIsTakenWithoutAConnection) {
    EXPECT_FALSE(client->publish({"a", "b"}));
    client->subscribe("a/#", 1);
    EXPECT_TRUE(tells("not subscribed a/#"));
    client->disconnect();
    EXPECT_TRUE(tells("disconnected"));
}

TEST_F(Paho, ConnectPublishSubscribeReceiveDisconnect) {
    connect.will = Message{"will", "bdSeq=1", 1, false};
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    ASSERT_EQ(broker.of_type(1).size(), 1U);
    const std::string packet = broker.of_type(1)[0];
    EXPECT_EQ(packet.substr(2, 7), std::string("\0\4MQTT\4", 7));  // 3.1.1
    EXPECT_EQ(packet[9], 0x0e);                                    // will of QoS 1, clean session
    EXPECT_NE(packet.find("bdSeq=1"), std::string::npos);
    client->subscribe("a/#", 1);
    ASSERT_TRUE(tells("subscribed a/#"));
    client->subscribe("b/#", 2);
    ASSERT_TRUE(tells("not subscribed b/#"));
    broker.publish("a/b", "hello");
    ASSERT_TRUE(tells("a/b=hello"));
    EXPECT_TRUE(client->publish({"c", std::string("\0x", 2), 0, false}));
    EXPECT_TRUE(client->publish({"d", "y", 1, true}));
    client->disconnect();
    ASSERT_TRUE(tells("disconnected"));
    EXPECT_EQ(broker.of_type(3),
              (std::vector<std::string>{std::string("\x30\x05\0\1c\0x", 7), std::string("\x33\x06\0\1d\0\3y", 8)}));
    EXPECT_TRUE(comes([&] { return broker.received.back() == std::string("\xe0\0", 2); }));
    EXPECT_EQ(std::count(events.begin(), events.end(), "connected"), 1);
}

TEST_F(Paho, EachConnectionHasItsOwnWill) {
    for (const char* will : {"bdSeq=1", "bdSeq=2"}) {
        connect.will = Message{"will", will, 1, false};
        client->connect(connect);
        ASSERT_TRUE(tells("connected"));
        EXPECT_NE(broker.of_type(1).back().find(will), std::string::npos);
        broker.goes_away();
        ASSERT_TRUE(tells("lost"));
    }
}

TEST_F(Paho, RefusalOfTheServerIsTold) {
    broker.connack = 4;
    client->connect(connect);
    EXPECT_TRUE(tells("failed: " + connect.server.substr(6) + " refused the user name or password"));
}

TEST_F(Paho, SilentServerTimesOut) {
    broker.silent = true;
    connect.timeout = 1s;
    client->connect(connect);
    EXPECT_TRUE(tells("failed: " + connect.server.substr(6) + " did not answer within 1 s"));
}

TEST_F(Paho, DisconnectGivesUpAConnectUnderWay) {
    broker.silent = true;
    client->connect(connect);
    ASSERT_TRUE(comes([&] { return !broker.received.empty(); }));
    client->disconnect();
    EXPECT_TRUE(tells("disconnected"));
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(Paho, NoEventOfAnEarlierConnectionComesAfterConnect) {
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    client->subscribe("a/#", 1);
    broker.publish("a", "old");
    events.clear();
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    EXPECT_EQ(events.size(), 1U);
}

TEST_F(Paho, WhatIsLeftOfOneConnectionIsNotSentInTheNext) {
    broker.deaf = true;
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    while (client->publish({"old", std::string(100'000, 'x'), 0, false})) {
    }
    broker.deaf = false;
    events.clear();
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    EXPECT_TRUE(client->publish({"new", "y", 1, false}));
    client->disconnect();
    ASSERT_TRUE(tells("disconnected"));
    const auto published = broker.of_type(3);
    ASSERT_EQ(published.size(), 1U);
    EXPECT_EQ(published[0].substr(4, 3), "new");
}

TEST_F(Paho, ServerThatStopsReadingCostsNoMoreThanTheLimit) {
    broker.deaf = true;
    client->connect(connect);
    ASSERT_TRUE(tells("connected"));
    // The kernel's buffers take a few MB first; our own limit is what stops it.
    std::size_t taken = 0;
    const Message message{"a", std::string(10'000, 'x'), 0, false};
    for (int refused = 0; refused < 200;) {
        if (client->publish(message)) {
            ++taken;
            ASSERT_LT(taken, 5000U);
        } else {
            ++refused;
            loop.restart();
            loop.run_one_for(1ms);
        }
    }
    EXPECT_GT(taken, 50U);
    client->disconnect();  // it gives up waiting
    EXPECT_TRUE(tells("disconnected"));
}

TEST_F(Paho, MayBeDestroyedAtAnyTime) {
    client->connect(connect);
    client.reset();  // looking up
    client = std::make_unique<PahoClient>(loop);
    client->listen([this](const Event& event) { events.push_back(word(event)); });
    broker.silent = true;
    client->connect(connect);
    ASSERT_TRUE(comes([&] { return !broker.received.empty(); }));
    const auto start = std::chrono::steady_clock::now();
    client.reset();  // between CONNECT and CONNACK
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
    loop.restart();
    loop.poll();
    EXPECT_TRUE(events.empty());
}

TEST_F(Paho, ListenerMayDestroyTheClient) {
    client->listen([this](const Event& event) {
        events.push_back(word(event));
        client.reset();
    });
    client->connect(connect);
    EXPECT_TRUE(tells("connected"));
    EXPECT_FALSE(client);
}

TEST_F(Paho, ListenerMayConnectAgain) {
    int lost = 0;
    client->listen([&](const Event& event) {
        events.push_back(word(event));
        if (events.back() == "connected" && lost < 3) {
            broker.goes_away();
        } else if (events.back() == "lost") {
            ++lost;
            client->connect(connect);
        }
    });
    client->connect(connect);
    EXPECT_TRUE(comes([&] { return lost == 3 && events.back() == "connected"; }));
    EXPECT_EQ(events.size(), 7U);
}

}  // namespace
}  // namespace magpie::mqtt
