#include "wire/report/round_trip.hpp"

#include <gtest/gtest.h>

namespace magpie {
namespace {

TEST(RoundTrip, ATopicIsOfAnAreaAndANode) {
    EXPECT_EQ(ping_topic("mapo", "pole-1"), "magpie/v1/ping/mapo/pole-1");
    EXPECT_EQ(ping_filter("mapo"), "magpie/v1/ping/mapo/+");
    EXPECT_EQ(ping_filter("+"), "magpie/v1/ping/+/+");
    EXPECT_EQ(pong_topic("pole-1"), "magpie/v1/pong/pole-1");
    EXPECT_EQ(pinging_node(ping_topic("mapo", "pole-1")), "pole-1");
}

TEST(RoundTrip, OtherTopicsAreOfNobody) {
    for (const auto* topic : {"", "magpie/v1/ping/", "magpie/v1/ping/mapo", "magpie/v1/ping//pole-1",
                              "magpie/v1/ping/mapo/", "magpie/v1/ping/mapo/pole-1/x", "magpie/v1/ping/Mapo/pole-1",
                              "magpie/v1/ping/mapo/+", "magpie/v1/pong/pole-1", "spBv1.0/mapo/NDATA/pole-1"}) {
        EXPECT_FALSE(pinging_node(topic)) << topic;
    }
}

TEST(RoundTrip, APingIsANumber) {
    EXPECT_TRUE(is_ping("0"));
    EXPECT_TRUE(is_ping("4294967295"));
    for (const auto* payload : {"", "-1", "1 ", "12345678901", "x"}) {
        EXPECT_FALSE(is_ping(payload)) << payload;
    }
}

}  // namespace
}  // namespace magpie
