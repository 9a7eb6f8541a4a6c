#include "collector/app/command_line.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

tl::expected<CommandLine, std::string> parse(std::vector<const char*> words) {
    words.insert(words.begin(), "magpie-collector");
    return parse_command_line(static_cast<int>(words.size()), words.data());
}

TEST(CollectorCommandLine, WithoutWordsItRuns) {
    EXPECT_EQ(parse({})->command, Command::run);
    EXPECT_EQ(parse({})->config_file, "/etc/magpie/collector.toml");
    EXPECT_EQ(parse({"--config", "c.toml", "--check-config"})->command, Command::check_config);
    EXPECT_EQ(parse({"--config", "c.toml"})->config_file, "c.toml");
}

TEST(CollectorCommandLine, ATokenHasANameAndScopes) {
    const auto line = parse({"token", "prometheus", "--scope", "network,security"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->command, Command::token);
    EXPECT_EQ(line->token_name, "prometheus");
    EXPECT_EQ(written(line->token_scopes), "network,security");
    EXPECT_EQ(parse({"token", "--scope", "security", "desk"})->token_name, "desk");
}

TEST(CollectorCommandLine, ATokenForNothingOrNobodyIsRefused) {
    EXPECT_NE(parse({"token"}).error().find("name"), std::string::npos);
    EXPECT_NE(parse({"token", "a b", "--scope", "network"}).error().find("name"), std::string::npos);
    EXPECT_NE(parse({"token", "a"}).error().find("--scope"), std::string::npos);
    EXPECT_NE(parse({"token", "a", "--scope", "all"}).error().find("--scope"), std::string::npos);
    EXPECT_FALSE(parse({"token", "a", "b", "--scope", "network"}));
    EXPECT_FALSE(parse({"token", "a", "--config", "c.toml"}));
    EXPECT_FALSE(parse({"tokens"}));
}

TEST(CollectorCommandLine, AnOrderGoesToCollectors) {
    const auto line = parse({"order", "7.cms", "--url", "https://a.example:9600", "--url", "http://[::1]:9600/",
                             "--token-file", "t", "--ca-file", "c"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->command, Command::order);
    EXPECT_EQ(line->call.file, "7.cms");
    ASSERT_EQ(line->call.urls.size(), 2U);
    EXPECT_EQ(line->call.urls[0].host, "a.example");
    EXPECT_TRUE(line->call.urls[0].tls);
    EXPECT_EQ(line->call.token_file, "t");
    EXPECT_EQ(line->call.ca_file, "c");
    EXPECT_EQ(parse({"orders", "--url", "http://a"})->command, Command::orders);
}

TEST(CollectorCommandLine, AnOrderIsWithdrawnByItsNumber) {
    const auto line = parse({"order", "withdraw", "12", "--url", "http://a", "--token-file", "t"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->command, Command::withdraw);
    EXPECT_EQ(line->call.number, 12U);
    EXPECT_EQ(line->call.urls.size(), 1U);
    for (const auto* number : {"0", "x", "7.cms", "", "-"}) {
        EXPECT_FALSE(parse({"order", "withdraw", number, "--url", "http://a"})) << number;
    }
    EXPECT_FALSE(parse({"order", "withdraw", "--url", "http://a"}));
    EXPECT_FALSE(parse({"order", "withdraw", "12"}));
    EXPECT_FALSE(parse({"order", "7.cms", "--number", "12", "--url", "http://a"}));
    EXPECT_EQ(parse({"order", "./withdraw", "--url", "http://a"})->command, Command::order);
}

TEST(CollectorCommandLine, ANodeIsReleasedFromQuarantineByItsName) {
    const auto line = parse({"quarantine", "release", "pole-7", "--url", "http://a", "--url", "http://b",
                             "--token-file", "t", "--ca-file", "c"});
    ASSERT_TRUE(line) << line.error();
    EXPECT_EQ(line->command, Command::release);
    EXPECT_EQ(line->quarantine.node, "pole-7");
    EXPECT_EQ(line->quarantine.urls.size(), 2U);
    EXPECT_EQ(line->quarantine.token_file, "t");
    EXPECT_EQ(line->quarantine.ca_file, "c");
    EXPECT_EQ(parse({"quarantine", "--url", "http://a"})->command, Command::quarantine);
    EXPECT_FALSE(parse({"quarantine"}));
    EXPECT_FALSE(parse({"quarantine", "pole-7", "--url", "http://a"})) << "to be released?";
    EXPECT_FALSE(parse({"quarantine", "--node", "pole-7", "--url", "http://a"}));
    EXPECT_FALSE(parse({"quarantine", "release", "--url", "http://a"}));
    EXPECT_FALSE(parse({"quarantine", "release", "pole-7"}));
    EXPECT_FALSE(parse({"quarantine", "release", "pole-7", "pole-8", "--url", "http://a"}));
    EXPECT_FALSE(parse({"quarantine", "release", "pole-7", "--url", "http://a/metrics"}));
}

TEST(CollectorCommandLine, AnOrderWithoutFileOrCollectorIsRefused) {
    EXPECT_FALSE(parse({"order", "--url", "http://a"}));
    EXPECT_FALSE(parse({"order", "7.cms"}));
    EXPECT_FALSE(parse({"order", "7.cms", "8.cms", "--url", "http://a"}));
    EXPECT_FALSE(parse({"order", "7.cms", "--url", "http://a/metrics"}));
    EXPECT_FALSE(parse({"order", "7.cms", "--url", "a"}));
    EXPECT_FALSE(parse({"orders", "7.cms", "--url", "http://a"}));
}

}  // namespace
}  // namespace magpie::collector
