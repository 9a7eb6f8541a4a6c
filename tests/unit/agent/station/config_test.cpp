#include "agent/station/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::agent {
namespace {

TEST(StationConfig, ControlIsNamedAfterTheInterface) {
    const auto config = parse_station_config("interface = \"wlan1\"\n", "station.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->control, "/run/magpie-supplicant/wlan1");
    EXPECT_EQ(config->socket, "/run/magpie-station/station.sock");
    EXPECT_EQ(parse_station_config("interface = \"wlan1\"\ncontrol = \"/run/own/wlan1\"\n", "station.toml")->control,
              "/run/own/wlan1");
}

TEST(StationConfig, OfTheUplinkItIsAnother) {
    const auto config = parse_station_config("uplink = \"eth0\"\nsocket = \"/run/a\"\n", "uplink.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->uplink, "eth0");
    EXPECT_EQ(config->interface, "");
    EXPECT_FALSE(parse_station_config("uplink = \"eth0\"\ninterface = \"wlan1\"\n", "uplink.toml"));
    EXPECT_FALSE(parse_station_config("uplink = \"eth0\"\ncontrol = \"/run/a\"\n", "uplink.toml"));
    EXPECT_FALSE(parse_station_config("uplink = \"lo\"\n", "uplink.toml"));
}

TEST(StationConfig, WhatCannotBeIsRefusedByLine) {
    const auto without = parse_station_config("", "station.toml");
    ASSERT_FALSE(without);
    for (const std::string name : {"", "lo", "a/b", "an-interface-too-long"}) {
        const auto config = parse_station_config("interface = \"" + name + "\"\n", "station.toml");
        ASSERT_FALSE(config) << name;
        EXPECT_EQ(config.error().at(0), "station.toml:1: `interface` must be the name of a network interface");
    }
    EXPECT_FALSE(parse_station_config("interface = \"wlan1\"\nsocket = \"here\"\n", "station.toml"));
    EXPECT_FALSE(parse_station_config("interface = \"wlan1\"\nroute = true\n", "station.toml"));
}

TEST(StationConfig, BothOfItsFilesAreExplainedKeyByKey) {
    for (const std::string file : {"station.toml", "uplink.toml"}) {
        const auto text = config::shipped_file("agent/station/" + file);
        const auto shipped = parse_station_config(text, file);
        ASSERT_TRUE(shipped) << file;
        auto keys = config::keys_of(text);
        std::ranges::sort(keys);
        if (file == "uplink.toml") {
            EXPECT_EQ(keys, (std::vector<std::string>{"log_level", "socket", "uplink"}));
            EXPECT_EQ(shipped->uplink, "eth0");
            EXPECT_NE(shipped->socket, StationConfig().socket) << "the station's own";
            EXPECT_TRUE(parse_station_config(config::with_every_key(text), file));
        } else {
            EXPECT_EQ(keys, (std::vector<std::string>{"control", "interface", "log_level", "socket", "uplink"}));
            EXPECT_EQ(shipped->socket, StationConfig().socket);
        }
    }
}

}  // namespace
}  // namespace magpie::agent
