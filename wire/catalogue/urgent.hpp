#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace magpie::catalogue {

/// How an event is seen in the series of a metric: they have the value, or they rose.
enum class Sign : std::uint8_t { value, rise };

/// An event that must not wait for a scrape: the agent reports it at once, and the collector tells Alertmanager itself.
/// The alerting rule of the same name is made from this row as well, so that both speak of one alert: its labels are
/// `alertname`, `area`, `node`, those kept, `severity` and `team`, and no others.
///
/// A metric that rises is there from the start, at 0: neither Prometheus nor the collector can tell that what begins at
/// 1 has risen.
struct Urgent {
    std::string_view alert;
    std::string_view metric;
    /// Only series with this label and value; both empty: all.
    std::string_view label;
    std::string_view is;
    Sign sign;
    double value;  // of Sign::value
    /// Labels of the series that are labels of the alert, besides `area` and `node`; unused ones empty.
    std::array<std::string_view, 2> kept;
    std::string_view severity;
    std::string_view team;
    /// How long a rise is told of.
    std::chrono::seconds lasts;
    /// The annotations of both. `{area}`, `{node}` and `{label}` of each kept label stand for their values.
    std::string_view summary;
    std::string_view description;
};

namespace rows {

using std::chrono::seconds;

// That an access point stopped (`ap_stopped`) is no row: hostapd stops it, too, when its operator restarts it and when
// it leaves a channel with radar. A network that stays away is told by what is scraped.
// clang-format off
inline constexpr Urgent urgent_table[] = {
    {"MagpieRadarDetected", "magpie_wifi_events_total", "type", "radar_detected", Sign::rise, 0, {"radio"}, "warning", "network", seconds{600},
     "{node}: radar on the channel of {radio}", "The radio {radio} of {node} in {area} heard a radar and has to leave its channel for half an hour. Its clients may have lost their connection."},
    {"MagpieRadioHung", "magpie_wifi_radio_hung", "", "", Sign::value, 1, {"radio"}, "critical", "network", seconds{0},
     "{node}: the radio {radio} hangs", "The counters of the radio {radio} of {node} in {area} stand still while its interface is up. It serves nobody until hostapd or the pole is restarted."},
    {"MagpiePoleDoorOpen", "magpie_pole_door_open", "", "", Sign::value, 1, {"sensor"}, "warning", "network", seconds{0},
     "{node}: the cabinet is open", "The door of the cabinet of {node} in {area} is open ({sensor}). Whoever has no order to work there has no business in it."},
    {"MagpiePoleTilted", "magpie_pole_tilted", "", "", Sign::value, 1, {"sensor"}, "critical", "network", seconds{0},
     "{node}: the mast leans", "The mast of {node} in {area} leans more than it may ({sensor}). It may fall: keep people away."},
    {"MagpiePolePowerLost", "magpie_pole_power_good", "", "", Sign::value, 0, {"sensor"}, "critical", "network", seconds{0},
     "{node}: the supply has failed", "The supply {sensor} of {node} in {area} does not carry the pole any more. It lives on its battery or its last charge."},
    {"MagpiePoleOverheated", "magpie_pole_overheated", "", "", Sign::value, 1, {"sensor"}, "critical", "network", seconds{0},
     "{node}: too hot", "It is hotter at {sensor} of {node} in {area} than its parts stand for long."},
    {"MagpieEvilTwin", "magpie_air_threat", "threat", "unknown_bssid", Sign::value, 1, {"ssid"}, "warning", "security", seconds{0},
     "{node}: a stranger bears the name {ssid}", "{node} in {area} hears an access point that is none of the city's and bears its name {ssid}. Who joins it may be read and deceived. magpie_air_threat_evidence names its BSSID and channel."},
    {"MagpieEvilTwinOpen", "magpie_air_threat", "threat", "open_twin", Sign::value, 1, {"ssid"}, "critical", "security", seconds{0},
     "{node}: an open copy of {ssid}", "{node} in {area} hears an open network with the name {ssid}, which the city encrypts. Who joins it may be read and deceived. magpie_air_threat_evidence names its BSSID and channel."},
    {"MagpieEvilTwinSecurity", "magpie_air_threat", "threat", "other_security", Sign::value, 1, {"ssid"}, "warning", "security", seconds{0},
     "{node}: {ssid} lets clients in otherwise than it should", "{node} in {area} hears an access point of the city's, or one that pretends to be it, that serves {ssid} with another security than configured. magpie_air_threat_evidence names its BSSID and channel."},
    {"MagpieEvilTwinClocks", "magpie_air_threat", "threat", "two_clocks", Sign::value, 1, {"ssid"}, "warning", "security", seconds{0},
     "{node}: two access points are one BSSID of {ssid}", "{node} in {area} hears beacons of one BSSID of {ssid} that run by two clocks: somebody pretends to be an access point of the city's. magpie_air_threat_evidence names it."},
    {"MagpieClientsThrownOff", "magpie_air_threat", "threat", "deauthentications", Sign::value, 1, {"ssid"}, "critical", "security", seconds{0},
     "{node}: somebody throws clients off {ssid}", "{node} in {area} hears a flood of deauthentications or disassociations in the name of {ssid}. Its clients lose their connection again and again. magpie_air_threat_evidence names the BSSID that is misused."},
};
// clang-format on

}  // namespace rows

inline constexpr std::span<const Urgent> urgent = rows::urgent_table;

}  // namespace magpie::catalogue
