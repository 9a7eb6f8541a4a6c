#include "agent/netlink/bss.hpp"

#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include <algorithm>
#include <utility>

#include "agent/netlink/nl80211.hpp"
#include "agent/netlink/read_parts.hpp"

namespace magpie::agent::netlink {

namespace {

/// Capability Information field (IEEE 802.11-2020 9.4.1.4).
constexpr std::uint16_t capability_privacy = 1U << 4;

/// The elements as they were heard, read once all attributes are known to fit.
struct Heard {
    bool has_bssid = false;
    std::optional<std::span<const std::byte>> beacon;
    std::optional<std::span<const std::byte>> latest;
};

bool take(const Attribute& attribute, Bss& bss, Heard& heard) {
    switch (attribute.type) {
        case NL80211_BSS_BSSID:
            heard.has_bssid = true;
            return take_address(attribute, bss.bssid);
        case NL80211_BSS_FREQUENCY:
            return take_mhz(attribute, bss.mhz);
        case NL80211_BSS_SIGNAL_MBM: {
            const auto mbm = attribute.number<std::uint32_t>();
            if (mbm) {
                bss.signal_dbm = static_cast<std::int32_t>(*mbm) / 100.0;
            }
            return mbm.has_value();
        }
        case NL80211_BSS_SEEN_MS_AGO: {
            const auto milliseconds = attribute.number<std::uint32_t>();
            if (milliseconds) {
                bss.seen_ago = std::chrono::milliseconds(*milliseconds);
            }
            return milliseconds.has_value();
        }
        case NL80211_BSS_BEACON_INTERVAL:
            bss.beacon_interval = attribute.number<std::uint16_t>();
            return bss.beacon_interval.has_value();
        case NL80211_BSS_CAPABILITY: {
            const auto capability = attribute.number<std::uint16_t>();
            bss.privacy = (capability.value_or(0) & capability_privacy) != 0;
            return capability.has_value();
        }
        case NL80211_BSS_BEACON_IES:
            heard.beacon = attribute.value;
            return true;
        case NL80211_BSS_INFORMATION_ELEMENTS:
            heard.latest = attribute.value;
            return true;
        default:
            return true;
    }
}

/// Empty, without an error, for one whose BSSID the kernel does not tell: an S1G beacon has none.
tl::expected<std::optional<Bss>, NetlinkError> parse_nest(std::span<const std::byte> nest) {
    Bss bss;
    Heard heard;
    Attributes attributes(nest);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, bss, heard)) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || bss.mhz == 0) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (!heard.has_bssid) {
        return std::nullopt;
    }
    if (const auto elements = heard.beacon ? heard.beacon : heard.latest) {
        bss.elements = parse_elements(*elements);
    }
    return bss;
}

/// Of one BSSID, what was seen last comes first.
auto age_order(const Bss& bss) {
    return std::pair(bss.bssid, bss.seen_ago.value_or(std::chrono::milliseconds::max()));
}

}  // namespace

tl::expected<std::optional<Bss>, NetlinkError> parse_bss(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    if (parts->header.cmd != NL80211_CMD_NEW_SCAN_RESULTS) {
        return std::nullopt;
    }
    std::optional<Bss> bss;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (attribute->type == NL80211_ATTR_BSS) {
            auto parsed = parse_nest(attribute->value);
            if (!parsed) {
                return parsed;
            }
            bss = std::move(*parsed);
        }
    }
    if (attributes.malformed()) {
        return tl::unexpected(NetlinkError::malformed);
    }
    return bss;
}

tl::expected<void, NetlinkError> read_scan(Netlink& generic, std::uint16_t family, int interface,
                                           std::vector<std::byte>& buffer, std::vector<Bss>& networks) {
    auto read =
        read_generic(generic, family, nl80211_question(NL80211_CMD_GET_SCAN, interface), buffer, networks, parse_bss);
    std::ranges::stable_sort(networks, {}, age_order);
    networks.erase(std::unique(networks.begin(), networks.end(),
                               [](const Bss& one, const Bss& other) { return one.bssid == other.bssid; }),
                   networks.end());
    return read;
}

tl::expected<void, NetlinkError> trigger_scan(Netlink& generic, std::uint16_t family, int interface,
                                              const std::vector<std::uint32_t>& mhz) {
    // No SSID is asked for: the scan listens and sends nothing.
    auto question = nl80211_question(NL80211_CMD_TRIGGER_SCAN, interface);
    question.number<std::uint32_t>(NL80211_ATTR_SCAN_FLAGS, NL80211_SCAN_FLAG_AP);
    if (!mhz.empty()) {
        const auto nest = question.begin_nest(NL80211_ATTR_SCAN_FREQUENCIES);
        for (unsigned position = 0; position < mhz.size(); ++position) {
            question.number(position, mhz[position]);
        }
        question.end_nest(nest);
    }
    std::vector<std::byte> answer;
    return generic.ask({family, 0, question.written()}, answer);
}

}  // namespace magpie::agent::netlink
