#include "agent/config/capture.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

constexpr const char* least = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";

std::string problem(const std::string& text, const Ordered& ordered = {}) {
    const auto config = parse_config(least + text, "agent.toml", ordered);
    std::string all;
    for (const auto& line : config ? std::vector<std::string>{} : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

CaptureConfig parsed(const std::string& text, const Ordered& ordered = {}) {
    EXPECT_EQ(problem(text, ordered), "");
    const auto config = parse_config(least + text, "agent.toml", ordered);
    return config ? config->capture : CaptureConfig{};
}

std::vector<capture::OwnAccessPoint> access_points(const std::string& list) {
    return parsed("[capture]\naccess_points = [" + list + "]\n").access_points;
}

TEST(CaptureConfig, AsksAtItsUsualPlaceAndHasNothingOfItsOwn) {
    const auto config = parsed("");
    EXPECT_EQ(config.socket, "/run/magpie-capture/capture.sock");
    EXPECT_FALSE(config.detail);
    EXPECT_TRUE(config.networks.empty());
    EXPECT_TRUE(config.access_points.empty());
    EXPECT_TRUE(config.resolvers.empty());
}

TEST(CaptureConfig, TakesEveryKey) {
    const auto config = parsed(R"([capture]
socket = ""
detail = true
access_points = ["02:00:00:00:01:00"]
[[capture.network]]
ssid = "SEOUL"
security = "open"
[[capture.network]]
ssid = "SEOUL"
security = "owe"
[[capture.network]]
ssid = "SEOUL_Secure"
security = "enterprise"
)");
    EXPECT_EQ(config.socket, "");
    EXPECT_TRUE(config.detail);
    EXPECT_EQ(config.access_points.size(), 1U);
    ASSERT_EQ(config.networks.size(), 3U);
    EXPECT_EQ(config.networks[1].security, capture::Security::owe);
    EXPECT_EQ(capture::view(config.networks[2].ssid), "SEOUL_Secure");
    EXPECT_EQ(config.networks[2].security, capture::Security::enterprise);
}

TEST(CaptureConfig, EachWayToLetClientsInHasItsWord) {
    for (const auto& [word, security] :
         std::vector<std::pair<std::string, capture::Security>>{{"open", capture::Security::open},
                                                                {"owe", capture::Security::owe},
                                                                {"personal", capture::Security::personal},
                                                                {"enterprise", capture::Security::enterprise}}) {
        const auto config = parsed("[[capture.network]]\nssid = \"x\"\nsecurity = \"" + word + "\"\n");
        ASSERT_EQ(config.networks.size(), 1U);
        EXPECT_EQ(config.networks[0].security, security) << word;
    }
}

TEST(CaptureConfig, AnAccessPointIsABssidOrItsFirstBits) {
    using capture::OwnAccessPoint;
    EXPECT_EQ(access_points(R"("02:00:00:00:01:00", "0A:bC:de/24", "02:00:00:00:01:80/41", "02:00:00:01:00:00/28")"),
              (std::vector<OwnAccessPoint>{{.bssid = {2, 0, 0, 0, 1, 0}, .bits = 48},
                                           {.bssid = {0x0a, 0xbc, 0xde, 0, 0, 0}, .bits = 24},
                                           {.bssid = {2, 0, 0, 0, 1, 0x80}, .bits = 41},
                                           {.bssid = {2, 0, 0, 1, 0, 0}, .bits = 28}}));
}

TEST(CaptureConfig, WhatIsNoAccessPointIsRefused) {
    for (const std::string wrong :
         {"", "02:00:00", "02:00:00:00:01", "02:00:00:00:01:00:00", "02-00-00-00-01-00", "03:00:00:00:01:00",
          "02:00:00/", "02:00:00/23", "02:00:00/25", "02:00:00/49", "02:00:00/24x", "02:00/24", "02:00:0/24",
          "02:00:00:/24", "/24", "02:00:00/280", "02:00:00/-24", "ff:ff:ff:ff:ff:ff"}) {
        const auto said = problem("[capture]\naccess_points = [\"" + wrong + "\"]\n");
        EXPECT_TRUE(said.starts_with("agent.toml:7: `capture.access_points` must be like")) << wrong << ": " << said;
    }
}

TEST(CaptureConfig, AccessPointsAre256AtMost) {
    std::string list;
    for (int number = 0; number < 256; ++number) {
        list += "\"02:00:00:00:01:00\", ";
    }
    EXPECT_EQ(access_points(list).size(), 256U);
    EXPECT_EQ(problem("[capture]\naccess_points = [" + list + "\"02:00:00:00:01:00\"]\n"),
              "agent.toml:7: `capture.access_points` must be at most 256");
}

TEST(CaptureConfig, ANetworkHasANameAndASecurityAndIsDescribedOnce) {
    const std::string open = "[[capture.network]]\nssid = \"SEOUL\"\nsecurity = \"open\"\n";
    EXPECT_EQ(problem("[[capture.network]]\nssid = \"SEOUL\"\n"),
              "agent.toml:6: `capture.network.security` is missing");
    EXPECT_EQ(problem("[[capture.network]]\nsecurity = \"open\"\n"), "agent.toml:6: `capture.network.ssid` is missing");
    EXPECT_EQ(problem("[[capture.network]]\nssid = \"\"\nsecurity = \"open\"\n"),
              "agent.toml:7: `capture.network.ssid` must be a name of 1 to 32 bytes");
    EXPECT_EQ(problem("[[capture.network]]\nssid = \"" + std::string(33, 'x') + "\"\nsecurity = \"open\"\n"),
              "agent.toml:7: `capture.network.ssid` must be a name of 1 to 32 bytes");
    EXPECT_TRUE(problem("[[capture.network]]\nssid = \"SEOUL\"\nsecurity = \"wpa\"\n")
                    .starts_with("agent.toml:8: `capture.network.security` must be"));
    EXPECT_EQ(problem(open + open), "agent.toml:10: `capture.network.ssid` must be described once");
}

TEST(CaptureConfig, NetworksAreEightAtMost) {
    std::string networks;
    for (int number = 0; number < 9; ++number) {
        networks += "[[capture.network]]\nssid = \"" + std::to_string(number) + "\"\nsecurity = \"open\"\n";
    }
    EXPECT_EQ(problem(networks), "agent.toml:6: `capture.network` must be at most 8");
}

TEST(CaptureConfig, AResolverHasANameAndItsAddresses) {
    using capture::OwnResolver;
    const auto config = parsed(
        "[[capture.resolver]]\nname = \"city-1\"\naddresses = [\"10.0.0.53\", \"fd00::53\"]\n"
        "[[capture.resolver]]\nname = \"city-2\"\naddresses = [\"::ffff:10.0.0.54\"]\n");
    EXPECT_EQ(config.resolver_names, (std::vector<std::string>{"city-1", "city-2"}));
    EXPECT_EQ(config.resolvers, (std::vector<OwnResolver>{
                                    {.address = {10, 0, 0, 53}},
                                    {.address = {0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x53}, .v6 = 1},
                                    {.address = {10, 0, 0, 54}, .resolver = 1},
                                }));
}

TEST(CaptureConfig, WhatIsNoResolverIsRefused) {
    const auto resolver = [](const std::string& name, const std::string& addresses) {
        return problem("[[capture.resolver]]\nname = \"" + name + "\"\naddresses = [" + addresses + "]\n");
    };
    for (const auto* name : {"", "other", "City", "city.1"}) {
        EXPECT_TRUE(
            resolver(name, "\"10.0.0.53\"").starts_with("agent.toml:7: `capture.resolver.name` must be 1 to 32"))
            << name;
    }
    for (const auto* address : {"", "resolver", "0.0.0.0", "224.0.0.251", "ff02::fb", "fe80::1%eth0", "10.0.0.53:53"}) {
        EXPECT_EQ(resolver("city", "\"" + std::string(address) + "\""),
                  "agent.toml:8: `capture.resolver.addresses` must be addresses, like 192.0.2.1 or 2001:db8::1")
            << address;
    }
    EXPECT_EQ(resolver("city", ""), "agent.toml:8: `capture.resolver.addresses` must be 1 to 4");
    EXPECT_EQ(resolver("city", R"("10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5")"),
              "agent.toml:8: `capture.resolver.addresses` must be 1 to 4");
    EXPECT_EQ(resolver("city", R"("10.0.0.1", "10.0.0.1")"),
              "agent.toml:8: `capture.resolver.addresses` must be given once");
    EXPECT_EQ(problem("[[capture.resolver]]\nname = \"city\"\n"),
              "agent.toml:6: `capture.resolver.addresses` is missing");
}

TEST(CaptureConfig, ResolversAreFourAtMostAndEachNameIsGivenOnce) {
    std::string resolvers;
    const auto add = [&](const std::string& name, int number) {
        resolvers +=
            "[[capture.resolver]]\nname = \"" + name + "\"\naddresses = [\"10.0.0." + std::to_string(number) + "\"]\n";
    };
    add("a", 1);
    add("a", 2);
    EXPECT_EQ(problem(resolvers), "agent.toml:10: `capture.resolver.name` must be given once");
    resolvers.clear();
    for (int number = 1; number <= 5; ++number) {
        add("r" + std::to_string(number), number);
    }
    EXPECT_EQ(problem(resolvers), "agent.toml:6: `capture.resolver` must be at most 4");
}

TEST(CaptureConfig, AllButTheSocketMayBeOrdered) {
    EXPECT_FALSE(may_be_ordered("capture.socket"));
    for (const auto* key : {"capture.detail", "capture.access_points", "capture.network", "capture.resolver"}) {
        EXPECT_TRUE(may_be_ordered(key)) << key;
    }
    const auto config = parsed("", {"[capture]\naccess_points = [\"02:00:00:00:01:00\"]\n[[capture.network]]\n"
                                    "ssid = \"SEOUL\"\nsecurity = \"open\"\n",
                                    "order 12"});
    EXPECT_EQ(config.access_points.size(), 1U);
    EXPECT_EQ(config.networks.size(), 1U);
}

}  // namespace
}  // namespace magpie::agent
