#include "collector/ca/handover.hpp"

#include <gtest/gtest.h>

#include <string>

#include "agent/config/config.hpp"

namespace magpie::collector::ca {
namespace {

TEST(Handover, TheConfigurationIsTheAgents) {
    const auto text = agent_config({"mapo", "pole-7", {"ssl://a.example:8883", "ssl://[::1]:8883"}, "/opt/a \"b\\"});
    const auto config = agent::parse_config(text, "agent.toml");
    ASSERT_TRUE(config) << config.error().front() << "\n" << text;
    EXPECT_EQ(config->node.area, "mapo");
    EXPECT_EQ(config->node.id, "pole-7");
    EXPECT_EQ(config->mqtt.servers, (std::vector<std::string>{"ssl://a.example:8883", "ssl://[::1]:8883"}));
    EXPECT_EQ(config->mqtt.tls.ca_file, "/opt/a \"b\\/ca.crt");
    EXPECT_EQ(config->mqtt.tls.certificate_file, "/opt/a \"b\\/node.crt");
    EXPECT_EQ(config->mqtt.tls.key_file, "/opt/a \"b\\/node.key");
}

TEST(Archive, IsUstar) {
    const auto all = archive({{"a.key", "secret", 0600}}, UtcMs(std::chrono::seconds(8)));
    ASSERT_EQ(all.size(), 4 * 512U);
    EXPECT_EQ(all.substr(0, 6), std::string("a.key\0", 6));
    EXPECT_EQ(all.substr(100, 8), std::string("0000600\0", 8));
    EXPECT_EQ(all.substr(124, 12), std::string("00000000006\0", 12));
    EXPECT_EQ(all.substr(136, 12), std::string("00000000010\0", 12));
    EXPECT_EQ(all.substr(257, 8), std::string("ustar\0"
                                              "00",
                                              8));
    EXPECT_EQ(all.substr(512, 7), std::string("secret\0", 7));
    unsigned sum = 0;
    for (std::size_t i = 0; i < 512; ++i) {
        sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(all[i]);
    }
    EXPECT_EQ(std::stoul(all.substr(148, 6), nullptr, 8), sum);
    EXPECT_EQ(all.find_first_not_of('\0', 1024), std::string::npos);
}

TEST(Archive, FilesBeginAtBlocks) {
    const auto all =
        archive({{"a", std::string(512, 'x'), 0644}, {"b", std::string(513, 'y'), 0644}, {"c", "", 0644}}, UtcMs{});
    EXPECT_EQ(all.size(), (2 + 3 + 1 + 2) * 512U);
    EXPECT_EQ(all[1024], 'b');
    EXPECT_EQ(all[1024 + 3 * 512], 'c');
}

}  // namespace
}  // namespace magpie::collector::ca
