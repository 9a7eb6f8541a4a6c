#include "agent/capture/client/segments.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>

namespace magpie::agent::client {
namespace {

using namespace std::chrono_literals;
using Kind = Segments::Kind;

constexpr CaptureTime start{std::chrono::hours(500'000)};

TEST(Segments, WhatFollowsIsFresh) {
    Segments segments;
    EXPECT_EQ(segments.take(100, 50, start), Kind::fresh);
    EXPECT_EQ(segments.take(150, 50, start), Kind::fresh);
}

TEST(Segments, WhatPassedBeforeIsSentAgain) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.take(100, 50, start), Kind::again);
    // The end of it, together with more.
    EXPECT_EQ(segments.take(120, 50, start), Kind::again);
    EXPECT_EQ(segments.take(170, 10, start), Kind::fresh);
}

TEST(Segments, KeepAlivesAreNone) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.take(149, 1, start), Kind::keep_alive);
    EXPECT_EQ(segments.take(149, 1, start), Kind::keep_alive);
    EXPECT_EQ(segments.take(150, 1, start), Kind::fresh);
}

TEST(Segments, WhatFillsAHoleHasNotPassedBefore) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.take(200, 50, start), Kind::fresh);
    EXPECT_EQ(segments.take(150, 25, start), Kind::fresh);
    EXPECT_EQ(segments.take(150, 25, start), Kind::again);
    EXPECT_EQ(segments.take(175, 25, start), Kind::fresh);
    EXPECT_EQ(segments.take(175, 25, start), Kind::again);
}

TEST(Segments, SeveralHolesAreRemembered) {
    Segments segments;
    static_cast<void>(segments.take(0, 100, start));
    for (std::uint32_t gap = 1; gap <= 3; ++gap) {
        static_cast<void>(segments.take(gap * 200, 100, start));
    }
    for (std::uint32_t gap = 0; gap < 3; ++gap) {
        EXPECT_EQ(segments.take(gap * 200 + 100, 100, start), Kind::fresh) << gap;
        EXPECT_EQ(segments.take(gap * 200 + 100, 100, start), Kind::again) << gap;
    }
}

TEST(Segments, NumbersWrap) {
    Segments segments;
    EXPECT_EQ(segments.take(0xffffffe0, 0x40, start), Kind::fresh);
    EXPECT_EQ(segments.take(0x20, 0x10, start), Kind::fresh);
    EXPECT_EQ(segments.take(0xffffffe0, 0x40, start), Kind::again);
    // A hole across the wrap.
    Segments other;
    static_cast<void>(other.take(0xffffff00, 0x80, start));
    EXPECT_EQ(other.take(0x80, 0x80, start), Kind::fresh);
    EXPECT_EQ(other.take(0xffffff80, 0x100, start), Kind::fresh);
    EXPECT_EQ(other.take(0xffffff80, 0x100, start), Kind::again);
}

TEST(Segments, NumbersFarAwayBeginAnew) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.take(0x70000000, 50, start), Kind::fresh);
    EXPECT_EQ(segments.take(0x70000032, 50, start), Kind::fresh);
}

TEST(Segments, AnAcknowledgementIsTimed) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    static_cast<void>(segments.take(150, 50, start + 5ms));
    EXPECT_EQ(segments.acknowledged(149, start + 10ms), std::nullopt);
    EXPECT_EQ(segments.acknowledged(200, start + 30ms), std::optional(30'000us));
    EXPECT_EQ(segments.acknowledged(200, start + 40ms), std::nullopt);
}

/// It is not known which of the two was acknowledged.
TEST(Segments, WhatWasSentTwiceIsNotTimed) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    static_cast<void>(segments.take(100, 50, start + 200ms));
    EXPECT_EQ(segments.acknowledged(150, start + 210ms), std::nullopt);
    static_cast<void>(segments.take(150, 50, start + 220ms));
    EXPECT_EQ(segments.acknowledged(200, start + 230ms), std::optional(10'000us));
}

TEST(Segments, AcknowledgementsOfWhatWasNeverSentAreNone) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.acknowledged(1'000'000, start + 10ms), std::nullopt);
}

TEST(Segments, AClockThatIsSetTimesNothing) {
    Segments segments;
    static_cast<void>(segments.take(100, 50, start));
    EXPECT_EQ(segments.acknowledged(150, start - 10ms), std::nullopt);
    static_cast<void>(segments.take(150, 50, start));
    EXPECT_EQ(segments.acknowledged(200, start + 3h), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent::client
