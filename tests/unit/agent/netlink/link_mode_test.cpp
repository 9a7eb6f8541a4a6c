#include "agent/netlink/link_mode.hpp"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>

#include <initializer_list>

#include "agent/netlink/message.hpp"

namespace magpie::agent::netlink {
namespace {

LinkModeBits bits(std::initializer_list<unsigned> set) {
    LinkModeBits words(4);
    for (const auto bit : set) {
        words.at(bit / 32) |= 1U << bit % 32;
    }
    return words;
}

std::optional<LinkModeBits> parsed(std::uint32_t size, const LinkModeBits& value) {
    MessageWriter writer;
    writer.number(ETHTOOL_A_BITSET_SIZE, size);
    writer.bytes(ETHTOOL_A_BITSET_VALUE, std::as_bytes(std::span(value)));
    return parse_link_mode_bits(writer.written());
}

TEST(LinkMode, BitsAreReadAsTheyAreWritten) {
    EXPECT_EQ(parsed(121, bits({0, 5, 92})), bits({0, 5, 92}));
    EXPECT_EQ(parsed(0, {}), LinkModeBits{});
}

TEST(LinkMode, ASizeThatDoesNotFitIsMalformed) {
    EXPECT_FALSE(parsed(129, bits({})));
    EXPECT_FALSE(parsed(96, bits({})));
    EXPECT_FALSE(parsed(0xffffffff, bits({})));
    EXPECT_FALSE(parse_link_mode_bits({}));
}

TEST(LinkMode, TheFastestThatBothHaveCounts) {
    const auto gigabit = bits({ETHTOOL_LINK_MODE_100baseT_Full_BIT, ETHTOOL_LINK_MODE_1000baseT_Full_BIT});
    const auto fast = bits({ETHTOOL_LINK_MODE_10baseT_Half_BIT, ETHTOOL_LINK_MODE_100baseT_Full_BIT});
    EXPECT_EQ(fastest_in_common(gigabit, gigabit), 1e9);
    EXPECT_EQ(fastest_in_common(gigabit, fast), 1e8);
    const auto fibre = bits({ETHTOOL_LINK_MODE_1000baseX_Full_BIT, ETHTOOL_LINK_MODE_10000baseLR_Full_BIT});
    EXPECT_EQ(fastest_in_common(fibre, fibre), 1e10);
    EXPECT_FALSE(fastest_in_common(gigabit, fibre));
    EXPECT_FALSE(fastest_in_common(gigabit, {}));
}

TEST(LinkMode, WhatIsNoSpeedCountsForNothing) {
    for (const unsigned bit : {6U, 7U, 10U, 13U, 14U, 16U, 20U, 49U, 50U, 51U, 74U, 127U}) {
        EXPECT_FALSE(fastest_in_common(bits({bit}), bits({bit}))) << bit;
    }
}

TEST(LinkMode, EveryModeOfTheHeadersHasItsSpeed) {
    int modes = 0;
    for (unsigned bit = 0; bit < __ETHTOOL_LINK_MODE_MASK_NBITS; ++bit) {
        modes += fastest_in_common(bits({bit}), bits({bit})).has_value() ? 1 : 0;
    }
    EXPECT_EQ(modes, __ETHTOOL_LINK_MODE_MASK_NBITS - 14) << "Autoneg, ports, Pause, Backplane and FEC are no speeds";
    EXPECT_EQ(fastest_in_common(bits({92}), bits({92})), 1e7);
    EXPECT_EQ(fastest_in_common(bits({47}), bits({47})), 2.5e9);
}

}  // namespace
}  // namespace magpie::agent::netlink
