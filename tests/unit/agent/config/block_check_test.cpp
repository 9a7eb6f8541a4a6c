#include "agent/config/block_check.hpp"

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
[block_check]
)";

/// The first thing wrong with a text; empty when it is good.
std::string problem(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    return config ? std::string() : config.error().front();
}

TEST(BlockCheckConfig, IsOffUnlessItIsWritten) {
    EXPECT_FALSE(parse_config(node, "agent.toml").value().block_check.enabled);
}

TEST(BlockCheckConfig, TakesEveryKey) {
    const auto config = parse_config(std::string(node) + R"(enabled = true
interface = "br-public"
control = ["192.0.2.1", "2001:db8::1"]
private_addresses = true
)",
                                     "agent.toml")
                            .value()
                            .block_check;
    EXPECT_TRUE(config.enabled);
    EXPECT_EQ(config.interface, "br-public");
    ASSERT_EQ(config.controls.size(), 2U);
    EXPECT_EQ(config.controls[1].to_string(), "2001:db8::1");
    EXPECT_TRUE(config.private_addresses);
}

TEST(BlockCheckConfig, WithoutAControlNothingIsProved) {
    EXPECT_EQ(problem("enabled = true\n"),
              "agent.toml:6: `block_check.control` is needed: a node that is cut off reaches nothing, blocked or not");
}

TEST(BlockCheckConfig, WhatCannotBeIsNamed) {
    EXPECT_NE(problem("control = [\"host\"]\n").find("must be addresses"), std::string::npos);
    EXPECT_NE(problem("control = [\"0.0.0.0\"]\n").find("must be addresses"), std::string::npos);
    EXPECT_NE(problem("control = [\"192.0.2.1\", \"192.0.2.2\"]\n").find("one address of each"), std::string::npos);
    EXPECT_NE(problem("interface = \"an-interface-too-long\"\n").find("name of an interface"), std::string::npos);
    EXPECT_NE(problem("interface = \"a/b\"\n").find("name of an interface"), std::string::npos);
}

}  // namespace
}  // namespace magpie::agent
