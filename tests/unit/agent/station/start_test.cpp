#include "agent/station/start.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent {
namespace {

tl::expected<StationCommandLine, std::string> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-station");
    return parse_station_command_line(static_cast<int>(words.size()), words.data());
}

TEST(StationCommandLine, RunsUnlessItIsToldOtherwise) {
    EXPECT_EQ(parse({})->command, StationCommand::run);
    EXPECT_EQ(parse({})->config_file, "/etc/magpie/station.toml");
    EXPECT_EQ(parse({"--config", "a.toml", "--check-config"})->command, StationCommand::check_config);
    EXPECT_EQ(parse({"--config", "a.toml"})->config_file, "a.toml");
    EXPECT_EQ(parse({"--version"})->command, StationCommand::version);
    EXPECT_EQ(parse({"--help"})->command, StationCommand::help);
}

TEST(StationCommandLine, WhatIsNotUnderstoodIsRefused) {
    EXPECT_FALSE(parse({"--config"}));
    EXPECT_FALSE(parse({"run"}));
}

}  // namespace
}  // namespace magpie::agent
