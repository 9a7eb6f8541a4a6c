#include "agent/internet/ip_text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <optional>

namespace magpie::agent {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

TEST(IpText, IsAnAddressOfEitherVersion) {
    EXPECT_EQ(parse_ip_address("192.0.2.1"), (IpAddress{.bytes = {192, 0, 2, 1}, .v6 = false}));
    EXPECT_EQ(parse_ip_address("2001:db8::1"),
              (IpAddress{.bytes = Bytes{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, .v6 = true}));
}

TEST(IpText, AMappedAddressIsThatOfItsPackets) {
    EXPECT_EQ(parse_ip_address("::ffff:192.0.2.1"), parse_ip_address("192.0.2.1"));
    EXPECT_EQ(parse_ip_address("::ffff:0.0.0.0"), std::nullopt);
}

TEST(IpText, WhatIsNoAddressOfOneHostIsNone) {
    for (const auto* text :
         {"", "x", "192.0.2", "192.0.2.256", "192.0.2.1 ", " 192.0.2.1", "192.0.2.1/24", "0.0.0.0", "::", "224.0.0.1",
          "255.255.255.255", "ff02::1", "fe80::1%eth0", "2001:db8::1::2", "1:2:3"}) {
        EXPECT_EQ(parse_ip_address(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace magpie::agent
