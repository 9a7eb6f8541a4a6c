#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/netlink/station.hpp"
#include "agent/netlink/survey.hpp"
#include "agent/netlink/wiphy.hpp"
#include "agent/report/source_health.hpp"

namespace magpie::agent {

/// As magpie_wifi_dfs_state shows them.
enum class RadarState : std::uint8_t { not_needed, not_checked, free, shut };

/// A radio at one moment. What its driver does not tell is absent.
struct Radio {
    std::uint32_t wiphy = 0;
    std::string name{};
    std::string driver{};
    bool serves = false;  // an access point or a mesh point works on it
    std::optional<netlink::WorkingChannel> channel{};
    std::optional<double> transmit_power_dbm{};
    std::optional<RadarState> radar{};
    std::optional<double> celsius{};
    std::optional<netlink::Survey> survey{};  // of the channel
    // For a scan:
    std::optional<int> interface {};          // one that serves
    std::vector<std::uint32_t> listens_on{};  // MHz; the 20 MHz channels it may use, or hear
    bool watches_radar = false;               // a channel it serves on has radar detection, or may have
    bool clients_known = true;                // of each of its networks
};

/// A network (BSS) the node serves at one moment.
struct Network {
    int interface = 0;
    std::uint32_t wiphy = 0;
    std::uint32_t mhz = 0;
    std::string ssid;  // bytes
    std::vector<netlink::Station> stations;
};

struct WifiState {
    std::vector<Radio> radios;
    std::vector<Network> networks;
    std::vector<MacAddress> addresses;  // of the node's own interfaces and links
    std::optional<std::array<char, 2>> country;
};

/// Asks nl80211 for radios, interfaces, surveys and stations, and /sys for what it does not tell; buffers are reused.
/// What fails is counted on the health of the source by reason, and the rest is read all the same. Lives on the loop's
/// thread; owned by the source.
class WifiReader {
  public:
    /// `sys`: the root of sysfs.
    WifiReader(Netlink& generic, std::string sys) : generic_(generic), sys_(std::move(sys)) {}

    /// Replaces `state`. False when there is no radio to read: no nl80211, or none of hardware.
    [[nodiscard]] bool read(WifiState& state, SourceHealth& health);
    /// What a radio may do has changed: it is asked for anew at the next read, and not only once a minute.
    void ask_anew() { reads_until_wiphys_ = 0; }

    /// The number of "nl80211"; nothing while the kernel has none.
    [[nodiscard]] std::optional<std::uint16_t> family();
    /// The radio as the last read knew it; empty for a stranger.
    [[nodiscard]] std::string_view radio_name(std::uint32_t wiphy) const;
    [[nodiscard]] std::optional<std::uint32_t> wiphy_of(int interface) const;

  private:
    /// False when the kernel did not tell: then those of the last time stay, and it is asked at the next read.
    [[nodiscard]] bool read_wiphys(std::uint16_t family, SourceHealth& health);
    void read_regulatory(std::uint16_t family, SourceHealth& health);
    [[nodiscard]] Radio radio(const netlink::Wiphy& wiphy) const;
    void read_networks(std::uint16_t family, WifiState& state, SourceHealth& health);
    void read_survey(std::uint16_t family, Radio& radio, SourceHealth& health);
    [[nodiscard]] bool read_network(std::uint16_t family, const netlink::WifiInterface& interface, WifiState& state,
                                    SourceHealth& health);

    Netlink& generic_;
    std::string sys_;
    std::optional<std::uint16_t> family_;
    unsigned reads_until_wiphys_ = 0;
    std::vector<std::byte> buffer_;
    std::vector<netlink::Wiphy> wiphys_;
    std::vector<std::string> drivers_;  // of wiphys_, in their order
    std::vector<netlink::WifiInterface> interfaces_;
    std::vector<netlink::Survey> surveys_;
    std::optional<std::array<char, 2>> country_;
};

}  // namespace magpie::agent
