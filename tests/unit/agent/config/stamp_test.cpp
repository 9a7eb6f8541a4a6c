#include "agent/config/stamp.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <string>
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

StampConfig parsed(const std::string& text) {
    EXPECT_EQ(problem(text), "");
    const auto config = parse_config(least + text, "agent.toml");
    return config ? config->stamp : StampConfig{};
}

std::string target(const std::string& more) {
    return "[[stamp.target]]\nname = \"hub-3\"\nclass = \"hub\"\naddress = \"192.0.2.7\"\n" + more;
}

/// A file that goes with the test.
class KeyFile {
  public:
    explicit KeyFile(const std::string& text) : path_(testing::TempDir() + "magpie-stamp-key") {
        std::ofstream(path_) << text;
    }
    KeyFile(const KeyFile&) = delete;
    KeyFile& operator=(const KeyFile&) = delete;
    ~KeyFile() { std::remove(path_.c_str()); }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

TEST(StampConfig, MeasuresNobodyAndAnswersNobody) {
    const auto config = parsed("");
    EXPECT_TRUE(config.targets.empty());
    EXPECT_TRUE(config.sessions.empty());
    EXPECT_EQ(config.listen.port, 862);
    EXPECT_TRUE(config.listen.address.octets == Address{}.octets);
    EXPECT_TRUE(config.stateful);
}

TEST(StampConfig, TakesEveryKeyOfATarget) {
    const KeyFile key("000102030405060708090a0b0c0d0e0f\n");
    const auto config = parsed("[stamp]\nwindow_seconds = 30\n" +
                               target("port = 8620\nsession = 7\ninterval_seconds = 0.5\ndscp = 46\nsize = 500\n"
                                      "key_file = \"" +
                                      key.path() + "\"\n"));
    ASSERT_EQ(config.targets.size(), 1U);
    const auto& one = config.targets[0];
    EXPECT_EQ(one.name, "hub-3");
    EXPECT_EQ(one.far, "hub");
    EXPECT_EQ(text_of(one.peer), "192.0.2.7:8620");
    EXPECT_EQ(one.options.ssid, 7);
    EXPECT_EQ(one.options.interval, std::chrono::milliseconds(500));
    EXPECT_EQ(one.options.dscp, 46);
    EXPECT_EQ(one.options.size, 500U);
    EXPECT_TRUE(one.options.key.has_value());
    EXPECT_EQ(config.window, std::chrono::seconds(30));
}

TEST(StampConfig, ATargetNeedsNameClassAndAddress) {
    EXPECT_EQ(problem("[[stamp.target]]\n"), "agent.toml:6: missing key `stamp.target.name`\n"
                                             "agent.toml:6: missing key `stamp.target.class`\n"
                                             "agent.toml:6: missing key `stamp.target.address`");
    EXPECT_NE(problem("[[stamp.target]]\nname = \"a\"\nclass = \"hub\"\naddress = \"hub-3\"\n"), "")
        << "a name may stand for another between two packets";
    EXPECT_NE(problem(target("") + target("")), "") << "one name twice";
}

TEST(StampConfig, TakesSessions) {
    const auto config = parsed(R"([stamp]
listen = "127.0.0.1:8620"
stateful = false
[[stamp.session]]
address = "2001:db8::1"
session = 3
packets_a_second = 50
)");
    EXPECT_EQ(text_of(config.listen), "127.0.0.1:8620");
    EXPECT_FALSE(config.stateful);
    ASSERT_EQ(config.sessions.size(), 1U);
    EXPECT_EQ(text_of(config.sessions[0].peer), "2001:db8::1");
    EXPECT_EQ(config.sessions[0].ssid, 3);
    EXPECT_EQ(config.sessions[0].packets_a_second, 50U);
    EXPECT_FALSE(config.sessions[0].key.has_value());
}

TEST(StampConfig, WhatIsNoKeyIsSaid) {
    const KeyFile key("not hexadecimal");
    EXPECT_NE(problem(target("key_file = \"" + key.path() + "\"\n")), "");
    EXPECT_NE(problem(target("key_file = \"/nowhere/at/all\"\n")), "");
}

TEST(StampConfig, SessionsAndKeysAreNotOrdered) {
    const std::string order = "[stamp]\nlisten = \"127.0.0.1\"\n";
    EXPECT_EQ(problem("", {order, "order 7"}), "");
    EXPECT_NE(problem("", {"[[stamp.session]]\naddress = \"192.0.2.1\"\n", "order 7"}), "")
        << "who gives orders cannot have a stranger answered";
}

}  // namespace
}  // namespace magpie::agent
