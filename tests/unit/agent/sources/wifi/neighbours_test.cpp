#include "agent/sources/wifi/neighbours.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using fakes::series_of;
using fakes::value_of;

constexpr MacAddress address(unsigned number) {
    return {{0x00, 0x11, 0x22, 0x33, static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)}};
}

netlink::Bss bss(unsigned number, std::uint32_t mhz, std::optional<double> dbm = -70,
                 std::optional<double> load = std::nullopt) {
    netlink::Bss heard{.bssid = address(number), .mhz = mhz, .signal_dbm = dbm, .seen_ago = 50ms};
    heard.elements.ssid = "Cafe";
    if (load) {
        heard.elements.load = BssLoad{.stations = 3, .utilisation = *load};
    }
    return heard;
}

/// Two radios, of 5 and 2.4 GHz.
class NeighboursTest : public testing::Test {
  protected:
    NeighboursTest() {
        state_.radios.push_back({.wiphy = 0, .name = "phy0", .listens_on = {5180, 5200}});
        state_.radios.push_back({.wiphy = 1, .name = "phy1", .listens_on = {2412}});
    }
    void hear(const std::vector<netlink::Bss>& networks, std::uint32_t wiphy = 0) {
        neighbours_.hear(wiphy, networks, now_);
    }
    void round_ends() { neighbours_.end_round(state_.radios.front()); }
    Readings told() {
        neighbours_.look(state_, now_);
        Readings readings;
        neighbours_.write(readings);
        return readings;
    }
    std::optional<double> count(const std::string& band = "5GHz") {
        return value_of(told(), "magpie_wifi_neighbours", {band});
    }

    WifiState state_;
    Monotonic now_{1h};
    Neighbours neighbours_{
        {.known = {{address(0x101), "pole-0002"}, {address(0x102), "pole-0002"}, {address(0x103), "pole-0003"}},
         .detail = true}};
};

TEST_F(NeighboursTest, AreNotToldOfBeforeARound) {
    EXPECT_TRUE(told().all().empty());
    round_ends();
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(count("2.4GHz"), std::nullopt) << "the round was the other radio's";
    EXPECT_EQ(value_of(told(), "magpie_wifi_channel_neighbours", {"5GHz", "36"}), 0);
    EXPECT_EQ(value_of(told(), "magpie_wifi_channel_neighbours", {"5GHz", "40"}), 0);
}

TEST_F(NeighboursTest, OfAChannelThatIsListenedToNoMoreNothingIsTold) {
    round_ends();
    state_.radios.front().listens_on = {5180};
    round_ends();
    EXPECT_EQ(value_of(told(), "magpie_wifi_channel_neighbours", {"5GHz", "36"}), 0);
    EXPECT_EQ(value_of(told(), "magpie_wifi_channel_neighbours", {"5GHz", "40"}), std::nullopt);
}

TEST_F(NeighboursTest, AreCountedByBandWithTheStrongest) {
    hear({bss(1, 5180, -80), bss(2, 5200, -62.5), bss(3, 5200, std::nullopt)});
    hear({bss(4, 2412, -40)}, 1);
    const auto readings = told();
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"5GHz"}), 3);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -62.5);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"2.4GHz"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbour_signal_dbm", {"2.4GHz"}), -40);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"5GHz", "40"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"2.4GHz", "1"}), 1);
}

TEST_F(NeighboursTest, OneThatIsHeardAgainOrByTwoRadiosIsOne) {
    hear({bss(1, 5180, -80)});
    hear({bss(1, 5180, -60)});
    hear({bss(1, 5180, -70)}, 1);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(value_of(told(), "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -60) << "what each heard last";
}

TEST_F(NeighboursTest, OneThatChangedItsChannelIsOnItsLast) {
    hear({bss(1, 5180)});
    hear({bss(1, 5200)});
    const auto readings = told();
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"5GHz", "40"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"5GHz", "36"}), std::nullopt);
}

TEST_F(NeighboursTest, TheLoadOfAChannelIsTheHighestThatIsSaid) {
    hear({bss(1, 5180, -80, 0.25), bss(2, 5180, -60, 0.75), bss(3, 5180), bss(0x101, 5200, -60, 0.5)});
    const auto readings = told();
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_load_ratio", {"5GHz", "36"}), 0.75);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_load_ratio", {"5GHz", "40"}), 0.5) << "said by one of our own";
    EXPECT_EQ(series_of(readings, "magpie_wifi_channel_load_ratio"), 2U);
}

