#include "agent/capture/air/threats.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent {
namespace {

using capture::Threat;
using capture::ThreatSeen;
using namespace std::chrono_literals;

constexpr CaptureTime start{1000s};

Evidence evidence(Threat threat, unsigned number, unsigned sequence, CaptureTime::duration after) {
    return {.threat = threat,
            .bssid = {{2, 0, 0, 0, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}},
            .ssid = capture::text32("City"),
            .mhz = 2437,
            .signal_dbm = -40,
            .sequence = static_cast<std::uint16_t>(sequence),
            .at = start + after};
}

std::vector<ThreatSeen> take(Threats& threats, CaptureTime::duration after) {
    std::vector<capture::Record> records;
    threats.take(start + after, records);
    std::vector<ThreatSeen> seen;
    for (const auto& record : records) {
        seen.push_back(std::get<ThreatSeen>(record));
    }
    return seen;
}

TEST(Threats, BeginOnceAndEndOnce) {
    Threats threats;
    threats.add(evidence(Threat::unknown_bssid, 1, 1, 0ms));
    threats.add(evidence(Threat::unknown_bssid, 1, 2, 102ms));
    EXPECT_TRUE(take(threats, 200ms).empty());
    const auto begun = take(threats, 300ms);
    ASSERT_EQ(begun.size(), 1U);
    EXPECT_EQ(begun[0].present, 1);
    EXPECT_EQ(begun[0].frames, 2U);
    EXPECT_EQ(begun[0].begun_ago_us, 300'000U);
    EXPECT_TRUE(take(threats, 400ms).empty());
    EXPECT_TRUE(take(threats, 30s).empty());
    const auto ended = take(threats, 31s);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].present, 0);
    EXPECT_TRUE(take(threats, 32s).empty());
}

TEST(Threats, WhatOneFrameShowedIsForgotten) {
    Threats threats;
    threats.add(evidence(Threat::unknown_bssid, 1, 1, 0ms));
    EXPECT_TRUE(take(threats, 31s).empty());
    threats.add(evidence(Threat::unknown_bssid, 1, 2, 32s));
    EXPECT_TRUE(take(threats, 33s).empty());
}

TEST(Threats, AreNotOlderThanTheirEvidenceWhenTheClockIsSetForward) {
    Threats threats;
    threats.add(evidence(Threat::deauthentications, 1, 1, 0ms));
    (void)take(threats, 0ms);
    threats.add(evidence(Threat::deauthentications, 1, 2, 10'000h));
    std::vector<capture::Record> records;
    threats.tell(start + 10'000h + 1s, records);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(std::get<ThreatSeen>(records[0]).begun_ago_us, 1'000'000U);
    EXPECT_EQ(std::get<ThreatSeen>(records[0]).frames, 1U);
}

TEST(Threats, AFloodNeedsNoSecondFrameAndEndsSooner) {
    Threats threats;
    threats.add(evidence(Threat::deauthentications, 1, 1, 0ms));
    EXPECT_EQ(take(threats, 0ms).size(), 1U);
    EXPECT_TRUE(take(threats, 10s).empty());
    EXPECT_EQ(take(threats, 11s).size(), 1U);
}

TEST(Threats, OfOneBssidAreSeveral) {
    Threats threats;
    for (const auto threat : {Threat::unknown_bssid, Threat::open_twin}) {
        threats.add(evidence(threat, 1, 1, 0ms));
        threats.add(evidence(threat, 1, 2, 102ms));
    }
    EXPECT_EQ(take(threats, 300ms).size(), 2U);
    EXPECT_TRUE(threats.is_present(Threat::open_twin, evidence(Threat::open_twin, 1, 1, 0ms).bssid));
    EXPECT_FALSE(threats.is_present(Threat::two_clocks, evidence(Threat::open_twin, 1, 1, 0ms).bssid));
}

TEST(Threats, AreToldWhileTheyLast) {
    Threats threats;
    threats.add(evidence(Threat::deauthentications, 1, 1, 0ms));
    (void)take(threats, 0ms);
    std::vector<capture::Record> records;
    threats.tell(start + 1s, records);
    EXPECT_EQ(records.size(), 1U);
    records.clear();
    threats.tell(start + 11s, records);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(std::get<ThreatSeen>(records[0]).present, 0);
}

TEST(Threats, WhatHasNotBegunGivesWay) {
    Threats threats;
    for (unsigned i = 0; i < 128; ++i) {
        threats.add(evidence(Threat::look_alike, i, 1, 0ms));
    }
    for (unsigned i = 1000; i < 1128; ++i) {
        threats.add(evidence(Threat::deauthentications, i, 1, 100ms));
    }
    EXPECT_EQ(take(threats, 300ms).size(), 128U);
    threats.add(evidence(Threat::deauthentications, 1, 1, 400ms));
    EXPECT_TRUE(take(threats, 400ms).empty());
    EXPECT_EQ(take(threats, 30s).size(), 128U);
}

}  // namespace
}  // namespace magpie::agent
