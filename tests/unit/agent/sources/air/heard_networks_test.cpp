#include "agent/sources/air/heard_networks.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto airtime = "magpie_air_airtime_seconds_total";
constexpr auto frames = "magpie_air_frames_total";
constexpr auto signal = "magpie_air_signal_dbm";

capture::Bssid bssid(unsigned number) {
    return {2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
}

capture::Network network(unsigned number, std::string_view ssid = "SEOUL") {
    return {.bssid = bssid(number),
            .own = 1,
            .ssid = capture::text32(ssid),
            .mhz = 5180,
            .signal_dbm = -60,
            .frames = {100, 10, 0, 1000},
            .airtime_us = {1'000'000, 500'000, 0, 2'500'000},
            .retries = 50,
            .beacons_expected = 110,
            .beacons_lost = 10,
            .jitter_us = 3000,
            .jitters = 100,
            .load = 51};
}

class HeardNetworksTest : public testing::Test {
  protected:
    Readings read(HeardNetworks& networks) {
        Readings readings;
        networks.write(readings, clock_.now());
        return readings;
    }
    bool hears(HeardNetworks& networks, const capture::Network& network) {
        return networks.hear(network, clock_.now());
    }

    fakes::FakeClock clock_;
    OwnNames names_{{"SEOUL", "SEOUL_Secure"}};
    HeardNetworks networks_{names_, {}};
    HeardNetworks detailed_{names_, {.detail = true}};
    HeardNetworks knowing_{names_, {.access_points_known = true}};
};

TEST_F(HeardNetworksTest, TellsAllOfAnOwnNetwork) {
    EXPECT_TRUE(hears(networks_, network(1)));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "SEOUL"}), 4);
    EXPECT_EQ(value_of(readings, frames, {"5GHz", "SEOUL", "beacon"}), 100);
    EXPECT_EQ(value_of(readings, frames, {"5GHz", "SEOUL", "data"}), 1000);
    EXPECT_EQ(value_of(readings, "magpie_air_retries_total", {"5GHz", "SEOUL"}), 50);
    EXPECT_EQ(value_of(readings, "magpie_air_beacons_expected_total", {"5GHz", "SEOUL"}), 110);
    EXPECT_EQ(value_of(readings, "magpie_air_beacons_lost_total", {"5GHz", "SEOUL"}), 10);
    EXPECT_EQ(value_of(readings, signal, {"5GHz", "SEOUL"}), -60);
    EXPECT_EQ(value_of(readings, "magpie_air_load_ratio", {"5GHz", "SEOUL"}), 0.2);
}

TEST_F(HeardNetworksTest, WhatWasNotCountedIsNoSeries) {
    EXPECT_TRUE(hears(networks_, network(1)));
    EXPECT_EQ(value_of(read(networks_), frames, {"5GHz", "SEOUL", "control"}), std::nullopt);
}

TEST_F(HeardNetworksTest, OfOthersTellsOnlyWhatTheyTakeOfTheAir) {
    EXPECT_TRUE(hears(networks_, network(1, "someone")));
    EXPECT_TRUE(hears(networks_, network(2, "")));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "other"}), 8);
    EXPECT_EQ(readings.all().size(), 1U);
}

TEST_F(HeardNetworksTest, InDetailTellsFramesOfOthersAndHowLateOwnBeaconsLeave) {
    EXPECT_TRUE(hears(detailed_, network(1)));
    EXPECT_TRUE(hears(detailed_, network(2, "someone")));
    const auto readings = read(detailed_);
    EXPECT_EQ(value_of(readings, frames, {"5GHz", "other", "data"}), 1000);
    EXPECT_EQ(value_of(readings, "magpie_air_retries_total", {"5GHz", "other"}), 50);
    EXPECT_EQ(value_of(readings, "magpie_air_beacons_lost_total", {"5GHz", "other"}), std::nullopt);
    EXPECT_EQ(value_of(readings, "magpie_air_beacon_jitter_seconds", {"5GHz", "SEOUL"}), 30e-6);
}

TEST_F(HeardNetworksTest, JitterIsThatOfTheTimeSinceTheReportBefore) {
    auto heard = network(1);
    EXPECT_TRUE(hears(detailed_, heard));
    (void)read(detailed_);
    EXPECT_EQ(value_of(read(detailed_), "magpie_air_beacon_jitter_seconds", {"5GHz", "SEOUL"}), std::nullopt);
    heard.jitter_us += 700;
    heard.jitters += 10;
    EXPECT_TRUE(hears(detailed_, heard));
    EXPECT_EQ(value_of(read(detailed_), "magpie_air_beacon_jitter_seconds", {"5GHz", "SEOUL"}), 70e-6);
}

