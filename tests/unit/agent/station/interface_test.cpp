#include "agent/station/interface.hpp"

#include <sys/socket.h>

#include <gtest/gtest.h>

#include <cerrno>

namespace magpie::agent {
namespace {

TEST(StationInterface, IsAloneWithTheLoopback) {
    EXPECT_TRUE(is_alone({"lo", "wlan1"}, "wlan1"));
    EXPECT_TRUE(is_alone({"lo"}, "wlan1")) << "it may come yet";
    EXPECT_FALSE(is_alone({"lo", "wlan1", "eth0"}, "wlan1"));
}

TEST(StationInterface, OneThatIsNotThereIsAnError) {
    const auto interface = StationInterface::of("magpie-none");
    ASSERT_TRUE(interface);
    EXPECT_EQ(interface->hardware().error(), ENODEV);
    EXPECT_FALSE(interface->dhcp_socket());
    EXPECT_FALSE(interface->plain_socket(SOCK_STREAM));
}

}  // namespace
}  // namespace magpie::agent
