#include <gtest/gtest.h>

#include "agent/sources/wifi/airtime.hpp"
#include "tests/unit/agent/sources/wifi/radio.hpp"

namespace magpie::agent {
namespace {

TEST(Ath9k, SleepIsNoHang) {
    auto radio = radio_of("ath9k");
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Ath10k, ReceiveIsOfTheOwnNetwork) {
    for (const auto* driver : {"ath10k_pci", "ath11k"}) {
        auto radio = radio_of(driver);
        radio.survey.receive = 1s;
        radio.survey.transmit = 1s;
        EXPECT_TRUE(is_nothing(radio.look()));
        const auto delta = delta_of(radio.ten_seconds(4s, 1s, 2s));
        EXPECT_FALSE(delta.receive);
        EXPECT_FALSE(delta.non_wifi);
        EXPECT_EQ(delta.own_receive, 1s);
        EXPECT_EQ(delta.foreign, 1s);
        EXPECT_EQ(doubt_of(radio.ten_seconds(4s, 2500ms, 2s)), "parts_above_busy");
    }
}

TEST(Ath10k, ADwellThatOverwritesTheSumsIsDoubtedTwice) {
    auto radio = radio_of("ath10k_pci");
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto sums = radio.survey;
    radio.survey.active = 133ms;
    radio.survey.busy = 20ms;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "counter_fell");
    radio.survey = sums;
    *radio.survey.active += 20s;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "too_much_time");
    EXPECT_EQ(delta_of(radio.ten_seconds()).active, 10s);
}

TEST(Ath10k, AChipThatTellsOnlyOfItsScansSaysNothingAndDoesNotHang) {
    auto radio = radio_of("ath10k_pci");
    radio.survey.active = 133ms;
    radio.survey.busy = 20ms;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    radio.survey.active = 141ms;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "too_little_time");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

TEST(Ath10k, AWrapThatHalvesTheCountersIsDoubted) {
    auto radio = radio_of("ath10k_pci");
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.active += 10s;
    *radio.survey.busy /= 2;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "counter_fell");
    radio.survey.busy.reset();
    *radio.survey.active += 10s;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "not_filled");
    radio.survey.busy = 150'000ms;
    EXPECT_TRUE(is_nothing(radio.ten_seconds()));
    EXPECT_EQ(delta_of(radio.ten_seconds()).busy, 3s);
}

TEST(Mt7915, AnUnderflowOfItsCountersIsDoubtedAndTheSpoiledSumGoesOn) {
    auto radio = full_radio();
    radio.quirks = quirks_of("mt7915e");
    EXPECT_TRUE(is_nothing(radio.look()));
    radio.survey.busy = 14'986'490'482'870'210ms;
    *radio.survey.active += 10s;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "busy_above_active");
    EXPECT_EQ(delta_of(radio.ten_seconds(4s, 1s, 1s)).busy, 4s);
    radio.survey.transmit = Survey::Time::max();
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s)), "parts_above_busy");
    *radio.survey.transmit = 100ms;
    EXPECT_EQ(doubt_of(radio.ten_seconds(4s)), "counter_fell");
}

TEST(Mt7996, AChannelThatWasNotVisitedGivesNothing) {
    auto radio = full_radio();
    radio.survey.noise_dbm = 0;
    radio.survey.active = radio.survey.busy = radio.survey.receive = radio.survey.transmit = 0ms;
    EXPECT_TRUE(is_nothing(radio.look()));
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_FALSE(believable_noise(radio.survey, quirks_of("mt7996e")));
}

TEST(Mt76x2, OwnReceptionWithoutReceptionGivesTheForeignShare) {
    Radio radio;
    radio.survey.transmit = 0ms;
    radio.survey.own_receive = 0ms;
    EXPECT_TRUE(is_nothing(radio.look()));
    *radio.survey.own_receive += 1s;
    *radio.survey.transmit += 500ms;
    const auto delta = delta_of(radio.ten_seconds(4s));
    EXPECT_EQ(delta.own_receive, 1s);
    EXPECT_EQ(delta.foreign, 2500ms);
    EXPECT_FALSE(delta.receive);
    EXPECT_FALSE(delta.non_wifi);
}

TEST(Iwlwifi, TimesOfTheWholeRadioAreNotTheChannels) {
    Radio radio;
    radio.quirks = quirks_of("iwlwifi");
    radio.survey = {};
    radio.survey.active = 10s;
    radio.survey.receive = radio.survey.transmit = 1s;
    EXPECT_EQ(doubt_of(radio.look()), "not_filled");
    radio.survey.busy = 2s;
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "not_filled");
}

TEST(Brcmfmac, NothingIsFilledWhateverItTells) {
    auto radio = radio_of("brcmfmac");
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "not_filled");
    EXPECT_EQ(doubt_of(radio.ten_seconds()), "not_filled");
    radio.survey.active.reset();
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "not_filled");
    radio.survey.noise_dbm = -80;
    EXPECT_FALSE(believable_noise(radio.survey, radio.quirks));
}

TEST(Mac80211Hwsim, AnEighthOfTheTimeIsBusy) {
    auto radio = radio_of("mac80211_hwsim");
    EXPECT_TRUE(is_nothing(radio.look()));
    const auto delta = delta_of(radio.ten_seconds(1250ms));
    EXPECT_EQ(delta.busy * 8, delta.active);
    EXPECT_FALSE(delta.foreign);
    EXPECT_EQ(doubt_of(radio.look_after(10s)), "frozen");
    EXPECT_EQ(radio.airtime.frozen_looks(), 0U);
}

}  // namespace
}  // namespace magpie::agent
