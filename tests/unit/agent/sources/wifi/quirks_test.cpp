#include "agent/sources/wifi/quirks.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(Quirks, AnUnknownDriverHasNone) {
    for (const auto* driver : {"", "rtw88_8822ce", "ath10k", "ath9k_htc", "iwlwifi", "mt76x2e", "mt7603e"}) {
        const auto& quirks = quirks_of(driver);
        EXPECT_TRUE(quirks.driver.empty()) << driver;
        EXPECT_FALSE(quirks.receive_is_own || quirks.times_are_of_a_visit || quirks.time_may_stand_still ||
                     quirks.noise_is_made_up || quirks.retries_are_unreported)
            << driver;
    }
}

TEST(Quirks, EveryBusOfAChipHasItsRow) {
    for (const auto* driver :
         {"ath10k_ahb", "ath10k_pci", "ath10k_sdio", "ath10k_snoc", "ath10k_usb", "ath11k", "ath11k_pci"}) {
        EXPECT_EQ(quirks_of(driver).driver, driver);
        EXPECT_TRUE(quirks_of(driver).receive_is_own) << driver;
        EXPECT_TRUE(quirks_of(driver).retries_are_unreported) << driver;
    }
    for (const auto* driver : {"mt7915e", "mt7986-wmac", "mt798x-wmac"}) {
        EXPECT_EQ(quirks_of(driver).driver, driver);
        EXPECT_FALSE(quirks_of(driver).receive_is_own) << driver;
        EXPECT_TRUE(quirks_of(driver).retries_are_unreported) << driver;
    }
}

TEST(Quirks, SomeDriversMayStandStill) {
    for (const auto* driver : {"ath9k", "ath10k_pci", "mac80211_hwsim"}) {
        EXPECT_TRUE(quirks_of(driver).time_may_stand_still) << driver;
    }
    for (const auto* driver : {"ath11k", "mt7915e", "mwlwifi"}) {
        EXPECT_FALSE(quirks_of(driver).time_may_stand_still) << driver;
    }
}

TEST(Quirks, SomeDriversMakeUpTheirNoise) {
    for (const auto* driver : {"brcmfmac", "mwlwifi", "mac80211_hwsim"}) {
        EXPECT_TRUE(quirks_of(driver).noise_is_made_up) << driver;
    }
    for (const auto* driver : {"ath9k", "ath10k_pci", "mt7915e"}) {
        EXPECT_FALSE(quirks_of(driver).noise_is_made_up) << driver;
    }
}

TEST(Quirks, OnlyBrcmfmacMeasuresForAMoment) {
    EXPECT_TRUE(quirks_of("brcmfmac").times_are_of_a_visit);
    EXPECT_FALSE(quirks_of("mac80211_hwsim").times_are_of_a_visit);
}

}  // namespace
}  // namespace magpie::agent
