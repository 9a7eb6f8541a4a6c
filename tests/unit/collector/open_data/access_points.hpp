#pragma once

#include <string>
#include <utility>
#include <vector>

#include "collector/fleet/fleet.hpp"

namespace magpie::collector::open_data {

/// Slots of the model below.
enum : std::uint32_t { info, networks_2, clients_2, networks_5, clients_5, received_2, received_5, sent_5, hung };

/// A pole with one network in two bands.
inline std::vector<SeriesDescription> model(const std::string& ssid = "City") {
    const auto labels = [&](const char* band) { return Labels{{"band", band}, {"ssid", ssid}}; };
    return {
        {.name = "magpie_node_info", .help = "", .labels = {}},
        {.name = "magpie_wifi_networks", .help = "", .labels = labels("2.4GHz")},
        {.name = "magpie_wifi_clients", .help = "", .labels = labels("2.4GHz")},
        {.name = "magpie_wifi_networks", .help = "", .labels = labels("5GHz")},
        {.name = "magpie_wifi_clients", .help = "", .labels = labels("5GHz")},
        {.name = "magpie_wifi_client_receive_bytes_total", .help = "", .labels = labels("2.4GHz")},
        {.name = "magpie_wifi_client_receive_bytes_total", .help = "", .labels = labels("5GHz")},
        {.name = "magpie_wifi_client_transmit_bytes_total", .help = "", .labels = labels("5GHz")},
        {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", "phy0"}}},
    };
}

inline constexpr UtcMs at_noon{std::chrono::milliseconds{1'790'251'200'123}};  // 2026-09-24T12:00:00.123Z

inline Labels park_gate() {
    return {{"version", "1.2.3"},  {"model", "pole A"},       {"site", "Park, \"east\" gate"},
            {"site_type", "park"}, {"latitude", "37.566000"}, {"longitude", "126.902000"},
            {"hub", "mapo-2"}};
}

/// Both bands serve, with 12 and 20 clients.
inline NodeIndex born(Fleet& fleet, const std::string& node, Labels says = park_gate(),
                      const std::vector<SeriesDescription>& series = model()) {
    const std::vector<InfoLabels> infos{{.slot = info, .labels = std::move(says)}};
    const auto index = fleet.born("mapo", node, fleet.intern(1, series), infos, at_noon);
    fleet.reported(index, at_noon);
    const std::pair<std::uint32_t, double> values[] = {{info, 1},         {networks_2, 1}, {clients_2, 12},
                                                       {networks_5, 1},   {clients_5, 20}, {received_2, 100},
                                                       {received_5, 200}, {sent_5, 3e12}};
    for (const auto& [slot, value] : values) {
        fleet.set(index, slot, value);
    }
    return index;
}

}  // namespace magpie::collector::open_data
