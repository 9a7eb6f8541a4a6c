#include "agent/sources/wifi/station_counts.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using netlink::Station;

constexpr Monotonic start{1h};

/// One station that is looked at every ten seconds.
struct Looks {
    StationCounters counters;
    LookInterval interval{std::nullopt, start};
    Station station{.receive_bytes = 1000,
                    .transmit_bytes = 2000,
                    .receive_packets = 10,
                    .transmit_packets = 20,
                    .transmit_retries = 3,
                    .transmit_failed = 1,
                    .connected = 600s,
                    .associated_at = 3000s,
                    .receive_airtime = 100us,
                    .transmit_airtime = 200us,
                    .authorized = true};

    StationCounts look() {
        auto counts = counters.advance(station, interval);
        interval = {interval.to, interval.to + 10s};
        return counts;
    }
    /// Ten seconds on, in the same association.
    StationCounts next() {
        if (station.connected) {
            *station.connected += 10s;
        }
        return look();
    }
    /// As the kernel makes the station anew: five seconds ago, with counters from zero.
    void reassociates() {
        const auto at = interval.to - 5s;
        station.connected = station.connected ? std::optional(5s) : std::nullopt;
        station.associated_at = station.associated_at ? std::optional(at.time_since_epoch()) : std::nullopt;
    }
};

TEST(StationCounters, AStationFromBeforeTheFirstLookIsOnlyABase) {
    Looks looks;
    const auto counts = looks.look();
    EXPECT_FALSE(counts.receive_bytes);
    EXPECT_FALSE(counts.transmit_bytes);
    EXPECT_FALSE(counts.packets);
    EXPECT_FALSE(counts.retries);
    EXPECT_FALSE(counts.failed);
    EXPECT_FALSE(counts.receive_airtime);
    EXPECT_FALSE(counts.transmit_airtime);
}

TEST(StationCounters, WhatIsCountedIsTheDifferenceOfTwoLooks) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes = 1500;
    looks.station.transmit_bytes = 2001;
    looks.station.transmit_packets = 50;
    looks.station.transmit_retries = 5;
    looks.station.transmit_failed = 4;
    looks.station.receive_airtime = 150us;
    looks.station.transmit_airtime = 900us;
    const auto counts = looks.next();
    EXPECT_EQ(counts.receive_bytes, 500U);
    EXPECT_EQ(counts.transmit_bytes, 1U);
    EXPECT_EQ(counts.packets, 30U);
    EXPECT_EQ(counts.retries, 2U);
    EXPECT_EQ(counts.failed, 3U);
    EXPECT_EQ(counts.receive_airtime, 50U);
    EXPECT_EQ(counts.transmit_airtime, 700U);
}

TEST(StationCounters, AStationThatJoinedSinceTheLookBeforeCountsInFull) {
    Looks looks;
    looks.interval = {start, start + 10s};
    looks.reassociates();
    const auto counts = looks.look();
    EXPECT_EQ(counts.receive_bytes, 1000U);
    EXPECT_EQ(counts.packets, 20U);
    EXPECT_EQ(counts.transmit_airtime, 200U);
}

TEST(StationCounters, OneOfTheTwoTimesIsEnoughToTellThatItJoined) {
    Looks by_age;
    by_age.interval = {start, start + 10s};
    by_age.station.associated_at.reset();
    by_age.reassociates();
    EXPECT_EQ(by_age.look().receive_bytes, 1000U);

    Looks by_clock;
    by_clock.interval = {start, start + 10s};
    by_clock.station.connected.reset();
    by_clock.reassociates();
    EXPECT_EQ(by_clock.look().receive_bytes, 1000U);
}

TEST(StationCounters, AStationThatWasThereBeforeTheLookBeforeIsOnlyABase) {
    Looks looks;
    looks.interval = {start, start + 10s};
    looks.station.connected = 12s;
    looks.station.associated_at = (start - 2s).time_since_epoch();
    EXPECT_FALSE(looks.look().receive_bytes);

    Looks by_age;
    by_age.interval = {start, start + 10s};
    by_age.station.associated_at.reset();
    by_age.station.connected = 12s;
    EXPECT_FALSE(by_age.look().receive_bytes);

    Looks by_clock;
    by_clock.interval = {start, start + 10s};
    by_clock.station.connected.reset();
    by_clock.station.associated_at = start.time_since_epoch();
    EXPECT_FALSE(by_clock.look().receive_bytes);
}

