#include "agent/netlink/link_mode.hpp"

#include <linux/ethtool_netlink.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "agent/netlink/message.hpp"

namespace magpie::agent::netlink {

namespace {

/// Far more than any kernel has.
constexpr std::uint32_t most_bits = 1024;
constexpr std::size_t bits_a_word = 32;

/// Modes of one speed, from one bit to another. What lies between and is no speed (Pause, FEC) is in no row.
struct Speed {
    std::uint32_t first;
    std::uint32_t last;
    double megabits;
};

constexpr std::array speeds{
    Speed{ETHTOOL_LINK_MODE_10baseT_Half_BIT, ETHTOOL_LINK_MODE_10baseT_Full_BIT, 10},
    Speed{ETHTOOL_LINK_MODE_100baseT_Half_BIT, ETHTOOL_LINK_MODE_100baseT_Full_BIT, 100},
    Speed{ETHTOOL_LINK_MODE_1000baseT_Half_BIT, ETHTOOL_LINK_MODE_1000baseT_Full_BIT, 1000},
    Speed{ETHTOOL_LINK_MODE_10000baseT_Full_BIT, ETHTOOL_LINK_MODE_10000baseT_Full_BIT, 10'000},
    Speed{ETHTOOL_LINK_MODE_2500baseX_Full_BIT, ETHTOOL_LINK_MODE_2500baseX_Full_BIT, 2500},
    Speed{ETHTOOL_LINK_MODE_1000baseKX_Full_BIT, ETHTOOL_LINK_MODE_1000baseKX_Full_BIT, 1000},
    Speed{ETHTOOL_LINK_MODE_10000baseKX4_Full_BIT, ETHTOOL_LINK_MODE_10000baseKR_Full_BIT, 10'000},
    Speed{ETHTOOL_LINK_MODE_20000baseMLD2_Full_BIT, ETHTOOL_LINK_MODE_20000baseKR2_Full_BIT, 20'000},
    Speed{ETHTOOL_LINK_MODE_40000baseKR4_Full_BIT, ETHTOOL_LINK_MODE_40000baseLR4_Full_BIT, 40'000},
    Speed{ETHTOOL_LINK_MODE_56000baseKR4_Full_BIT, ETHTOOL_LINK_MODE_56000baseLR4_Full_BIT, 56'000},
    Speed{ETHTOOL_LINK_MODE_25000baseCR_Full_BIT, ETHTOOL_LINK_MODE_25000baseSR_Full_BIT, 25'000},
    Speed{ETHTOOL_LINK_MODE_50000baseCR2_Full_BIT, ETHTOOL_LINK_MODE_50000baseKR2_Full_BIT, 50'000},
    Speed{ETHTOOL_LINK_MODE_100000baseKR4_Full_BIT, ETHTOOL_LINK_MODE_100000baseLR4_ER4_Full_BIT, 100'000},
    Speed{ETHTOOL_LINK_MODE_50000baseSR2_Full_BIT, ETHTOOL_LINK_MODE_50000baseSR2_Full_BIT, 50'000},
    Speed{ETHTOOL_LINK_MODE_1000baseX_Full_BIT, ETHTOOL_LINK_MODE_1000baseX_Full_BIT, 1000},
    Speed{ETHTOOL_LINK_MODE_10000baseCR_Full_BIT, ETHTOOL_LINK_MODE_10000baseER_Full_BIT, 10'000},
    Speed{ETHTOOL_LINK_MODE_2500baseT_Full_BIT, ETHTOOL_LINK_MODE_2500baseT_Full_BIT, 2500},
    Speed{ETHTOOL_LINK_MODE_5000baseT_Full_BIT, ETHTOOL_LINK_MODE_5000baseT_Full_BIT, 5000},
    Speed{ETHTOOL_LINK_MODE_50000baseKR_Full_BIT, ETHTOOL_LINK_MODE_50000baseDR_Full_BIT, 50'000},
    Speed{ETHTOOL_LINK_MODE_100000baseKR2_Full_BIT, ETHTOOL_LINK_MODE_100000baseDR2_Full_BIT, 100'000},
    Speed{ETHTOOL_LINK_MODE_200000baseKR4_Full_BIT, ETHTOOL_LINK_MODE_200000baseCR4_Full_BIT, 200'000},
    Speed{ETHTOOL_LINK_MODE_100baseT1_Full_BIT, ETHTOOL_LINK_MODE_100baseT1_Full_BIT, 100},
    Speed{ETHTOOL_LINK_MODE_1000baseT1_Full_BIT, ETHTOOL_LINK_MODE_1000baseT1_Full_BIT, 1000},
    Speed{ETHTOOL_LINK_MODE_400000baseKR8_Full_BIT, ETHTOOL_LINK_MODE_400000baseCR8_Full_BIT, 400'000},
    Speed{ETHTOOL_LINK_MODE_100000baseKR_Full_BIT, ETHTOOL_LINK_MODE_100000baseDR_Full_BIT, 100'000},
    Speed{ETHTOOL_LINK_MODE_200000baseKR2_Full_BIT, ETHTOOL_LINK_MODE_200000baseCR2_Full_BIT, 200'000},
    Speed{ETHTOOL_LINK_MODE_400000baseKR4_Full_BIT, ETHTOOL_LINK_MODE_400000baseCR4_Full_BIT, 400'000},
    Speed{ETHTOOL_LINK_MODE_100baseFX_Half_BIT, ETHTOOL_LINK_MODE_100baseFX_Full_BIT, 100},
    Speed{ETHTOOL_LINK_MODE_10baseT1L_Full_BIT, ETHTOOL_LINK_MODE_10baseT1L_Full_BIT, 10},
};

bool has(const LinkModeBits& bits, std::uint32_t bit) {
    const auto word = bit / bits_a_word;
    return word < bits.size() && (bits[word] >> (bit % bits_a_word) & 1U) != 0;
}

}  // namespace

std::optional<LinkModeBits> parse_link_mode_bits(std::span<const std::byte> nest) {
    std::optional<std::uint32_t> size;
    std::optional<std::span<const std::byte>> value;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == ETHTOOL_A_BITSET_SIZE) {
            size = attribute->number<std::uint32_t>();
        } else if (attribute->type == ETHTOOL_A_BITSET_VALUE) {
            value = attribute->value;
        }
    }
    if (attributes.malformed() || !size || !value || *size > most_bits) {
        return std::nullopt;
    }
    LinkModeBits bits((*size + bits_a_word - 1) / bits_a_word);
    if (value->size() != bits.size() * sizeof(std::uint32_t)) {
        return std::nullopt;
    }
    if (!bits.empty()) {
        std::memcpy(bits.data(), value->data(), value->size());
    }
    return bits;
}

std::optional<double> fastest_in_common(const LinkModeBits& ours, const LinkModeBits& theirs) {
    std::optional<double> fastest;
    for (const auto& speed : speeds) {
        for (auto bit = speed.first; bit <= speed.last; ++bit) {
            if (has(ours, bit) && has(theirs, bit)) {
                fastest = std::max(fastest.value_or(0), speed.megabits * 1e6);
            }
        }
    }
    return fastest;
}

}  // namespace magpie::agent::netlink
