#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/agent/capture/client/street.hpp"

namespace magpie::fakes {

/// The stage has failed so once, with it the connect, and the minute is to blame on it.
inline void expect_failure(Street& street, Stage stage, Outcome outcome) {
    EXPECT_EQ(street.count(stage, outcome), 1U);
    EXPECT_EQ(street.count(Stage::connect, outcome), 1U);
    EXPECT_EQ(street.count(Stage::connect), 1U);
    street.wait(std::chrono::seconds(60));
    EXPECT_EQ(street.count(Stage::connect), 1U);
    EXPECT_EQ(street.bad_minutes(stage), 1U);
}

}  // namespace magpie::fakes
