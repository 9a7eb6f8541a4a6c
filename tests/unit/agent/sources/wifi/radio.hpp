#pragma once

#include <gtest/gtest.h>

#include <chrono>

#include "agent/sources/wifi/airtime.hpp"

namespace magpie::agent {

using namespace std::chrono_literals;
using netlink::Survey;
using netlink::WorkingChannel;
using Look = tl::expected<std::optional<AirtimeDelta>, Doubt>;

inline constexpr WorkingChannel channel_36{.mhz = 5180, .offset_khz = 0, .width_mhz = 80, .center_mhz = 5210};
inline constexpr Quirks plain;

/// Of channel 36.
inline Survey survey_of(Survey::Time active, Survey::Time busy) {
    Survey survey;
    survey.mhz = channel_36.mhz;
    survey.in_use = true;
    survey.active = active;
    survey.busy = busy;
    return survey;
}

/// A radio whose counters are fed by hand, looked at every ten seconds.
struct Radio {
    Airtime airtime;
    Quirks quirks = plain;
    WorkingChannel channel = channel_36;
    Monotonic now{1h};
    Survey survey = survey_of(1'000'000ms, 300'000ms);

    auto look() { return airtime.look(channel, survey, quirks, now); }
    auto look_after(Milliseconds passed) {
        now += passed;
        return look();
    }
    /// Ten seconds pass, all of them on the channel, `busy` of them busy.
    auto ten_seconds(Survey::Time busy = 3s) {
        *survey.active += 10s;
        *survey.busy += busy;
        return look_after(10s);
    }
    auto ten_seconds(Survey::Time busy, Survey::Time receive, Survey::Time transmit) {
        *survey.receive += receive;
        *survey.transmit += transmit;
        return ten_seconds(busy);
    }
};

inline Radio radio_of(std::string_view driver) {
    Radio radio;
    radio.quirks = quirks_of(driver);
    EXPECT_EQ(radio.quirks.driver, driver);
    return radio;
}

/// With all that mt7915 counts.
inline Radio full_radio() {
    Radio radio;
    radio.survey.receive = 100'000ms;
    radio.survey.transmit = 50'000ms;
    radio.survey.own_receive = 40'000ms;
    return radio;
}

inline bool is_nothing(const Look& look) {
    return look && !*look;
}

inline AirtimeDelta delta_of(const Look& look) {
    EXPECT_TRUE(look) << word(look.error());
    EXPECT_TRUE(look && *look);
    return look && *look ? **look : AirtimeDelta{};
}

inline std::string_view doubt_of(const Look& look) {
    return look ? "believed" : word(look.error());
}

}  // namespace magpie::agent
