#include "agent/ieee80211/rate.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace magpie::agent {
namespace {

/// In Mbit/s, rounded as the tables of the standard are.
double megabits(const Modulation& modulation) {
    const auto rate = rate_of(modulation);
    return rate ? std::round(static_cast<double>(*rate) / 1e5) / 10 : -1;
}

Modulation legacy(Phy phy, unsigned of_500_kbps) {
    return {.phy = phy, .legacy_500kbps = static_cast<std::uint16_t>(of_500_kbps)};
}

Modulation ht(unsigned mcs, unsigned width = 20, unsigned guard = 800) {
    return {.phy = Phy::ht,
            .mcs = static_cast<std::uint8_t>(mcs),
            .width_mhz = static_cast<std::uint16_t>(width),
            .guard_ns = static_cast<std::uint16_t>(guard)};
}

Modulation later(Phy phy, unsigned mcs, unsigned streams, unsigned width, unsigned guard) {
    return {.phy = phy,
            .mcs = static_cast<std::uint8_t>(mcs),
            .streams = static_cast<std::uint8_t>(streams),
            .width_mhz = static_cast<std::uint16_t>(width),
            .guard_ns = static_cast<std::uint16_t>(guard)};
}

TEST(Rate, IsThatOfTheLegacyField) {
    EXPECT_EQ(megabits(legacy(Phy::dsss, 11)), 5.5);
    EXPECT_EQ(megabits(legacy(Phy::ofdm, 108)), 54);
    EXPECT_EQ(megabits(legacy(Phy::ofdm, 0)), -1);
    EXPECT_EQ(megabits({}), -1);
}

// IEEE 802.11-2020 tables 19-27 to 19-41.
TEST(Rate, OfHtIsThatOfTheTables) {
    EXPECT_EQ(megabits(ht(0)), 6.5);
    EXPECT_EQ(megabits(ht(7)), 65);
    EXPECT_EQ(megabits(ht(7, 20, 400)), 72.2);
    EXPECT_EQ(megabits(ht(15, 40, 400)), 300);
    EXPECT_EQ(megabits(ht(31, 40, 400)), 600);
    EXPECT_EQ(megabits(ht(32, 40)), 6);
    EXPECT_EQ(megabits(ht(32, 40, 400)), 6.7);
    EXPECT_EQ(megabits(ht(33)), 39);
    EXPECT_EQ(megabits(ht(38)), 97.5);
    EXPECT_EQ(megabits(ht(39)), 52);
    EXPECT_EQ(megabits(ht(52, 40)), 324);
    EXPECT_EQ(megabits(ht(53)), 65);
    EXPECT_EQ(megabits(ht(76)), 214.5);
    EXPECT_EQ(megabits(ht(76, 40, 400)), 495);
}

TEST(Rate, OfHtThatCannotBeIsNone) {
    EXPECT_EQ(megabits(ht(32)), -1) << "is a duplicate of 20 MHz in 40";
    EXPECT_EQ(megabits(ht(77)), -1);
    EXPECT_EQ(megabits(ht(7, 80)), -1);
    EXPECT_EQ(megabits(ht(255, 0)), -1);
}

// Tables 21-29 to 21-60.
TEST(Rate, OfVhtIsThatOfTheTables) {
    EXPECT_EQ(megabits(later(Phy::vht, 0, 1, 20, 800)), 6.5);
    EXPECT_EQ(megabits(later(Phy::vht, 9, 1, 80, 400)), 433.3);
    EXPECT_EQ(megabits(later(Phy::vht, 9, 8, 160, 400)), 6933.3);
    EXPECT_EQ(megabits(later(Phy::vht, 11, 2, 80, 400)), 1083.3) << "of no standard, and sent";
    EXPECT_EQ(megabits(later(Phy::vht, 12, 1, 80, 400)), -1);
    EXPECT_EQ(megabits(later(Phy::vht, 0, 1, 320, 400)), -1);
    EXPECT_EQ(megabits(later(Phy::vht, 0, 0, 80, 400)), -1);
}

// 802.11ax tables 27-55 to 27-118.
TEST(Rate, OfHeIsThatOfTheTables) {
    EXPECT_EQ(megabits(later(Phy::he, 0, 1, 20, 3200)), 7.3);
    EXPECT_EQ(megabits(later(Phy::he, 11, 1, 20, 800)), 143.4);
    EXPECT_EQ(megabits(later(Phy::he, 11, 2, 80, 800)), 1201);
    EXPECT_EQ(megabits(later(Phy::he, 11, 8, 160, 800)), 9607.8);
    EXPECT_EQ(megabits(later(Phy::he, 12, 1, 20, 800)), -1);
    EXPECT_EQ(megabits(later(Phy::he, 11, 1, 320, 800)), -1);
}

TEST(Rate, OfAResourceUnitIsThatOfItsTones) {
    auto sent = later(Phy::he, 0, 1, 80, 800);
    sent.ru_tones = 26;
    EXPECT_EQ(megabits(sent), 0.9);
    sent.ru_tones = 52;
    EXPECT_EQ(megabits(sent), 1.8);
    sent.ru_tones = 106;
    EXPECT_EQ(megabits(sent), 3.8);
}

TEST(Rate, WithDcmIsHalf) {
    auto sent = later(Phy::he, 4, 1, 40, 800);
    EXPECT_EQ(megabits(sent), 103.2);
    sent.dcm = true;
    EXPECT_EQ(megabits(sent), 51.6);
}

// 802.11be tables 36-71 and on.
TEST(Rate, OfEhtIsThatOfTheTables) {
    EXPECT_EQ(megabits(later(Phy::eht, 13, 1, 320, 800)), 2882.4);
    EXPECT_EQ(megabits(later(Phy::eht, 13, 8, 320, 800)), 23'058.8);
    EXPECT_EQ(megabits(later(Phy::eht, 14, 1, 80, 800)), 8.6);
    EXPECT_EQ(megabits(later(Phy::eht, 14, 1, 160, 800)), 18);
    EXPECT_EQ(megabits(later(Phy::eht, 14, 1, 320, 800)), 36);
    EXPECT_EQ(megabits(later(Phy::eht, 14, 1, 40, 800)), -1) << "80 MHz and wider";
    EXPECT_EQ(megabits(later(Phy::eht, 15, 1, 20, 800)), 4.3);
    EXPECT_EQ(megabits(later(Phy::eht, 16, 1, 20, 800)), -1);
}

TEST(Airtime, OfDsssIsThePreambleAndTheBits) {
    EXPECT_EQ(airtime_us(legacy(Phy::dsss, 2), 100, true), 192 + 800);
    EXPECT_EQ(airtime_us(legacy(Phy::dsss, 22), 1500, true), 192 + 1091);
    EXPECT_EQ(airtime_us(legacy(Phy::dsss, 11), 11, true), 192 + 16);
    auto sent = legacy(Phy::dsss, 22);
    sent.short_preamble = true;
    EXPECT_EQ(airtime_us(sent, 1500, true), 96 + 1091);
    sent.legacy_500kbps = 2;
    EXPECT_EQ(airtime_us(sent, 100, true), 192 + 800) << "there is none at 1 Mbit/s";
}

TEST(Airtime, OfOfdmIsThatOfThePlanners) {
    EXPECT_EQ(airtime_us(legacy(Phy::ofdm, 12), 14, true), 44) << "an acknowledgement";
    EXPECT_EQ(airtime_us(legacy(Phy::ofdm, 48), 14, true), 28);
    EXPECT_EQ(airtime_us(legacy(Phy::ofdm, 12), 20, true), 52) << "an RTS";
    EXPECT_EQ(airtime_us(legacy(Phy::ofdm, 108), 1500, true), 244);
}

TEST(Airtime, OfNarrowChannelsIsLonger) {
    auto sent = legacy(Phy::ofdm, 6);
    sent.width_mhz = 10;
    EXPECT_EQ(airtime_us(sent, 14, true), 88) << "3 Mbit/s in 10 MHz";
    sent.legacy_500kbps = 3;
    sent.width_mhz = 5;
    EXPECT_EQ(airtime_us(sent, 14, true), 176);
}

TEST(Airtime, OfHtHasAPreambleForItsStreams) {
    EXPECT_EQ(airtime_us(ht(7), 1500, true), 36 + 4 * 47);
    EXPECT_EQ(airtime_us(ht(15), 1500, true), 40 + 4 * 24);
    EXPECT_EQ(airtime_us(ht(23), 1500, true), 48 + 4 * 16) << "four training symbols for three streams";
    EXPECT_EQ(airtime_us(ht(7, 20, 400), 1500, true), 36 + 172) << "47 times 3.6, to the end of a long symbol";
    auto sent = ht(7);
    sent.greenfield = true;
    EXPECT_EQ(airtime_us(sent, 1500, true), 24 + 4 * 47);
    sent.stbc = true;
    EXPECT_EQ(airtime_us(sent, 1500, true), 28 + 4 * 48) << "symbols two by two";
}

TEST(Airtime, OfVhtHasADelimiter) {
    // SERVICE and tail, and 104 bytes at 390 Mbit/s.
    EXPECT_EQ(airtime_us(later(Phy::vht, 9, 1, 80, 800), 100, true), 40 + 4);
    EXPECT_EQ(airtime_us(later(Phy::vht, 0, 1, 20, 800), 100, true), 40 + 4 * 33);
}

TEST(Airtime, OfHeAndEhtHasLongSymbols) {
    // 117 bits in each symbol of 12.8 and 0.8 us.
    EXPECT_EQ(airtime_us(later(Phy::he, 0, 1, 20, 800), 100, true), 152)
        << "one training symbol of 7.2 us, and 8 symbols";
    EXPECT_EQ(airtime_us(later(Phy::eht, 0, 1, 20, 800), 100, true), 160);
}

TEST(Airtime, OfAnMpduWithinAnAmpduIsItsBits) {
    EXPECT_EQ(airtime_us(ht(7), 1500, false), 185) << "1,504 bytes at 65 Mbit/s";
    EXPECT_EQ(airtime_us(later(Phy::he, 11, 2, 80, 800), 1500, false), 10);
}

TEST(Airtime, OfWhatIsNotKnownIsNotKnown) {
    EXPECT_FALSE(airtime_us({}, 100, true));
    EXPECT_FALSE(airtime_us(ht(77), 100, true));
    auto sent = legacy(Phy::ofdm, 12);
    sent.width_mhz = 0;
    EXPECT_FALSE(airtime_us(sent, 100, true));
    EXPECT_FALSE(airtime_us(legacy(Phy::dsss, 0), 100, true));
}

TEST(Airtime, OfAnyLengthFits) {
    EXPECT_TRUE(airtime_us(legacy(Phy::dsss, 1), SIZE_MAX, true));
    EXPECT_TRUE(airtime_us(later(Phy::eht, 15, 1, 20, 3200), SIZE_MAX, false));
}

}  // namespace
}  // namespace magpie::agent
