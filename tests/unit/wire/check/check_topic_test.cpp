#include "wire/check/check_topic.hpp"

#include <gtest/gtest.h>

namespace magpie::check {
namespace {

TEST(CheckTopic, IsReadAsItIsWritten) {
    const auto topic = check_topic("mapo", "pole-1");
    EXPECT_EQ(topic, "magpie/v1/check/mapo/pole-1");
    const auto teller = teller_of(topic);
    ASSERT_TRUE(teller);
    EXPECT_EQ(teller->area, "mapo");
    EXPECT_EQ(teller->node, "pole-1");
}

TEST(CheckTopic, OthersAreNone) {
    for (const auto* topic : {"", "magpie/v1/check", "magpie/v1/check/", "magpie/v1/check/mapo",
                              "magpie/v1/check/mapo/", "magpie/v1/check//pole-1", "magpie/v1/check/mapo/pole-1/x",
                              "magpie/v1/ping/mapo/pole-1", "magpie/v1/check/Mapo/pole-1"}) {
        EXPECT_FALSE(teller_of(topic)) << topic;
    }
}

TEST(CheckTopic, AnIdIsSixteenHexadecimalDigits) {
    EXPECT_TRUE(is_check_id("0123456789abcdef"));
    for (const auto* id :
         {"", "0123456789abcde", "0123456789abcdef0", "0123456789ABCDEF", "0123456789abcde\"", "g123456789abcdef"}) {
        EXPECT_FALSE(is_check_id(id)) << id;
    }
}

}  // namespace
}  // namespace magpie::check
