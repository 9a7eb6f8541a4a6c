#include "tests/fleet/command_line.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::fleet {
namespace {

tl::expected<CommandLine, std::string> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-fleet");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(CommandLine, AServerIsEnough) {
    const auto line = parse({"--server", "tcp://127.0.0.1:1883"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->poles, 200U);
    EXPECT_FALSE(line->seconds);
    EXPECT_FALSE(line->hour);
    EXPECT_EQ(line->capture, 0U);
    EXPECT_EQ(line->targets, 0U);
}

TEST(CommandLine, WhatSomePolesHaveIsGivenToOneInSoMany) {
    const auto line = parse({"--server", "tcp://h:1", "--sensors", "4", "--capture", "3", "--targets", "2"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->sensors, 4U);
    EXPECT_EQ(line->capture, 3U);
    EXPECT_EQ(line->targets, 2U);
}

TEST(CommandLine, FaultsCanBeMany) {
    const auto line = parse({"--server", "tcp://h:1", "--fault", "hub-cut@1s+2s", "--fault", "heat@3s+4s:guro"});
    ASSERT_TRUE(line) << line.error();
    ASSERT_EQ(line->faults.size(), 2U);
    EXPECT_EQ(line->faults[1].kind, FaultKind::heat);
}

TEST(CommandLine, AStormHasAMomentAndATimeToComeBack) {
    const auto line = parse({"--server", "tcp://h:1", "--reconnect-storm", "60+10"});
    ASSERT_TRUE(line) << line.error();
    ASSERT_TRUE(line->storm);
    EXPECT_EQ(line->storm->within, std::chrono::seconds(10));
    EXPECT_FALSE(parse({"--server", "tcp://h:1"})->storm);
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--reconnect-storm", "60"}));
}

TEST(CommandLine, OrdersWantACaToBelieve) {
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--orders", "/tmp/orders"}));
    const auto line = parse({"--server", "tcp://h:1", "--orders", "/tmp/orders", "--ca", "ca.crt"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->orders, "/tmp/orders");
}

TEST(CommandLine, TheUsageNamesEveryKindOfFault) {
    for (const auto word : fault_words) {
        EXPECT_NE(std::string_view(usage).find(word), std::string_view::npos) << word;
    }
}

TEST(CommandLine, WhatCannotBeIsRefused) {
    EXPECT_FALSE(parse({}));
    EXPECT_FALSE(parse({"--server", "ssl://h:1"}));
    EXPECT_FALSE(parse({"--server", "ssl://h:1", "--ca", "a", "--key", "b"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--poles", "0"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--series", "5000"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--speed", "0"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--hour", "24"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--interval", "0"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--fault", "storm@1s+1s"}));
    EXPECT_FALSE(parse({"--server", "tcp://h:1", "--unknown"}));
}

}  // namespace
}  // namespace magpie::fleet
