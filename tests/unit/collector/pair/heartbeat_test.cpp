#include "collector/pair/heartbeat.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::collector {
namespace {

TEST(Heartbeat, ComesBackAsItWasSent) {
    const Heartbeat beat{.instance = "a", .term = 3};
    EXPECT_EQ(encode(beat), R"({"instance":"a","term":3})");
    EXPECT_EQ(decode_heartbeat(encode(beat)), beat);
}

TEST(Heartbeat, HasATopicForEachHost) {
    EXPECT_EQ(heartbeat_topic("collector"), "magpie/v1/active/collector");
}

TEST(Heartbeat, MayGrowByWhatIsNotKnownYet) {
    EXPECT_TRUE(decode_heartbeat(R"({"instance":"b","term":1,"mood":"fine"})"));
}

TEST(Heartbeat, WhatIsNoneIsNothing) {
    for (const auto* text :
         {"", "{", "[]", "7", R"({"instance":"a"})", R"({"term":1})", R"({"instance":"A b","term":1})",
          R"({"instance":"","term":1})", R"({"instance":7,"term":1})", R"({"instance":"a","term":-1})",
          R"({"instance":"a","term":1.5})", R"({"instance":"a","term":9007199254740992})"}) {
        EXPECT_FALSE(decode_heartbeat(text)) << text;
    }
    EXPECT_FALSE(decode_heartbeat(std::string(2000, '[')));
}

}  // namespace
}  // namespace magpie::collector
