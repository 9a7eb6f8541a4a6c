#include "agent/check/trip_message.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent::check {
namespace {

TEST(CheckTripMessage, WhatIsSaidIsWhatIsHeard) {
    const Trip whole{.let_in = true, .broker = Milliseconds{8}, .collector = Milliseconds{23}};
    EXPECT_EQ(trip_answer(whole), "trip 1 asked 8 23");
    const auto heard = parse_trip_answer(trip_answer(whole));
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->let_in);
    EXPECT_FALSE(heard->is_forbidden);
    EXPECT_EQ(heard->broker, Milliseconds{8});
    EXPECT_EQ(heard->collector, Milliseconds{23});
}

TEST(CheckTripMessage, WhoDidNotAnswerHasNoTime) {
    const auto silent = parse_trip_answer("trip 1 asked 8 -");
    ASSERT_TRUE(silent);
    EXPECT_EQ(silent->broker, Milliseconds{8});
    EXPECT_FALSE(silent->collector);
    const auto forbidden = parse_trip_answer(trip_answer({.let_in = true, .is_forbidden = true}));
    ASSERT_TRUE(forbidden);
    EXPECT_TRUE(forbidden->let_in && forbidden->is_forbidden);
    const auto offline = parse_trip_answer(trip_answer({}));
    ASSERT_TRUE(offline);
    EXPECT_FALSE(offline->let_in);
}

TEST(CheckTripMessage, WhatIsNoneIsRefused) {
    for (const std::string none :
         {"", "trip", "trip 1", "trip 1 ", "trip 2 asked 8 23", "trip 1 asked", "trip 1 asked 8", "trip 1 asked 8 ",
          "trip 1 asked 8 23 ", "trip 1 asked -8 23", "trip 1 asked 8 2x", "trip 1 asked 4294967296 1",
          "trip 1 perhaps 8 23", "trip 1 asked  8 23"}) {
        EXPECT_FALSE(parse_trip_answer(none)) << none;
    }
    EXPECT_FALSE(parse_trip_answer("trip 1 asked 8 " + std::string(60, '1')));
}

}  // namespace
}  // namespace magpie::agent::check