TEST(StationCounters, AStationOfWhichNobodySaysWhenItJoinedIsOnlyABase) {
    Looks looks;
    looks.interval = {start, start + 10s};
    looks.station.connected.reset();
    looks.station.associated_at.reset();
    EXPECT_FALSE(looks.look().receive_bytes);
}

TEST(StationCounters, AReassociationCountsInFull) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes = 900;    // less than before
    looks.station.transmit_bytes = 2500;  // more than before, and yet all of it new
    looks.station.transmit_packets = 7;
    looks.reassociates();
    const auto counts = looks.look();
    EXPECT_EQ(counts.receive_bytes, 900U);
    EXPECT_EQ(counts.transmit_bytes, 2500U);
    EXPECT_EQ(counts.packets, 7U);
}

TEST(StationCounters, AReassociationShowsInAnAgeThatWentDown) {
    Looks looks;
    looks.station.associated_at.reset();
    looks.look();
    looks.station.transmit_bytes = 2500;
    looks.reassociates();
    EXPECT_EQ(looks.look().transmit_bytes, 2500U);
}

/// The association is renewed, but the kernel kept its station and counts on.
TEST(StationCounters, ARenewedAssociationOfAnOldStationIsNoJump) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes = 1500;
    looks.station.associated_at = (looks.interval.to - 5s).time_since_epoch();
    EXPECT_EQ(looks.next().receive_bytes, 500U);
}

TEST(StationCounters, TheIntervalAfterAReassociationIsADifferenceAgain) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes = 900;
    looks.reassociates();
    looks.look();
    looks.station.receive_bytes = 1900;
    EXPECT_EQ(looks.next().receive_bytes, 1000U);
}

/// A look begins before its stations are read.
TEST(StationCounters, AnAssociationWithinALookCountsInFullOnce) {
    Looks looks;
    looks.interval = {start, start + 10s};
    looks.station.connected = 0s;
    looks.station.associated_at = (start + 10s + 5ms).time_since_epoch();
    EXPECT_EQ(looks.look().receive_bytes, 1000U);
    looks.station.receive_bytes = 1500;
    EXPECT_EQ(looks.next().receive_bytes, 500U);
}

TEST(StationCounters, NarrowCountersWrap) {
    constexpr auto top = std::numeric_limits<std::uint32_t>::max();
    Looks looks;
    looks.station.transmit_packets = top - 9;
    looks.station.transmit_retries = top;
    looks.station.transmit_failed = top - 1;
    looks.look();
    looks.station.transmit_packets = 20;
    looks.station.transmit_retries = 0;
    looks.station.transmit_failed = 1;
    const auto counts = looks.next();
    EXPECT_EQ(counts.packets, 30U);
    EXPECT_EQ(counts.retries, 1U);
    EXPECT_EQ(counts.failed, 3U);
}

