#include "agent/capture/air/beacon_clock.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <initializer_list>

namespace magpie::agent {
namespace {

constexpr std::uint64_t interval = 102'400;

/// The clock of an access point, and our own.
struct Pair {
    std::uint64_t clock_us = 1'000'000'000;  // when ours shows `ours_us`
    std::uint64_t ours_us = 500;
    double skew_ppm = 0;

    /// When so much has passed by theirs.
    [[nodiscard]] std::uint64_t ours_at(std::uint64_t passed) const {
        return ours_us + static_cast<std::uint64_t>(std::llround(static_cast<double>(passed) / (1 + skew_ppm / 1e6)));
    }
    /// A beacon that is to leave when so much has passed, and leaves `late` after that; stamped with either.
    [[nodiscard]] BeaconClock::Stamp beacon(std::uint64_t passed, std::uint64_t late, bool stamped_late) const {
        return {.timestamp_us = clock_us + passed + (stamped_late ? late : 0),
                .interval_tu = 100,
                .local_us = ours_at(passed) + late,
                .of_radio = true,
                .at = CaptureTime(std::chrono::microseconds(passed + late))};
    }
};

TEST(ClockLine, FindsTheSkew) {
    const Pair pair{.skew_ppm = 25};
    ClockLine line(pair.clock_us, pair.ours_us);
    for (std::uint64_t i = 0; i < 1000; ++i) {
        line.add(pair.clock_us + i * interval, pair.ours_at(i * interval));
    }
    EXPECT_LT(std::abs(line.ahead(pair.clock_us + 1010 * interval, pair.ours_at(1010 * interval))), 3);
    EXPECT_NEAR(line.ahead(pair.clock_us + 1010 * interval + 500, pair.ours_at(1010 * interval)), 500, 3);
}

TEST(ClockLine, StaysWithAClockThatIsKeptForADay) {
    const Pair pair{.skew_ppm = -40};
    ClockLine line(pair.clock_us, pair.ours_us);
    for (std::uint64_t i = 0; i < 843'750; ++i) {
        line.add(pair.clock_us + i * interval, pair.ours_at(i * interval));
    }
    EXPECT_LT(std::abs(line.ahead(pair.clock_us + 843'750 * interval, pair.ours_at(843'750 * interval))), 3);
}

TEST(BeaconClock, LosesNothingOfWhatIsHeard) {
    BeaconClock clock;
    const Pair pair{.skew_ppm = 20};
    for (std::uint64_t i = 0; i < 1000; ++i) {
        EXPECT_FALSE(clock.hear(pair.beacon(i * interval, 0, true), true));
    }
    EXPECT_EQ(clock.expected(), 1000U);
    EXPECT_EQ(clock.lost(), 0U);
}

TEST(BeaconClock, CountsWhatIsNotHeard) {
    BeaconClock clock;
    const Pair pair{};
    for (std::uint64_t i = 0; i < 1000; ++i) {
        if (i % 10 < 7) {
            EXPECT_FALSE(clock.hear(pair.beacon(i * interval, 0, true), true));
        }
    }
    EXPECT_EQ(clock.expected(), 997U);
    EXPECT_EQ(clock.lost(), 297U);
}

TEST(BeaconClock, WhereNobodyListenedNothingIsLost) {
    BeaconClock clock;
    const Pair pair{};
    (void)clock.hear(pair.beacon(0, 0, true), true);
    (void)clock.hear(pair.beacon(20 * interval, 0, true), false);
    (void)clock.hear(pair.beacon(200 * interval, 0, true), true);  // it was away, not lost
    EXPECT_EQ(clock.expected(), 3U);
    EXPECT_EQ(clock.lost(), 0U);
}

TEST(BeaconClock, ABeaconThatIsHeardTwiceIsOne) {
    BeaconClock clock;
    const Pair pair{};
    for (std::uint64_t i = 0; i < 100; ++i) {
        (void)clock.hear(pair.beacon(i * interval, 0, true), true);
        EXPECT_FALSE(clock.hear(pair.beacon(i * interval, 0, true), true));
    }
    EXPECT_EQ(clock.expected(), 100U);
    EXPECT_EQ(clock.lost(), 0U);
}

/// Mean lateness, when every fourth beacon leaves 4 ms late.
double jitter(bool stamped_late, double skew_ppm) {
    BeaconClock clock;
    const Pair pair{.skew_ppm = skew_ppm};
    for (std::uint64_t i = 0; i < 2000; ++i) {
        EXPECT_FALSE(clock.hear(pair.beacon(i * interval, i % 4 == 0 ? 4000 : 0, stamped_late), true));
    }
    return static_cast<double>(clock.jitter_us()) / static_cast<double>(clock.jitters());
}

TEST(BeaconClock, TellsHowLateBeaconsLeaveHoweverTheyAreStamped) {
    EXPECT_NEAR(jitter(true, 0), 1000, 60);
    EXPECT_NEAR(jitter(false, 0), 1000, 120);
}

TEST(BeaconClock, SkewIsNoLateness) {
    EXPECT_NEAR(jitter(true, 50), 1000, 60);
    EXPECT_NEAR(jitter(false, -50), 1000, 120);
}

TEST(BeaconClock, OfAPunctualAccessPointThereIsNoJitter) {
    BeaconClock clock;
    const Pair pair{.skew_ppm = 100};
    for (std::uint64_t i = 0; i < 2000; ++i) {
        (void)clock.hear(pair.beacon(i * interval + 300, 0, true), true);
    }
    EXPECT_LT(clock.jitter_us(), clock.jitters() * 5);
}

TEST(BeaconClock, ARestartIsNoSecondClock) {
    BeaconClock clock;
    Pair pair{};
    std::uint64_t passed = 0;
    for (int restart = 0; restart < 5; ++restart) {
        for (int i = 0; i < 50; ++i, passed += interval) {
            EXPECT_FALSE(clock.hear(pair.beacon(passed, 0, true), true));
        }
        passed += 3'000'000;
        pair.clock_us = 0 - passed;
    }
    EXPECT_LT(clock.lost(), 5 * 21U);
}

TEST(BeaconClock, ARadioWhoseClockIsSetHearsNoSecondClock) {
    BeaconClock clock;
    Pair pair{};
    for (std::uint64_t i = 0; i < 500; ++i) {
        if (i % 50 == 0) {
            pair.ours_us = i * 1'234'567;
        }
        EXPECT_FALSE(clock.hear(pair.beacon(i * interval, 0, true), true));
    }
}

TEST(BeaconClock, AStampThatIsNonsenseNowAndThenIsNoSecondClock) {
    BeaconClock clock;
    const Pair pair{};
    for (std::uint64_t i = 0; i < 500; ++i) {
        auto stamp = pair.beacon(i * interval, 0, true);
        if (i % 7 == 0) {
            stamp.timestamp_us = i * 0x9e37'79b9'7f4a'7c15;
        }
        EXPECT_FALSE(clock.hear(stamp, true)) << i;
    }
    EXPECT_LT(clock.lost(), 100U);
}

TEST(BeaconClock, TwoClocksAreSeenWhileBothGoOn) {
    BeaconClock clock;
    const Pair one{.skew_ppm = 10};
    const Pair two{.clock_us = 77'000'000, .skew_ppm = -10};
    for (std::uint64_t i = 0; i < 100; ++i) {
        EXPECT_FALSE(clock.hear(one.beacon(i * interval, 0, true), true));
    }
    unsigned seen = 0;
    for (std::uint64_t i = 100; i < 200; ++i) {
        seen += clock.hear(one.beacon(i * interval, 0, true), true) ? 1 : 0;
        seen += clock.hear(two.beacon(i * interval + 40'000, 0, true), true) ? 1 : 0;
    }
    EXPECT_GE(seen, 190U);
    EXPECT_LE(clock.expected(), 200U);
    for (std::uint64_t i = 250; i < 300; ++i) {
        EXPECT_FALSE(clock.hear(one.beacon(i * interval, 0, true), true));
    }
}

TEST(BeaconClock, AnotherIntervalHidesNoSecondClock) {
    BeaconClock clock;
    const Pair one{};
    const Pair two{.clock_us = 77'000'000};
    bool seen = false;
    for (std::uint64_t i = 0; i < 20; ++i) {
        (void)clock.hear(one.beacon(i * interval, 0, true), true);
        auto stamp = two.beacon(i * interval + 40'000, 0, true);
        stamp.interval_tu = 101;
        seen |= clock.hear(stamp, true);
    }
    EXPECT_TRUE(seen);
}

TEST(BeaconClock, ExtremesAreHarmless) {
    BeaconClock clock;
    for (const std::uint64_t timestamp : {0ULL, ~0ULL, 1ULL << 63, (1ULL << 63) - 1}) {
        for (const std::uint64_t local : {0ULL, ~0ULL, 1ULL << 63, (1ULL << 63) - 1}) {
            for (const auto tu : std::initializer_list<std::uint16_t>{0, 1, 0xffff}) {
                (void)clock.hear({timestamp, tu, local, true, {}}, true);
                (void)clock.hear({timestamp, tu, local, false, {}}, true);
            }
        }
    }
    EXPECT_LE(clock.lost(), clock.expected());
}

}  // namespace
}  // namespace magpie::agent
