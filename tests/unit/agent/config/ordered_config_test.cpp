// The node's own file with what an order sets in it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/agent/config/whole_config.hpp"

namespace magpie::agent {
namespace {

using whole_config::least;

std::string problem_of_order(const std::string& configuration, const std::string& own = least) {
    const auto config = parse_config(own, "agent.toml", {configuration, "order 12"});
    std::string all;
    for (const auto& line : config ? std::vector<std::string>{} : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

TEST(OrderedConfig, TheKeysOfAnOrderTakeThePlaceOfTheNodesOwn) {
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

TEST(OrderedConfig, AnOrderThatSetsNothingChangesNothing) {
    EXPECT_EQ(problem_of_order(""), "");
    EXPECT_EQ(problem_of_order("[report]\n"), "");
}

TEST(OrderedConfig, WhoANodeIsAndWhereItKeepsWhatNoOrderSays) {
    for (const char* key :
         {"state_directory", "node.area", "node.id", "mqtt.ca_file", "mqtt.certificate_file", "mqtt.key_file",
          "outbox.run_directory", "outbox.flash_directory", "wifi.hostapd_directory", "mqtt", "node", "surprise"}) {
        EXPECT_FALSE(may_be_ordered(key)) << key;
        EXPECT_EQ(problem_of_order(std::string(key) + " = \"x\"\n"),
                  "order 12:1: `" + std::string(key) + "` may not be set here");
    }
}

TEST(OrderedConfig, WhatAnOrderSaysWrongIsNamedByTheOrder) {
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
