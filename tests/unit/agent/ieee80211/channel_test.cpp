#include "agent/ieee80211/channel.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace magpie::agent {
namespace {

TEST(Channel, NumbersAreThoseOfTheStandard) {
    const std::vector<std::pair<std::uint32_t, unsigned>> known{
        {2412, 1},  {2437, 6},  {2472, 13},  {2484, 14},  {4910, 182}, {4920, 184}, {4980, 196},
        {5180, 36}, {5260, 52}, {5500, 100}, {5720, 144}, {5745, 149}, {5885, 177}, {5935, 2},
        {5955, 1},  {5975, 5},  {6115, 33},  {6415, 93},  {7115, 233},
    };
    for (const auto& [mhz, channel] : known) {
        EXPECT_EQ(channel_of(mhz), channel) << mhz;
    }
}

TEST(Channel, BetweenTheChannelsThereIsNone) {
    for (const std::uint32_t mhz : {0U, 2407U, 2413U, 2477U, 2483U, 2485U, 4905U, 4985U, 5000U, 5181U, 5925U, 5930U,
                                    5950U, 5956U, 7120U, 58'320U, 0xffffffffU}) {
        EXPECT_FALSE(channel_of(mhz)) << mhz;
    }
}

TEST(Channel, EachIsInABand) {
    for (std::uint32_t mhz = 0; mhz < 80'000; ++mhz) {
        if (channel_of(mhz)) {
            EXPECT_TRUE(band_of(mhz)) << mhz;
        }
    }
}

TEST(Channel, CentresAreThoseOfTheirNumbers) {
    for (std::uint32_t mhz = 0; mhz < 8000; ++mhz) {
        // At 6 GHz there are two channels 2, of which that below all others is of 20 MHz.
        if (const auto channel = channel_of(mhz); channel && mhz != 5960) {
            EXPECT_EQ(centre_of(band_of(mhz).value_or(Band::ghz_60), *channel), mhz);
        }
    }
    for (const auto channel : {0U, 15U, 36U, 256U, 0xffffffffU}) {
        EXPECT_FALSE(centre_of(Band::ghz_2_4, channel)) << channel;
    }
    EXPECT_FALSE(centre_of(Band::ghz_5, 0));
    EXPECT_FALSE(centre_of(Band::ghz_60, 1));
    EXPECT_FALSE(centre_of(Band::ghz_6, 0xffffffff));
}

TEST(Band, IsToldByTheCentre) {
    EXPECT_EQ(band_of(2412), Band::ghz_2_4);
    EXPECT_EQ(band_of(2484), Band::ghz_2_4);
    EXPECT_EQ(band_of(4920), Band::ghz_5);
    EXPECT_EQ(band_of(5885), Band::ghz_5);
    EXPECT_EQ(band_of(5935), Band::ghz_6);
    EXPECT_EQ(band_of(7115), Band::ghz_6);
    EXPECT_EQ(band_of(58'320), Band::ghz_60);
    EXPECT_EQ(band_of(902), Band::sub_1_ghz);
}

TEST(Band, OutsideAllThereIsNone) {
    for (const std::uint32_t mhz : {0U, 754U, 929U, 2399U, 2501U, 4899U, 5925U, 7126U, 71'001U, 0xffffffffU}) {
        EXPECT_FALSE(band_of(mhz)) << mhz;
    }
}

TEST(Band, WordsAreThoseOfTheLabel) {
    EXPECT_EQ(word(Band::ghz_2_4), "2.4GHz");
    EXPECT_EQ(word(Band::ghz_5), "5GHz");
    EXPECT_EQ(word(Band::ghz_6), "6GHz");
    EXPECT_EQ(word(Band::ghz_60), "60GHz");
    EXPECT_EQ(word(Band::sub_1_ghz), "sub1GHz");
}

}  // namespace
}  // namespace magpie::agent
