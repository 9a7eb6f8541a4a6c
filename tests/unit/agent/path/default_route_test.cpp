#include "agent/path/default_route.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent {
namespace {

constexpr const char* head = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

TEST(DefaultRoute, OfVersionFourIsTheOneThatCostsLeast) {
    const std::string text = std::string(head) +
                             "eth0\t0000580A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n"
                             "wwan0\t00000000\t0100A8C0\t0003\t0\t0\t700\t00000000\t0\t0\t0\n"
                             "eth0\t00000000\t0100580A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    EXPECT_EQ(default_gateway_v4(text)->to_string(), "10.88.0.1");
    EXPECT_EQ(default_interface_v4(text), "eth0");
}

TEST(DefaultRoute, ThatNamesNoHostOrIsShutIsNone) {
    EXPECT_FALSE(default_gateway_v4(head));
    EXPECT_FALSE(default_gateway_v4(""));
    EXPECT_FALSE(default_interface_v4(""));
    EXPECT_FALSE(default_gateway_v4("ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n"));
    EXPECT_FALSE(default_gateway_v4("*\t00000000\t0100580A\t0203\t0\t0\t0\t00000000\t0\t0\t0\n"));
    EXPECT_FALSE(default_gateway_v4("eth0\t00000000\t0100580A\t0003\n"));
}

TEST(DefaultRoute, OfVersionSixHasItsInterface) {
    constexpr const char* nothing = "00000000000000000000000000000000";
    const auto line = [&](const std::string& hop, const char* flags, const char* metric) {
        return std::string(nothing) + " 00 " + nothing + " 00 " + hop + " " + metric + " 00000001 00000000 " + flags +
               "     eth0\n";
    };
    const std::string hop = "fe80000000000000020000fffe000001";
    const auto found = default_gateway_v6(line(nothing, "00200200", "ffffffff") + line(hop, "00450003", "00000400"));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->interface, "eth0");
    EXPECT_EQ(boost::asio::ip::address_v6(found->address).to_string(), "fe80::200:ff:fe00:1");
    EXPECT_FALSE(default_gateway_v6(line(nothing, "00200200", "ffffffff")));
    EXPECT_FALSE(default_gateway_v6(line("fe80", "00450003", "00000400")));
    EXPECT_FALSE(default_gateway_v6("nonsense\n"));
}

}  // namespace
}  // namespace magpie::agent
