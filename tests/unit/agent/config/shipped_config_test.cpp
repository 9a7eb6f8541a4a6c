// The file that is shipped, beside the struct: what it shows is what there is.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/agent/config/whole_config.hpp"
#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::agent {
namespace {

using whole_config::parsed;

std::string shipped_file() {
    return config::shipped_file("agent/config/agent.toml");
}

TEST(ShippedConfig, TheShippedFileIsGood) {
    const auto config = parsed(shipped_file());
    EXPECT_EQ(config.node.id, "pole-0001");
    EXPECT_EQ(config.mqtt.tls.ca_file, "/etc/magpie/ca.crt");
}

TEST(ShippedConfig, TheShippedFileShowsEveryKeyAndItsDefault) {
    const auto shown = parsed(config::with_every_key(shipped_file()));
    const Config defaults;
    EXPECT_EQ(shown.state_directory, defaults.state_directory);
    EXPECT_EQ(shown.log_level, defaults.log_level);
    EXPECT_EQ(shown.node.site, defaults.node.site);
    EXPECT_EQ(shown.node.site_type, defaults.node.site_type);
    EXPECT_EQ(shown.node.hub, defaults.node.hub);
    EXPECT_EQ(shown.node.model, defaults.node.model);
    EXPECT_EQ(shown.mqtt.keep_alive, defaults.mqtt.keep_alive);
    EXPECT_EQ(shown.mqtt.primary_host, defaults.mqtt.primary_host);
    EXPECT_EQ(shown.mqtt.round_trip_interval, defaults.mqtt.round_trip_interval);
    EXPECT_EQ(shown.report.interval, defaults.report.interval);
    EXPECT_EQ(shown.report.whole, defaults.report.whole);
    EXPECT_EQ(shown.outbox.run_directory, defaults.outbox.run_directory);
    EXPECT_EQ(shown.outbox.flash_directory, defaults.outbox.flash_directory);
    EXPECT_EQ(shown.outbox.memory_bytes, defaults.outbox.memory_bytes);
    EXPECT_EQ(shown.outbox.flash_bytes, defaults.outbox.flash_bytes);
    EXPECT_EQ(shown.outbox.flash_after, defaults.outbox.flash_after);
    EXPECT_EQ(shown.outbox.durable, defaults.outbox.durable);
    EXPECT_EQ(shown.outbox.under_pressure, defaults.outbox.under_pressure);
    EXPECT_EQ(shown.link.exclude, defaults.link.exclude);
    EXPECT_EQ(shown.link.max_interfaces, defaults.link.max_interfaces);
    EXPECT_EQ(shown.link.ports.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.wifi.enabled, defaults.wifi.enabled);
    EXPECT_EQ(shown.wifi.ssids, defaults.wifi.ssids);
    EXPECT_EQ(shown.wifi.min_group, defaults.wifi.min_group);
    EXPECT_EQ(shown.wifi.detail, defaults.wifi.detail);
    EXPECT_EQ(shown.wifi.hostapd_directory, defaults.wifi.hostapd_directory);
    EXPECT_EQ(shown.wifi.scan, defaults.wifi.scan);
    EXPECT_EQ(shown.wifi.scan_from_hour_utc, defaults.wifi.scan_from_hour_utc);
    EXPECT_EQ(shown.wifi.scan_until_hour_utc, defaults.wifi.scan_until_hour_utc);
    EXPECT_EQ(shown.wifi.scan_interval, defaults.wifi.scan_interval);
    EXPECT_EQ(shown.wifi.known_neighbours, defaults.wifi.known_neighbours);
    EXPECT_EQ(shown.capture.socket, defaults.capture.socket);
    EXPECT_EQ(shown.capture.detail, defaults.capture.detail);
    EXPECT_EQ(shown.capture.access_points, defaults.capture.access_points);
    EXPECT_EQ(shown.capture.networks.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.capture.resolver_names.size(), 1U) << "another";
    EXPECT_EQ(shown.path.timeout, defaults.path.timeout);
    EXPECT_EQ(shown.path.at_once, defaults.path.at_once);
    EXPECT_EQ(shown.path.mtu_interval, defaults.path.mtu_interval);
    EXPECT_EQ(shown.path.ca_file, defaults.path.ca_file);
    EXPECT_EQ(shown.path.trace.enabled, defaults.path.trace.enabled);
    EXPECT_EQ(shown.path.trace.most_hops, defaults.path.trace.most_hops);
    EXPECT_EQ(shown.path.trace.interval, defaults.path.trace.interval);
    EXPECT_EQ(shown.path.trace.spread, defaults.path.trace.spread);
    EXPECT_EQ(shown.path.degraded.loss_ratio, defaults.path.degraded.loss_ratio);
    EXPECT_EQ(shown.path.degraded.rise, defaults.path.degraded.rise);
    EXPECT_EQ(shown.check.enabled, defaults.check.enabled);
    EXPECT_EQ(shown.check.directory, defaults.check.directory);
    EXPECT_EQ(shown.check.vlan, defaults.check.vlan);
    EXPECT_EQ(shown.check.dhcp_servers, defaults.check.dhcp_servers);
    EXPECT_EQ(shown.path.dhcp.interface, defaults.path.dhcp.interface);
    EXPECT_EQ(shown.path.dhcp.interval, defaults.path.dhcp.interval);
    EXPECT_EQ(shown.path.dhcp.only_offer, defaults.path.dhcp.only_offer);
    EXPECT_EQ(shown.path.dhcp.socket, defaults.path.dhcp.socket);
    EXPECT_EQ(shown.page.listen, defaults.page.listen);
    EXPECT_EQ(shown.page.run_directory, defaults.page.run_directory);
    EXPECT_EQ(shown.citizen.socket, defaults.citizen.socket);
    EXPECT_EQ(shown.citizen.interval, defaults.citizen.interval);
    EXPECT_EQ(shown.citizen.turns, defaults.citizen.turns);
    EXPECT_EQ(shown.citizen.airtime_share, defaults.citizen.airtime_share);
    EXPECT_EQ(shown.citizen.page_url, defaults.citizen.page_url);
    EXPECT_EQ(shown.citizen.download_bytes, defaults.citizen.download_bytes);
    EXPECT_EQ(shown.citizen.networks.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.path.targets.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.stamp.listen, defaults.stamp.listen);
    EXPECT_EQ(shown.stamp.stateful, defaults.stamp.stateful);
    EXPECT_EQ(shown.stamp.window, defaults.stamp.window);
    EXPECT_EQ(shown.stamp.targets.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.stamp.sessions.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.throughput.run_directory, defaults.throughput.run_directory);
    EXPECT_EQ(shown.throughput.measured.duration, defaults.throughput.measured.duration);
    EXPECT_EQ(shown.throughput.measured.run_bytes, defaults.throughput.measured.run_bytes);
    EXPECT_EQ(shown.throughput.measured.daily_bytes, defaults.throughput.measured.daily_bytes);
    EXPECT_EQ(shown.throughput.measured.nightly, defaults.throughput.measured.nightly);
    EXPECT_EQ(shown.throughput.measured.night, defaults.throughput.measured.night);
    ASSERT_EQ(shown.throughput.measured.servers.size(), 1U) << "an example: there are none by default";
    EXPECT_EQ(shown.throughput.measured.servers[0].streams, throughput::Server().streams);
    EXPECT_EQ(shown.throughput.measured.servers[0].directions, throughput::Server().directions);
    EXPECT_TRUE(shown.node.has_position) << "an example: there is no default place";
}

/// Every key stands beside its field in config.hpp, and in the shipped file.
TEST(ShippedConfig, TheShippedFileHasEveryKeyOfTheStruct) {
    const std::vector<std::string> keys{"state_directory",
                                        "log_level",
                                        "area",
                                        "id",
                                        "site",
                                        "site_type",
                                        "hub",
                                        "model",
                                        "latitude",
                                        "longitude",
                                        "servers",
                                        "ca_file",
                                        "certificate_file",
                                        "key_file",
                                        "keep_alive_seconds",
                                        "primary_host",
                                        "round_trip_interval_seconds",
                                        "interval_seconds",
                                        "whole_seconds",
                                        "run_directory",
                                        "flash_directory",
                                        "flash_after_seconds",
                                        "durable",
                                        "memory_bytes",
                                        "flash_bytes",
                                        "under_pressure",
                                        "exclude",
                                        "max_interfaces",
                                        "interface",
                                        "role",
                                        "expected_megabits_per_second",
                                        "enabled",
                                        "ssids",
                                        "min_group",
                                        "detail",
                                        "hostapd_directory",
                                        "scan",
                                        "scan_from_hour_utc",
                                        "scan_until_hour_utc",
                                        "scan_interval_seconds",
                                        "known_neighbours",
                                        "socket",
                                        "detail",
                                        "access_points",
                                        "ssid",
                                        "security",
                                        "name",
                                        "addresses",
                                        "timeout_seconds",
                                        "at_once",
                                        "mtu_interval_seconds",
                                        "ca_file",
                                        "enabled",
                                        "most_hops",
                                        "interval_seconds",
                                        "spread_seconds",
                                        "loss_ratio",
                                        "rise_seconds",
                                        "interface",
                                        "interval_seconds",
                                        "only_offer",
                                        "socket",
                                        "name",
                                        "class",
                                        "host",
                                        "family",
                                        "interval_seconds",
                                        "probes",
                                        "tcp_port",
                                        "dns_name",
                                        "dns_zone",
                                        "portal_url",
                                        "https_url",
                                        "listen",
                                        "stateful",
                                        "window_seconds",
                                        "name",
                                        "class",
                                        "address",
                                        "port",
                                        "session",
                                        "key_file",
                                        "interval_seconds",
                                        "dscp",
                                        "size",
                                        "address",
                                        "session",
                                        "key_file",
                                        "packets_a_second",
                                        "seconds",
                                        "run_bytes",
                                        "daily_bytes",
                                        "nightly",
                                        "from_hour_utc",
                                        "until_hour_utc",
                                        "run_directory",
                                        "name",
                                        "class",
                                        "host",
                                        "family",
                                        "port",
                                        "streams",
                                        "directions",
                                        "enabled",
                                        "interface",
                                        "control",
                                        "private_addresses",
                                        "listen",
                                        "run_directory",
                                        "socket",
                                        "interval_seconds",
                                        "turns",
                                        "airtime_share",
                                        "portal_url",
                                        "page_url",
                                        "download_url",
                                        "download_bytes",
                                        "ssid",
                                        "security",
                                        "secret_file",
                                        "identity",
                                        "ca_file",
                                        "portal",
                                        "enabled",
                                        "directory",
                                        "vlan",
                                        "dhcp_servers",
                                        "exclude",
                                        "tilt_limit_degrees",
                                        "temperature_limit_celsius",
                                        "power_lost_below_volts",
                                        "period_seconds",
                                        "chip",
                                        "line",
                                        "open",
                                        "debounce_seconds",
                                        "device",
                                        "baud",
                                        "parity",
                                        "stop_bits",
                                        "timeout_seconds",
                                        "direction_by_kernel",
                                        "name",
                                        "bus",
                                        "address",
                                        "kind",
                                        "period_seconds",
                                        "without",
                                        "firmware",
                                        "name",
                                        "address",
                                        "kind",
                                        "quantity",
                                        "function",
                                        "address",
                                        "type",
                                        "word_order",
                                        "scale",
                                        "offset",
                                        "low",
                                        "high",
                                        "absent"};
    EXPECT_EQ(config::keys_of(shipped_file()), keys) << "a key more: test it here";
}

}  // namespace
}  // namespace magpie::agent
