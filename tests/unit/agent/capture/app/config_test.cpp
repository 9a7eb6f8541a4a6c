#include "agent/capture/app/config.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/platform/config/shipped_file.hpp"

namespace magpie::agent {
namespace {

/// All that is wrong with a text; "nothing" where nothing is.
std::string problem(const std::string& text) {
    const auto config = parse_service_config(text, "capture.toml");
    if (config) {
        return "nothing";
    }
    std::string all;
    for (const auto& line : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

std::string client(const std::string& interface, const std::string& ssid = "net") {
    return "[[client]]\ninterface = \"" + interface + "\"\nssid = \"" + ssid + "\"\n";
}

TEST(ServiceConfig, TakesEveryKey) {
    const auto config =
        parse_service_config("socket = \"/tmp/s\"\nlog_level = \"debug\"\n[air]\ninterface = \"mon0\"\n" +
                                 client("wlan0", "a") + client("wlan1", "b") + "[[line]]\ninterface = \"eth0\"\n",
                             "capture.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->socket, "/tmp/s");
    EXPECT_EQ(config->log_level, "debug");
    EXPECT_EQ(config->air_interface, "mon0");
    ASSERT_EQ(config->clients.size(), 2);
    EXPECT_EQ(config->clients[1].interface, "wlan1");
    EXPECT_EQ(config->clients[1].ssid, "b");
    EXPECT_EQ(config->lines, std::vector<std::string>{"eth0"});
}

TEST(ServiceConfig, OfOneInterfaceIsEnough) {
    EXPECT_EQ(problem("[air]\ninterface = \"mon0\"\n"), "nothing");
    EXPECT_EQ(problem(client("br0")), "nothing");
    EXPECT_EQ(problem("[[line]]\ninterface = \"eth0\"\n"), "nothing");
}

TEST(ServiceConfig, OfNoInterfaceIsRefused) {
    EXPECT_NE(problem("").find("there is nothing to listen to"), std::string::npos);
    EXPECT_NE(problem("[air]\ninterface = \"\"\n").find("there is nothing to listen to"), std::string::npos);
}

TEST(ServiceConfig, RefusesALineThatIsAnothersOrOneTooMany) {
    const auto line = [](const std::string& interface) { return "[[line]]\ninterface = \"" + interface + "\"\n"; };
    EXPECT_NE(problem(client("eth0") + line("eth0")).find("is another's already"), std::string::npos);
    std::string many;
    for (int i = 0; i < 9; ++i) {
        many += line("eth" + std::to_string(i));
    }
    EXPECT_NE(problem(many).find("at most 8"), std::string::npos);
}

TEST(ServiceConfig, RefusesAnInterfaceThatIsNone) {
    for (const std::string name : {"", "a/b", "sixteen-letters-", "wl an", "..", "any", "a:0"}) {
        EXPECT_NE(problem(client(name)).find("must be the name of a network interface"), std::string::npos) << name;
    }
    EXPECT_EQ(problem(client("fifteen-letters")), "nothing");
}

TEST(ServiceConfig, RefusesAnInterfaceTwice) {
    EXPECT_EQ(problem(client("wlan0") + client("wlan0", "other")),
              "capture.toml:5: `client.interface` is another's already");
    EXPECT_NE(problem("[air]\ninterface = \"wlan0\"\n" + client("wlan0")), "nothing");
}

TEST(ServiceConfig, RefusesANetworkThatIsNone) {
    EXPECT_NE(problem(client("wlan0", "")).find("1 to 32 bytes"), std::string::npos);
    EXPECT_NE(problem(client("wlan0", std::string(33, 'a'))).find("1 to 32 bytes"), std::string::npos);
    EXPECT_NE(problem("[[client]]\ninterface = \"wlan0\"\n"), "nothing");
}

TEST(ServiceConfig, TakesAsManyNetworksAsTheRecordsDo) {
    std::string text;
    for (int i = 0; i < 16; ++i) {
        text += client("wlan" + std::to_string(i));
    }
    EXPECT_EQ(problem(text), "nothing");
    EXPECT_NE(problem(text + client("wlan16")).find("at most 16"), std::string::npos);
}

TEST(ServiceConfig, RefusesASocketThatCannotBe) {
    EXPECT_NE(problem("socket = \"relative\"\n" + client("wlan0")), "nothing");
    EXPECT_NE(problem("socket = \"/" + std::string(107, 'a') + "\"\n" + client("wlan0")), "nothing");
}

TEST(ServiceConfig, NamesAnUnknownKey) {
    EXPECT_NE(problem("sockt = \"/tmp/s\"\n" + client("wlan0")).find("unknown key `sockt`"), std::string::npos);
}

TEST(ServiceConfig, IsExplainedKeyByKey) {
    const auto text = config::shipped_file("agent/capture/app/capture.toml");
    EXPECT_EQ(problem(text), "nothing");
    EXPECT_EQ(problem(config::with_every_key(text)), "nothing");
    auto keys = config::keys_of(text);
    std::ranges::sort(keys);
    EXPECT_EQ(keys, (std::vector<std::string>{"interface", "interface", "interface", "log_level", "socket", "ssid"}));
}

TEST(ServiceConfig, SaysItsDefaultsAsTheyAre) {
    const auto shipped =
        parse_service_config(config::with_every_key(config::shipped_file("agent/capture/app/capture.toml")), "f");
    ASSERT_TRUE(shipped);
    EXPECT_EQ(shipped->socket, ServiceConfig().socket);
    EXPECT_EQ(shipped->log_level, ServiceConfig().log_level);
    EXPECT_EQ(shipped->air_interface, ServiceConfig().air_interface);
}

}  // namespace
}  // namespace magpie::agent
