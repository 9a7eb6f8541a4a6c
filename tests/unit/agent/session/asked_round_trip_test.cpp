#include "agent/session/asked_round_trip.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

const std::string ping = "magpie/v1/ping/mapo/pole-1";
const std::string pong = "magpie/v1/pong/pole-1";

/// A node whose session stands, and a collector that answers when the test says so.
class AskedRoundTripTest : public testing::Test {
  protected:
    AskedRoundTripTest() {
        client.listen([this](const mqtt::Event& event) { trip.on(event, clock.now()); });
        client.connect({.server = "tcp://broker:1883", .client_id = "pole-1", .will = std::nullopt, .tls = {}});
        broker.delivers();
    }
    void asks() {
        trip.ask(client.open(), clock.now());
        broker.delivers();
    }
    void collector_answers() {
        clock.advance(Milliseconds{15});
        broker.stranger_publishes({pong, broker.published(ping).back().payload});
        broker.delivers();
    }
    void passes(Milliseconds time) {
        clock.advance(time);
        trip.tick(clock.now());
        broker.delivers();
    }

    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    fakes::FakeMqttClient client{broker};
    AskedRoundTrip trip{{.area = "mapo", .node = "pole-1", .first_number = 500}, client};
};

TEST_F(AskedRoundTripTest, NothingIsSentUntilSomebodyAsks) {
    passes(seconds(600));
    EXPECT_TRUE(broker.published("magpie/#").empty());
    EXPECT_FALSE(trip.deadline());
    EXPECT_FALSE(trip.take());
}

TEST_F(AskedRoundTripTest, BothSidesAreTimed) {
    asks();
    EXPECT_FALSE(trip.is_over());
    collector_answers();
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->asked);
    EXPECT_EQ(outcome->broker, Milliseconds{0});
    EXPECT_EQ(outcome->collector, Milliseconds{15});
    EXPECT_FALSE(trip.take()) << "once";
    EXPECT_FALSE(trip.deadline());
}

TEST_F(AskedRoundTripTest, ASilentCollectorIsAskedTwiceAndNoMore) {
    asks();
    passes(seconds(5));
    EXPECT_EQ(broker.published(ping).size(), 2U);
    EXPECT_FALSE(trip.is_over());
    passes(seconds(5));
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome);
    EXPECT_TRUE(outcome->asked);
    EXPECT_TRUE(outcome->broker);
    EXPECT_FALSE(outcome->collector);
    EXPECT_EQ(broker.published(ping).size(), 2U);
}

TEST_F(AskedRoundTripTest, ALateAnswerCountsFromTheFirst) {
    asks();
    passes(seconds(5));
    collector_answers();
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->collector, Milliseconds{5015});
}

TEST_F(AskedRoundTripTest, AnAnswerToAnotherIsNone) {
    asks();
    broker.stranger_publishes({pong, "7"});
    broker.delivers();
    EXPECT_FALSE(trip.is_over());
}

TEST_F(AskedRoundTripTest, WhoAsksMeanwhileIsServedByTheSame) {
    asks();
    asks();
    collector_answers();
    EXPECT_TRUE(trip.take());
    EXPECT_FALSE(trip.is_over());
    EXPECT_EQ(broker.published(ping).size(), 1U);
}

TEST_F(AskedRoundTripTest, EachQuestionHasANumberOfItsOwn) {
    asks();
    collector_answers();
    ASSERT_TRUE(trip.take());
    asks();
    EXPECT_NE(broker.published(ping).front().payload, broker.published(ping).back().payload);
    collector_answers();
    EXPECT_TRUE(trip.take()->collector);
}

TEST_F(AskedRoundTripTest, WithoutASessionNothingIsAsked) {
    broker.cut(client);
    broker.delivers();
    asks();
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->asked);
    EXPECT_TRUE(broker.published(ping).empty());
}

TEST_F(AskedRoundTripTest, ItEndsWithTheConnection) {
    asks();
    broker.cut(client);
    broker.delivers();
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome);
    EXPECT_FALSE(outcome->asked);
}

TEST_F(AskedRoundTripTest, AnAccessListThatForbidsToHearIsTold) {
    broker.forbids_filter(pong);
    asks();
    passes(seconds(5));
    const auto outcome = trip.take();
    ASSERT_TRUE(outcome) << "nobody could hear the answer to a second one";
    EXPECT_TRUE(outcome->asked && outcome->forbidden);
    EXPECT_TRUE(outcome->broker);
    EXPECT_FALSE(outcome->collector);
}

}  // namespace
}  // namespace magpie::agent
