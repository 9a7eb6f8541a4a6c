#include "agent/config/citizen.hpp"

#include <gtest/gtest.h>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

constexpr std::string_view node = R"([node]
area = "mapo"
id = "pole-1"
[mqtt]
servers = ["tcp://broker:1883"]
[citizen]
)";

tl::expected<CitizenConfig, std::string> citizen(std::string_view more) {
    auto config = parse_config(std::string(node) + std::string(more), "agent.toml");
    if (!config) {
        return tl::unexpected(config.error().front());
    }
    return config->citizen;
}

TEST(CitizenConfig, NobodyIsVisitedUnlessItIsSaid) {
    EXPECT_TRUE(citizen("")->socket.empty());
}

TEST(CitizenConfig, ReadsWhoIsVisited) {
    const auto config = citizen(R"(socket = "/run/magpie-station/station.sock"
page_url = "http://example.org/"
[[citizen.network]]
ssid = "Public WiFi"
security = "open"
portal = true
[[citizen.network]]
ssid = "Public WiFi Secure"
security = "dot1x"
secret_file = "/etc/magpie/citizen.secret"
identity = "magpie"
ca_file = "/etc/magpie/citizen-ca.crt"
)");
    ASSERT_TRUE(config);
    ASSERT_EQ(config->networks.size(), 2U);
    EXPECT_TRUE(config->networks[0].portal);
    EXPECT_EQ(config->networks[1].security, citizen::Security::dot1x);
    EXPECT_EQ(config->networks[1].identity, "magpie");
}

TEST(CitizenConfig, WhatIsMissingIsRefused) {
    EXPECT_EQ(citizen("socket = \"/run/s\"\n[[citizen.network]]\nssid = \"a\"\nsecurity = \"open\"\n").error(),
              "agent.toml:6: `citizen.page_url` is needed: a network without a page is of no use");
    EXPECT_FALSE(citizen("socket = \"/run/s\"\npage_url = \"http://a/\"\n"));
    EXPECT_FALSE(citizen("[[citizen.network]]\nssid = \"a\"\nsecurity = \"psk\"\n")) << "without its secret";
    EXPECT_FALSE(
        citizen("[[citizen.network]]\nssid = \"a\"\nsecurity = \"dot1x\"\nsecret_file = \"/s\"\n"
                "identity = \"a\"\n"))
        << "without a CA anybody is given the password";
}

TEST(CitizenConfig, WhatCannotBeIsRefused) {
    for (const std::string_view wrong :
         {"socket = \"here\"\n", "interval_seconds = 4\n", "turns = 0\n", "airtime_share = 0.2\n",
          "page_url = \"ftp://a/\"\n", "download_bytes = 1\n",
          "[[citizen.network]]\nssid = \"\"\nsecurity = \"open\"\n",
          "[[citizen.network]]\nssid = \"a\"\nsecurity = \"wep\"\n",
          "[[citizen.network]]\nssid = \"a\"\nsecurity = \"open\"\n[[citizen.network]]\nssid = \"a\"\n"
          "security = \"owe\"\n"}) {
        EXPECT_FALSE(citizen(wrong)) << wrong;
    }
}

TEST(CitizenConfig, NothingOfItMayBeOrdered) {
    for (const auto* key : {"citizen.socket", "citizen.page_url", "citizen.interval_seconds", "citizen.network"}) {
        EXPECT_FALSE(may_be_ordered(key)) << key;
    }
}

}  // namespace
}  // namespace magpie::agent
