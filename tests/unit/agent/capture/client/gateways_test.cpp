#include "agent/capture/client/gateways.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>

namespace magpie::agent::client {
namespace {

using namespace std::chrono_literals;

constexpr CaptureTime start{std::chrono::hours(500'000)};

MacAddress address(std::uint8_t number) {
    return {{0x00, 0x0c, 0x43, 0, 0, number}};
}

TEST(Gateways, TheAccessPointIsOneForGood) {
    Gateways gateways;
    gateways.own(address(1));
    gateways.tick(start + 24h);
    EXPECT_TRUE(gateways.contains(address(1)));
}

TEST(Gateways, OneThatWasLearntIsForgottenAfterTenMinutes) {
    Gateways gateways;
    gateways.learn(address(1), start);
    gateways.tick(start + 10min);
    EXPECT_TRUE(gateways.contains(address(1)));
    gateways.tick(start + 10min + 1s);
    EXPECT_FALSE(gateways.contains(address(1)));
}

TEST(Gateways, TheOldestMakesRoom) {
    Gateways gateways;
    for (std::uint8_t number = 1; number <= 9; ++number) {
        gateways.learn(address(number), start + number * 1s);
    }
    EXPECT_FALSE(gateways.contains(address(1)));
    EXPECT_TRUE(gateways.contains(address(2)));
    EXPECT_TRUE(gateways.contains(address(9)));
}

TEST(Gateways, WhoDoesAsClientsDoIsNone) {
    Gateways gateways;
    gateways.learn(address(1), start);
    gateways.learn(address(2), start);
    gateways.is_client(address(1));
    EXPECT_FALSE(gateways.contains(address(1)));
    EXPECT_TRUE(gateways.contains(address(2)));
}

}  // namespace
}  // namespace magpie::agent::client