TEST_F(HeardNetworksTest, WhoBearsAnOwnNameWithoutBeingOneIsAnother) {
    auto stranger = network(1);
    stranger.own = 0;
    EXPECT_TRUE(hears(knowing_, stranger));
    EXPECT_EQ(value_of(read(knowing_), airtime, {"5GHz", "SEOUL"}), std::nullopt);
    EXPECT_EQ(value_of(read(knowing_), airtime, {"5GHz", "other"}), 4);
    EXPECT_TRUE(hears(networks_, stranger)) << "but where nobody said which are ours, the name has to do";
    EXPECT_EQ(value_of(read(networks_), airtime, {"5GHz", "SEOUL"}), 4);
}

TEST_F(HeardNetworksTest, AccessPointsOfOneNameAreOneAndTheNearestIsItsSignal) {
    auto far = network(1);
    far.signal_dbm = -85;
    far.load = 255;
    EXPECT_TRUE(hears(networks_, far));
    EXPECT_TRUE(hears(networks_, network(2)));
    auto silent = network(3);
    silent.signal_dbm = 0;
    silent.load = -1;
    EXPECT_TRUE(hears(networks_, silent));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "SEOUL"}), 12);
    EXPECT_EQ(value_of(readings, signal, {"5GHz", "SEOUL"}), -60);
    EXPECT_EQ(value_of(readings, "magpie_air_load_ratio", {"5GHz", "SEOUL"}), 1);
}

TEST_F(HeardNetworksTest, WhatIsHeardNoMoreLeavesGaugesAndStaysInCounters) {
    EXPECT_TRUE(hears(networks_, network(1)));
    clock_.advance(minutes(2) + seconds(1));
    const auto readings = read(networks_);
    EXPECT_EQ(series_of(readings, signal), 0U);
    EXPECT_EQ(series_of(readings, "magpie_air_load_ratio"), 0U);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "SEOUL"}), 4);
}

TEST_F(HeardNetworksTest, ACaptureThatBeginsAnewAddsToWhatWas) {
    EXPECT_TRUE(hears(networks_, network(1)));
    auto anew = network(1);
    anew.frames = {1, 0, 0, 0};
    anew.airtime_us = {1'000'000, 0, 0, 0};
    EXPECT_TRUE(hears(networks_, anew));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, frames, {"5GHz", "SEOUL", "beacon"}), 101);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "SEOUL"}), 5);
}

TEST_F(HeardNetworksTest, ANameThatIsLearntLaterDoesNotTakeWhatWasCounted) {
    auto hidden = network(1, "");
    EXPECT_TRUE(hears(networks_, hidden));
    auto named = network(1);
    named.airtime_us[0] += 1'000'000;
    EXPECT_TRUE(hears(networks_, named));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "other"}), 4);
    EXPECT_EQ(value_of(readings, airtime, {"5GHz", "SEOUL"}), 1);
}

TEST_F(HeardNetworksTest, ChannelsAreSummedByBand) {
    EXPECT_TRUE(networks_.hear({.mhz = 2412, .listened_us = 1'000'000, .airtime_us = 250'000}));
    EXPECT_TRUE(networks_.hear({.mhz = 2437, .listened_us = 1'000'000, .airtime_us = 500'000}));
    const auto readings = read(networks_);
    EXPECT_EQ(value_of(readings, "magpie_air_channel_listened_seconds_total", {"2.4GHz"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_air_channel_airtime_seconds_total", {"2.4GHz"}), 0.75);
}

TEST_F(HeardNetworksTest, WhereNoWifiIsIsNotBelieved) {
    auto nowhere = network(1);
    nowhere.mhz = 0;
    EXPECT_FALSE(hears(networks_, nowhere));
    EXPECT_FALSE(networks_.hear({.mhz = 2413}));
    EXPECT_FALSE(networks_.hear({.mhz = 1'000'000}));
    EXPECT_TRUE(read(networks_).all().empty());
}

TEST_F(HeardNetworksTest, NetworksWithoutEndAreBoundedAndTheirSeriesTooAndCountersNeverFall) {
    double before = 0;
    for (unsigned number = 0; number < 5000; ++number) {
        auto heard = network(number, std::to_string(number % 7));
        heard.frames = {number * 7919ULL, ~0ULL - number, 0, 1};
        heard.airtime_us = {~0ULL / (number + 1), 5, 0, 0};
        EXPECT_TRUE(hears(networks_, heard));
        clock_.advance(seconds(1));
        const auto readings = read(networks_);
        const auto now = value_of(readings, airtime, {"5GHz", "other"}).value_or(0);
        EXPECT_GE(now, before);
        before = now;
        EXPECT_EQ(readings.all().size(), 1U);
    }
}

}  // namespace
}  // namespace magpie::agent
