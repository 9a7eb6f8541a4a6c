#include "agent/capture/app/command_line.hpp"

#include <gtest/gtest.h>

#include <string>
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

TEST(CaptureCommandLine, ASummaryMayBeToldWhatIsOurs) {
    const auto line = parsed({"--read", "a.pcap", "--summary", "--own", "City=open", "--own", "City Secure=personal",
                              "--bssid", "02:00:00:00:01:00", "--resolver", "city=10.0.0.53"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->ours.networks.size(), 2U);
    EXPECT_EQ(line->ours.access_points.size(), 1U);
    EXPECT_EQ(line->ours.resolver_names, std::vector<std::string>{"city"});
    EXPECT_FALSE(parsed({"--read", "a.pcap", "--summary", "--own", "City"}));
    EXPECT_FALSE(parsed({"--read", "a.pcap", "--json", "--own", "City=open"}));
    EXPECT_FALSE(parsed({"--bssid", "02:00:00:00:01:00"}));
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
