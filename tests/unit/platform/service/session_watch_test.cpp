#include "platform/service/session_watch.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::service {
namespace {

using namespace std::chrono_literals;

class SessionWatchTest : public testing::Test {
  protected:
    void hears(const mqtt::Event& event) { watch_.on(event, clock_.now()); }
    bool alive(bool online = false) { return watch_.alive(online, clock_.now()); }

    fakes::FakeClock clock_;
    SessionWatch watch_{180s, clock_.now()};
};

TEST_F(SessionWatchTest, OnlineItLivesHoweverQuietItIs) {
    for (int hour = 0; hour < 48; ++hour) {
        clock_.advance(1h);
        EXPECT_TRUE(alive(true));
    }
}

TEST_F(SessionWatchTest, ABrokerThatIsAwayForDaysIsNoDeathOfTheSession) {
    for (int attempt = 0; attempt < 5000; ++attempt) {
        clock_.advance(70s);
        EXPECT_TRUE(alive());
        hears(mqtt::ConnectFailed{"connection refused"});
    }
}

TEST_F(SessionWatchTest, ASessionThatDoesNotTryIsDead) {
    hears(mqtt::ConnectFailed{"connection refused"});
    clock_.advance(180s);
    EXPECT_TRUE(alive());
    clock_.advance(1ms);
    EXPECT_FALSE(alive());
    hears(mqtt::ConnectFailed{"connection refused"});
    EXPECT_TRUE(alive());
}

TEST_F(SessionWatchTest, ASessionThatNeverBeganToTryIsDead) {
    clock_.advance(181s);
    EXPECT_FALSE(alive());
}

TEST_F(SessionWatchTest, WaitingForAHostThatIsAwayItLives) {
    hears(mqtt::Connected{});
    hears(mqtt::Subscribed{"STATE/collector"});
    clock_.advance(24h);
    EXPECT_TRUE(alive());
}

TEST_F(SessionWatchTest, AConnectionOnWhichNothingIsEverAnsweredIsNoLife) {
    hears(mqtt::Connected{});
    clock_.advance(181s);
    EXPECT_FALSE(alive());
}

TEST_F(SessionWatchTest, WhoLostItsConnectionMustTryAgain) {
    for (const mqtt::Event& end : {mqtt::Event(mqtt::ConnectionLost{"reset"}), mqtt::Event(mqtt::Disconnected{}),
                                   mqtt::Event(mqtt::SubscribeFailed{"STATE/collector", "not allowed"})}) {
        hears(mqtt::Connected{});
        hears(mqtt::Subscribed{"STATE/collector"});
        hears(end);
        clock_.advance(181s);
        EXPECT_FALSE(alive());
    }
}

TEST_F(SessionWatchTest, WhoWentOfflineByItselfMustTryAgain) {
    hears(mqtt::Connected{});
    hears(mqtt::Subscribed{"NCMD"});
    EXPECT_TRUE(alive(true));
    clock_.advance(24h);
    EXPECT_TRUE(alive(false));
    clock_.advance(181s);
    EXPECT_FALSE(alive(false));
}

}  // namespace
}  // namespace magpie::service
