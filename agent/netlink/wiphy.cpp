#include "agent/netlink/wiphy.hpp"

#include <linux/genetlink.h>
#include <linux/if.h>
#include <linux/nl80211.h>

#include <algorithm>

#include "agent/netlink/nl80211.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// A radio of all bands has less than 200.
constexpr std::size_t most_frequencies = 1024;
/// A link's number has four bits, of which 15 is reserved (IEEE 802.11be 9.4.2.312).
constexpr std::uint8_t highest_link_id = 14;

/// A frequency that is told twice counts as it was told last.
bool add(std::vector<WiphyFrequency>& frequencies, const WiphyFrequency& frequency) {
    const auto same = std::ranges::find_if(frequencies, [&](const WiphyFrequency& other) {
        return other.mhz == frequency.mhz && other.offset_khz == frequency.offset_khz;
    });
    if (same != frequencies.end()) {
        *same = frequency;
        return true;
    }
    if (frequencies.size() == most_frequencies) {
        return false;
    }
    frequencies.push_back(frequency);
    return true;
}

bool take(const Attribute& attribute, WiphyFrequency& frequency) {
    switch (attribute.type) {
        case NL80211_FREQUENCY_ATTR_FREQ:
            return take_mhz(attribute, frequency.mhz);
        case NL80211_FREQUENCY_ATTR_OFFSET:
            return take_offset(attribute, frequency.offset_khz);
        case NL80211_FREQUENCY_ATTR_DISABLED:
            frequency.disabled = true;
            return true;
        case NL80211_FREQUENCY_ATTR_RADAR:
            frequency.radar = true;
            return true;
        case NL80211_FREQUENCY_ATTR_DFS_STATE: {
            const auto state = attribute.number<std::uint32_t>();
            if (state && *state <= static_cast<std::uint32_t>(DfsState::available)) {
                frequency.dfs_state = static_cast<DfsState>(*state);
            }
            return state.has_value();
        }
        default:
            return true;
    }
}

bool parse_frequency(std::span<const std::byte> nest, std::vector<WiphyFrequency>& frequencies) {
    WiphyFrequency frequency;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, frequency)) {
            return false;
        }
    }
    if (attributes.malformed() || frequency.mhz == 0) {
        return false;
    }
    if (!frequency.radar) {
        frequency.dfs_state.reset();
    }
    return add(frequencies, frequency);
}

/// Calls `parse` with each nest of an array, whose types are its positions.
template <typename Parse>
bool for_each_nest(std::span<const std::byte> array, Parse parse) {
    Attributes nests(array);
    while (const auto nest = nests.next()) {
        if (!parse(nest->value)) {
            return false;
        }
    }
    return !nests.malformed();
}

bool parse_band(std::span<const std::byte> nest, std::vector<WiphyFrequency>& frequencies) {
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == NL80211_BAND_ATTR_FREQS &&
            !for_each_nest(attribute->value, [&](std::span<const std::byte> frequency) {
                return parse_frequency(frequency, frequencies);
            })) {
            return false;
        }
    }
    return !attributes.malformed();
}

InterfaceType type_of(std::uint32_t type) {
    switch (type) {
        case NL80211_IFTYPE_STATION:
            return InterfaceType::station;
        case NL80211_IFTYPE_AP:
            return InterfaceType::ap;
        case NL80211_IFTYPE_AP_VLAN:
            return InterfaceType::ap_vlan;
        case NL80211_IFTYPE_MONITOR:
            return InterfaceType::monitor;
        case NL80211_IFTYPE_MESH_POINT:
            return InterfaceType::mesh_point;
        case NL80211_IFTYPE_ADHOC:
            return InterfaceType::ad_hoc;
        default:
            return InterfaceType::other;
    }
}

bool parse_link(std::span<const std::byte> nest, std::vector<MloLink>& links) {
    MloLink link;
    std::optional<std::uint8_t> id;
    ChannelAttributes channel;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        bool fits = channel.take(*attribute);
        if (attribute->type == NL80211_ATTR_MLO_LINK_ID) {
            id = attribute->number<std::uint8_t>();
            fits = id && *id <= highest_link_id;
        } else if (attribute->type == NL80211_ATTR_MAC) {
            fits = take_address(*attribute, link.bssid);
        } else if (attribute->type == NL80211_ATTR_SSID) {
            fits = take_ssid(*attribute, link.ssid);
        }
        if (!fits) {
            return false;
        }
    }
    if (attributes.malformed() || !id || std::ranges::count(links, *id, &MloLink::id) != 0) {
        return false;
    }
    link.id = *id;
    link.channel = channel.channel();
    links.push_back(std::move(link));
    return true;
}

/// What is not optional in the answer but may be missing in the message.
struct Identity {
    std::optional<std::uint32_t> wiphy;
    std::optional<std::uint64_t> wdev;
};

