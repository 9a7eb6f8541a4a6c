#include "agent/capture/client/resolvers.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace magpie::agent::client {
namespace {

using capture::Hello;
using capture::other_resolver;
using capture::OwnResolver;
using capture::Settled;

constexpr IpAddress city{.bytes = {10, 0, 0, 53}, .v6 = false};
constexpr IpAddress stranger{.bytes = {198, 51, 100, 1}, .v6 = false};

OwnResolver own(const IpAddress& address, std::uint8_t resolver) {
    return {.address = address.bytes, .v6 = static_cast<std::uint8_t>(address.v6), .resolver = resolver};
}

TEST(Resolvers, NobodyHasANameOrNoneUntilItIsSettled) {
    Resolvers resolvers;
    EXPECT_FALSE(resolvers.hear(own(city, 1)));
    EXPECT_EQ(resolvers.index_of(city), std::nullopt);
    EXPECT_TRUE(resolvers.hear(Settled{}));
    EXPECT_EQ(resolvers.index_of(city), 1);
    EXPECT_EQ(resolvers.index_of(stranger), other_resolver);
}

TEST(Resolvers, TheSameBytesOfAnotherVersionAreAnother) {
    Resolvers resolvers;
    (void)resolvers.hear(own(city, 0));
    (void)resolvers.hear(Settled{});
    EXPECT_EQ(resolvers.index_of({.bytes = city.bytes, .v6 = true}), other_resolver);
}

TEST(Resolvers, WhatIsSettledTakesThePlaceOfWhatWas) {
    Resolvers resolvers;
    (void)resolvers.hear(own(city, 0));
    EXPECT_TRUE(resolvers.hear(Settled{}));
    (void)resolvers.hear(own(city, 0));
    EXPECT_FALSE(resolvers.hear(Settled{})) << "the same, by an agent that has begun anew";
    (void)resolvers.hear(own(city, 0));
    (void)resolvers.hear(own(stranger, 1));
    EXPECT_TRUE(resolvers.hear(Settled{}));
    EXPECT_EQ(resolvers.index_of(stranger), 1);
    EXPECT_TRUE(resolvers.hear(Settled{}));
    EXPECT_EQ(resolvers.index_of(city), other_resolver);
}

TEST(Resolvers, WhatWasNotSettledIsForgotten) {
    Resolvers resolvers;
    (void)resolvers.hear(own(city, 0));
    (void)resolvers.hear(Hello{});
    (void)resolvers.hear(Settled{});
    EXPECT_EQ(resolvers.index_of(city), other_resolver);
}

TEST(Resolvers, AddressesWithoutEndAreNotKept) {
    Resolvers resolvers;
    for (unsigned number = 0; number < 1000; ++number) {
        (void)resolvers.hear(own(
            {.bytes = {10, 0, static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)}, .v6 = false},
            0));
    }
    (void)resolvers.hear(Settled{});
    EXPECT_EQ(resolvers.index_of({.bytes = {10, 0, 0, 15}, .v6 = false}), 0);
    EXPECT_EQ(resolvers.index_of({.bytes = {10, 0, 0, 16}, .v6 = false}), other_resolver);
}

}  // namespace
}  // namespace magpie::agent::client
