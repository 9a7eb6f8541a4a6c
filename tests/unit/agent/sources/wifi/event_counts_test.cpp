#include "agent/sources/wifi/event_counts.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using netlink::WifiEventType;

constexpr auto first = WifiEventType::interface_added;
constexpr auto last = WifiEventType::disassociated;

std::vector<WifiEventType> types() {
    std::vector<WifiEventType> all;
    for (int number = static_cast<int>(first); number <= static_cast<int>(last); ++number) {
        all.push_back(static_cast<WifiEventType>(number));
    }
    return all;
}

Readings written(const EventCounts& counts) {
    Readings readings;
    counts.write(readings);
    return readings;
}

TEST(EventCounts, AreByRadioAndType) {
    EventCounts counts;
    counts.count("phy0", "join");
    counts.count("phy0", "join");
    counts.count("phy1", "join");
    counts.count("phy0", "leave");
    const auto readings = written(counts);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy0", "join"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy1", "join"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy0", "leave"}), 1);
    EXPECT_EQ(series_of(readings, "magpie_wifi_events_total"), 3U);
}

TEST(EventCounts, RadiosWithoutEndShareOneName) {
    EventCounts counts;
    for (int number = 0; number < 1000; ++number) {
        counts.count("phy" + std::to_string(number), "radio_added");
    }
    counts.count("phy3", "radio_removed");
    const auto readings = written(counts);
    EXPECT_EQ(series_of(readings, "magpie_wifi_events_total"), 18U);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"other", "radio_added"}), 1000 - 16);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy3", "radio_removed"}), 1);
}

TEST(EventCounts, WhatIsUrgentOfARadioBeginsAtZero) {
    EventCounts counts;
    counts.exists("phy0");
    counts.exists("phy0");
    EXPECT_EQ(value_of(written(counts), "magpie_wifi_events_total", {"phy0", "radar_detected"}), 0);
    counts.count("phy0", "radar_detected");
    counts.exists("phy0");
    const auto readings = written(counts);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy0", "radar_detected"}), 1);
    EXPECT_EQ(series_of(readings, "magpie_wifi_events_total"), 1U);
}

TEST(EventCounts, EveryEventOfTheUrgentTableHasAWord) {
    std::set<std::string_view> words{"join", "leave"};
    for (const auto type : types()) {
        words.insert(word(type));
    }
    for (const auto& row : catalogue::urgent) {
        if (row.metric == "magpie_wifi_events_total") {
            EXPECT_TRUE(words.contains(row.is)) << row.is;
        }
    }
}

TEST(EventCounts, RadiosThatExistWithoutEndShareOneName) {
    EventCounts counts;
    for (int number = 0; number < 1000; ++number) {
        counts.exists("phy" + std::to_string(number));
    }
    EXPECT_EQ(series_of(written(counts), "magpie_wifi_events_total"), 17U);
}

TEST(WifiEventType, EachHasAWordOfItsOwn) {
    std::set<std::string_view> words{"join", "leave"};
    for (const auto type : types()) {
        EXPECT_TRUE(words.insert(word(type)).second) << word(type);
        EXPECT_NE(word(type), "unknown");
    }
}

TEST(WifiEventType, WhatAnOperatorMustKnowNow) {
    std::set<std::string_view> urgent;
    for (const auto type : types()) {
        if (is_urgent(type)) {
            urgent.insert(word(type));
        }
    }
    EXPECT_EQ(urgent,
              (std::set<std::string_view>{"radio_added", "radio_removed", "interface_added", "interface_removed",
                                          "channel_switch", "radar_detected", "cac_aborted", "ap_stopped"}));
}

TEST(WifiEventType, ScansAndAvailabilityChecksGoThroughTheCounters) {
    std::set<std::string_view> disturbing;
    for (const auto type : types()) {
        if (disturbs_airtime(type)) {
            disturbing.insert(word(type));
        }
    }
    EXPECT_EQ(disturbing, (std::set<std::string_view>{"scan_started", "scan", "scan_aborted", "cac_started",
                                                      "cac_finished", "cac_aborted"}));
}

}  // namespace
}  // namespace magpie::agent