bool take(const Attribute& attribute, WifiInterface& interface, Identity& identity) {
    switch (attribute.type) {
        case NL80211_ATTR_IFINDEX:
            return take_index(attribute, interface.index);
        case NL80211_ATTR_IFNAME:
            interface.name = attribute.text().substr(0, IFNAMSIZ);
            return !interface.name.empty() && interface.name.size() < IFNAMSIZ;
        case NL80211_ATTR_WIPHY:
            identity.wiphy = attribute.number<std::uint32_t>();
            return identity.wiphy.has_value();
        case NL80211_ATTR_WDEV:
            identity.wdev = attribute.number<std::uint64_t>();
            return identity.wdev.has_value();
        case NL80211_ATTR_IFTYPE: {
            const auto type = attribute.number<std::uint32_t>();
            interface.type = type_of(type.value_or(NL80211_IFTYPE_UNSPECIFIED));
            return type.has_value();
        }
        case NL80211_ATTR_MAC:
            return take_address(attribute, interface.address);
        case NL80211_ATTR_SSID:
            return take_ssid(attribute, interface.ssid);
        case NL80211_ATTR_WIPHY_TX_POWER_LEVEL: {
            const auto mbm = attribute.number<std::uint32_t>();
            interface.transmit_power_dbm = static_cast<std::int32_t>(mbm.value_or(0)) / 100.0;
            return mbm.has_value();
        }
        case NL80211_ATTR_MLO_LINKS:
            return for_each_nest(attribute.value,
                                 [&](std::span<const std::byte> link) { return parse_link(link, interface.links); });
        default:
            return true;
    }
}

/// Letters of either case: some drivers call the world "na".
bool is_country(std::string_view text) {
    return text.size() == 2 && std::ranges::all_of(text, [](char letter) {
               return (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') ||
                      (letter >= '0' && letter <= '9');
           });
}

}  // namespace

tl::expected<std::optional<Wiphy>, NetlinkError> parse_wiphy(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_NEW_WIPHY) {
        return std::nullopt;
    }
    Wiphy wiphy;
    std::optional<std::uint32_t> index;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        bool fits = true;
        if (attribute->type == NL80211_ATTR_WIPHY) {
            index = attribute->number<std::uint32_t>();
            fits = index.has_value();
        } else if (attribute->type == NL80211_ATTR_WIPHY_NAME) {
            wiphy.name = attribute->text().substr(0, NL80211_WIPHY_NAME_MAXLEN + 1);
            fits = !wiphy.name.empty() && wiphy.name.size() <= NL80211_WIPHY_NAME_MAXLEN;
        } else if (attribute->type == NL80211_ATTR_WIPHY_BANDS) {
            fits = for_each_nest(attribute->value,
                                 [&](std::span<const std::byte> band) { return parse_band(band, wiphy.frequencies); });
        }
        if (!fits) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || !index || wiphy.name.empty()) {
        return tl::unexpected(NetlinkError::malformed);
    }
    wiphy.index = *index;
    return wiphy;
}

tl::expected<std::optional<WifiInterface>, NetlinkError> parse_wifi_interface(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_NEW_INTERFACE) {
        return std::nullopt;
    }
    WifiInterface interface;
    Identity identity;
    ChannelAttributes channel;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, interface, identity) || !channel.take(*attribute)) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || !identity.wiphy || !identity.wdev) {
        return tl::unexpected(NetlinkError::malformed);
    }
    interface.wiphy = *identity.wiphy;
    interface.wdev = *identity.wdev;
    interface.channel = channel.channel();
    return interface;
}

tl::expected<std::optional<Regulatory>, NetlinkError> parse_regulatory(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_GET_REG) {
        return std::nullopt;
    }
    Regulatory domain;
    bool has_country = false;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        bool fits = true;
        if (attribute->type == NL80211_ATTR_REG_ALPHA2) {
            const auto country = attribute->text();
            has_country = fits = is_country(country);
            std::copy_n(country.begin(), fits ? 2 : 0, domain.country.begin());
        } else if (attribute->type == NL80211_ATTR_DFS_REGION) {
            const auto region = attribute->number<std::uint8_t>();
            domain.dfs_region = region.value_or(0);
            fits = region.has_value();
        } else if (attribute->type == NL80211_ATTR_WIPHY) {
            domain.wiphy = attribute->number<std::uint32_t>();
            fits = domain.wiphy.has_value();
        }
        if (!fits) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || !has_country) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return domain;
}

tl::expected<void, NetlinkError> read_wiphys(Netlink& generic, std::uint16_t family, std::vector<std::byte>& buffer,
                                             std::vector<Wiphy>& wiphys) {
    wiphys.clear();
    auto question = nl80211_question(NL80211_CMD_GET_WIPHY);
    // Without it the kernel leaves out what does not fit the one message of its oldest clients.
    question.flag(NL80211_ATTR_SPLIT_WIPHY_DUMP);
    std::vector<Wiphy> parts;
    if (auto read = read_generic(generic, family, question, buffer, parts, parse_wiphy); !read) {
        return read;
    }
    for (auto& part : parts) {
        const auto whole = std::ranges::find(wiphys, part.index, &Wiphy::index);
        if (whole == wiphys.end()) {
            wiphys.push_back(std::move(part));
        } else if (!std::ranges::all_of(part.frequencies, [&](const WiphyFrequency& frequency) {
                       return add(whole->frequencies, frequency);
                   })) {
            wiphys.clear();
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    return {};
}

tl::expected<void, NetlinkError> read_wifi_interfaces(Netlink& generic, std::uint16_t family,
                                                      std::vector<std::byte>& buffer,
                                                      std::vector<WifiInterface>& interfaces) {
    return read_generic(generic, family, nl80211_question(NL80211_CMD_GET_INTERFACE), buffer, interfaces,
                        parse_wifi_interface);
}

tl::expected<void, NetlinkError> read_regulatory(Netlink& generic, std::uint16_t family, std::vector<std::byte>& buffer,
                                                 std::vector<Regulatory>& domains) {
    return read_generic(generic, family, nl80211_question(NL80211_CMD_GET_REG), buffer, domains, parse_regulatory);
}

}  // namespace magpie::agent::netlink
