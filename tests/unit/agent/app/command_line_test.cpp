#include "agent/app/command_line.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent {
namespace {

tl::expected<CommandLine, std::string> parsed(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-agent");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(AgentCommandLine, OfNothingRunsWithTheUsualFile) {
    const auto line = parsed({});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::run);
    EXPECT_EQ(line->config_file, "/etc/magpie/agent.toml");
}

TEST(AgentCommandLine, TakesAnotherFile) {
    EXPECT_EQ(parsed({"--config", "a.toml"})->config_file, "a.toml");
    EXPECT_EQ(parsed({"--config=a.toml"})->config_file, "a.toml");
}

TEST(AgentCommandLine, KnowsItsCommands) {
    EXPECT_EQ(parsed({"--check-config"})->command, Command::check_config);
    EXPECT_EQ(parsed({"sample"})->command, Command::sample);
    EXPECT_EQ(parsed({"--version"})->command, Command::version);
    EXPECT_EQ(parsed({"--help"})->command, Command::help);
    EXPECT_TRUE(parsed({"sample", "--json"})->json);
}

TEST(AgentCommandLine, OfProbeHasWordsAndACount) {
    const auto line = parsed({"probe", "ping", "10.0.0.1", "--count", "3", "--json"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::probe);
    EXPECT_EQ(line->words, (std::vector<std::string>{"ping", "10.0.0.1"}));
    EXPECT_EQ(line->count, 3U);
    EXPECT_TRUE(line->json);
    EXPECT_FALSE(parsed({"sample", "--count", "3"}));
    EXPECT_FALSE(parsed({"probe", "ping", "a", "--count", "x"}));
}

TEST(AgentCommandLine, OfACheckHasItsOwnWords) {
    const auto line = parsed({"check", "--json", "--progress", "--compare", "--accept", "--lang", "ko"});
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::check);
    EXPECT_TRUE(line->check.json && line->check.progress && line->check.compare && line->check.accept);
    EXPECT_EQ(line->check.language, "ko");
    EXPECT_FALSE(parsed({"check", "--progress"})) << "which is for programs";
    EXPECT_FALSE(parsed({"check", "--lang", "de"}));
    EXPECT_FALSE(parsed({"sample", "--accept"}));
    EXPECT_FALSE(parsed({"check", "more"}));
}

TEST(AgentCommandLine, AsPoleCheckItIsTheCheck) {
    const std::vector<const char*> words{"/usr/bin/pole-check", "--plain"};
    const auto line = parse_command_line(static_cast<int>(words.size()), words.data());
    ASSERT_TRUE(line);
    EXPECT_EQ(line->command, Command::check);
    EXPECT_TRUE(line->check.plain);
}

TEST(AgentCommandLine, OptionsOfStampGoWithNothingElse) {
    EXPECT_EQ(parsed({"reflect", "--session", "192.0.2.1"})->command, Command::stamp);
    EXPECT_EQ(parsed({"probe", "stamp", "192.0.2.1", "--dscp", "46"})->command, Command::stamp);
    EXPECT_FALSE(parsed({"probe", "ping", "192.0.2.1", "--dscp", "46"}));
    EXPECT_FALSE(parsed({"--stateless"}));
}

TEST(AgentCommandLine, RefusesTheRest) {
    EXPECT_FALSE(parsed({"--confg", "a"}));
    EXPECT_FALSE(parsed({"sampel"}));
    EXPECT_FALSE(parsed({"sample", "more"}));
    EXPECT_FALSE(parsed({"--json"}));
    EXPECT_FALSE(parsed({"--config"}));
}

}  // namespace
}  // namespace magpie::agent