TEST_F(NeighboursTest, ChannelsAreToldInDetailAlone) {
    neighbours_ = Neighbours({});
    hear({bss(1, 5180, -80, 0.25)});
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(series_of(told(), "magpie_wifi_channel_neighbours"), 0U);
    EXPECT_EQ(series_of(told(), "magpie_wifi_channel_load_ratio"), 0U);
}

TEST_F(NeighboursTest, OurOwnAreToldByNodeAndAreNotOthers) {
    hear({bss(0x101, 5180, -60), bss(0x102, 5200, -55), bss(0x103, 5180, -90), bss(1, 5180, -70)});
    hear({bss(0x103, 2412, -50)}, 1);
    const auto readings = told();
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"5GHz", "pole-0002"}), -55) << "the stronger";
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"5GHz", "pole-0003"}), -90);
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"2.4GHz", "pole-0003"}), -50);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"5GHz"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"2.4GHz"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -70);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"5GHz", "36"}), 1);
}

TEST_F(NeighboursTest, OfOurOwnTheStrongestEightOfABandAreTold) {
    NeighbourSettings settings;
    std::vector<netlink::Bss> heard;
    for (unsigned number = 1; number <= 9; ++number) {
        settings.known[address(number)] = "pole-" + std::to_string(number);
        heard.push_back(bss(number, 5180, -90.0 + number));
    }
    neighbours_ = Neighbours(settings);
    hear(heard);
    const auto readings = told();
    EXPECT_EQ(series_of(readings, "magpie_wifi_own_neighbour_signal_dbm"), 8U);
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"5GHz", "pole-9"}), -81);
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"5GHz", "pole-1"}), std::nullopt);
}

TEST_F(NeighboursTest, NetworksOfThisNodeAreNone) {
    state_.addresses = {address(1)};
    hear({bss(1, 5180, -20), bss(2, 5180)});
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(value_of(told(), "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -70);
}

TEST_F(NeighboursTest, WhatTwoRoundsDidNotHearIsForgotten) {
    hear({bss(1, 5180), bss(2, 5180)});
    round_ends();
    EXPECT_EQ(count(), 2);
    hear({bss(2, 5180)});
    round_ends();
    EXPECT_EQ(count(), 2);
    round_ends();
    EXPECT_EQ(count(), 1);
    round_ends();
    EXPECT_EQ(count(), 0);
}

TEST_F(NeighboursTest, WhatIsTwoDaysOldIsForgottenThoughNoRoundEnded) {
    hear({bss(1, 5180)});
    now_ += 48h;
    EXPECT_EQ(count(), 1);
    now_ += 1ms;
    EXPECT_EQ(count(), std::nullopt);
}

TEST_F(NeighboursTest, WhatTheKernelHeardLongAgoIsNotHeardNow) {
    auto old = bss(1, 5180);
    old.seen_ago = 60001ms;
    auto young = bss(2, 5180);
    young.seen_ago = 60000ms;
    hear({old, young});
    EXPECT_EQ(count(), 1);
}

TEST_F(NeighboursTest, OfARadioThatHasGoneNothingIsKept) {
    hear({bss(1, 5180)});
    round_ends();
    state_.radios.erase(state_.radios.begin());
    EXPECT_TRUE(told().all().empty());
}

TEST_F(NeighboursTest, AnAbsurdSignalIsNone) {
    hear({bss(1, 5180, 1), bss(2, 5180, -121)});
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(series_of(told(), "magpie_wifi_neighbour_signal_dbm"), 0U);
    hear({bss(0x101, 5180, 40)});
    EXPECT_EQ(series_of(told(), "magpie_wifi_own_neighbour_signal_dbm"), 0U);
}

TEST_F(NeighboursTest, WhatIsOnNoChannelIsNotHeard) {
    hear({bss(1, 58320), bss(2, 5181), bss(3, 1)});
    EXPECT_TRUE(told().all().empty());
}

TEST_F(NeighboursTest, AThousandAreKeptOfARadio) {
    std::vector<netlink::Bss> crowd;
    for (unsigned number = 0; number < 1001; ++number) {
        crowd.push_back(bss(0x1000 + number, 5180));
    }
    hear(crowd);
    EXPECT_EQ(count(), 1000);
    hear({bss(0x1000, 5180, -30)});
    EXPECT_EQ(value_of(told(), "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -30) << "who is known is heard again";
}

}  // namespace
}  // namespace magpie::agent
