#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"

namespace magpie::agent::netlink {

/// NL80211_DFS_*: whether radar forbids a channel.
enum class DfsState : std::uint8_t { usable, unavailable, available };

/// One frequency a radio can use (NL80211_ATTR_WIPHY_BANDS).
struct WiphyFrequency {
    std::uint32_t mhz = 0;
    std::uint32_t offset_khz = 0;  // 6 GHz and S1G
    bool disabled = false;
    bool radar = false;                   // DFS is demanded here
    std::optional<DfsState> dfs_state{};  // of a channel with radar detection
};

/// A radio (NL80211_CMD_NEW_WIPHY).
struct Wiphy {
    std::uint32_t index = 0;
    std::string name{};  // "phy0"; whoever may rename it chooses the bytes
    std::vector<WiphyFrequency> frequencies{};
};

/// NL80211_IFTYPE_*; those without a name of their own here are `other`.
enum class InterfaceType : std::uint8_t { other, station, ap, ap_vlan, monitor, mesh_point, ad_hoc };

/// Where an interface, or a link of an MLO interface, works.
struct WorkingChannel {
    std::uint32_t mhz = 0;  // primary 20 MHz channel
    std::uint32_t offset_khz = 0;
    std::uint32_t width_mhz = 20;  // 20 noht as 20, 80+80 as 160
    std::uint32_t center_mhz = 0;  // of the whole width (NL80211_ATTR_CENTER_FREQ1)

    friend bool operator==(const WorkingChannel&, const WorkingChannel&) = default;
};

/// One link of an MLO interface (NL80211_ATTR_MLO_LINKS). Its own channel is told by kernels after 6.1 alone.
struct MloLink {
    std::uint8_t id = 0;
    MacAddress bssid{};
    std::string ssid{};
    std::optional<WorkingChannel> channel{};
};

/// A wireless interface (NL80211_CMD_NEW_INTERFACE). One without an index is no network device (P2P device, NAN).
struct WifiInterface {
    std::optional<int> index{};
    std::uint32_t wiphy = 0;
    std::uint64_t wdev = 0;
    std::string name{};
    InterfaceType type = InterfaceType::other;
    MacAddress address{};
    std::string ssid{};  // bytes as the operator chose them, 0 to 32
    std::optional<WorkingChannel> channel{};
    std::optional<double> transmit_power_dbm{};
    std::vector<MloLink> links{};
};

/// Regulatory domain (NL80211_CMD_GET_REG). `wiphy` is set where a radio keeps its own.
struct Regulatory {
    std::array<char, 2> country{'0', '0'};  // ISO 3166 alpha-2; 00 world, 99 custom, 98 an intersection
    std::uint8_t dfs_region = 0;            // NL80211_DFS_*: 0 unset, 1 FCC, 2 ETSI, 3 JP
    std::optional<std::uint32_t> wiphy{};
};

// Each of these: nothing for other commands; `malformed` when anything in it does not fit. A radio comes in many
// messages, each with a part of it.
[[nodiscard]] tl::expected<std::optional<Wiphy>, NetlinkError> parse_wiphy(const Message& message);
[[nodiscard]] tl::expected<std::optional<WifiInterface>, NetlinkError> parse_wifi_interface(const Message& message);
[[nodiscard]] tl::expected<std::optional<Regulatory>, NetlinkError> parse_regulatory(const Message& message);

// Dumps over all there is. `family` is the number of "nl80211", `buffer` is scratch; the result is replaced, and empty
// on an error. The parts of a radio are put together.
[[nodiscard]] tl::expected<void, NetlinkError> read_wiphys(Netlink& generic, std::uint16_t family,
                                                           std::vector<std::byte>& buffer, std::vector<Wiphy>& wiphys);
[[nodiscard]] tl::expected<void, NetlinkError> read_wifi_interfaces(Netlink& generic, std::uint16_t family,
                                                                    std::vector<std::byte>& buffer,
                                                                    std::vector<WifiInterface>& interfaces);
[[nodiscard]] tl::expected<void, NetlinkError> read_regulatory(Netlink& generic, std::uint16_t family,
                                                               std::vector<std::byte>& buffer,
                                                               std::vector<Regulatory>& domains);

}  // namespace magpie::agent::netlink
