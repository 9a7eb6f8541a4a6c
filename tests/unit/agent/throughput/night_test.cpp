#include "agent/throughput/night.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent::throughput {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr UtcMs midnight = std::chrono::sys_days{std::chrono::year{2026} / 3 / 5};

TEST(Night, IsFromOneHourToTheOther) {
    const Night night{.from_hour = 17, .until_hour = 20};
    EXPECT_FALSE(window_at(night, midnight + hours{17} - Milliseconds{1}));
    const auto window = window_at(night, midnight + hours{17});
    ASSERT_TRUE(window);
    EXPECT_EQ(window->begin, midnight + hours{17});
    EXPECT_EQ(window->end, midnight + hours{20});
    EXPECT_TRUE(window_at(night, midnight + hours{20} - Milliseconds{1}));
    EXPECT_FALSE(window_at(night, midnight + hours{20}));
}

TEST(Night, OverMidnightIsOneAndTheSame) {
    const Night night{.from_hour = 23, .until_hour = 2};
    const auto before = window_at(night, midnight - minutes{30});
    const auto after = window_at(night, midnight + minutes{30});
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->begin, midnight - hours{1});
    EXPECT_EQ(after->begin, before->begin);
    EXPECT_FALSE(window_at(night, midnight + hours{2}));
}

}  // namespace
}  // namespace magpie::agent::throughput
