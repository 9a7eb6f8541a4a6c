#include "agent/check/system_tables.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::check {
namespace {

TEST(SystemTables, NameServersAreEachNamedOnce) {
    const auto servers = name_servers(
        "# nameserver 9.9.9.9\nnameserver 10.0.0.53\nsearch test\nnameserver\t10.0.0.53\n"
        "nameserver nonsense\nnameserver fd00::53\nnameserver 10.0.0.54\nnameserver 10.0.0.55\n");
    ASSERT_EQ(servers.size(), 3U);
    EXPECT_EQ(servers[0].to_string(), "10.0.0.53");
    EXPECT_EQ(servers[1].to_string(), "fd00::53");
    EXPECT_EQ(servers[2].to_string(), "10.0.0.54");
    EXPECT_TRUE(name_servers("").empty());
}

TEST(SystemTables, TheVlanOfAnInterface) {
    const auto* text =
        "VLAN Dev name    | VLAN ID\nName-Type: VLAN_NAME_TYPE_RAW_PLUS_VID_NO_PAD\n"
        "eth0.42        | 42  | eth0\nuplink         | 4095  | eth0\n";
    EXPECT_EQ(vlan_of(text, "eth0.42"), 42);
    EXPECT_FALSE(vlan_of(text, "eth0"));
    EXPECT_FALSE(vlan_of(text, "uplink"));
    EXPECT_FALSE(vlan_of("", "eth0"));
}

TEST(SystemTables, WhoIsOnTheLine) {
    const auto* text =
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        "10.0.0.1         0x1         0x2         02:00:00:00:00:01     *        eth0\n"
        "10.0.0.9         0x1         0x0         00:00:00:00:00:00     *        eth0\n";
    EXPECT_TRUE(is_on_line(text, "10.0.0.1"));
    EXPECT_FALSE(is_on_line(text, "10.0.0.9"));
    EXPECT_FALSE(is_on_line(text, "10.0.0.2"));
}

}  // namespace
}  // namespace magpie::agent::check
