#include "agent/config/config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::agent {
namespace {

constexpr const char* least = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";

Config parsed(const std::string& text) {
    const auto config = parse_config(text, "agent.toml");
    if (!config) {
        for (const auto& problem : config.error()) {
            ADD_FAILURE() << problem;
        }
        return {};
    }
    return *config;
}

/// The only thing wrong with a text.
std::string problem(const std::string& text) {
    const auto config = parse_config(text, "agent.toml");
    if (config) {
        return "nothing";
    }
    std::string all;
    for (const auto& line : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

std::string shipped_file() {
    return config::shipped_file("agent/config/agent.toml");
}

TEST(AgentConfig, OfFourKeysIsEnough) {
    const auto config = parsed(least);
    EXPECT_EQ(config.node.area, "mapo");
    EXPECT_EQ(config.node.id, "pole-0001");
    EXPECT_EQ(config.mqtt.servers, std::vector<std::string>{"tcp://broker:1883"});
    EXPECT_FALSE(config.node.has_position);
}

TEST(AgentConfig, TakesEveryKey) {
    const auto config = parsed(R"(
state_directory = "/tmp/state"
log_level = "debug"
[node]
area = "mapo"
id = "pole-0001"
site = "Hongik 3"
model = "Pole 2"
latitude = -33.5
longitude = 151
[mqtt]
servers = ["ssl://a:8883", "ssl://b:8883"]
ca_file = "ca"
certificate_file = "crt"
key_file = "key"
keep_alive_seconds = 30
primary_host = "collector"
round_trip_interval_seconds = 60
[report]
interval_seconds = 0.5
whole_seconds = 120
[outbox]
run_directory = "/tmp/run"
flash_directory = ""
memory_bytes = 100000
flash_bytes = 1000000
flash_after_seconds = 30
durable = false
under_pressure = "thin"
[link]
exclude = ["veth*", "docker0"]
max_interfaces = 3
)");
    EXPECT_EQ(config.state_directory, "/tmp/state");
    EXPECT_EQ(config.log_level, "debug");
    EXPECT_EQ(config.node.site, "Hongik 3");
    EXPECT_EQ(config.node.model, "Pole 2");
    EXPECT_TRUE(config.node.has_position);
    EXPECT_EQ(config.node.latitude, -33.5);
    EXPECT_EQ(config.node.longitude, 151);
    EXPECT_EQ(config.mqtt.servers.size(), 2U);
    EXPECT_EQ(config.mqtt.tls.ca_file, "ca");
    EXPECT_EQ(config.mqtt.tls.certificate_file, "crt");
    EXPECT_EQ(config.mqtt.tls.key_file, "key");
    EXPECT_EQ(config.mqtt.keep_alive, std::chrono::seconds(30));
    EXPECT_EQ(config.mqtt.primary_host, "collector");
    EXPECT_EQ(config.mqtt.round_trip_interval, std::chrono::seconds(60));
    EXPECT_EQ(config.report.interval, Milliseconds(500));
    EXPECT_EQ(config.report.whole, Milliseconds(120000));
    EXPECT_EQ(config.outbox.run_directory, "/tmp/run");
    EXPECT_EQ(config.outbox.flash_directory, "");
    EXPECT_EQ(config.outbox.memory_bytes, 100000U);
    EXPECT_EQ(config.outbox.flash_bytes, 1000000U);
    EXPECT_EQ(config.outbox.flash_after, std::chrono::seconds(30));
    EXPECT_FALSE(config.outbox.durable);
    EXPECT_EQ(config.outbox.under_pressure, "thin");
    EXPECT_EQ(config.link.exclude, (std::vector<std::string>{"veth*", "docker0"}));
    EXPECT_EQ(config.link.max_interfaces, 3U);
}

TEST(AgentConfig, AnUnknownKeyIsNamedWithItsLine) {
    EXPECT_EQ(problem("log_lvl = \"info\"\n" + std::string(least)),
              "agent.toml:1: unknown key `log_lvl`; did you mean `log_level`?");
    EXPECT_EQ(problem(std::string(least) + "sever = 1\n"),
              "agent.toml:6: unknown key `mqtt.sever`; did you mean `servers`?");
    EXPECT_EQ(problem(std::string(least) + "[wlan]\n"), "agent.toml:6: unknown table `wlan`");
}

TEST(AgentConfig, WhatIsMissingIsNamed) {
    const auto text = problem("");
    for (const auto* key : {"node.area", "node.id", "mqtt.servers"}) {
        EXPECT_NE(text.find(key), std::string::npos) << key << " in:\n" << text;
    }
}

TEST(AgentConfig, EveryMistakeIsNamedWithItsLine) {
    struct Mistake {
        const char* text;
        const char* line;
        const char* key;
    };
    for (const auto& [text, line, key] : std::initializer_list<Mistake>{
             {"[node]\narea = \"Mapo\"\nid = \"pole-1\"\n[mqtt]\nservers = [\"tcp://b:1\"]\n", ":2:", "area"},
             {"[node]\narea = \"mapo\"\nid = \"pole/1\"\n[mqtt]\nservers = [\"tcp://b:1\"]\n", ":3:", "id"},
             {"[node]\narea = \"mapo\"\nid = \"pole-1\"\n[mqtt]\nservers = []\n", ":5:", "servers"},
             {"[node]\narea = \"mapo\"\nid = \"pole-1\"\n[mqtt]\nservers = [\"b:1883\"]\n", ":5:", "servers"},
             {"[node]\narea = \"mapo\"\nid = \"pole-1\"\n[mqtt]\nservers = [\"ssl://b:1\"]\n", ":4:", "ca_file"},
             {"[node]\narea = \"mapo\"\nid = \"pole-1\"\nlatitude = 1\n[mqtt]\nservers = [\"tcp://b:1\"]\n",
              ":4:", "latitude"},
             {"[node]\narea = \"mapo\"\nid = \"pole-1\"\nlatitude = 91\nlongitude = 0\n[mqtt]\nservers = "
              "[\"tcp://b:1\"]\n",
              ":4:", "latitude"},
         }) {
        const auto said = problem(text);
        EXPECT_NE(said.find(line), std::string::npos) << said;
        EXPECT_NE(said.find(key), std::string::npos) << said;
    }
    for (const auto* more : {"keep_alive_seconds = 4",
                             "keep_alive_seconds = 601",
                             "keep_alive_seconds = 5.5",
                             "primary_host = \"A\"",
                             "round_trip_interval_seconds = 9",
                             "certificate_file = \"x\"",
                             "key_file = \"x\"",
                             "ca_file = 1",
                             "[report]\ninterval_seconds = 0.05",
                             "[report]\ninterval_seconds = 3601",
                             "[report]\nwhole_seconds = 0",
                             "[report]\ninterval_seconds = \"10\"",
                             "[outbox]\nmemory_bytes = 1000",
                             "[outbox]\nmemory_bytes = -1",
                             "[outbox]\nflash_bytes = 1000",
                             "[outbox]\nflash_after_seconds = 0",
                             "[outbox]\nflash_after_seconds = 3601",
                             "[outbox]\nunder_pressure = \"wait\"",
                             "[link]\nmax_interfaces = 0",
                             "[link]\nmax_interfaces = 65",
                             "[link]\nexclude = \"veth*\"",
                             "[link]\nexclude = [1]"}) {
        const auto said = problem(std::string(least) + more + "\n");
        EXPECT_TRUE(said.starts_with("agent.toml:")) << more << ": " << said;
        EXPECT_EQ(said.find('\n'), std::string::npos) << more << ": " << said;
    }
    EXPECT_NE(problem("log_level = \"loud\"\n" + std::string(least)), "nothing");
    EXPECT_NE(problem("state_directory = \"\"\n" + std::string(least)), "nothing");
}

TEST(AgentConfig, NetworksAreNamesThatAnSsidCanHold) {
    const auto wifi = [](const std::string& ssids) { return std::string(least) + "[wifi]\nssids = " + ssids + "\n"; };
    EXPECT_EQ(parsed(wifi("[\"SEOUL\", \"PublicWiFi@Bus\"]")).wifi.ssids,
              (std::vector<std::string>{"SEOUL", "PublicWiFi@Bus"}));
    EXPECT_NE(problem(wifi("[\"\"]")), "nothing");
    EXPECT_NE(problem(wifi("[\"" + std::string(33, 'x') + "\"]")), "nothing");
    EXPECT_NE(problem(wifi("[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\"]")), "nothing");
}

TEST(AgentConfig, AGroupOfClientsIsOneAtLeast) {
    EXPECT_EQ(parsed(std::string(least) + "[wifi]\nmin_group = 1\n").wifi.min_group, 1U);
    EXPECT_NE(problem(std::string(least) + "[wifi]\nmin_group = 0\n"), "nothing");
}

TEST(AgentConfig, ScansHaveATimeOfTheDayAndAnInterval) {
    const auto wifi = [](const std::string& lines) { return std::string(least) + "[wifi]\n" + lines + "\n"; };
    const auto config =
        parsed(wifi("scan = \"always\"\nscan_from_hour_utc = 23\nscan_until_hour_utc = 2\nscan_interval_seconds = 60"));
    EXPECT_EQ(config.wifi.scan, "always");
    EXPECT_EQ(config.wifi.scan_from_hour_utc, 23U);
    EXPECT_EQ(config.wifi.scan_until_hour_utc, 2U);
    EXPECT_EQ(config.wifi.scan_interval, std::chrono::seconds(60));
    for (const auto* wrong : {"scan = \"day\"", "scan = true", "scan_from_hour_utc = 24", "scan_until_hour_utc = -1",
                              "scan_interval_seconds = 59", "scan_interval_seconds = 86401", "scan_from_hour_utc = 20",
                              "scan_until_hour_utc = 17"}) {
        const auto said = problem(wifi(wrong));
        EXPECT_TRUE(said.starts_with("agent.toml:7: `wifi.scan")) << wrong << ": " << said;
        EXPECT_EQ(said.find('\n'), std::string::npos) << said;
    }
}

TEST(AgentConfig, KnownNeighboursAreNodesByBssid) {
    const auto wifi = [](const std::string& known) {
        return std::string(least) + "[wifi]\nknown_neighbours = [" + known + "]\n";
    };
    const auto config = parsed(wifi(R"("02:00:00:00:01:00=pole-0002", "02:00:00:00:01:0A=pole-0002")"));
    EXPECT_EQ(config.wifi.known_neighbours, (std::map<MacAddress, std::string>{{{{2, 0, 0, 0, 1, 0}}, "pole-0002"},
                                                                               {{{2, 0, 0, 0, 1, 10}}, "pole-0002"}}));
    for (const auto* wrong :
         {R"("")", R"("02:00:00:00:01:00")", R"("02:00:00:00:01:00=")", R"("02:00:00:00:01:00=Pole 2")",
          R"("02:00:00:00:01=pole-2")", R"("pole-2=02:00:00:00:01:00")", R"("03:00:00:00:01:00=pole-2")", "7",
          R"("02:00:00:00:01:00=pole-2", "02:00:00:00:01:00=pole-3")"}) {
        const auto said = problem(wifi(wrong));
        EXPECT_TRUE(said.starts_with("agent.toml:7: `wifi.known_neighbours`")) << wrong << ": " << said;
    }
    std::string many;
    for (int number = 10; number < 75; ++number) {
        many += "\"02:00:00:00:01:" + std::to_string(number) + "=pole-2\",";
        EXPECT_EQ(problem(wifi(many)) == "nothing", number < 74) << number;
    }
}

TEST(AgentConfig, AnEmptyPrimaryHostIsNone) {
    EXPECT_EQ(parsed(std::string(least) + "primary_host = \"\"\n").mqtt.primary_host, "");
}

TEST(AgentConfig, TheShippedFileIsGood) {
    const auto config = parsed(shipped_file());
    EXPECT_EQ(config.node.id, "pole-0001");
    EXPECT_EQ(config.mqtt.tls.ca_file, "/etc/magpie/ca.crt");
}

TEST(AgentConfig, TheShippedFileShowsEveryKeyAndItsDefault) {
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
    EXPECT_EQ(shown.path.timeout, defaults.path.timeout);
    EXPECT_EQ(shown.path.at_once, defaults.path.at_once);
    EXPECT_EQ(shown.path.mtu_interval, defaults.path.mtu_interval);
    EXPECT_EQ(shown.path.ca_file, defaults.path.ca_file);
    EXPECT_EQ(shown.path.trace.enabled, defaults.path.trace.enabled);
    EXPECT_EQ(shown.path.trace.most_hops, defaults.path.trace.most_hops);
    EXPECT_EQ(shown.path.trace.interval, defaults.path.trace.interval);
    EXPECT_EQ(shown.path.trace.spread, defaults.path.trace.spread);
    EXPECT_EQ(shown.check.enabled, defaults.check.enabled);
    EXPECT_EQ(shown.check.directory, defaults.check.directory);
    EXPECT_EQ(shown.check.vlan, defaults.check.vlan);
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
TEST(AgentConfig, TheShippedFileHasEveryKeyOfTheStruct) {
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
                                        "timeout_seconds",
                                        "at_once",
                                        "mtu_interval_seconds",
                                        "ca_file",
                                        "enabled",
                                        "most_hops",
                                        "interval_seconds",
                                        "spread_seconds",
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

// ---- with an order

std::string problem_of_order(const std::string& configuration, const std::string& own = least) {
    const auto config = parse_config(own, "agent.toml", {configuration, "order 12"});
    std::string all;
    for (const auto& line : config ? std::vector<std::string>{} : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

TEST(AgentConfig, TheKeysOfAnOrderTakeThePlaceOfTheNodesOwn) {
    const auto config =
        parse_config(std::string(least) + "keep_alive_seconds = 20\n[report]\nwhole_seconds = 30\n", "agent.toml",
                     {R"(log_level = "debug"
report.interval_seconds = 5
[mqtt]
servers = ["tcp://other:1883", "tcp://third:1883"]
[node]
site = "library"
latitude = 37.5
longitude = 127.0
[wifi]
ssids = ["SEOUL"]
)",
                      "order 12"});
    ASSERT_TRUE(config) << config.error().front();
    EXPECT_EQ(config->log_level, "debug");
    EXPECT_EQ(config->report.interval, std::chrono::seconds(5));
    EXPECT_EQ(config->report.whole, std::chrono::seconds(30));
    EXPECT_EQ(config->mqtt.servers, (std::vector<std::string>{"tcp://other:1883", "tcp://third:1883"}));
    EXPECT_EQ(config->mqtt.keep_alive, std::chrono::seconds(20));
    EXPECT_EQ(config->node.id, "pole-0001");
    EXPECT_EQ(config->node.site, "library");
    EXPECT_TRUE(config->node.has_position);
    EXPECT_EQ(config->wifi.ssids, std::vector<std::string>{"SEOUL"});
}

TEST(AgentConfig, AnOrderThatSetsNothingChangesNothing) {
    EXPECT_EQ(problem_of_order(""), "");
    EXPECT_EQ(problem_of_order("[report]\n"), "");
}

TEST(AgentConfig, WhoANodeIsAndWhereItKeepsWhatNoOrderSays) {
    for (const char* key :
         {"state_directory", "node.area", "node.id", "mqtt.ca_file", "mqtt.certificate_file", "mqtt.key_file",
          "outbox.run_directory", "outbox.flash_directory", "wifi.hostapd_directory", "mqtt", "node", "surprise"}) {
        EXPECT_FALSE(may_be_ordered(key)) << key;
        EXPECT_EQ(problem_of_order(std::string(key) + " = \"x\"\n"),
                  "order 12:1: `" + std::string(key) + "` may not be set here");
    }
}

TEST(AgentConfig, WhatAnOrderSaysWrongIsNamedByTheOrder) {
    EXPECT_EQ(problem_of_order("\nreport.interval_seconds = 9999\n"),
              "order 12:2: `report.interval_seconds` must be between 0.1 and 3600");
    EXPECT_EQ(problem_of_order("[report]\nintervall_seconds = 5\n"),
              "order 12:2: unknown key `report.intervall_seconds`; did you mean `interval_seconds`?");
    EXPECT_EQ(problem_of_order("[wifi]\nssids = [1]\n"),
              "order 12:2: `wifi.ssids` must hold strings only, not an integer");
    EXPECT_EQ(problem_of_order("node.latitude = 37.5\n"),
              "order 12:1: `node.latitude` needs both latitude and longitude");
    EXPECT_TRUE(problem_of_order("log_level = \n").starts_with("order 12:1: ")) << problem_of_order("log_level = \n");
    EXPECT_EQ(problem_of_order("[report]\ninterval_seconds = 5\n", "[node]\narea = \"mapo\"\nid = \"A\"\n"),
              "agent.toml: `mqtt.servers` is missing\nagent.toml:3: `node.id` must be 1 to 32 of a-z, 0-9 and -");
    std::string deep = "report";
    for (int i = 0; i < 100; ++i) {
        deep += ".a";
    }
    EXPECT_EQ(problem_of_order(deep + " = 1\n"), "order 12:1: is nested deeper than 64 levels");
}

}  // namespace
}  // namespace magpie::agent
