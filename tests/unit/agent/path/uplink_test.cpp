#include "agent/path/uplink.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace magpie::agent {
namespace {

/// A /proc and a /sys with interfaces, gone with the test.
class UplinkTest : public testing::Test {
  protected:
    UplinkTest() {
        std::string pattern = std::filesystem::temp_directory_path() / "magpie-uplink-XXXXXX";
        root = ::mkdtemp(pattern.data());
        std::filesystem::create_directories(root / "net");
    }
    ~UplinkTest() override { std::filesystem::remove_all(root); }

    void routes(const std::string& interface) const {
        std::ofstream(root / "net/route")
            << "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
            << interface << "\t00000000\t0100580A\t0003\t0\t0\t100\t00000000\t0\t0\t0\n";
    }
    void routes_by_version_six(const std::string& interface) const {
        const std::string nothing(32, '0');
        std::ofstream(root / "net/ipv6_route")
            << nothing << " 00 " << nothing
            << " 00 fe80000000000000020000fffe000001 00000400 00000001 00000000 00450003     " << interface << "\n";
    }
    void stands_on(const std::string& interface, const std::string& other) const {
        std::filesystem::create_directories(root / "class/net" / interface / ("lower_" + other));
    }
    void is_radio(const std::string& interface) const {
        std::filesystem::create_directories(root / "class/net" / interface / "phy80211/device");
    }
    [[nodiscard]] std::vector<std::string> uplink() const {
        FileReader files;
        return uplink_interfaces(files, root, root);
    }

    std::filesystem::path root;
};

TEST_F(UplinkTest, IsTheInterfaceOfTheDefaultRoute) {
    routes("eth0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"eth0"}));
}

TEST_F(UplinkTest, MayBeKnownByVersionSixAlone) {
    routes_by_version_six("eth0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"eth0"}));
}

TEST_F(UplinkTest, WithoutARouteThereIsNone) {
    EXPECT_TRUE(uplink().empty());
}

TEST_F(UplinkTest, OfAVlanItIsTheLineItIsOn) {
    routes("eth0.10");
    stands_on("eth0.10", "eth0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"eth0"}));
}

TEST_F(UplinkTest, OfABridgeTheRadiosAreNoPart) {
    routes("br0");
    stands_on("br0", "eth0.10");
    stands_on("eth0.10", "eth0");
    stands_on("br0", "wlan0");
    is_radio("wlan0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"eth0"}));
}

TEST_F(UplinkTest, MayBeARadioItself) {
    routes("wlan0");
    is_radio("wlan0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"wlan0"}));
}

TEST_F(UplinkTest, WhatStandsOnItselfEnds) {
    routes("br0");
    stands_on("br0", "br0");
    EXPECT_EQ(uplink(), (std::vector<std::string>{"br0"}));
}

}  // namespace
}  // namespace magpie::agent
