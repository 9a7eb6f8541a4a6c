#include "agent/sources/air/air_threats.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "wire/capture/words.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::agent {
namespace {

using capture::Threat;
using fakes::series_of;
using fakes::value_of;
using std::chrono::minutes;
using std::chrono::seconds;
using News = AirThreats::News;

constexpr auto threat = "magpie_air_threat";
constexpr auto begun = "magpie_air_threats_total";
constexpr auto info = "magpie_air_threat_evidence";

capture::ThreatSeen twin(std::uint8_t number = 1) {
    return {.threat = Threat::unknown_bssid,
            .severity = capture::Severity::warning,
            .present = 1,
            .mhz = 2437,
            .bssid = {6, 0, 0, 0, 0, number},
            .signal_dbm = -50,
            .ssid = capture::text32("SEOUL"),
            .frames = 3,
            .begun_ago_us = 0};
}

capture::ThreatSeen ended(capture::ThreatSeen seen) {
    seen.present = 0;
    return seen;
}

class AirThreatsTest : public testing::Test {
  protected:
    News hears(const capture::ThreatSeen& seen) { return threats_.hear(seen, clock_.now()); }
    Readings read() {
        Readings readings;
        threats_.write(readings, clock_.now());
        return readings;
    }

    fakes::FakeClock clock_;
    OwnNames names_{{"SEOUL", "SEOUL_Secure"}};
    AirThreats threats_{names_};
};

TEST_F(AirThreatsTest, WhatIsUrgentIsThereFromTheStart) {
    const auto readings = read();
    std::size_t urgent = 0;
    for (const auto& row : catalogue::urgent) {
        if (row.metric == threat) {
            EXPECT_EQ(value_of(readings, threat, {std::string(row.is), "other"}), 0) << row.alert;
            ++urgent;
        }
    }
    EXPECT_EQ(series_of(readings, threat), urgent);
    EXPECT_EQ(value_of(readings, begun, {"unknown_bssid"}), 0);
    EXPECT_EQ(series_of(readings, begun), capture::threat_count);
}

TEST_F(AirThreatsTest, EveryUrgentRowIsOfAThreat) {
    std::set<std::string_view> words;
    for (std::size_t number = 0; number < capture::threat_count; ++number) {
        EXPECT_TRUE(words.insert(word(static_cast<Threat>(number))).second);
    }
    for (const auto& row : catalogue::urgent) {
        EXPECT_TRUE(row.metric != threat || words.contains(row.is)) << row.alert;
    }
}

TEST_F(AirThreatsTest, OneThatBeginsIsUrgentOnceAndLastsUntilItHasEnded) {
    EXPECT_EQ(hears(twin()), News::urgent);
    EXPECT_EQ(hears(twin()), News::none);
    auto readings = read();
    EXPECT_EQ(value_of(readings, threat, {"unknown_bssid", "SEOUL"}), 1);
    EXPECT_EQ(value_of(readings, threat, {"unknown_bssid", "other"}), 0);
    EXPECT_EQ(value_of(readings, begun, {"unknown_bssid"}), 1);
    EXPECT_EQ(hears(ended(twin())), News::none);
    readings = read();
    EXPECT_EQ(value_of(readings, threat, {"unknown_bssid", "SEOUL"}), 0);
    EXPECT_EQ(value_of(readings, begun, {"unknown_bssid"}), 1);
    EXPECT_EQ(hears(twin()), News::urgent);
    EXPECT_EQ(value_of(read(), begun, {"unknown_bssid"}), 2);
}

TEST_F(AirThreatsTest, TheEvidenceIsToldWhileItLastsAndTenMinutesLonger) {
    EXPECT_EQ(hears(twin(0xab)), News::urgent);
    const std::vector<std::string> evidence{"unknown_bssid", "SEOUL", "06:00:00:00:00:ab", "6", "warning"};
    EXPECT_EQ(value_of(read(), info, evidence), 1);
    EXPECT_EQ(hears(ended(twin(0xab))), News::none);
    clock_.advance(minutes(10) - seconds(1));
    EXPECT_EQ(value_of(read(), info, evidence), 1);
    clock_.advance(seconds(1));
    EXPECT_EQ(series_of(read(), info), 0U);
}

TEST_F(AirThreatsTest, SignalAndFramesAreThoseOfWhatLasts) {
    EXPECT_EQ(hears(twin(1)), News::urgent);
    auto nearer = twin(2);
    nearer.signal_dbm = -40;
    nearer.frames = 4;
    EXPECT_EQ(hears(nearer), News::urgent);
    auto readings = read();
    EXPECT_EQ(value_of(readings, "magpie_air_threat_signal_dbm", {"unknown_bssid", "SEOUL"}), -40);
    EXPECT_EQ(value_of(readings, "magpie_air_threat_frames", {"unknown_bssid", "SEOUL"}), 7);
    (void)hears(ended(twin(1)));
    (void)hears(ended(nearer));
    readings = read();
    EXPECT_EQ(series_of(readings, "magpie_air_threat_signal_dbm"), 0U);
    EXPECT_EQ(series_of(readings, "magpie_air_threat_frames"), 0U);
}

TEST_F(AirThreatsTest, OneOfWhichNothingIsSaidAnyMoreHasEnded) {
    EXPECT_EQ(hears(twin()), News::urgent);
    clock_.advance(seconds(10));
    EXPECT_EQ(value_of(read(), threat, {"unknown_bssid", "SEOUL"}), 1);
    clock_.advance(seconds(1));
    EXPECT_EQ(value_of(read(), threat, {"unknown_bssid", "SEOUL"}), 0);
}

TEST_F(AirThreatsTest, ANameThatIsNotOursIsOther) {
    auto unnamed = twin();
    unnamed.ssid = capture::text32("made up");
    EXPECT_EQ(hears(unnamed), News::urgent);
    EXPECT_EQ(value_of(read(), threat, {"unknown_bssid", "other"}), 1);
}

TEST_F(AirThreatsTest, WhateverAStrangerDoesSeriesAreFew) {
    std::set<std::string> evidence;
    std::size_t refused = 0;
    for (unsigned turn = 0; turn < 3600; ++turn) {
        auto seen = twin(static_cast<std::uint8_t>(turn));
        seen.bssid[4] = static_cast<std::uint8_t>(turn >> 8);
        seen.threat = static_cast<Threat>(turn % capture::threat_count);
        seen.severity = static_cast<capture::Severity>(turn % 3);
        seen.mhz = 2412 + turn % 13 * 5;
        seen.ssid = capture::text32(turn % 2 == 0 ? "SEOUL" : std::to_string(turn));
        refused += hears(seen) == News::too_many ? 1 : 0;
        if (turn % 10 == 0) {
            const auto readings = read();
            EXPECT_LE(readings.all().size(), 7U + 3 * 14 + 8);
            for (const auto& reading : readings.all()) {
                if (catalogue::all[reading.metric].name == info) {
                    evidence.insert(reading.labels[2]);
                }
            }
        }
        clock_.advance(Milliseconds(100));
    }
    EXPECT_GT(refused, 0U);
    EXPECT_LE(evidence.size(), 8U) << "in six minutes: each is a birth";
}

}  // namespace
}  // namespace magpie::agent
