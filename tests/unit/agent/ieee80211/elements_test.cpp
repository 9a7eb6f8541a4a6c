#include "agent/ieee80211/elements.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fakes/beacons.hpp"

namespace magpie::agent {
namespace {

using fakes::air::all;
using fakes::air::bytes;
using fakes::air::element;
using fakes::air::ssid;
using Bytes = fakes::air::Bytes;

/// The capability that opens each profile.
const Bytes capability = element(83, bytes({0x11, 0x04}));

Bytes beacon() {
    return all({ssid("City"), element(1, bytes({0x82, 0x84})), element(3, bytes({11})),
                element(48, bytes({1, 0, 0, 0x0f, 0xac, 4})), element(11, bytes({0x2c, 0x01, 0x33, 0, 0}))});
}

TEST(Elements, OfABeaconAreRead) {
    const auto elements = parse_elements(beacon());
    EXPECT_EQ(elements.ssid, "City");
    EXPECT_EQ(elements.channel, 11U);
    EXPECT_TRUE(elements.protection.rsn);
    ASSERT_TRUE(elements.load);
    EXPECT_EQ(elements.load->stations, 300U);
    EXPECT_DOUBLE_EQ(elements.load->utilisation, 0.2);
    EXPECT_EQ(elements.non_transmitted_networks, 0U);
    EXPECT_FALSE(elements.malformed);
}

TEST(Elements, OfNothingAreNothing) {
    const auto elements = parse_elements({});
    EXPECT_FALSE(elements.ssid);
    EXPECT_FALSE(elements.load);
    EXPECT_FALSE(elements.channel);
    EXPECT_FALSE(elements.protection.rsn);
    EXPECT_FALSE(elements.malformed);
}

TEST(Elements, AHiddenSsidIsAbsent) {
    EXPECT_FALSE(parse_elements(ssid("")).ssid);
    EXPECT_FALSE(parse_elements(ssid({"\0", 1})).ssid);
    EXPECT_FALSE(parse_elements(ssid(std::string(32, '\0'))).ssid);
}

TEST(Elements, AnSsidOfZeroesWithinIsOne) {
    EXPECT_EQ(parse_elements(ssid(std::string_view("\0a\0", 3))).ssid, std::string("\0a\0", 3));
}

TEST(Elements, AnSsidIsKeptAsItsBytes) {
    EXPECT_EQ(parse_elements(ssid("\xff\xc3(\x01")).ssid, "\xff\xc3(\x01");
    EXPECT_EQ(parse_elements(ssid(std::string(32, 'x'))).ssid, std::string(32, 'x'));
}

TEST(Elements, AnSsidOfMoreThan32BytesIsAbsent) {
    const auto elements = parse_elements(all({ssid(std::string(33, 'x')), element(3, bytes({6}))}));
    EXPECT_FALSE(elements.ssid);
    EXPECT_EQ(elements.channel, 6U);
    EXPECT_FALSE(elements.malformed);
}

TEST(Elements, TheFirstOfAKindCounts) {
    const auto elements =
        parse_elements(all({ssid("first"), ssid("second"), element(3, bytes({1})), element(3, bytes({2}))}));
    EXPECT_EQ(elements.ssid, "first");
    EXPECT_EQ(elements.channel, 1U);
    EXPECT_FALSE(parse_elements(all({ssid(""), ssid("second")})).ssid);
}

TEST(Elements, ALoadOfTheDraftIsNone) {
    EXPECT_FALSE(parse_elements(element(11, bytes({1, 0, 128, 0}))).load);
}

TEST(Elements, AFullChannelIsUsedWhole) {
    EXPECT_EQ(parse_elements(element(11, bytes({0, 0, 255, 0, 0}))).load.value_or(BssLoad{}).utilisation, 1.0);
}

TEST(Elements, AnRsnWithoutAVersionIsNone) {
    EXPECT_FALSE(parse_elements(element(48, bytes({1}))).protection.rsn);
    EXPECT_TRUE(parse_elements(element(48, bytes({1, 0}))).protection.rsn);
}

TEST(Elements, AChannelOfAnotherSizeOrZeroIsAbsent) {
    EXPECT_FALSE(parse_elements(element(3, bytes({}))).channel);
    EXPECT_FALSE(parse_elements(element(3, bytes({0}))).channel);
    EXPECT_FALSE(parse_elements(element(3, bytes({6, 6}))).channel);
}

TEST(Elements, AChannelIsOfWhatTellsItFirst) {
    const auto ht = element(61, [] {
        auto body = Bytes(22);
        body[0] = std::byte{44};
        return body;
    }());
    EXPECT_EQ(parse_elements(ht).channel, 44U);
    EXPECT_EQ(parse_elements(all({ht, element(3, bytes({6}))})).channel, 44U);
    EXPECT_EQ(parse_elements(all({element(3, bytes({6})), ht})).channel, 6U);
    EXPECT_EQ(parse_elements(all({element(3, bytes({0})), ht})).channel, 44U);
    EXPECT_FALSE(parse_elements(element(61, bytes({44}))).channel);
}

TEST(Elements, AChannelOf6GhzIsBehindWhatElseHeOperationHolds) {
    // Parameters, BSS colour, MCS; VHT operation, co-hosted BSS; 6 GHz operation.
    EXPECT_EQ(parse_elements(element(255, bytes({36, 0, 0, 2, 1, 0xfc, 0xff, 37, 2, 45, 0, 0}))).channel, 37U);
    EXPECT_EQ(parse_elements(element(255, bytes({36, 0, 0xc0, 2, 1, 0xfc, 0xff, 9, 9, 9, 8, 37, 2, 45, 0, 0}))).channel,
              37U);
    EXPECT_FALSE(parse_elements(element(255, bytes({36, 0, 0, 0, 1, 0xfc, 0xff, 37}))).channel);
    EXPECT_FALSE(parse_elements(element(255, bytes({36, 0, 0xc0, 2, 1, 0xfc, 0xff, 9, 9, 9, 8}))).channel);
    EXPECT_FALSE(parse_elements(element(255, bytes({35, 0, 0, 2, 1, 0xfc, 0xff, 37}))).channel);
    EXPECT_FALSE(parse_elements(element(255, {})).channel);
}

TEST(Elements, ACountryHasTwoLetters) {
    EXPECT_EQ(parse_elements(element(7, bytes("KR 123"))).country, (std::array{'K', 'R'}));
    EXPECT_FALSE(parse_elements(element(7, bytes("kr "))).country);
    EXPECT_FALSE(parse_elements(element(7, bytes("K"))).country);
    EXPECT_FALSE(parse_elements(element(7, bytes({0xff, 0xff, 0xff}))).country);
}

TEST(Elements, ProfilesOfSeveralNetworksAreCounted) {
    const auto profile = element(0, all({capability, ssid("guest")}));
    const auto elements = parse_elements(
        all({ssid("City"), element(71, all({bytes({2}), profile, profile})), element(71, all({bytes({2}), profile}))}));
    EXPECT_EQ(elements.non_transmitted_networks, 3U);
    EXPECT_EQ(elements.ssid, "City");
    EXPECT_FALSE(elements.malformed);
}

TEST(Elements, TheContinuationOfAProfileIsNoProfile) {
    const auto elements =
        parse_elements(all({element(71, all({bytes({2}), element(0, all({capability, ssid("guest")}))})),
                            element(71, all({bytes({2}), element(0, element(48, bytes({1, 0})))}))}));
    EXPECT_EQ(elements.non_transmitted_networks, 1U);
}

TEST(Elements, AProfileThatIsCutShortIsMalformed) {
    const auto elements = parse_elements(element(71, all({bytes({2}), element(0, capability), bytes({0, 200, 83})})));
    EXPECT_EQ(elements.non_transmitted_networks, 1U);
    EXPECT_TRUE(elements.malformed);
    EXPECT_TRUE(parse_elements(element(71, {})).malformed);
}

TEST(Elements, WhatComesBeforeTheCutIsKept) {
    const auto whole = beacon();
    const std::vector<std::size_t> ends{0, 6, 10, 13, 21, 28};
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto elements = parse_elements(std::span(whole).first(size));
        EXPECT_EQ(elements.malformed, std::find(ends.begin(), ends.end(), size) == ends.end()) << size;
        EXPECT_EQ(elements.ssid.has_value(), size >= 6) << size;
        EXPECT_EQ(elements.channel.has_value(), size >= 13) << size;
        EXPECT_EQ(elements.protection.rsn, size >= 21) << size;
        EXPECT_EQ(elements.load.has_value(), size >= 28) << size;
    }
}

}  // namespace
}  // namespace magpie::agent
