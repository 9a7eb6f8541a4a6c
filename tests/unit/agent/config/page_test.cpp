#include "agent/config/page.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

std::string with(const std::string& page) {
    return "[node]\narea = \"mapo\"\nid = \"pole-0001\"\n[mqtt]\nservers = [\"tcp://broker:1883\"]\nca_file = \"/ca\"\n"
           "[page]\n" +
           page;
}

std::string problem(const std::string& text) {
    const auto config = parse_config(text, "agent.toml");
    return config ? "nothing" : config.error().front();
}

TEST(PageConfig, ThereIsNoneByDefault) {
    const auto config = parse_config(with(""), "agent.toml");
    ASSERT_TRUE(config);
    EXPECT_TRUE(config->page.listen.empty());
}

TEST(PageConfig, NamesAnAddressAndAPort) {
    auto config = parse_config(with("listen = \"192.168.7.1:8080\"\n"), "agent.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->page.address, "192.168.7.1");
    EXPECT_EQ(config->page.port, 8080);
    config = parse_config(with("listen = \"[fd00::1]:80\"\n"), "agent.toml");
    ASSERT_TRUE(config);
    EXPECT_EQ(config->page.address, "fd00::1");
    EXPECT_EQ(config->page.port, 80);
}

TEST(PageConfig, WhatCanBeReachedFromAfarIsRefusedAndSaysWhy) {
    for (const auto* good : {"127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.1", "192.168.7.1",
                             "169.254.1.1", "::1", "fe80::1", "fd00::1", "fc00::1"}) {
        EXPECT_EQ(why_not_local(good), "") << good;
    }
    for (const auto* bad : {"8.8.8.8", "172.15.0.1", "172.32.0.1", "192.169.0.1", "169.253.0.1", "224.0.0.1",
                            "2001:db8::1", "ff02::1", "::ffff:127.0.0.1"}) {
        EXPECT_NE(why_not_local(bad).find("can be reached from afar"), std::string::npos) << bad;
    }
    for (const auto* all : {"0.0.0.0", "::"}) {
        EXPECT_NE(why_not_local(all).find("in the backbone, too"), std::string::npos) << all;
    }
    EXPECT_NE(problem(with("listen = \"0.0.0.0:80\"\n")).find("agent.toml:8: `page.listen` must be one address"),
              std::string::npos)
        << problem(with("listen = \"0.0.0.0:80\"\n"));
}

TEST(PageConfig, WhatIsNoAddressIsRefused) {
    for (const auto* bad : {"8080", "localhost:80", "192.168.7.1", "192.168.7.1:", "192.168.7.1:99999", ":80",
                            "fd00::1:80", "[192.168.7.1:80", "[]:80"}) {
        EXPECT_NE(problem(with("listen = \"" + std::string(bad) + "\"\n")).find("must be an IP address and a port"),
                  std::string::npos)
            << bad;
    }
}

TEST(PageConfig, NeedsTheCityToKnowWhoseTokensAreGood) {
    auto text = with("listen = \"127.0.0.1:80\"\n");
    text.erase(text.find("ca_file"), sizeof "ca_file = \"/ca\"" - 1);
    EXPECT_NE(problem(text).find("`mqtt.ca_file` is needed to know whose token"), std::string::npos) << problem(text);
}

TEST(PageConfig, IsNotToBeOrdered) {
    EXPECT_FALSE(may_be_ordered("page.listen"));
    EXPECT_FALSE(may_be_ordered("page.run_directory"));
}

TEST(PageConfig, KnowsTheAddressesOfThisMachine) {
    EXPECT_TRUE(is_of_this_machine("127.0.0.1"));
    EXPECT_FALSE(is_of_this_machine("192.0.2.77"));
    EXPECT_FALSE(is_of_this_machine("nonsense"));
}

}  // namespace
}  // namespace magpie::agent
