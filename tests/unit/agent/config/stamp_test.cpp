#include "agent/config/stamp.hpp"

#include <gtest/gtest.h>

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

TEST(StampConfig, MeasuresNobodyAndAnswersNobody) {
    const auto config = parsed("");
    EXPECT_TRUE(config.targets.empty());
    EXPECT_TRUE(config.sessions.empty());
    EXPECT_EQ(config.listen.port, 862);
    EXPECT_TRUE(config.listen.address.octets == Address{}.octets);
    EXPECT_TRUE(config.stateful);
}

TEST(StampConfig, TakesEveryKeyOfATarget) {
    const auto config = parsed("[stamp]\nwindow_seconds = 30\n" +
                               target("port = 8620\nsession = 7\ninterval_seconds = 0.5\ndscp = 46\nsize = 500\n"
                                      "key_file = \"/etc/magpie/path.key\"\n"));
    ASSERT_EQ(config.targets.size(), 1U);
    const auto& one = config.targets[0];
    EXPECT_EQ(one.name, "hub-3");
    EXPECT_EQ(one.far, "hub");
    EXPECT_EQ(text_of(one.peer), "192.0.2.7:8620");
    EXPECT_EQ(one.options.ssid, 7);
    EXPECT_EQ(one.options.interval, std::chrono::milliseconds(500));
    EXPECT_EQ(one.options.dscp, 46);
    EXPECT_EQ(one.options.size, 500U);
    EXPECT_EQ(one.key_file, "/etc/magpie/path.key");
    EXPECT_EQ(config.window, std::chrono::seconds(30));
}

TEST(StampConfig, ATargetNeedsNameClassAndAddress) {
    EXPECT_EQ(problem("[[stamp.target]]\n"),
              "agent.toml:6: `stamp.target.name` is missing\n"
              "agent.toml:6: `stamp.target.class` is missing\n"
              "agent.toml:6: `stamp.target.address` is missing");
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
    EXPECT_EQ(text_of(config.sessions[0].provision.peer), "2001:db8::1");
    EXPECT_EQ(config.sessions[0].provision.ssid, 3);
    EXPECT_EQ(config.sessions[0].provision.packets_a_second, 50U);
    EXPECT_TRUE(config.sessions[0].key_file.empty());
}

TEST(StampConfig, SessionsAndKeysAreNotOrdered) {
    const std::string order = "[stamp]\nlisten = \"127.0.0.1\"\n";
    EXPECT_EQ(problem("", {order, "order 7"}), "");
    EXPECT_NE(problem("", {"[[stamp.session]]\naddress = \"192.0.2.1\"\n", "order 7"}), "")
        << "who gives orders cannot have a stranger answered";
}

}  // namespace
}  // namespace magpie::agent
