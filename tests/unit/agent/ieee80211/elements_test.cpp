#include "agent/ieee80211/elements.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace magpie::agent {
namespace {

using Bytes = std::vector<std::byte>;

Bytes bytes(std::initializer_list<unsigned> values) {
    Bytes result;
    for (const auto value : values) {
        result.push_back(static_cast<std::byte>(value));
    }
    return result;
}

Bytes element(unsigned id, const Bytes& body) {
    auto result = bytes({id, static_cast<unsigned>(body.size())});
    result.insert(result.end(), body.begin(), body.end());
    return result;
}

Bytes ssid(std::string_view text) {
    Bytes body;
    for (const char letter : text) {
        body.push_back(static_cast<std::byte>(letter));
    }
    return element(0, body);
}

Bytes all(std::initializer_list<Bytes> parts) {
    Bytes result;
    for (const auto& part : parts) {
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

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
    EXPECT_TRUE(elements.rsn);
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
    EXPECT_FALSE(elements.rsn);
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
    EXPECT_FALSE(parse_elements(element(48, bytes({1}))).rsn);
    EXPECT_TRUE(parse_elements(element(48, bytes({1, 0}))).rsn);
}

TEST(Elements, AChannelOfAnotherSizeOrZeroIsAbsent) {
    EXPECT_FALSE(parse_elements(element(3, bytes({}))).channel);
    EXPECT_FALSE(parse_elements(element(3, bytes({0}))).channel);
    EXPECT_FALSE(parse_elements(element(3, bytes({6, 6}))).channel);
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
        EXPECT_EQ(elements.rsn, size >= 21) << size;
        EXPECT_EQ(elements.load.has_value(), size >= 28) << size;
    }
}

}  // namespace
}  // namespace magpie::agent
