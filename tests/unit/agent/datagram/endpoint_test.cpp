#include "agent/datagram/endpoint.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(Endpoint, IsReadAsItIsWritten) {
    for (const auto* text : {"192.0.2.1:862", "[2001:db8::1]:862", "[::]:0", "0.0.0.0:65535"}) {
        const auto endpoint = endpoint_of(text, 1);
        ASSERT_TRUE(endpoint) << text;
        EXPECT_EQ(text_of(*endpoint), text);
    }
}

TEST(Endpoint, HasTheUsualPortWhereNoneIsGiven) {
    EXPECT_EQ(text_of(endpoint_of("192.0.2.1", 862).value()), "192.0.2.1:862");
    EXPECT_EQ(text_of(endpoint_of("2001:db8::1", 862).value()), "[2001:db8::1]:862");
    EXPECT_EQ(text_of(endpoint_of("[2001:db8::1]", 862).value()), "[2001:db8::1]:862");
}

TEST(Endpoint, IsNoName) {
    for (const auto* text : {"", "hub", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:x", "[::1", "[::1]862", "1.2.3",
                             "192.0.2.1%lo", "fe80::1%nowhere"}) {
        EXPECT_FALSE(endpoint_of(text, 862)) << text;
    }
}

TEST(Address, OfIpv4IsKeptMapped) {
    const auto address = address_of("192.0.2.1").value();
    EXPECT_TRUE(address.is_ipv4());
    EXPECT_EQ(address, address_of("::ffff:192.0.2.1").value());
    EXPECT_FALSE(address_of("2001:db8::1")->is_ipv4());
}

TEST(Address, OfAllZeroIsAny) {
    EXPECT_TRUE(address_of("0.0.0.0")->is_any());
    EXPECT_TRUE(address_of("::")->is_any());
    EXPECT_TRUE(Address{}.is_any());
    EXPECT_FALSE(address_of("0.0.0.1")->is_any());
    EXPECT_FALSE(address_of("::1")->is_any());
}

}  // namespace
}  // namespace magpie::agent
