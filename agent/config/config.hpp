#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/config/block_check.hpp"
#include "agent/config/capture.hpp"
#include "agent/config/check.hpp"
#include "agent/config/citizen.hpp"
#include "agent/config/gateway.hpp"
#include "agent/config/link.hpp"
#include "agent/config/page.hpp"
#include "agent/config/path.hpp"
#include "agent/config/pole.hpp"
#include "agent/config/stamp.hpp"
#include "agent/config/throughput.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Everything magpie-agent can be told; the TOML key stands beside its field. `agent/config/agent.toml` explains each
/// to the reader.
struct Config {
    std::string file;  // the configuration is read from
    struct {
        std::string area;           // node.area
        std::string id;             // node.id
        std::string site;           // node.site
        std::string site_type;      // node.site_type
        std::string hub;            // node.hub
        std::string model;          // node.model; empty: what the board calls itself
        double latitude = 0;        // node.latitude
        double longitude = 0;       // node.longitude
        bool has_position = false;  // both were given
    } node;
    struct {
        std::vector<std::string> servers;     // mqtt.servers
        mqtt::TlsFiles tls;                   // mqtt.ca_file, certificate_file, key_file
        std::chrono::seconds keep_alive{15};  // mqtt.keep_alive_seconds
        std::string primary_host;             // mqtt.primary_host
        Milliseconds round_trip_interval{0};  // mqtt.round_trip_interval_seconds; 0: not measured
    } mqtt;
    struct {
        Milliseconds interval{10000};  // report.interval_seconds
        Milliseconds whole{60000};     // report.whole_seconds
    } report;
    struct {
        std::string run_directory = "/run/magpie-agent/outbox";  // outbox.run_directory; empty: none
        std::string flash_directory = "auto";        // outbox.flash_directory; empty: none; auto: of state_directory
        std::size_t memory_bytes = 2 * 1024 * 1024;  // outbox.memory_bytes
        std::size_t flash_bytes = 16 * 1024 * 1024;  // outbox.flash_bytes
        Milliseconds flash_after{60000};             // outbox.flash_after_seconds
        bool durable = true;                         // outbox.durable
        std::string under_pressure = "drop";         // outbox.under_pressure
    } outbox;
    LinkSettings link;  // link
    struct {
        bool enabled = true;                                 // wifi.enabled
        std::vector<std::string> ssids;                      // wifi.ssids
        std::size_t min_group = 5;                           // wifi.min_group
        bool detail = false;                                 // wifi.detail
        std::string scan = "night";                          // wifi.scan
        unsigned scan_from_hour_utc = 17;                    // wifi.scan_from_hour_utc
        unsigned scan_until_hour_utc = 20;                   // wifi.scan_until_hour_utc
        std::chrono::seconds scan_interval{1800};            // wifi.scan_interval_seconds
        std::string hostapd_directory = "/run/hostapd";      // wifi.hostapd_directory
        std::map<MacAddress, std::string> known_neighbours;  // wifi.known_neighbours: node by BSSID
    } wifi;
    CaptureConfig capture;                                  // capture
    PathConfig path;                                        // path
    StampConfig stamp;                                      // stamp
    ThroughputConfig throughput;                            // throughput
    BlockCheckConfig block_check;                           // block_check
    CitizenConfig citizen;                                  // citizen
    CheckConfig check;                                      // check
    PageConfig page;                                        // page
    PoleConfig pole;                                        // pole
    GatewayConfig gateway;                                  // pole.gateway, pole.message
    std::string state_directory = "/var/lib/magpie-agent";  // state_directory
    std::string log_level = "info";                         // log_level
};

/// The keys an order sets: those of which the wrong value can be taken back by the next order or by going back. Not who
/// the node is, nor where it keeps what.
[[nodiscard]] bool may_be_ordered(std::string_view key);

/// What an order wants to differ from the node's own file (wire/order/order.hpp).
struct Ordered {
    std::string_view configuration{};
    std::string_view name{};  // of the order, as "order 12"; empty: there is none
};

/// Reads a configuration; the error is one line a problem, each with the name of the file or of the order, and the
/// line.
[[nodiscard]] tl::expected<Config, std::vector<std::string>> parse_config(std::string_view text,
                                                                          std::string_view file_name,
                                                                          const Ordered& ordered = {});

}  // namespace magpie::agent
