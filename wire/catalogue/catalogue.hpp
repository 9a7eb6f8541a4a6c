#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>

#include "wire/catalogue/metric.hpp"

namespace magpie::catalogue {

namespace rows {

inline constexpr double most = std::numeric_limits<double>::max();
inline constexpr Bounds any{-most, most};
inline constexpr Bounds from_zero{0, most};
/// Counters travel as 64-bit integers; above 2^63 only an underflow is found.
inline constexpr Bounds countable{0, 9.3e18};
inline constexpr Bounds zero_to_one{0, 1};
inline constexpr Bounds air_temperature{-60, 150};
/// 2020 to 2100.
inline constexpr Bounds this_century{1.5778e9, 4.1024e9};
/// 0.5 ms (applied at once) to a minute: the budget is 1 s at the 99th percentile.
inline constexpr double delay_buckets[] = {0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60};
inline constexpr double send_buckets[] = {0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60};
/// The budget is 6 s; ten minutes is as long as a rise is told of.
inline constexpr double alert_buckets[] = {0.05, 0.1, 0.25, 0.5, 1, 2, 4, 6, 15, 60, 600};
/// The promise is 6 s, too.
inline constexpr double block_buckets[] = {0.25, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 30, 60, 600};

/// Steps at which what a client can do changes: -67 dBm carries video, below -80 little works.
inline constexpr double signal_buckets[] = {-90, -80, -75, -70, -67, -60, -50};
/// 1, 6, 12, 24, 54, 130, 300, 600, 1200 Mbit/s.
inline constexpr double rate_buckets[] = {1.25e5, 7.5e5, 1.5e6, 3e6, 6.75e6, 1.625e7, 3.75e7, 7.5e7, 1.5e8};
inline constexpr double mcs_buckets[] = {0, 2, 4, 7, 9, 11, 13};
inline constexpr double stream_buckets[] = {1, 2, 3, 4};
inline constexpr double width_buckets[] = {2e7, 4e7, 8e7, 1.6e8};
inline constexpr double share_buckets[] = {0.01, 0.05, 0.1, 0.2, 0.4, 0.8};
inline constexpr double connected_buckets[] = {10, 60, 300, 1800, 7200, 28800};
inline constexpr double inactive_buckets[] = {1, 5, 15, 60, 300};
/// Those in which magpie-capture counts (wire/capture/record.hpp).
inline constexpr double stage_buckets[] = {0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15};

using enum Kind;
using enum Reader;

// clang-format off
inline constexpr Metric table[] = {
    // node: the agent itself, and what the collector knows of it
    {"magpie_node_up", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while the node reports; 0 after its death by will, by DEATH or by silence, kept for 30 days. Written by the collector."},
    {"magpie_node_device_up", gauge, Unit::boolean, {"device"}, zero_to_one, technician, "1 while a device behind the node reports. Written by the collector."},
    {"magpie_node_maintenance", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while people have said that they work at the node (a maintenance window of the console), when its alerts are not told; absent else. Written by the collector."},
    {"magpie_node_last_report_timestamp_seconds", gauge, Unit::timestamp, {}, this_century, network_operator, "When the collector last applied a report of this node. Written by the collector."},
    {"magpie_node_reports_lost_total", counter, Unit::none, {}, countable, network_operator, "Reports the node committed and the collector will never have. Written by the collector."},
    {"magpie_node_info", info, Unit::none, {"version", "model", "site", "latitude", "longitude", "site_type", "hub"}, {1, 1}, planner, "What and where the node is, as it said last; always 1. The only metric that carries place, model and version. Kept for 30 days after its death."},
    {"magpie_node_report_interval_seconds", gauge, Unit::seconds, {}, {0.1, 3600}, network_operator, "Configured time between two reports; three of them without one is a death by silence."},
    {"magpie_node_source_up", gauge, Unit::boolean, {"source"}, zero_to_one, technician, "1 while a source can read what it is there to read; 0 when hardware or privilege is missing."},
    {"magpie_node_source_failures_total", counter, Unit::none, {"source", "reason"}, countable, technician, "Readings a source could not take, by reason."},
    {"magpie_node_readings_discarded_total", counter, Unit::none, {"reason"}, countable, technician, "Readings that were not believable, written twice, or beyond the limit of series."},
    {"magpie_node_outbox_reports", gauge, Unit::none, {}, from_zero, network_operator, "Reports held until the collector says they are safe."},
    {"magpie_node_outbox_bytes", gauge, Unit::bytes, {}, from_zero, network_operator, "Memory the held reports take."},
    {"magpie_node_outbox_dropped_total", counter, Unit::none, {}, countable, network_operator, "Reports dropped before they were called safe, because the outbox was full."},
    {"magpie_node_outbox_flash_bytes", gauge, Unit::bytes, {}, from_zero, network_operator, "Flash the held reports take; 0 while the collector is reached."},
    {"magpie_node_outbox_flash_written_bytes_total", counter, Unit::bytes, {}, countable, technician, "Bytes of reports written to flash since the agent started. A node that reaches its collector writes none."},
    {"magpie_node_outbox_failures_total", counter, Unit::none, {"storage", "reason"}, countable, technician, "Reports that could not be written, read or removed, by where (run: tmpfs, flash) and reason. They are tried again, and are in memory meanwhile."},
    {"magpie_node_outbox_damaged_total", counter, Unit::none, {}, countable, technician, "Stretches of kept reports that could not be read back when the agent started; what was in them counts as lost."},
    {"magpie_node_certificate_expires_timestamp_seconds", gauge, Unit::timestamp, {}, from_zero, network_operator, "When the certificate ends by which the broker knows the node."},
    {"magpie_node_certificate_renewals_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Requests for the next certificate, by what became of them: renewed or failed."},
    {"magpie_node_order", gauge, Unit::none, {"state"}, countable, network_operator, "Number of the order the node follows, tries, or refused last, by state: followed, tried, refused; 0 where there is none. Absent until it has heard of one."},
    {"magpie_node_orders_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Orders that the node heard and does not follow, by reason; one that it hears again counts again where nobody vouches for its number. Absent until there is one."},
    {"magpie_node_page_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Requests to the pole page that were not answered, by reason: host (another name than its own), none (no token), format, signature, revoked, node (another's token), lifetime, early, expired, too_many. Absent until there is one."},
    {"magpie_node_page_reports", gauge, Unit::none, {}, from_zero, network_operator, "Signed reports of technicians that the node holds until the collector has them. Absent where there is no pole page."},
    {"magpie_node_connects_total", counter, Unit::none, {}, countable, network_operator, "MQTT connections the broker accepted."},
    {"magpie_node_connect_failures_total", counter, Unit::none, {}, countable, network_operator, "MQTT connections that failed or were lost."},
    {"magpie_node_publish_failures_total", counter, Unit::none, {}, countable, network_operator, "Messages the MQTT client did not take; their reports stay in the outbox."},
    {"magpie_node_capture_frames_total", counter, Unit::none, {"interface"}, countable, technician, "Frames magpie-capture took from an interface it listens at. One that begins anew adds to what was."},
    {"magpie_node_capture_dropped_total", counter, Unit::none, {"interface"}, countable, technician, "Frames the kernel had no room for, because magpie-capture did not keep up: what is told of the air and of connections misses them."},
    {"magpie_node_capture_bad_frames_total", counter, Unit::none, {"interface", "reason"}, countable, technician, "Frames that could not be read and of which nothing was used, by reason: `bad_fcs` was damaged in the air; the others lie about their own lengths, or are cut."},
    {"magpie_node_capture_client_events_total", counter, Unit::none, {"outcome"}, countable, technician, "Events of single clients (connected, wrong passphrase, 802.1X, left) that the agent heard from hostapd and told magpie-capture, by what became of them: taken, or why not: unknown_interface, no_client (an address of a group or of an access point), no_room."},
    {"magpie_node_cpu_seconds_total", counter, Unit::seconds, {}, from_zero, network_operator, "Processor time the agent itself has used."},
    {"magpie_node_resident_bytes", gauge, Unit::bytes, {}, from_zero, network_operator, "Resident memory of the agent itself."},
    // link: every interface of the node, from rtnetlink and ethtool netlink
    {"magpie_link_up", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 while the interface is able to pass packets: operational state up, or unknown with carrier (RFC 2863)."},
    {"magpie_link_carrier", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 while the interface is set up and its driver sees a carrier (cable, association)."},
    {"magpie_link_carrier_changes_total", counter, Unit::none, {"interface"}, countable, technician, "Times the carrier came or went."},
    {"magpie_link_mtu_bytes", gauge, Unit::bytes, {"interface"}, {0, 1e6}, technician, "Maximum transmission unit."},
    {"magpie_link_speed_bytes_per_second", gauge, Unit::bytes_per_second, {"interface"}, {0, 1e12}, technician, "Negotiated speed (bits a second by eight); absent where the driver does not know it."},
    {"magpie_link_full_duplex", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 at full duplex, 0 at half; absent where the driver does not know it."},
    {"magpie_link_receive_bytes_total", counter, Unit::bytes, {"interface"}, countable, network_operator, "Bytes received."},
    {"magpie_link_receive_packets_total", counter, Unit::none, {"interface"}, countable, network_operator, "Packets received."},
    {"magpie_link_receive_errors_total", counter, Unit::none, {"interface"}, countable, technician, "Bad packets received."},
    {"magpie_link_receive_dropped_total", counter, Unit::none, {"interface"}, countable, network_operator, "Packets received and dropped for want of room, by the driver or the kernel."},
    {"magpie_link_receive_multicast_total", counter, Unit::none, {"interface"}, countable, network_operator, "Multicast packets received."},
    {"magpie_link_transmit_bytes_total", counter, Unit::bytes, {"interface"}, countable, network_operator, "Bytes sent."},
    {"magpie_link_transmit_packets_total", counter, Unit::none, {"interface"}, countable, network_operator, "Packets sent."},
    {"magpie_link_transmit_errors_total", counter, Unit::none, {"interface"}, countable, technician, "Packets that could not be sent."},
    {"magpie_link_transmit_dropped_total", counter, Unit::none, {"interface"}, countable, network_operator, "Packets dropped before sending."},
    {"magpie_link_transmit_collisions_total", counter, Unit::none, {"interface"}, countable, technician, "Collisions; on a full-duplex line a sign of a duplex mismatch."},
    {"magpie_link_driver_errors_total", counter, Unit::none, {"interface", "counter"}, countable, technician, "Standard error counters of the driver (IEEE 802.3 and RMON, by ethtool netlink); only those it keeps. From a driver that has none, what the kernel's own statistics tell of them, from the first error on."},
    {"magpie_link_autonegotiation", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 while this end of the line negotiates speed and duplex; absent where the driver does not know it."},
    {"magpie_link_expected_speed_bytes_per_second", gauge, Unit::bytes_per_second, {"interface"}, {0, 1e12}, technician, "Speed the line should have: as configured for the port, else the fastest that both ends advertise (bits a second by eight); absent where neither is known."},
    {"magpie_link_speed_below_expected", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 while the line has negotiated less than it should; absent without a carrier, and where one of both is not known."},
    {"magpie_link_duplex_mismatch", gauge, Unit::boolean, {"interface"}, zero_to_one, technician, "1 at half duplex, and at a forced full duplex for five minutes after late collisions or checksum errors rose: the other end sees the line otherwise."},
    {"magpie_link_signal_quality_ratio", gauge, Unit::ratio, {"interface"}, zero_to_one, technician, "Quality of the signal as the PHY tells it (SQI), of the best it can tell; absent where it tells none."},
    {"magpie_link_down_reason", gauge, Unit::boolean, {"interface", "reason"}, zero_to_one, technician, "1 for the reason for which there is no carrier, as the driver tells it; absent with a carrier, and where it tells none."},
    {"magpie_link_port_role", gauge, Unit::none, {"interface", "role", "medium"}, {1, 1}, technician, "What a port of the configuration leads to (uplink, wifi, camera, sensor) and what it is made of, as its driver says; always 1."},
    {"magpie_link_utilisation_ratio", gauge, Unit::ratio, {"interface", "direction"}, {0, 100}, network_operator, "Share of the negotiated speed that a port of the configuration carried between two reports, by direction: receive or transmit."},
    {"magpie_link_poe_state", gauge, Unit::boolean, {"interface", "state"}, zero_to_one, technician, "1 for what the board does to power what hangs on this port (PoE or PoDL, IEEE 802.3): disabled, searching, delivering, fault and so on; absent where the port cannot."},
    {"magpie_link_poe_supplied_watts", gauge, Unit::watts, {"interface"}, {0, 100}, technician, "Power that what hangs on this port takes from the board; absent where the kernel does not tell."},
    {"magpie_link_poe_limit_watts", gauge, Unit::watts, {"interface"}, {0, 100}, technician, "Most power the board gives over this port; absent where the kernel does not tell."},
    {"magpie_link_module_info", info, Unit::none, {"interface", "form", "vendor", "part"}, {1, 1}, technician, "The pluggable module of a port (SFP and others), as its memory says; always 1."},
    {"magpie_link_module_temperature_celsius", gauge, Unit::celsius, {"interface"}, air_temperature, technician, "Temperature within the module."},
    {"magpie_link_module_supply_volts", gauge, Unit::volts, {"interface"}, {0, 7}, technician, "Supply voltage of the module."},
    {"magpie_link_module_bias_amperes", gauge, Unit::amperes, {"interface"}, {0, 1}, technician, "Current through the laser of the module, the highest of its lanes: it rises as a laser ages."},
    {"magpie_link_module_transmit_power_dbm", gauge, Unit::dbm, {"interface"}, {-40, 20}, technician, "Light the module sends, the weakest of its lanes; -40 is none."},
    {"magpie_link_module_receive_power_dbm", gauge, Unit::dbm, {"interface"}, {-40, 20}, technician, "Light that reaches the module, the weakest of its lanes; -40 is none."},
    {"magpie_link_module_alarm", gauge, Unit::boolean, {"interface", "quantity", "state"}, zero_to_one, technician, "1 while a quantity of the module is beyond a limit that its maker set: low_alarm, low_warning, high_warning or high_alarm, whichever is worst; absent while it is not."},
    {"magpie_link_neighbour_info", info, Unit::none, {"interface", "chassis", "system", "port", "port_description", "address", "vlan"}, {1, 1}, technician, "Which switch and port is at the other end of the line, as the switch says by LLDP (IEEE 802.1AB); always 1, absent once it has not said so for as long as it holds."},
    {"magpie_link_poe_allocated_watts", gauge, Unit::watts, {"interface"}, {0, 100}, technician, "Power that the switch grants over this line, as it says by LLDP; absent where it says nothing of it."},
    // wifi: radios, networks and their clients, from nl80211
    {"magpie_wifi_frequency_hertz", gauge, Unit::hertz, {"radio", "band"}, {8e8, 7e10}, network_operator, "Centre of the primary 20 MHz channel the radio serves on."},
    {"magpie_wifi_channel_width_hertz", gauge, Unit::hertz, {"radio"}, {1e6, 3.2e8}, network_operator, "Width of the channel."},
    {"magpie_wifi_transmit_power_dbm", gauge, Unit::dbm, {"radio"}, {-30, 60}, network_operator, "Transmit power the radio is set to."},
    {"magpie_wifi_noise_dbm", gauge, Unit::dbm, {"radio", "band"}, {-120, -20}, network_operator, "Noise on the channel; absent where the driver does not measure it."},
    {"magpie_wifi_temperature_celsius", gauge, Unit::celsius, {"radio"}, air_temperature, technician, "Temperature of the radio; absent where it has no sensor."},
    {"magpie_wifi_regulatory_info", info, Unit::none, {"country"}, {1, 1}, technician, "Regulatory domain the kernel obeys; always 1."},
    {"magpie_wifi_dfs_state", gauge, Unit::none, {"radio"}, {0, 3}, network_operator, "Radar state of the channel: 0 no radar detection needed, 1 not checked yet, 2 free of radar, 3 radar was seen and the channel is shut."},
    {"magpie_wifi_radio_hung", gauge, Unit::boolean, {"radio"}, zero_to_one, technician, "1 while a serving radio's counters stand still: the chip or its firmware hangs, though the interface is up."},
    {"magpie_wifi_channel_active_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Time the radio listened on its channel, as far as its counters were believable."},
    {"magpie_wifi_channel_busy_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time the primary channel was busy: own frames, others' and noise."},
    {"magpie_wifi_channel_receive_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time spent receiving Wi-Fi frames, whoever's."},
    {"magpie_wifi_channel_transmit_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time spent sending."},
    {"magpie_wifi_channel_own_receive_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time spent receiving frames of the own network."},
    {"magpie_wifi_channel_foreign_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time neither sending nor receiving the own network: others and noise."},
    {"magpie_wifi_channel_non_wifi_seconds_total", counter, Unit::seconds, {"radio", "band"}, from_zero, network_operator, "Of that, time neither sending nor receiving Wi-Fi: noise, microwave ovens, radar."},
    {"magpie_wifi_discarded_total", counter, Unit::none, {"radio", "reason"}, countable, technician, "Intervals of a radio's counters that were not believable and are in no total, by reason."},
    {"magpie_wifi_events_total", counter, Unit::none, {"radio", "type"}, countable, network_operator, "What the kernel told of: joins, leaves, radar, availability checks, channel switches, access points that stop, scans, interfaces and radios that come and go."},
    {"magpie_wifi_deauthentications_total", counter, Unit::none, {"radio", "reason"}, countable, network_operator, "Deauthentications received by the access points of a radio, by the reason the frame gave (IEEE 802.11 table 9-49), as hostapd tells; absent without its control socket."},
    {"magpie_wifi_refused_joins_total", counter, Unit::none, {"radio", "reason"}, countable, network_operator, "Clients that hostapd did not let in: `wrong_passphrase`, `full`, `blocked`, `eap_failed`; absent without its control socket."},
    {"magpie_wifi_networks", gauge, Unit::none, {"band", "ssid"}, from_zero, network_operator, "Networks (BSS) the node serves; an SSID that is not configured is `other`."},
    {"magpie_wifi_clients", gauge, Unit::none, {"band", "ssid"}, from_zero, network_operator, "Clients that may pass data; absent where they are fewer than the minimum group and not none."},
    {"magpie_wifi_client_receive_bytes_total", counter, Unit::bytes, {"band", "ssid"}, countable, network_operator, "Bytes received from clients."},
    {"magpie_wifi_client_transmit_bytes_total", counter, Unit::bytes, {"band", "ssid"}, countable, network_operator, "Bytes sent to clients."},
    {"magpie_wifi_client_transmit_packets_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Packets sent to clients whose driver also counts retries."},
    {"magpie_wifi_client_transmit_retries_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Attempts after the first; by packets and these, the retry ratio."},
    {"magpie_wifi_client_transmit_failed_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Packets no client ever acknowledged."},
    {"magpie_wifi_client_receive_airtime_seconds_total", counter, Unit::seconds, {"band", "ssid"}, from_zero, network_operator, "Airtime of frames from clients; absent where the driver does not count it."},
    {"magpie_wifi_client_transmit_airtime_seconds_total", counter, Unit::seconds, {"band", "ssid"}, from_zero, network_operator, "Airtime of frames to clients; absent where the driver does not count it."},
    {"magpie_wifi_client_airtime_fairness_ratio", gauge, Unit::ratio, {"band", "ssid"}, zero_to_one, network_operator, "Jain's index of the clients' airtime in the interval: 1 all had the same, 1/n one had all."},
    {"magpie_wifi_client_expected_throughput_bytes_per_second", gauge, Unit::bytes_per_second, {"band", "ssid"}, {0, 5e9}, network_operator, "Median over the clients of what rate control expects to get through; absent where the driver does not say."},
    {"magpie_wifi_neighbours", gauge, Unit::none, {"band"}, from_zero, planner, "Networks (BSS) of others that the last two rounds of scans heard, without the known neighbours; told until the next rounds, at most two days."},
    {"magpie_wifi_neighbour_signal_dbm", gauge, Unit::dbm, {"band"}, {-120, 0}, planner, "Signal of the strongest of them."},
    {"magpie_wifi_own_neighbour_signal_dbm", gauge, Unit::dbm, {"band", "target"}, {-120, 0}, planner, "Signal of the own network's access point at another node, as last heard; the strongest eight of a band."},
    {"magpie_wifi_scans_total", counter, Unit::none, {"radio"}, countable, network_operator, "Scans that were started, of one channel each."},
    {"magpie_wifi_scans_skipped_total", counter, Unit::none, {"radio", "reason"}, countable, network_operator, "Scans that were due and put off, by reason; each reason once until a scan is started."},
    {"magpie_wifi_client_signal_dbm", histogram, Unit::dbm, {"band", "ssid"}, {-120, 0}, planner, "Signal of the clients at the access point, one observation a client an interval.", signal_buckets},
    // wifi, in detail: switched on for a pole
    {"magpie_wifi_client_transmit_rate_bytes_per_second", histogram, Unit::bytes_per_second, {"band", "ssid"}, {0, 6e9}, network_operator, "Rate of the last frame to a client, one observation a client an interval.", rate_buckets},
    {"magpie_wifi_client_receive_rate_bytes_per_second", histogram, Unit::bytes_per_second, {"band", "ssid"}, {0, 6e9}, network_operator, "Rate of the last frame from a client, one observation a client an interval.", rate_buckets},
    {"magpie_wifi_client_mcs", histogram, Unit::none, {"band", "ssid"}, {0, 15}, network_operator, "Modulation and coding index of the last frame to a client (of its own PHY's table).", mcs_buckets},
    {"magpie_wifi_client_streams", histogram, Unit::none, {"band", "ssid"}, {1, 16}, network_operator, "Spatial streams of the last frame to a client.", stream_buckets},
    {"magpie_wifi_client_width_hertz", histogram, Unit::hertz, {"band", "ssid"}, {1e6, 3.2e8}, network_operator, "Channel width of the last frame to a client.", width_buckets},
    {"magpie_wifi_client_retry_ratio", histogram, Unit::ratio, {"band", "ssid"}, zero_to_one, network_operator, "Retries of all attempts to send to a client in an interval.", share_buckets},
    {"magpie_wifi_client_failure_ratio", histogram, Unit::ratio, {"band", "ssid"}, zero_to_one, network_operator, "Packets to a client never acknowledged, of all in an interval.", share_buckets},
    {"magpie_wifi_client_connected_seconds", histogram, Unit::seconds, {"band", "ssid"}, {0, 1e9}, network_operator, "Time a client has been connected, one observation a client an interval.", connected_buckets},
    {"magpie_wifi_client_inactive_seconds", histogram, Unit::seconds, {"band", "ssid"}, {0, 1e6}, network_operator, "Time since a client's last frame, one observation a client an interval.", inactive_buckets},
    {"magpie_wifi_channel_neighbours", gauge, Unit::none, {"band", "channel"}, from_zero, planner, "Networks of others on this primary channel, as magpie_wifi_neighbours counts them."},
    {"magpie_wifi_channel_load_ratio", gauge, Unit::ratio, {"band", "channel"}, zero_to_one, planner, "Highest share of time that an access point heard there says its channel is busy (BSS Load element)."},
    // air: what a monitor interface hears, from magpie-capture; a radio does not hear all, so totals are lower bounds
    {"magpie_air_frames_total", counter, Unit::none, {"band", "ssid", "type"}, countable, network_operator, "Frames heard of a network: beacon, management, control or data. A lower bound. Networks that are not the city's are `other`, and told of in detail alone."},
    {"magpie_air_retries_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Of the frames heard, those sent once more; by magpie_air_frames_total, the retry ratio of all who send. Of `other` in detail alone."},
    {"magpie_air_airtime_seconds_total", counter, Unit::seconds, {"band", "ssid"}, from_zero, network_operator, "Time the frames heard of a network took of the air. A lower bound: what the radio did not hear is not in it. Networks that are not the city's are `other`."},
    {"magpie_air_signal_dbm", gauge, Unit::dbm, {"band", "ssid"}, {-120, 0}, network_operator, "Signal of the strongest access point of the network, of its last beacon; absent where none was heard for two minutes."},
    {"magpie_air_beacons_expected_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Beacons the access points of the network that are heard must have sent, by their own clocks and intervals."},
    {"magpie_air_beacons_lost_total", counter, Unit::none, {"band", "ssid"}, countable, network_operator, "Of these, beacons that were not heard: the access point is far, its channel crowded, or it hangs."},
    {"magpie_air_beacon_jitter_seconds", gauge, Unit::seconds, {"band", "ssid"}, {0, 60}, network_operator, "How late a beacon left, on average since the report before, the clock's skew taken out: the time an access point waits for a free channel. In detail alone."},
    {"magpie_air_load_ratio", gauge, Unit::ratio, {"band", "ssid"}, zero_to_one, network_operator, "Highest share of time that an access point of the network says its channel is busy (BSS Load element); absent where none says so."},
    {"magpie_air_channel_listened_seconds_total", counter, Unit::seconds, {"band"}, from_zero, network_operator, "Time the channels of a band were listened to."},
    {"magpie_air_channel_airtime_seconds_total", counter, Unit::seconds, {"band"}, from_zero, network_operator, "Of that, time the frames heard took, whoever's. A lower bound: beside magpie_wifi_channel_busy_seconds_total it shows how much was heard."},
    {"magpie_air_threat", gauge, Unit::boolean, {"threat", "ssid"}, zero_to_one, network_operator, "1 while a threat to a network of the city's lasts: unknown_bssid, other_security, open_twin, look_alike, two_clocks, two_channels or deauthentications. Urgent ones are 0 from the start, under `other`."},
    {"magpie_air_threats_total", counter, Unit::none, {"threat"}, countable, network_operator, "Threats that began, by kind."},
    {"magpie_air_threat_signal_dbm", gauge, Unit::dbm, {"threat", "ssid"}, {-120, 0}, network_operator, "Strongest signal of a threat that lasts, to find who it is; absent otherwise."},
    {"magpie_air_threat_frames", gauge, Unit::none, {"threat", "ssid"}, from_zero, network_operator, "Frames that showed a threat that lasts; absent otherwise."},
    {"magpie_air_threat_evidence", gauge, Unit::boolean, {"threat", "ssid", "bssid", "channel", "severity"}, zero_to_one, network_operator, "Who does it, or in whose name it is done: the BSSID of an access point, never a client's. 1 while the threat lasts and ten minutes longer; at most eight at a time."},
    // client: how connections of clients go, stage by stage, from magpie-capture; of all clients of a network together
    {"magpie_client_stage_total", counter, Unit::none, {"ssid", "stage", "outcome"}, countable, network_operator, "Ends of a stage of a connection (authentication, association, handshake, dot1x, dhcp_discover, dhcp_request, dns, tcp_network, tcp_radio, portal; connect is all of it), by outcome: success, or why not."},
    {"magpie_client_stage_seconds_total", counter, Unit::seconds, {"ssid", "stage"}, from_zero, network_operator, "Time of the stages that succeeded; by magpie_client_stage_total, their mean. That of connect is the sum of magpie_client_connect_seconds."},
    {"magpie_client_connect_seconds", histogram, Unit::seconds, {"ssid"}, {0, 3600}, network_operator, "Time from the first sign of a client to its first TCP connection.", stage_buckets},
    {"magpie_client_stage_duration_seconds", histogram, Unit::seconds, {"ssid", "stage"}, {0, 3600}, network_operator, "Time of the stages that succeeded. In detail alone.", stage_buckets},
    {"magpie_client_dhcp_silence_seconds", gauge, Unit::seconds, {"ssid"}, {0, 1e6}, network_operator, "How long clients have been asking for an address while none was offered one. 0 where the last was answered, or nobody asks. Absent before anybody has."},
    {"magpie_client_tcp_segments_total", counter, Unit::none, {"ssid", "direction"}, countable, network_operator, "TCP segments with content, from clients (up) and to them (down)."},
    {"magpie_client_tcp_retransmissions_total", counter, Unit::none, {"ssid", "direction"}, countable, network_operator, "Of these, segments sent once more."},
    {"magpie_client_round_trip_seconds_total", counter, Unit::seconds, {"ssid", "side"}, from_zero, network_operator, "Round trips of TCP as they pass by, summed: from the pole to the server and back (network), to the client and back (radio)."},
    {"magpie_client_round_trips_total", counter, Unit::none, {"ssid", "side"}, countable, network_operator, "Measurements in magpie_client_round_trip_seconds_total; by both, the mean."},
    {"magpie_client_good_seconds_total", counter, Unit::seconds, {"ssid"}, from_zero, network_operator, "Time of clients with nothing to complain of, in whole minutes of each. By these and the bad ones, the service level."},
    {"magpie_client_bad_seconds_total", counter, Unit::seconds, {"ssid", "stage"}, from_zero, network_operator, "Time of clients, in whole minutes, that was not good, by the stage to blame."},
    {"magpie_client_attempts_forgotten_total", counter, Unit::none, {"ssid"}, countable, technician, "Connections that were not followed to their end for want of room in magpie-capture."},
    {"magpie_client_visit_stages_total", counter, Unit::none, {"ssid", "stage", "outcome"}, countable, network_operator, "Ends of a stage of the pole's own visits to networks of its neighbours, as a citizen (scan, association, keys, dhcp, dns, portal, page, download; visit is all of it), by outcome: success, or why not."},
    {"magpie_client_visit_stage_seconds", gauge, Unit::seconds, {"ssid", "stage"}, {0, 3600}, network_operator, "Time of each stage in the last visit that came through it. Absent before the first."},
    {"magpie_client_visit_usable", gauge, Unit::boolean, {"ssid"}, zero_to_one, network_operator, "1 while the last visit came through all its stages, 0 while it failed in one: what a citizen would find, beside what is up. Absent before the first."},
    {"magpie_client_visit_download_bytes_per_second", gauge, Unit::bytes_per_second, {"ssid"}, {0, 6e9}, network_operator, "Rate of the small download of the last visit that came through it, from its connection to its last byte."},
    {"magpie_client_visit_airtime_seconds_total", counter, Unit::seconds, {}, from_zero, network_operator, "Airtime that the visits cost at most: each packet as long as packets are, at the rate of the last one, and a fixed share for scanning and joining."},
    {"magpie_client_visit_airtime_ratio", gauge, Unit::ratio, {}, zero_to_one, network_operator, "The same as a share of the last hour. A visit that would be above the budget is not begun."},
    {"magpie_client_visits_missed_total", counter, Unit::none, {"reason"}, countable, technician, "Visits that were not begun though it was their turn, by reason: airtime (the budget is spent), busy (the last one is under way), station (magpie-station cannot be asked), secret (the file of the network's secret cannot be read)."},
    // path: who is reached from the node, and how fast
    {"magpie_path_up", gauge, Unit::boolean, {"target", "class", "probe"}, zero_to_one, network_operator, "1 while the last probe of a target was answered (that of a portal also while it is captive), 0 while it was not. Absent before the first."},
    {"magpie_path_probes_total", counter, Unit::none, {"target", "class", "probe", "outcome"}, countable, network_operator, "Probes that ended, by outcome: answered, or why not (no_answer, refused, unreachable, wrong_answer, name_error, no_data, failed, certificate, redirects, no_address, not_allowed)."},
    {"magpie_path_probes_missed_total", counter, Unit::none, {}, countable, technician, "Probes that were never begun, for as many as may were under way for longer than their interval."},
    {"magpie_path_round_trip_seconds", gauge, Unit::seconds, {"target", "class", "probe"}, {0, 60}, network_operator, "Median time from question to answer of the probes that ended since the last report: echo, TCP handshake, DNS and NTP answer, head of a page. Absent where none of them was answered."},
    {"magpie_path_round_trip_max_seconds", gauge, Unit::seconds, {"target", "class", "probe"}, {0, 60}, network_operator, "Longest of these times."},
    {"magpie_path_certificate_expires_timestamp_seconds", gauge, Unit::timestamp, {"target", "class"}, from_zero, network_operator, "When the first of the certificates ends that an HTTPS target showed last, trusted or not."},
    {"magpie_path_clock_offset_seconds", gauge, Unit::seconds, {"target", "class"}, {-2.2e9, 2.2e9}, technician, "Clock of an NTP server less the node's own, as its last answer says (RFC 5905)."},
    {"magpie_path_mtu_bytes", gauge, Unit::bytes, {"target", "class"}, {68, 65536}, network_operator, "Largest IP packet that reached the target whole when this was last found out."},
    {"magpie_path_mtu_black_hole", gauge, Unit::boolean, {"target", "class"}, zero_to_one, network_operator, "1 while larger packets than that vanish on the way and no router says so, so that connections through it hang (RFC 2923)."},
    {"magpie_path_captive", gauge, Unit::boolean, {"target", "class"}, zero_to_one, network_operator, "1 while the node is behind a captive portal, 0 while the way is open; by the page that should be empty, or by the portal's API (RFC 8908)."},
    {"magpie_path_dhcp_up", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while a server had an address for the pole when it last asked on its uplink, as a stranger would; 0 while none had, or what it gave is somebody else's. Absent before the first."},
    {"magpie_path_dhcp_probes_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Such questions by outcome: granted (and given back), offered (no more is asked for), own_address, or why not (no_offer, no_answer, refused, taken, not_sent, no_interface, service)."},
    {"magpie_path_dhcp_seconds", gauge, Unit::seconds, {"stage"}, {0, 60}, network_operator, "Time of each stage of the last one that came through it: offer, from the first DISCOVER, and grant, from the first REQUEST."},
    {"magpie_path_dhcp_servers", gauge, Unit::none, {}, {0, 64}, network_operator, "DHCP servers that made an offer to the last one: more than there should be is somebody's own router on the line."},
    {"magpie_path_throughput_bytes_per_second", gauge, Unit::bytes_per_second, {"target", "class", "direction", "streams"}, from_zero, network_operator, "What arrived of TCP a second when this was last measured, by direction (up: from the node) and number of streams. It stays until it is measured again."},
    {"magpie_path_throughput_measured_timestamp_seconds", gauge, Unit::timestamp, {"target", "class", "direction", "streams"}, this_century, network_operator, "When that was."},
    {"magpie_path_throughput_runs_total", counter, Unit::none, {"target", "class", "outcome"}, countable, network_operator, "Runs of a throughput measurement, by outcome: measured, or why not (unreachable, refused, busy, hung, reset, protocol, nothing, junk, crashed, killed, not_started, no_address, budget, no_token)."},
    {"magpie_path_throughput_spent_bytes", gauge, Unit::bytes, {}, from_zero, network_operator, "Bytes that throughput measurements took within the last 24 hours, as far as they count against throughput.daily_bytes."},
    {"magpie_path_idle_round_trip_seconds", gauge, Unit::seconds, {"target", "class"}, {0, 60}, network_operator, "Median round trip of an echo right before the throughput of a target was measured."},
    {"magpie_path_loaded_round_trip_seconds", gauge, Unit::seconds, {"target", "class", "direction", "streams"}, {0, 60}, network_operator, "Median round trip of an echo while the line was full: what is above the idle one is queues (bufferbloat)."},
    {"magpie_path_loaded_round_trip_high_seconds", gauge, Unit::seconds, {"target", "class", "direction", "streams"}, {0, 60}, network_operator, "Of 100 of these echoes 95 were faster."},
    {"magpie_path_sick_segment", gauge, Unit::boolean, {"segment"}, zero_to_one, network_operator, "1 for the one part of the way that is to blame for what is not reached from the pole, 0 for the others: radio, pole_cable, access_switch, hub, core or outside (docs/path.md). Of two that cannot be told apart the nearer."},
    {"magpie_path_traces_total", counter, Unit::none, {"outcome"}, countable, technician, "Traces, hop by hop, to a target that is not reached, by how they ended: reached (the target, or a router that speaks for it, is there after all), turned_away (a router says that there is no way), lost (nobody answers behind the last hop), not_sent."},
    {"magpie_path_trace_hops", gauge, Unit::none, {"target", "class"}, {0, 255}, technician, "Hops to the last that answered in the last trace: behind it the way ends. Told while what the trace found holds."},
    {"magpie_path_mqtt_round_trip_seconds", gauge, Unit::seconds, {"side"}, {0, 60}, network_operator, "Time from a message until the broker has brought it back (side broker), and until the collector's answer to it is here (side collector). Absent where the last one was not answered."},
    {"magpie_path_mqtt_round_trips_total", counter, Unit::none, {"side", "outcome"}, countable, network_operator, "Such messages by whether they were answered in time: answered, no_answer. Of the collector since it first answered."},
    {"magpie_path_packets_total", counter, Unit::none, {"target", "class", "outcome"}, countable, network_operator, "Packets of STAMP (RFC 8762) whose fate is known, by outcome: received, lost (no reply within 3 s); of these late, duplicate, reordered, and undefined, which had no delay that can be."},
    {"magpie_path_packets_lost_total", counter, Unit::none, {"target", "class", "direction"}, countable, network_operator, "Of the lost, those that were lost on the way there (forward) and back. Absent where the reflector does not count by itself, so that nobody can know."},
    {"magpie_path_loss_ratio", gauge, Unit::ratio, {"target", "class"}, zero_to_one, network_operator, "Share of the packets of the last full minute that got no reply in time."},
    {"magpie_path_longest_loss_burst", gauge, Unit::none, {"target", "class"}, countable, network_operator, "Most packets one after the other that were lost in that minute."},
    {"magpie_path_packet_round_trip_seconds", gauge, Unit::seconds, {"target", "class"}, {0, 60}, network_operator, "Median round trip of that minute by kernel timestamps, without the time the reflector took."},
    {"magpie_path_packet_round_trip_max_seconds", gauge, Unit::seconds, {"target", "class"}, {0, 60}, network_operator, "Longest of these round trips."},
    {"magpie_path_delay_variation_seconds", gauge, Unit::seconds, {"target", "class"}, {0, 60}, network_operator, "How far above the shortest round trip of that minute 95 % of them stay (PDV, RFC 5481)."},
    {"magpie_path_one_way_delay_seconds", gauge, Unit::seconds, {"target", "class", "direction"}, {0, 60}, network_operator, "Median delay there (forward) and back. Absent unless both ends say that their clocks are synchronised to 100 ms."},
    {"magpie_path_one_way_error_seconds", gauge, Unit::seconds, {"target", "class"}, {0, 60}, network_operator, "How far these may be off: what both clocks say of themselves, added."},
    {"magpie_path_reflections_total", counter, Unit::none, {"outcome"}, countable, technician, "STAMP packets of others that came here, by outcome: answered, or why not (unprovisioned, oversized, truncated, corrupt, no_time, forged, replayed, too_often, not_sent)."},
    {"magpie_path_reflector_dropped_total", counter, Unit::none, {}, countable, technician, "Packets to the reflector that the kernel dropped: of nobody who is answered, or for want of room."},
    // host: the board
    {"magpie_host_cpu_seconds_total", counter, Unit::seconds, {"mode"}, from_zero, technician, "Processor time by mode, all processors together (/proc/stat)."},
    {"magpie_host_load_average", gauge, Unit::none, {"window"}, {0, 1e6}, technician, "Runnable and uninterruptible tasks, averaged over 1, 5 and 15 minutes."},
    {"magpie_host_memory_size_bytes", gauge, Unit::bytes, {}, from_zero, technician, "Memory of the board."},
    {"magpie_host_memory_available_bytes", gauge, Unit::bytes, {}, from_zero, technician, "Memory that can be used without swapping (MemAvailable)."},
    {"magpie_host_swap_used_bytes", gauge, Unit::bytes, {}, from_zero, technician, "Swap in use."},
    {"magpie_host_temperature_celsius", gauge, Unit::celsius, {"sensor"}, air_temperature, technician, "Temperature by thermal zone or hwmon sensor."},
    {"magpie_host_uptime_seconds", gauge, Unit::seconds, {}, from_zero, technician, "Time since the board booted."},
    {"magpie_host_boot_info", info, Unit::none, {"reason"}, {1, 1}, technician, "Why the board booted last: power, software, button, watchdog, panic, overheat, undervoltage, overvoltage or unknown; always 1."},
    {"magpie_host_storage_size_bytes", gauge, Unit::bytes, {"mount"}, from_zero, technician, "Size of a file system on real storage."},
    {"magpie_host_storage_available_bytes", gauge, Unit::bytes, {"mount"}, from_zero, technician, "Space free for ordinary users."},
    {"magpie_host_storage_readonly", gauge, Unit::boolean, {"mount"}, zero_to_one, technician, "1 while the file system is mounted read-only; unasked for, the sign of a dying card."},
    {"magpie_host_storage_written_bytes_total", counter, Unit::bytes, {"device"}, countable, technician, "Bytes written to the device since boot."},
    {"magpie_host_flash_life_used_ratio", gauge, Unit::ratio, {"device", "type"}, {0, 1.1}, technician, "Wear of an eMMC, upper end of its 10 % step, by memory type (JEDEC life time estimation a and b); 1.1 is past its end."},
    {"magpie_host_flash_spare_state", gauge, Unit::none, {"device"}, {1, 3}, technician, "Reserved blocks of an eMMC: 1 normal, 2 warning (80 % used), 3 urgent (90 %)."},
    {"magpie_host_flash_bad_blocks", gauge, Unit::none, {"device"}, from_zero, technician, "Bad erase blocks of a raw flash (UBI)."},
    {"magpie_host_flash_block_erases", gauge, Unit::none, {"device"}, from_zero, technician, "Erases of the block of a raw flash that has had most (UBI)."},
    {"magpie_host_clock_synchronised", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while the kernel says that the clock is synchronised (adjtimex)."},
    {"magpie_host_clock_offset_seconds", gauge, Unit::seconds, {}, {-1e9, 1e9}, network_operator, "Offset the kernel is correcting; absent while the clock is not synchronised."},
    {"magpie_host_clock_error_seconds", gauge, Unit::seconds, {}, {0, 1e9}, network_operator, "Greatest possible error of the clock (adjtimex maxerror); absent while it is not synchronised."},
    // check: the last check of the pole (docs/check.md), as far as the agent has begun it or found its result
    {"magpie_check_layer_state", gauge, Unit::none, {"layer"}, {0, 4}, technician, "What the last check found of a layer: 0 pass, 1 warn, 2 fail, 3 blocked by a layer before it, 4 skipped; `ssid` is the worst of all networks. Absent once the check is a day old."},
    {"magpie_check_first_fault_info", info, Unit::none, {"layer", "fault"}, {1, 1}, technician, "The first layer that the last check found wrong, and what is most likely wrong with it; always 1, absent where nothing is."},
    {"magpie_check_runs_total", counter, Unit::none, {"outcome"}, countable, technician, "Checks that the agent has begun, by how they ended: pass, warn, fail, or broken (no result came); and those it did not begin: refused."},
    {"magpie_check_duration_seconds", gauge, Unit::seconds, {}, {0, 3600}, technician, "How long the last check took."},
    {"magpie_check_begun_timestamp_seconds", gauge, Unit::timestamp, {}, this_century, technician, "When the last check began."},
    // pole: sensors on the mast and in the cabinet, by the name the configuration gives each
    {"magpie_pole_sensor_up", gauge, Unit::boolean, {"sensor"}, zero_to_one, technician, "1 while a sensor answers: of its last polls one succeeded, or its messages come."},
    {"magpie_pole_sensor_info", info, Unit::none, {"sensor", "model", "version"}, {1, 1}, technician, "What a sensor says it is; always 1."},
    {"magpie_pole_sensor_readings_total", counter, Unit::none, {"sensor"}, countable, technician, "Readings taken of a sensor: polls that were answered, or messages that were understood."},
    {"magpie_pole_sensor_failures_total", counter, Unit::none, {"sensor", "reason"}, countable, technician, "Readings of a sensor that failed, by reason."},
    {"magpie_pole_sensor_answer_seconds", gauge, Unit::seconds, {"sensor"}, {0, 60}, technician, "Longest time to an answer on the bus since the report before."},
    {"magpie_pole_sensor_restarts_total", counter, Unit::none, {"sensor", "reason"}, countable, technician, "Restarts of a sensor node, by its reset cause: unknown, power, external, software, watchdog, brown_out or update."},
    {"magpie_pole_value_age_seconds", gauge, Unit::seconds, {"sensor"}, from_zero, technician, "Time since the last reading of a sensor."},
    {"magpie_pole_value_quality", gauge, Unit::none, {"sensor", "quantity"}, {0, 5}, planner, "Whether a value can be believed: 0 good, 1 stale, 2 out of range, 3 stuck, 4 jumped, 5 absent. The value itself is told for 0, 3 and 4 alone."},
    {"magpie_pole_temperature_celsius", gauge, Unit::celsius, {"sensor"}, air_temperature, planner, "Temperature of the air, or of what the sensor is on."},
    {"magpie_pole_humidity_ratio", gauge, Unit::ratio, {"sensor"}, zero_to_one, planner, "Relative humidity."},
    {"magpie_pole_pm2_5_grams_per_cubic_meter", gauge, Unit::grams_per_cubic_meter, {"sensor"}, {0, 0.01}, planner, "Particles below 2.5 um: a millionth is the microgram in which limits are given."},
    {"magpie_pole_pm10_grams_per_cubic_meter", gauge, Unit::grams_per_cubic_meter, {"sensor"}, {0, 0.01}, planner, "Particles below 10 um: a millionth is the microgram in which limits are given."},
    {"magpie_pole_noise_decibels", gauge, Unit::decibels, {"sensor"}, {0, 200}, planner, "Sound pressure level, A-weighted."},
    {"magpie_pole_illuminance_lux", gauge, Unit::lux, {"sensor"}, {0, 300000}, planner, "Light."},
    {"magpie_pole_uv_index", gauge, Unit::none, {"sensor"}, {0, 30}, planner, "Ultraviolet index."},
    {"magpie_pole_wind_speed_meters_per_second", gauge, Unit::meters_per_second, {"sensor"}, {0, 120}, planner, "Wind speed."},
    {"magpie_pole_wind_direction_degrees", gauge, Unit::degrees, {"sensor"}, {0, 360}, planner, "Where the wind comes from, clockwise from north."},
    {"magpie_pole_supply_volts", gauge, Unit::volts, {"sensor"}, {-1000, 1000}, technician, "Voltage of a supply."},
    {"magpie_pole_supply_amperes", gauge, Unit::amperes, {"sensor"}, {-1000, 1000}, technician, "Current of a supply; of a battery negative while it is discharged, where the driver tells."},
    {"magpie_pole_power_good", gauge, Unit::boolean, {"sensor"}, zero_to_one, technician, "1 while a supply carries the pole: its voltage is above `pole.power_lost_below_volts`, or the kernel says that it is online."},
    {"magpie_pole_battery_charge_ratio", gauge, Unit::ratio, {"sensor"}, zero_to_one, technician, "Charge of a battery."},
    {"magpie_pole_door_open", gauge, Unit::boolean, {"sensor"}, zero_to_one, technician, "1 while the door of the cabinet is open."},
    {"magpie_pole_door_openings_total", counter, Unit::none, {"sensor"}, countable, technician, "Openings of the door, those between two polls included."},
    {"magpie_pole_tilt_degrees", gauge, Unit::degrees, {"sensor"}, {0, 180}, technician, "Tilt of the mast from upright."},
    {"magpie_pole_tilted", gauge, Unit::boolean, {"sensor"}, zero_to_one, technician, "1 while the mast leans more than `pole.tilt_limit_degrees`."},
    {"magpie_pole_vibration_meters_per_second_squared", gauge, Unit::meters_per_second_squared, {"sensor"}, {0, 1000}, technician, "Vibration of the mast, root mean square."},
    {"magpie_pole_overheated", gauge, Unit::boolean, {"sensor"}, zero_to_one, technician, "1 while the temperature is above `pole.temperature_limit_celsius`."},
    {"magpie_pole_neighbour_deviation", gauge, Unit::none, {"sensor", "quantity"}, any, planner, "How far a value is from the median of the same quantity at poles nearby, in their median absolute deviations; positive above. Written by the collector."},
    // rollup: sums over the nodes of an area, written by the collector on /metrics/rollup
    {"magpie_rollup_nodes", gauge, Unit::none, {"site_type", "state"}, from_zero, network_operator, "Nodes of an area by type of site, `up` or `down`."},
    {"magpie_rollup_site_nodes", gauge, Unit::none, {"site", "state"}, from_zero, network_operator, "Nodes of a site, `up` or `down`."},
    {"magpie_rollup_reports_lost_total", counter, Unit::none, {"site_type"}, countable, network_operator, "Reports the nodes committed and the collector will never have."},
    {"magpie_rollup_clients", gauge, Unit::none, {"site_type", "band", "ssid"}, from_zero, network_operator, "Clients, summed over the nodes that tell of them."},
    {"magpie_rollup_site_clients", gauge, Unit::none, {"site"}, from_zero, planner, "Clients of a site, over all bands and networks."},
    {"magpie_rollup_client_receive_bytes_total", counter, Unit::bytes, {"site_type", "band", "ssid"}, countable, network_operator, "Bytes received from clients."},
    {"magpie_rollup_client_transmit_bytes_total", counter, Unit::bytes, {"site_type", "band", "ssid"}, countable, network_operator, "Bytes sent to clients."},
    {"magpie_rollup_client_transmit_packets_total", counter, Unit::none, {"site_type", "band", "ssid"}, countable, network_operator, "Packets sent to clients whose driver also counts retries."},
    {"magpie_rollup_client_transmit_retries_total", counter, Unit::none, {"site_type", "band", "ssid"}, countable, network_operator, "Attempts after the first."},
    {"magpie_rollup_client_transmit_failed_total", counter, Unit::none, {"site_type", "band", "ssid"}, countable, network_operator, "Packets no client ever acknowledged."},
    {"magpie_rollup_client_signal_dbm", histogram, Unit::dbm, {"site_type", "band", "ssid"}, {-120, 0}, planner, "Signal of the clients, one observation a client an interval.", signal_buckets},
    {"magpie_rollup_visit_stages_total", counter, Unit::none, {"site_type", "ssid", "stage", "outcome"}, countable, network_operator, "Ends of a stage of the poles' visits to each other's networks; of stage visit, the share with outcome success is how usable they are."},
    {"magpie_rollup_channel_active_seconds_total", counter, Unit::seconds, {"site_type", "band"}, from_zero, network_operator, "Time the radios listened on their channels."},
    {"magpie_rollup_channel_busy_seconds_total", counter, Unit::seconds, {"site_type", "band"}, from_zero, network_operator, "Of that, time the channels were busy."},
    {"magpie_rollup_channel_foreign_seconds_total", counter, Unit::seconds, {"site_type", "band"}, from_zero, network_operator, "Of that, time neither sending nor receiving the own network."},
    {"magpie_rollup_radios_hung", gauge, Unit::none, {"site_type"}, from_zero, technician, "Radios whose counters stand still."},
    {"magpie_rollup_refused_joins_total", counter, Unit::none, {"site_type", "reason"}, countable, network_operator, "Clients that were not let in, by reason."},
    {"magpie_rollup_suspected_fault", gauge, Unit::boolean, {"kind", "name"}, zero_to_one, network_operator, "1 while one thing is to blame for nodes that fell at once: a `hub`, a `switch`, or the `core` behind the hubs of an area (of all areas: without `area`). A hundred at most, those of most nodes."},
    {"magpie_rollup_suspected_fault_members", gauge, Unit::none, {"kind", "name"}, from_zero, network_operator, "Nodes that fell with it; of a core, hubs."},
    // collector: itself
    {"magpie_collector_info", info, Unit::none, {"version"}, {1, 1}, network_operator, "Version of the collector; always 1."},
    {"magpie_collector_mqtt_connected", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while connected to the broker and subscribed."},
    {"magpie_collector_active", gauge, Unit::boolean, {}, zero_to_one, network_operator, "1 while it writes, acknowledges and alerts; 0 while another collector of its pair does, or none yet."},
    {"magpie_collector_takeovers_total", counter, Unit::none, {}, countable, network_operator, "Times it became the active one of its pair."},
    {"magpie_collector_mqtt_connects_total", counter, Unit::none, {}, countable, network_operator, "MQTT connections the broker accepted."},
    {"magpie_collector_mqtt_dropped_total", counter, Unit::none, {}, countable, network_operator, "Messages received and dropped because the collector did not keep up; Magpie's nodes send again what was in them."},
    {"magpie_collector_nodes", gauge, Unit::none, {"state"}, from_zero, network_operator, "Nodes by state: up, down, expected (known from before a restart, not heard yet)."},
    {"magpie_collector_devices_up", gauge, Unit::none, {}, from_zero, network_operator, "Devices behind nodes that report."},
    {"magpie_collector_series", gauge, Unit::none, {}, from_zero, network_operator, "Series of live nodes."},
    {"magpie_collector_shapes", gauge, Unit::none, {}, from_zero, network_operator, "Distinct lists of series; nodes of one model share one."},
    {"magpie_collector_messages_total", counter, Unit::none, {"verb"}, countable, network_operator, "Sparkplug messages received."},
    {"magpie_collector_bytes_total", counter, Unit::bytes, {}, countable, network_operator, "Payload bytes received."},
    {"magpie_collector_samples_total", counter, Unit::none, {}, countable, network_operator, "Samples applied to the fleet."},
    {"magpie_collector_historical_reports_total", counter, Unit::none, {}, countable, network_operator, "Late reports received; they never touch the present state."},
    {"magpie_collector_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Messages, metrics and samples refused, by reason."},
    {"magpie_collector_tolerated_total", counter, Unit::none, {"reason"}, countable, network_operator, "Faults of foreign edges and hostile texts that were put right or passed over, by reason."},
    {"magpie_collector_quarantined_nodes", gauge, Unit::none, {}, from_zero, network_operator, "Nodes that are not heard for a while, for they broke a quota again and again."},
    {"magpie_collector_quarantines_total", counter, Unit::none, {"reason"}, countable, network_operator, "Times a node was put in quarantine, by the quota it broke."},
    {"magpie_collector_resets_total", counter, Unit::none, {}, countable, network_operator, "Counters of nodes that ran backwards; passed on, for Prometheus reads a reset."},
    {"magpie_collector_duplicate_reports_total", counter, Unit::none, {}, countable, network_operator, "Reports received once more and dropped by the ledger."},
    {"magpie_collector_rebirths_requested_total", counter, Unit::none, {"reason"}, countable, network_operator, "Rebirths asked for."},
    {"magpie_collector_rebirths_deferred_total", counter, Unit::none, {}, countable, network_operator, "Rebirths put off by the token bucket or the back-off of the node."},
    {"magpie_collector_acknowledgements_total", counter, Unit::none, {}, countable, network_operator, "Acknowledgements sent to nodes."},
    {"magpie_collector_publish_failures_total", counter, Unit::none, {}, countable, network_operator, "Commands the MQTT client did not take."},
    {"magpie_collector_database_errors_total", counter, Unit::none, {"reason"}, countable, network_operator, "Failed commits of births and ledgers; kept in memory and tried again."},
    {"magpie_collector_database_pending", gauge, Unit::none, {}, from_zero, network_operator, "Births and ledgers waiting for their commit."},
    {"magpie_collector_order_nodes", gauge, Unit::none, {"state"}, from_zero, network_operator, "Nodes that an order concerns, by how far they are with the newest: followed, tried, refused, sent, waiting."},
    {"magpie_collector_orders_sent_total", counter, Unit::none, {}, countable, network_operator, "Orders sent to nodes, also again."},
    {"magpie_collector_orders_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Orders handed to the collector that it did not take, by reason."},
    {"magpie_collector_certificate_expires_timestamp_seconds", gauge, Unit::timestamp, {"file"}, from_zero, network_operator, "When the first certificate or revocation list ends in a file: its own, and those it was told to watch."},
    {"magpie_collector_http_denied_total", counter, Unit::none, {"reason"}, countable, network_operator, "Requests over HTTP that were not answered, by reason: no token, one that is unknown or not meant for the page, too many."},
    {"magpie_collector_http_closed_total", counter, Unit::none, {"reason"}, countable, network_operator, "Clients over HTTP that were closed before their answer, by reason: gave_way, turned_away, failed_handshake."},
    {"magpie_collector_report_delay_seconds", histogram, Unit::seconds, {}, {0, 3600}, network_operator, "Time from reading to applying, for live reports of nodes with a known clock.", delay_buckets},
    {"magpie_collector_scrapes_total", counter, Unit::none, {}, countable, network_operator, "Scrapes served."},
    {"magpie_collector_history_samples_total", counter, Unit::none, {}, countable, network_operator, "Samples the history store has taken; those sent again count again."},
    {"magpie_collector_history_requests_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Requests to the history store by outcome: stored, refused (its samples), busy, failed, denied (address or credentials), unreachable, timeout, garbled."},
    {"magpie_collector_history_retries_total", counter, Unit::none, {}, countable, network_operator, "Batches sent once more, after trouble or because the store went away before it had settled them."},
    {"magpie_collector_history_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Samples that are not in the history: too_old, repeated_time (a second value at one time), set_aside (the store refused their report)."},
    {"magpie_collector_history_not_taken_total", counter, Unit::none, {}, countable, network_operator, "Reports not taken because the history's memory was full; their nodes keep them and bring them again."},
    {"magpie_collector_history_queue_bytes", gauge, Unit::bytes, {}, from_zero, network_operator, "Memory of what waits for the history store or is not settled yet."},
    {"magpie_collector_history_unsettled_seconds", gauge, Unit::seconds, {}, from_zero, network_operator, "Age of the oldest report that is received and not settled."},
    {"magpie_collector_history_store_fault", gauge, Unit::boolean, {"reason"}, zero_to_one, network_operator, "1 for what is wrong with how the history store is set, as it said last: dedup_interval (drops samples that are near), no_dedup (keeps repeats twice), retention or out_of_order_window (shorter than history.window_seconds), receiver_off. unknown_store, that it cannot be asked, is no fault."},
    {"magpie_collector_history_send_seconds", histogram, Unit::seconds, {}, {0, 3600}, network_operator, "Time from sending a request to the history store to its good answer.", send_buckets},
    {"magpie_collector_suspected_faults_not_shown", gauge, Unit::none, {}, from_zero, network_operator, "Suspected faults beyond the hundred that are shown."},
    {"magpie_collector_alerts_open", gauge, Unit::none, {"alert"}, from_zero, network_operator, "Alerts that Alertmanager is told at once, open now."},
    {"magpie_collector_alert_posts_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Requests to Alertmanagers by outcome: accepted, refused (an alert it does not want), busy, failed, denied (address or credentials), unreachable, timeout, garbled."},
    {"magpie_collector_alerts_dropped_total", counter, Unit::none, {"reason"}, countable, network_operator, "Alerts that no Alertmanager was told: too_many (open in all), flood (of one node), undelivered (over before one took it)."},
    {"magpie_collector_alert_delay_seconds", histogram, Unit::seconds, {}, {0, 3600}, network_operator, "Time from reading an urgent event to the first Alertmanager's good answer.", alert_buckets},
    {"magpie_collector_throughput_turns_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Turns to measure throughput: given; and how they ended: returned, or expired without a word of the node."},
    {"magpie_collector_throughput_nodes", gauge, Unit::none, {"state"}, from_zero, network_operator, "Nodes that measure throughput now (measuring), of each hub one at most, and that wait for their turn (waiting)."},
    {"magpie_collector_pole_reports_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Signed reports of technicians that poles brought: stored, repeated; and not taken: format, signature, identity, quota, not_kept."},
    {"magpie_collector_blocks", gauge, Unit::none, {"state"}, from_zero, network_operator, "Blocked addresses that are kept, by what poles found: waiting, testing, verified, leaking, undecided."},
    {"magpie_collector_block_leaks", gauge, Unit::none, {}, from_zero, network_operator, "Poles that still get through to a blocked address, of all that is being verified."},
    {"magpie_collector_block_stage_seconds", histogram, Unit::seconds, {"stage"}, {0, 3600}, network_operator, "Time from the receipt of a blocked address until its sample of poles was asked (distributed), the first found it unreachable (first_verified), and all did that can tell (verified).", block_buckets},
    {"magpie_collector_inventory_poles", gauge, Unit::none, {"state"}, from_zero, network_operator, "Poles by what the inventory of the console says of them: present (heard), missing (in the inventory and not heard), unregistered (heard and not in it), decommissioned. Absent without an inventory."},
    {"magpie_collector_maintenance_windows", gauge, Unit::none, {}, from_zero, network_operator, "Maintenance windows that are open now."},
    {"magpie_collector_checks_total", counter, Unit::none, {"outcome"}, countable, network_operator, "Checks that poles were asked for through the console, by how they ended: done, refused (by the pole), silent (no word of it in 65 s)."},
    {"magpie_collector_check_messages_refused_total", counter, Unit::none, {"reason"}, countable, network_operator, "Messages of checks that were not taken, by reason: size, format, unasked (of a check that nobody asked for)."},
};
// clang-format on

}  // namespace rows

inline constexpr std::span<const Metric> all{rows::table};

/// Index of a row by its full Prometheus name.
[[nodiscard]] constexpr std::optional<std::size_t> find(std::string_view name) {
    const auto row = std::ranges::find(all, name, &Metric::name);
    if (row == all.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(row - all.begin());
}

}  // namespace magpie::catalogue
