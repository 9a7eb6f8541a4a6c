#include "agent/config/throughput.hpp"

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
[throughput]
)";
constexpr const char* target = R"([[throughput.target]]
name = "hub-3"
class = "hub"
host = "10.1.0.3"
)";

/// The first thing wrong with a text; empty when it is good.
std::string problem(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    return config ? std::string() : config.error().front();
}

TEST(ThroughputConfig, NothingIsMeasuredUnlessItIsWritten) {
    EXPECT_TRUE(parse_config(node, "agent.toml").value().throughput.measured.servers.empty());
}

TEST(ThroughputConfig, TakesEveryKey) {
    const auto config = parse_config(std::string(node) + R"(seconds = 5
run_bytes = 2000000
daily_bytes = 3000000
nightly = false
from_hour_utc = 23
until_hour_utc = 2
run_directory = "/run/x"
)" + target + R"(family = "4"
port = 5202
streams = ["2"]
directions = ["down"]
)",
                                     "agent.toml")
                            .value()
                            .throughput;
    const auto& measured = config.measured;
    EXPECT_EQ(measured.duration.count(), 5);
    EXPECT_EQ(measured.run_bytes, 2'000'000U);
    EXPECT_EQ(measured.daily_bytes, 3'000'000U);
    EXPECT_FALSE(measured.nightly);
    EXPECT_EQ(measured.night, (throughput::Night{.from_hour = 23, .until_hour = 2}));
    EXPECT_EQ(config.run_directory, "/run/x");
    ASSERT_EQ(measured.servers.size(), 1U);
    EXPECT_EQ(measured.servers[0].family, AddressFamily::v4);
    EXPECT_EQ(measured.servers[0].port, 5202);
    EXPECT_EQ(measured.servers[0].streams, std::vector<unsigned>{2});
    EXPECT_EQ(measured.servers[0].directions, std::vector{throughput::Direction::down});
}

TEST(ThroughputConfig, ADayHoldsARun) {
    EXPECT_NE(problem("run_bytes = 2000000\ndaily_bytes = 1000000\n").find("must hold one run"), std::string::npos);
}

TEST(ThroughputConfig, ATurnHoldsAll) {
    const auto all = std::string("streams = [\"1\", \"4\", \"16\"]\n");
    EXPECT_EQ(problem(target + all), "");
    EXPECT_NE(problem("seconds = 60\n" + (target + all) +
                      "[[throughput.target]]\nname = \"core\"\nclass = \"core\"\nhost = \"10.2.0.1\"\n" + all)
                  .find("takes longer than a turn may"),
              std::string::npos);
}

TEST(ThroughputConfig, WhatCannotBeIsNamed) {
    EXPECT_NE(problem(target + std::string("streams = [\"0\"]\n")).find("numbers of streams"), std::string::npos);
    EXPECT_NE(problem(target + std::string("streams = [\"17\"]\n")).find("numbers of streams"), std::string::npos);
    EXPECT_NE(problem(target + std::string("streams = [\"2\", \"2\"]\n")).find("each once"), std::string::npos);
    EXPECT_NE(problem(target + std::string("streams = []\n")).find("1 to 3 numbers"), std::string::npos);
    EXPECT_NE(problem(target + std::string("directions = [\"sideways\"]\n")).find("up and down"), std::string::npos);
    EXPECT_NE(problem(target + std::string("directions = []\n")).find("name one"), std::string::npos);
    EXPECT_NE(problem("from_hour_utc = 3\nuntil_hour_utc = 3\n").find("hour at the other end"), std::string::npos);
    EXPECT_NE(problem(std::string(target) + target).find("another target's"), std::string::npos);
    EXPECT_NE(problem("[[throughput.target]]\nname = \"x\"\nclass = \"hub\"\nhost = \"a b\"\n").find("must be a name"),
              std::string::npos);
}

TEST(ThroughputConfig, AnOrderMayChangeAllButTheDirectory) {
    EXPECT_TRUE(may_be_ordered_of_throughput("throughput.daily_bytes"));
    EXPECT_FALSE(may_be_ordered_of_throughput("throughput.run_directory"));
    EXPECT_FALSE(may_be_ordered_of_throughput("path.timeout_seconds"));
}

}  // namespace
}  // namespace magpie::agent
