#include "tests/fleet/shared_line.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/fake_broker.hpp"

namespace magpie::fleet {
namespace {

class SharedLine : public ::testing::Test {
  protected:
    struct Pole {
        std::unique_ptr<Line> line;
        std::vector<std::string> events;
    };

    SharedLine() {
        for (int i = 0; i < 3; ++i) {
            auto& pole = *poles.emplace_back(std::make_unique<Pole>());
            pole.line = shared.line();
            pole.line->listen([&pole](const mqtt::Event& event) {
                if (const auto* message = std::get_if<mqtt::Received>(&event)) {
                    pole.events.push_back("received " + std::string(message->payload));
                } else if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
                    pole.events.push_back("subscribed " + subscribed->filter);
                } else if (std::holds_alternative<mqtt::Connected>(event)) {
                    pole.events.emplace_back("connected");
                } else if (std::holds_alternative<mqtt::ConnectFailed>(event)) {
                    pole.events.emplace_back("failed");
                } else if (std::holds_alternative<mqtt::ConnectionLost>(event)) {
                    pole.events.emplace_back("lost");
                } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
                    pole.events.emplace_back("disconnected");
                }
            });
        }
        observer.listen([](const mqtt::Event&) {});
    }

    void settles() {
        do {
            broker.delivers();
            for (auto& call : std::exchange(calls, {})) {
                call();
            }
        } while (!calls.empty() || broker.under_way() > 0);
    }
    static std::string topic(int pole, const std::string& verb) {
        return "spBv1.0/mapo/" + verb + "/sim-0000" + std::to_string(pole);
    }
    void connects(int pole) {
        const auto place = static_cast<std::size_t>(pole);
        mqtt::Connect connect;
        connect.client_id = "sim-0000" + std::to_string(pole);
        connect.will = mqtt::Message{topic(pole, "NDEATH"), "will", 1, false};
        poles[place]->line->connect(connect);
        settles();
    }
    void subscribes(int pole) {
        poles[static_cast<std::size_t>(pole)]->line->subscribe(topic(pole, "NCMD"), 1);
        settles();
    }
    std::vector<std::string> events_of(int pole) {
        return std::exchange(poles[static_cast<std::size_t>(pole)]->events, {});
    }
    using Events = std::vector<std::string>;

    fakes::FakeBroker broker;
    fakes::FakeMqttClient trunk{broker};
    fakes::FakeMqttClient observer{broker};
    std::vector<std::function<void()>> calls;
    SharedConnection shared{trunk, "sim-shared-1",
                            [this](std::function<void()> call) { calls.push_back(std::move(call)); }};
    std::vector<std::unique_ptr<Pole>> poles;
};

TEST_F(SharedLine, ManyPolesHaveOneConnection) {
    for (int pole = 0; pole < 3; ++pole) {
        connects(pole);
        EXPECT_EQ(events_of(pole), Events{"connected"});
    }
    const auto connects = broker.packets(fakes::Packet::Kind::connect);
    ASSERT_EQ(connects.size(), 1U);
    EXPECT_EQ(connects.front().connect->client_id, "sim-shared-1");
    EXPECT_FALSE(connects.front().connect->will);
}

TEST_F(SharedLine, ACommandReachesThePoleItIsForAndNoOther) {
    for (int pole = 0; pole < 3; ++pole) {
        connects(pole);
        subscribes(pole);
        EXPECT_EQ(events_of(pole), (Events{"connected", "subscribed " + topic(pole, "NCMD")}));
    }
    broker.stranger_publishes({topic(1, "NCMD"), "rebirth"});
    settles();
    EXPECT_EQ(events_of(0), Events{});
    EXPECT_EQ(events_of(1), Events{"received rebirth"});
    EXPECT_EQ(events_of(2), Events{});
}

TEST_F(SharedLine, ALineThatBreaksHasItsWillPublishedAndLeavesTheOthers) {
    connects(0);
    connects(1);
    subscribes(0);
    (void)events_of(0);
    (void)events_of(1);
    poles[0]->line->breaks();
    EXPECT_FALSE(poles[0]->line->publish({"a", "b"}));
    settles();
    EXPECT_EQ(events_of(0), Events{"lost"});
    EXPECT_EQ(events_of(1), Events{});
    ASSERT_EQ(broker.published(topic(0, "NDEATH")).size(), 1U);
    broker.stranger_publishes({topic(0, "NCMD"), "late"});
    settles();
    EXPECT_EQ(events_of(0), Events{});
    connects(0);
    EXPECT_EQ(events_of(0), Events{"connected"});
}

TEST_F(SharedLine, WhenTheLastLineBreaksTheConnectionEndsBehindTheWillsAndBeginsAnew) {
    connects(0);
    connects(1);
    poles[0]->line->breaks();
    poles[1]->line->breaks();
    settles();
    EXPECT_FALSE(broker.is_connected(trunk));
    EXPECT_EQ(broker.published("spBv1.0/mapo/NDEATH/+").size(), 2U);
    EXPECT_EQ(events_of(0), (Events{"connected", "lost"}));
    EXPECT_EQ(events_of(1), (Events{"connected", "lost"}));
    connects(1);
    EXPECT_TRUE(broker.is_connected(trunk));
    EXPECT_EQ(events_of(1), Events{"connected"});
}

TEST_F(SharedLine, WhoLeavesHasNoWillAndTheLastOneClosesTheDoor) {
    connects(0);
    connects(1);
    poles[0]->line->disconnect();
    settles();
    EXPECT_TRUE(broker.is_connected(trunk));
    EXPECT_TRUE(poles[1]->line->publish({topic(1, "NDEATH"), "goodbye", 1, false}));
    poles[1]->line->disconnect();
    EXPECT_EQ(events_of(1), Events{"connected"});
    settles();
    EXPECT_FALSE(broker.is_connected(trunk));
    EXPECT_EQ(events_of(0), (Events{"connected", "disconnected"}));
    EXPECT_EQ(events_of(1), Events{"disconnected"});
    EXPECT_EQ(broker.published("spBv1.0/mapo/NDEATH/+").size(), 1U);
    connects(2);
    EXPECT_EQ(events_of(2), Events{"connected"});
}

TEST_F(SharedLine, TheEndOfTheConnectionIsTheEndOfAll) {
    connects(0);
    connects(1);
    broker.cut(trunk);
    settles();
    EXPECT_EQ(events_of(0), (Events{"connected", "lost"}));
    EXPECT_EQ(events_of(1), (Events{"connected", "lost"}));
    broker.broker_goes_away();
    connects(0);
    EXPECT_EQ(events_of(0), Events{"failed"});
    broker.broker_returns();
    connects(0);
    EXPECT_EQ(events_of(0), Events{"connected"});
}

}  // namespace
}  // namespace magpie::fleet
