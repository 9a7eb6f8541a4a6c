#include "agent/block_check/asked_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent {
namespace {

using boost::asio::ip::make_address;

bool asks(const char* address, bool private_too = false) {
    return may_be_asked(make_address(address), private_too);
}

TEST(AskedAddress, APublicOneIsAsked) {
    for (const auto* address : {"203.0.113.7", "1.1.1.1", "192.0.1.1", "172.32.0.1", "2001:db8::1", "2a00::1"}) {
        EXPECT_TRUE(asks(address)) << address;
    }
}

TEST(AskedAddress, NobodyKnocksAtItselfItsNeighboursOrEverybody) {
    for (const auto* address :
         {"0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.255", "169.254.1.1", "192.0.0.1", "224.0.0.1", "239.1.1.1",
          "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "fe80::1", "ff02::1"}) {
        EXPECT_FALSE(asks(address, true)) << address;
    }
}

TEST(AskedAddress, APrivateOneOnlyWhereThatIsMeant) {
    for (const auto* address : {"10.0.0.1", "172.16.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1", "100.127.1.1",
                                "fc00::1", "fdff::1", "fec0::1"}) {
        EXPECT_FALSE(asks(address)) << address;
        EXPECT_TRUE(asks(address, true)) << address;
    }
}

TEST(AskedAddress, IsFourOrSixteenBytes) {
    EXPECT_EQ(ip_address_of(std::string("\xcb\x00\x71\x07", 4)), make_address("203.0.113.7"));
    EXPECT_EQ(ip_address_of(std::string(10, '\0') + "\xff\xff\x7f" + std::string(2, '\0') + "\x01"),
              make_address("127.0.0.1"))
        << "one of version 4 in the clothes of 6";
    EXPECT_EQ(ip_address_of(std::string("\x20\x01\x0d\xb8", 4) + std::string(11, '\0') + "\x01"),
              make_address("2001:db8::1"));
    EXPECT_FALSE(ip_address_of("12345"));
    EXPECT_FALSE(ip_address_of(""));
}

}  // namespace
}  // namespace magpie::agent
