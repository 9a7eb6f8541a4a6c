#include "agent/capture/air/networks.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

MacAddress bssid(unsigned vendor, unsigned number) {
    return {{0x02, static_cast<std::uint8_t>(vendor), 0, 0, static_cast<std::uint8_t>(number >> 8),
             static_cast<std::uint8_t>(number)}};
}

/// All of vendor 1 are ours.
Own own() {
    Own own;
    own.hear(capture::OwnAccessPoint{.bssid = bssid(1, 0).bytes, .bits = 16});
    own.hear(capture::Settled{});
    return own;
}

TEST(Networks, TheForeignOneThatWasSilentForLongestGoes) {
    Networks networks;
    const auto ours = own();
    for (unsigned i = 0; i < 512; ++i) {
        ASSERT_NE(networks.hear(bssid(2, i), ours), nullptr);
    }
    ASSERT_NE(networks.hear(bssid(2, 0), ours), nullptr);
    auto* fresh = networks.hear(bssid(2, 512), ours);
    ASSERT_NE(fresh, nullptr);
    EXPECT_EQ(fresh->bssid, bssid(2, 512));
    EXPECT_EQ(networks.size(), 512U);
    EXPECT_NE(networks.find(bssid(2, 0)), nullptr);
    EXPECT_EQ(networks.find(bssid(2, 1)), nullptr);
    EXPECT_NE(networks.find(bssid(2, 2)), nullptr);
}

TEST(Networks, OneThatTakesAnothersPlaceBeginsAnew) {
    Networks networks;
    const auto ours = own();
    for (unsigned i = 0; i < 513; ++i) {
        auto* network = networks.hear(bssid(2, i), ours);
        EXPECT_TRUE(network->ssid.empty());
        EXPECT_EQ(network->retries, 0U);
        network->ssid = "City";
        network->retries = 7;
    }
}

TEST(Networks, OursStayWhileThereIsAForeignOne) {
    Networks networks;
    const auto ours = own();
    for (unsigned i = 0; i < 100; ++i) {
        ASSERT_NE(networks.hear(bssid(1, i), ours), nullptr);
    }
    for (unsigned i = 0; i < 5000; ++i) {
        ASSERT_NE(networks.hear(bssid(2, i), ours), nullptr);
    }
    for (unsigned i = 0; i < 100; ++i) {
        ASSERT_NE(networks.find(bssid(1, i)), nullptr);
        EXPECT_TRUE(networks.find(bssid(1, i))->own);
    }
}

TEST(Networks, WhereAllAreOursAForeignOneFindsNoPlaceAndOneOfOursDoes) {
    Networks networks;
    const auto ours = own();
    for (unsigned i = 0; i < 512; ++i) {
        ASSERT_NE(networks.hear(bssid(1, i), ours), nullptr);
    }
    EXPECT_EQ(networks.hear(bssid(2, 0), ours), nullptr);
    EXPECT_NE(networks.hear(bssid(1, 512), ours), nullptr);
    EXPECT_EQ(networks.find(bssid(1, 0)), nullptr);
    EXPECT_EQ(networks.size(), 512U);
}

TEST(Networks, BecomeOursAndForeignAgain) {
    Networks networks;
    const auto ours = own();
    EXPECT_FALSE(networks.hear(bssid(1, 1), Own())->own);
    EXPECT_TRUE(networks.hear(bssid(1, 1), ours)->own);
    networks.settle(Own());
    EXPECT_FALSE(networks.find(bssid(1, 1))->own);
    for (unsigned i = 0; i < 512; ++i) {
        (void)networks.hear(bssid(2, i), ours);
    }
    EXPECT_EQ(networks.find(bssid(1, 1)), nullptr);
}

}  // namespace
}  // namespace magpie::agent
