#include "collector/ingest/node_clock.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A node that booted an hour before the collector's clock begins.
class NodeClockTest : public testing::Test {
  protected:
    /// It sends now, and the message takes so long.
    void sends(Milliseconds way) {
        const auto sent = node_;
        clock_.advance(way);
        node_ += way;
        node_clock_.hear(sent, clock_.now());
    }
    void passes(Milliseconds time) {
        clock_.advance(time);
        node_ += time;
    }
    [[nodiscard]] std::int64_t truth(Monotonic taken) const {
        return (clock_.now().wall - (node_ - taken)).time_since_epoch().count();
    }

    fakes::FakeClock clock_;
    Monotonic node_{hours(1)};
    NodeClock node_clock_;
};

TEST_F(NodeClockTest, DatesByWhenMessagesComeLessTheirAge) {
    const auto taken = node_ - seconds(90);
    sends(milliseconds(40));
    EXPECT_EQ(node_clock_.date(taken), truth(taken) + 40);
}

TEST_F(NodeClockTest, WhatIsSentAgainKeepsItsDateWhileTheLineIsAsFastAsBefore) {
    const auto taken = node_;
    sends(milliseconds(40));
    const auto date = node_clock_.date(taken);
    for (const int way : {10, 200, 3, 90, 5000}) {
        passes(seconds(10));
        sends(milliseconds(way));
        EXPECT_EQ(node_clock_.date(taken), date) << way;
    }
}

TEST_F(NodeClockTest, AlsoByACollectorThatWasStartedAnew) {
    const auto taken = node_;
    sends(milliseconds(40));
    const auto date = node_clock_.date(taken);
    NodeClock again;
    again.restore(*node_clock_.kept());
    for (const int late : {0, 60, 30'000}) {
        again.hear(node_, clock_.now());
        EXPECT_EQ(again.date(taken), date) << "though the message was " << late << " ms under way";
        clock_.advance(milliseconds(late));
    }
}

TEST_F(NodeClockTest, AFirstMessageThatWasLateIsMadeUpFor) {
    const auto taken = node_;
    sends(seconds(20));
    passes(seconds(10));
    sends(milliseconds(10));
    EXPECT_EQ(node_clock_.date(taken), truth(taken) + 10);
}

TEST_F(NodeClockTest, AClockThatIsSlowIsFollowed) {
    sends(milliseconds(10));
    for (int day = 0; day < 10; ++day) {
        passes(hours(24));
        node_ -= seconds(8);  // it is slow by 93 in a million
        sends(milliseconds(10));
        EXPECT_NEAR(static_cast<double>(node_clock_.date(node_)), static_cast<double>(truth(node_)), 1000) << day;
    }
}

TEST_F(NodeClockTest, ABootBeginsAnew) {
    sends(milliseconds(10));
    passes(hours(5));
    node_ = Monotonic{seconds(30)};
    sends(milliseconds(10));
    EXPECT_EQ(node_clock_.date(node_), truth(node_) + 10);
}

}  // namespace
}  // namespace magpie::collector
