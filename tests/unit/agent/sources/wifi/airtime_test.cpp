#include "agent/sources/wifi/airtime.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "tests/unit/agent/sources/wifi/radio.hpp"

namespace magpie::agent {
namespace {

TEST(Airtime, TheFirstLookGivesNothing) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
}

TEST(Airtime, TheDifferenceOfTwoLooksIsTold) {
    auto radio = full_radio();
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.own_receive += 500ms;
    const auto delta = delta_of(radio.ten_seconds(4s, 1500ms, 2s));
    EXPECT_EQ(delta.active, 10s);
    EXPECT_EQ(delta.busy, 4s);
    EXPECT_EQ(delta.receive, 1500ms);
    EXPECT_EQ(delta.transmit, 2s);
    EXPECT_EQ(delta.own_receive, 500ms);
    EXPECT_EQ(delta.foreign, 1500ms);
    EXPECT_EQ(delta.non_wifi, 500ms);
}

TEST(Airtime, WhatTheDriverDoesNotTellIsAbsent) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto delta = delta_of(radio.ten_seconds());
    EXPECT_EQ(delta.busy, 3s);
    EXPECT_FALSE(delta.receive || delta.transmit || delta.own_receive || delta.foreign || delta.non_wifi);
}

TEST(Airtime, APartThatIsMissingAtOneOfTheLooksIsAbsent) {
    auto radio = full_radio();
    radio.survey.receive.reset();
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.survey.receive = 0ms;
    const auto delta = delta_of(radio.ten_seconds(3s, 1s, 1s));
    EXPECT_FALSE(delta.receive);
    EXPECT_FALSE(delta.non_wifi);
    EXPECT_EQ(delta.foreign, 2s);
}

TEST(Airtime, WithoutTransmissionNothingIsForeign) {
    auto radio = full_radio();
    radio.survey.transmit.reset();
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.receive += 1s;
    *radio.survey.own_receive += 1s;
    const auto delta = delta_of(radio.ten_seconds());
    EXPECT_EQ(delta.own_receive, 1s);
    EXPECT_FALSE(delta.foreign);
    EXPECT_FALSE(delta.non_wifi);
}

TEST(Airtime, AnotherWidthCentreFrequencyOrOffsetIsAnotherChannel) {
    for (const auto& other : std::array{
             WorkingChannel{.mhz = 5180, .offset_khz = 0, .width_mhz = 40, .center_mhz = 5210},
             WorkingChannel{.mhz = 5180, .offset_khz = 0, .width_mhz = 80, .center_mhz = 5170},
             WorkingChannel{.mhz = 5200, .offset_khz = 0, .width_mhz = 80, .center_mhz = 5210},
             WorkingChannel{.mhz = 5180, .offset_khz = 500, .width_mhz = 80, .center_mhz = 5210},
         }) {
        Radio radio;
        EXPECT_TRUE(is_nothing(radio.look()));
        radio.channel = other;
        radio.survey.mhz = other.mhz;
        radio.survey.offset_khz = other.offset_khz;
        EXPECT_EQ(doubt_of(radio.ten_seconds()), "channel_changed");
        EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
    }
}

TEST(Airtime, AChannelThatChangesAtOnceIsNotOverlooked) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.channel.width_mhz = 20;
    EXPECT_EQ(doubt_of(radio.look_after(100ms)), "channel_changed");
    radio.channel.width_mhz = 80;
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "channel_changed");
}

TEST(Airtime, ASurveyOfAnotherChannelIsNoBase) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.survey.mhz = 5200;
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "channel_changed");
    radio.survey.mhz = 5180;
    EXPECT_TRUE(is_nothing(radio.ten_seconds()));
    EXPECT_EQ(delta_of(radio.ten_seconds()).busy, 3s);
}

TEST(Airtime, ASurveyWithAnotherOffsetIsOfAnotherChannel) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.survey.offset_khz = 500;
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "channel_changed");
}

TEST(Airtime, AnyCounterThatFallsIsDoubted) {
    for (const auto counter : {&Survey::active, &Survey::busy, &Survey::extension_busy, &Survey::receive,
                               &Survey::transmit, &Survey::scan, &Survey::own_receive}) {
        auto radio = full_radio();
        radio.survey.extension_busy = 1000ms;
        radio.survey.scan = 1000ms;
        EXPECT_TRUE(is_nothing(radio.look()));
        const auto before = *(radio.survey.*counter);
        *radio.survey.active += 10s;
        radio.survey.*counter = before - 1ms;
        EXPECT_EQ(doubt_of(radio.look_after(10s)), "counter_fell");
        EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
    }
}

TEST(Airtime, TimeThatStandsStillIsCounted) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_EQ(radio.airtime.frozen_looks(), 2U);
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Airtime, ACounterThatFellIsNotFrozen) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    radio.survey.active = 5ms;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "counter_fell");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Airtime, MoreTimeThanHalfAgainWhatHasPassedIsDoubted) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 15'000ms;
    EXPECT_EQ(delta_of(radio.look_after(10s)).active, 15s);
    *radio.survey.active += 15'001ms;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "too_much_time");
}

