#include "agent/config/link.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

constexpr const char* node = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";

std::string port(const std::string& interface, const std::string& role, const std::string& more = "") {
    return "[[link.port]]\ninterface = \"" + interface + "\"\nrole = \"" + role + "\"\n" + more + "\n";
}

LinkSettings parsed(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    for (const auto& problem : config ? std::vector<std::string>{} : config.error()) {
        ADD_FAILURE() << problem;
    }
    return config ? config->link : LinkSettings{};
}

/// What is wrong first.
std::string problem(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    return config ? "" : config.error().front();
}

TEST(LinkConfig, NamesNoPortsByDefault) {
    EXPECT_TRUE(parsed("").ports.empty());
}

TEST(LinkConfig, ReadsWhatPortsAreFor) {
    const auto config = parsed(port("eth0", "uplink", "expected_megabits_per_second = 1000") + port("wlan0", "wifi") +
                               port("lan1", "camera", "expected_megabits_per_second = 100") + port("lan2", "sensor"));
    ASSERT_EQ(config.ports.size(), 4U);
    EXPECT_EQ(config.ports[0].interface, "eth0");
    EXPECT_EQ(config.ports[0].role, PortRole::uplink);
    EXPECT_EQ(config.ports[0].expected_bits_per_second, 1e9);
    EXPECT_EQ(config.ports[1].role, PortRole::wifi);
    EXPECT_FALSE(config.ports[1].expected_bits_per_second);
    EXPECT_EQ(config.ports[2].role, PortRole::camera);
    EXPECT_EQ(config.ports[2].expected_bits_per_second, 1e8);
    EXPECT_EQ(config.ports[3].role, PortRole::sensor);
}

TEST(LinkConfig, EveryMistakeIsNamed) {
    EXPECT_EQ(problem("[[link.port]]\ninterface = \"lan1\"\n"), "agent.toml:6: `link.port.role` is missing");
    EXPECT_EQ(problem("[[link.port]]\nrole = \"camera\"\n"), "agent.toml:6: `link.port.interface` is missing");
    EXPECT_NE(problem(port("lan1", "printer")).find("role"), std::string::npos);
    for (const auto* name : {"", "a-name-of-sixteen", "a/b", "a b"}) {
        EXPECT_NE(problem(port(name, "camera")).find("interface"), std::string::npos) << name;
    }
    for (const auto* speed : {"0", "400001", "\"fast\""}) {
        const auto more = "expected_megabits_per_second = " + std::string(speed);
        EXPECT_NE(problem(port("lan1", "camera", more)).find("expected_megabits_per_second"), std::string::npos)
            << speed;
    }
    EXPECT_NE(problem(port("lan1", "camera") + port("lan1", "sensor")).find("another port's"), std::string::npos);
}

TEST(LinkConfig, NamesAtMostSixteenPorts) {
    std::string text;
    for (int i = 0; i < 16; ++i) {
        text += port("lan" + std::to_string(i), "sensor");
    }
    EXPECT_EQ(parsed(text).ports.size(), 16U);
    EXPECT_NE(problem(text + port("lan16", "sensor")).find("at most 16"), std::string::npos);
}

TEST(LinkConfig, PortsMayBeOrdered) {
    EXPECT_TRUE(may_be_ordered("link.port.role"));
}

}  // namespace
}  // namespace magpie::agent
