#include "agent/config/config.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/agent/config/whole_config.hpp"

namespace magpie::agent {
namespace {

using namespace whole_config;

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

}  // namespace
}  // namespace magpie::agent