TEST(Airtime, LessTimeThanAFifthOfWhatHasPassedIsDoubted) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 2'000ms;
    EXPECT_EQ(delta_of(radio.look_after(10s)).active, 2s);
    *radio.survey.active += 1'999ms;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "too_little_time");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Airtime, BusyForLittleLongerThanActiveIsCutAndForMoreDoubted) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto delta = delta_of(radio.ten_seconds(10'500ms));
    EXPECT_EQ(delta.active, 10s);
    EXPECT_EQ(delta.busy, 10s);
    EXPECT_EQ(doubt_of(radio.ten_seconds(10'504ms)), "busy_above_active");
}

TEST(Airtime, PartsLittleLongerThanBusyAreCutAndForMoreDoubted) {
    auto radio = full_radio();
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.own_receive += 1950ms;
    const auto delta = delta_of(radio.ten_seconds(4s, 2s, 2200ms));
    EXPECT_EQ(delta.transmit, 2200ms);
    EXPECT_EQ(delta.receive, 1800ms);
    EXPECT_EQ(delta.own_receive, 1800ms);
    EXPECT_EQ(delta.foreign, 0s);
    EXPECT_EQ(delta.non_wifi, 0s);
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s, 2004ms, 2200ms)), "parts_above_busy");
}

TEST(Airtime, SendingAloneAboveBusyIsDoubted) {
    auto radio = full_radio();
    radio.survey.receive.reset();
    radio.survey.own_receive.reset();
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.transmit += 4500ms;
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s)), "parts_above_busy");
}

TEST(Airtime, OwnReceptionAboveBusyOrAboveReceptionIsDoubted) {
    auto radio = full_radio();
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.own_receive += 1100ms;
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s, 1s, 1s)), "parts_above_busy");
    radio.survey.receive.reset();
    *radio.survey.own_receive += 3s;
    *radio.survey.transmit += 2s;
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s)), "parts_above_busy");
}

TEST(Airtime, MillisecondsThatWereCutOffRaiseNoDoubtOnASilentChannel) {
    auto radio = full_radio();
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto delta = delta_of(radio.ten_seconds(1ms, 2ms, 2ms));
    EXPECT_EQ(delta.busy, 1ms);
    EXPECT_EQ(delta.transmit, 1ms);
    EXPECT_EQ(delta.receive, 0ms);
    EXPECT_EQ(delta.non_wifi, 0ms);
}

TEST(Airtime, TheIntervalOfAScanAndTheNextAreDoubted) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
    radio.airtime.disturb();
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "disturbed");
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "disturbed");
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
}

TEST(Airtime, AScanBeforeTheFirstLookSpoilsTheIntervalAfterIt) {
    Radio radio;
    radio.airtime.disturb();
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "disturbed");
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
}

TEST(Airtime, AnUrgentLookInAScanEndsNoInterval) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.airtime.disturb();
    EXPECT_TRUE(is_nothing(radio.look_after(100ms)));
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "disturbed");
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "disturbed");
}

TEST(Airtime, TimeThatStandsStillInAScanIsNoHang) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.airtime.disturb();
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "disturbed");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Airtime, WithoutActiveOrBusyTimeNothingIsFilled) {
    for (const auto counter : {&Survey::active, &Survey::busy}) {
        Radio radio;
        EXPECT_TRUE(is_nothing(radio.look()));
        const auto before = radio.survey.*counter;
        (radio.survey.*counter).reset();
        EXPECT_EQ(doubt_of(radio.look_after(10s)), "not_filled");
        radio.survey.*counter = before;
        EXPECT_TRUE(is_nothing(radio.ten_seconds()));
        EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
    }
}

TEST(Airtime, LooksThatFollowTooSoonLeaveTheIntervalOpen) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 3ms;
    EXPECT_TRUE(is_nothing(radio.look_after(499ms)));
    EXPECT_TRUE(is_nothing(radio.look_after(0ms)));
    *radio.survey.active += 497ms;
    *radio.survey.busy += 100ms;
    const auto delta = delta_of(radio.look_after(1ms));
    EXPECT_EQ(delta.active, 500ms);
    EXPECT_EQ(delta.busy, 100ms);
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Airtime, ASuspendedPoleDoesNotCount) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 10s;
    EXPECT_EQ(doubt_of(radio.look_after(40min)), "too_little_time");
    radio.survey.active = 10s;
    radio.survey.busy = 3s;
    EXPECT_EQ(doubt_of(radio.look_after(40min)), "counter_fell");
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
}

TEST(Airtime, AnHourBetweenLooksIsAnInterval) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 1h;
    *radio.survey.busy += 20min;
    EXPECT_EQ(delta_of(radio.look_after(1h)).busy, 20min);
}

TEST(Airtime, AForgottenLookIsNoBase) {
    Radio radio;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    radio.airtime.forget();
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
    EXPECT_TRUE(is_nothing(radio.ten_seconds()));
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
}

TEST(Airtime, EveryDoubtHasAWordOfItsOwn) {
    std::set<std::string_view> words;
    for (int doubt = 0; doubt <= static_cast<int>(Doubt::not_filled); ++doubt) {
        words.insert(word(static_cast<Doubt>(doubt)));
    }
    EXPECT_EQ(words.size(), 9U);
    EXPECT_EQ(word(Doubt::too_much_time), "too_much_time");
}

TEST(Noise, IsTakenBetweenItsBounds) {
    Survey survey;
    EXPECT_FALSE(believable_noise(survey, plain));
    for (const int noise : {-120, -95, -20}) {
        survey.noise_dbm = noise;
        EXPECT_EQ(believable_noise(survey, plain), noise);
    }
    for (const int noise : {-128, -121, -19, 0, 127}) {
        survey.noise_dbm = noise;
        EXPECT_FALSE(believable_noise(survey, plain)) << noise;
    }
}

TEST(Noise, AConstantIsNoMeasurement) {
    Survey survey;
    survey.noise_dbm = -95;
    EXPECT_FALSE(believable_noise(survey, quirks_of("mwlwifi")));
    EXPECT_EQ(believable_noise(survey, quirks_of("ath9k")), -95);
    survey.noise_dbm = -92;
    EXPECT_FALSE(believable_noise(survey, quirks_of("mac80211_hwsim")));
}

}  // namespace
}  // namespace magpie::agent