TEST(StationCounters, AWrapIsBelievedBelowHalfOfTheRange) {
    Looks looks;
    looks.station.transmit_packets = 0x8000'0001;
    looks.station.transmit_retries = 0x8000'0000;
    looks.look();
    looks.station.transmit_packets = 0;  // 2^31 - 1 on
    looks.station.transmit_retries = 0;  // 2^31 on
    const auto counts = looks.next();
    EXPECT_EQ(counts.packets, 0x7fff'ffffU);
    EXPECT_FALSE(counts.retries);
}

TEST(StationCounters, HalfTheRangeOfFramesUpwardsIsNotBelievedEither) {
    Looks looks;
    looks.look();
    looks.station.transmit_packets = 20 + 0x8000'0000U;
    EXPECT_FALSE(looks.next().packets);
    *looks.station.transmit_packets += 5;
    EXPECT_EQ(looks.next().packets, 5U);
}

TEST(StationCounters, NarrowBytesWrapAtFourGibibytes) {
    Looks looks;
    looks.station.narrow_bytes = true;
    looks.station.receive_bytes = 0xffff'fff0;
    looks.station.transmit_bytes = 0xffff'ffff;
    looks.look();
    looks.station.receive_bytes = 0x10;
    looks.station.transmit_bytes = 999'999;
    const auto counts = looks.next();
    EXPECT_EQ(counts.receive_bytes, 0x20U);
    EXPECT_EQ(counts.transmit_bytes, 1'000'000U);
}

TEST(StationCounters, NarrowBytesMayGoOnByMoreThanHalfOfTheirRange) {
    Looks looks;
    looks.station.narrow_bytes = true;
    looks.look();
    *looks.station.receive_bytes += 3'000'000'000;
    EXPECT_EQ(looks.next().receive_bytes, 3'000'000'000U);
}

TEST(StationCounters, NarrowBytesThatFellALittleDidNotWrap) {
    Looks looks;
    looks.station.narrow_bytes = true;
    looks.station.receive_bytes = 3'000'000'000;
    looks.look();
    looks.station.receive_bytes = 2'000'000'000;
    EXPECT_FALSE(looks.next().receive_bytes);
}

TEST(StationCounters, WideBytesDoNotWrap) {
    Looks looks;
    looks.station.receive_bytes = 0xffff'fff0;
    looks.look();
    looks.station.receive_bytes = 0x10;
    EXPECT_FALSE(looks.next().receive_bytes);
}

/// A firmware that was started anew under a station that stayed.
TEST(StationCounters, AFallWithoutAReassociationIsANewBase) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes = 10;
    looks.station.transmit_packets = 2;
    looks.station.transmit_airtime = 1us;
    looks.station.transmit_bytes = 2500;
    const auto counts = looks.next();
    EXPECT_FALSE(counts.receive_bytes);
    EXPECT_FALSE(counts.packets);
    EXPECT_FALSE(counts.transmit_airtime);
    EXPECT_EQ(counts.transmit_bytes, 500U);
    looks.station.receive_bytes = 15;
    EXPECT_EQ(looks.next().receive_bytes, 5U);
}

TEST(StationCounters, MoreBytesThanAnyWifiCarriesAreNotBelieved) {
    Looks looks;
    looks.look();
    *looks.station.receive_bytes += 66'000'000'000;  // ten seconds, and one for what comes late
    *looks.station.transmit_bytes += 66'000'000'001;
    const auto counts = looks.next();
    EXPECT_EQ(counts.receive_bytes, 66'000'000'000U);
    EXPECT_FALSE(counts.transmit_bytes);
}

TEST(StationCounters, AirtimeWellAboveTheTimePassedIsNotBelieved) {
    Looks looks;
    looks.look();
    *looks.station.receive_airtime += 16s;
    *looks.station.transmit_airtime += 16s + 1us;
    const auto counts = looks.next();
    EXPECT_EQ(counts.receive_airtime, 16'000'000U);
    EXPECT_FALSE(counts.transmit_airtime);
}

TEST(StationCounters, AnAbsurdCounterOfANewStationIsNotBelieved) {
    Looks looks;
    looks.interval = {start, start + 10s};
    looks.reassociates();
    looks.station.receive_bytes = std::numeric_limits<std::uint64_t>::max() - 5;
    EXPECT_FALSE(looks.look().receive_bytes);
    looks.station.receive_bytes = std::numeric_limits<std::uint64_t>::max() - 2;
    EXPECT_EQ(looks.next().receive_bytes, 3U);
}

TEST(StationCounters, ACounterThatIsNotToldOnceLosesNothing) {
    Looks looks;
    looks.look();
    looks.station.receive_bytes.reset();
    EXPECT_FALSE(looks.next().receive_bytes);
    looks.station.receive_bytes = 1700;
    EXPECT_EQ(looks.next().receive_bytes, 700U);
}

TEST(StationCounters, ACounterThatIsFirstToldLaterIsOnlyABase) {
    Looks looks;
    looks.station.transmit_airtime.reset();
    looks.look();
    looks.station.transmit_airtime = 900us;
    EXPECT_FALSE(looks.next().transmit_airtime);
    looks.station.transmit_airtime = 950us;
    EXPECT_EQ(looks.next().transmit_airtime, 50U);
}

TEST(StationCounters, OnlyAnEarlierAssociationIsOutlived) {
    Looks looks;
    EXPECT_FALSE(looks.counters.outlived(looks.station));
    looks.look();
    EXPECT_FALSE(looks.counters.outlived(looks.station));
    auto other = looks.station;
    other.associated_at = 2999s;
    EXPECT_TRUE(looks.counters.outlived(other));
    other.associated_at = 3001s;
    EXPECT_FALSE(looks.counters.outlived(other));
    other.associated_at.reset();
    EXPECT_FALSE(looks.counters.outlived(other));
}

}  // namespace
}  // namespace magpie::agent
