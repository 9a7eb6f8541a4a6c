#include "agent/capture/app/command_line.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent {
namespace {

tl::expected<CaptureCommandLine, std::string> parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-capture");
    return parse_capture_command_line(static_cast<int>(words.size()), words.data());
}

TEST(CaptureCommandLine, OfNothingRunsWithTheUsualFile) {
    const auto line = parsed({});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, CaptureCommand::run);
    EXPECT_EQ(line->config_file, "/etc/magpie/capture.toml");
}

TEST(CaptureCommandLine, KnowsItsCommands) {
    EXPECT_EQ(parsed({"--config", "a.toml"})->config_file, "a.toml");
    EXPECT_EQ(parsed({"--check-config"})->command, CaptureCommand::check_config);
    EXPECT_EQ(parsed({"--version"})->command, CaptureCommand::version);
    EXPECT_EQ(parsed({"--help"})->command, CaptureCommand::help);
}

TEST(CaptureCommandLine, ReadsAFileInOneOfTwoWays) {
    const auto line = parsed({"--read", "a.pcap", "--json"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, CaptureCommand::read_json);
    EXPECT_EQ(line->captured_file, "a.pcap");
    EXPECT_EQ(parsed({"--read", "a.pcap", "--summary"})->command, CaptureCommand::read_summary);
    EXPECT_FALSE(parsed({"--read", "a.pcap"}));
    EXPECT_FALSE(parsed({"--read", "a.pcap", "--json", "--summary"}));
}

TEST(CaptureCommandLine, RefusesTheRest) {
    EXPECT_FALSE(parsed({"--confg", "a"}));
    EXPECT_FALSE(parsed({"sample"}));
    EXPECT_FALSE(parsed({"--json"}));
    EXPECT_FALSE(parsed({"--summary"}));
    EXPECT_FALSE(parsed({"--read"}));
}

}  // namespace
}  // namespace magpie::agent
