#include "wire/stamp/timestamp.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::stamp {
namespace {

using namespace std::chrono_literals;

WallTime at(std::int64_t seconds, std::int64_t nanoseconds = 0) {
    return WallTime(std::chrono::seconds(seconds) + Nanoseconds(nanoseconds));
}

constexpr std::int64_t end_of_era_0 = 2'085'978'496;  // 2036-02-07 06:28:16 UTC, as RFC 5905 §6 says

TEST(StampTimestamp, OfNtpCountsSecondsSince1900) {
    EXPECT_EQ(timestamp_of(at(0), Format::ntp), std::uint64_t{2'208'988'800} << 32);
    EXPECT_EQ(timestamp_of(at(0, 500'000'000), Format::ntp), std::uint64_t{2'208'988'800} << 32 | 0x8000'0000U);
    EXPECT_EQ(time_of(0xEC000000'80000000U, Format::ntp, at(1'750'000'000)),
              at(0xEC000000LL - 2'208'988'800, 500'000'000));
}

TEST(StampTimestamp, OfPtpCountsSecondsSince1970AndNanoseconds) {
    EXPECT_EQ(timestamp_of(at(1, 999'999'999), Format::ptp), 0x00000001'3B9AC9FFU);
    EXPECT_EQ(time_of(0x00000001'3B9AC9FFU, Format::ptp, at(0)), at(1, 999'999'999));
}

TEST(StampTimestamp, GivesBackEachNanosecond) {
    for (const auto format : {Format::ntp, Format::ptp}) {
        for (std::int64_t nanoseconds = 1; nanoseconds < 1'000'000'000; nanoseconds = nanoseconds * 7 + 3) {
            const auto time = at(1'800'000'000, nanoseconds);
            EXPECT_EQ(time_of(timestamp_of(time, format), format, time), time) << nanoseconds;
        }
    }
}

TEST(StampTimestamp, IsReadInTheEraThatIsNearest) {
    EXPECT_EQ(timestamp_of(at(end_of_era_0 - 1), Format::ntp) >> 32, 0xffff'ffffU);
    EXPECT_EQ(timestamp_of(at(end_of_era_0, 1), Format::ntp) >> 32, 0U);
    for (const std::int64_t away : {-3600, -1, 0, 1, 3600}) {
        const auto time = at(end_of_era_0 + away, 5);
        EXPECT_EQ(time_of(timestamp_of(time, Format::ntp), Format::ntp, at(end_of_era_0)), time) << away;
    }
}

TEST(StampTimestamp, OverTheWrapGivesADifferenceThatIsRight) {
    const auto before = at(end_of_era_0 - 1, 900'000'000);
    const auto after = before + 200ms;
    const auto read = [&](WallTime time) { return *time_of(timestamp_of(time, Format::ntp), Format::ntp, after); };
    EXPECT_EQ(read(after) - read(before), 200ms);
}

TEST(StampTimestamp, OfZeroIsNoTime) {
    EXPECT_FALSE(time_of(0, Format::ntp, at(0)));
    EXPECT_FALSE(time_of(0, Format::ptp, at(0)));
}

TEST(StampTimestamp, OfPtpHasLessThanASecondOfNanoseconds) {
    EXPECT_TRUE(time_of(0x1'0000'0000U | 999'999'999U, Format::ptp, at(0)));
    EXPECT_FALSE(time_of(0x1'0000'0000U | 1'000'000'000U, Format::ptp, at(0)));
}

TEST(StampErrorEstimate, IsReadAsItIsWritten) {
    for (unsigned bits = 0; bits <= 0xffff; ++bits) {
        const auto estimate = decode_error_estimate(static_cast<std::uint16_t>(bits));
        ASSERT_EQ(estimate.has_value(), (bits & 0xff) != 0);
        if (estimate) {
            EXPECT_EQ(encode(*estimate), bits);
        }
    }
}

TEST(StampErrorEstimate, OfMultiplierZeroIsNone) {
    EXPECT_FALSE(decode_error_estimate(0x8000));
}

TEST(StampErrorEstimate, IsTheLeastThatIsNotBelowTheBound) {
    for (std::int64_t bound = 1; bound < 4'000'000'000'000'000'000; bound = bound * 3 + 1) {
        const auto estimate = error_estimate(true, Format::ntp, Nanoseconds(bound));
        EXPECT_GE(estimate.bound().count(), bound);
        EXPECT_LE(static_cast<double>(estimate.bound().count()), static_cast<double>(bound) * 1.01 + 2);
        EXPECT_NE(estimate.multiplier, 0);
    }
    EXPECT_EQ(error_estimate(true, Format::ntp, 0ns).multiplier, 1);
}

TEST(StampErrorEstimate, OfTheLargestScaleIsAsMuchAsCanBeSaid) {
    EXPECT_EQ((ErrorEstimate{true, Format::ntp, 63, 255}).bound(), Nanoseconds::max());
    EXPECT_EQ((ErrorEstimate{true, Format::ntp, 32, 1}).bound(), 1s);
    EXPECT_EQ((ErrorEstimate{true, Format::ntp, 0, 1}).bound(), 1ns);
}

}  // namespace
}  // namespace magpie::stamp
