#include "tests/fakes/fake_nl80211.hpp"

#include <gtest/gtest.h>

namespace magpie::fakes {
namespace {

using agent::GenericGroup;
using agent::NetlinkError;
using agent::netlink::DfsState;
using agent::netlink::Wiphy;

struct Kernel {
    FakeNetlink others;
    FakeNl80211 wifi{others};
    std::vector<std::byte> buffer;
};

TEST(FakeNl80211, NothingIsToldToWhoeverDoesNotListen) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {2412});
    ASSERT_TRUE(kernel.wifi.join(GenericGroup{"nl80211", "mlme"}));
    kernel.wifi.radio_appears("phy1", {5180});
    ASSERT_TRUE(kernel.wifi.receive(kernel.buffer));
    EXPECT_TRUE(kernel.buffer.empty());
    EXPECT_TRUE(kernel.wifi.listened_to("mlme"));
    EXPECT_FALSE(kernel.wifi.listened_to("config"));
}

TEST(FakeNl80211, OtherFamiliesAreAnsweredByTheRestOfTheKernel) {
    Kernel kernel;
    EXPECT_EQ(kernel.wifi.family("ethtool"), FakeNetlink::ethtool_family);
    EXPECT_EQ(kernel.wifi.family("nl80211"), FakeNl80211::nl80211_family);
    kernel.wifi.is_missing();
    EXPECT_EQ(kernel.wifi.family("nl80211").error(), NetlinkError::unsupported);
    EXPECT_EQ(kernel.wifi.join(GenericGroup{"nl80211", "mlme"}).error(), NetlinkError::unsupported);
}

TEST(FakeNl80211, RadarForbidsTheFrequenciesOfItsChannelAlone) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {5240, 5260, 5280, 5300, 5320, 5500});
    kernel.wifi.radar_is_detected(0, {5260, 0, 80, 5290});
    std::vector<Wiphy> radios;
    ASSERT_TRUE(agent::netlink::read_wiphys(kernel.wifi, FakeNl80211::nl80211_family, kernel.buffer, radios));
    std::vector<std::uint32_t> forbidden;
    for (const auto& frequency : radios.at(0).frequencies) {
        if (frequency.dfs_state == DfsState::unavailable) {
            forbidden.push_back(frequency.mhz);
        }
    }
    EXPECT_EQ(forbidden, (std::vector<std::uint32_t>{5260, 5280, 5300, 5320}));
}

TEST(FakeNl80211, AnOverrunTakesTheEventsWithIt) {
    Kernel kernel;
    ASSERT_TRUE(kernel.wifi.join(GenericGroup{"nl80211", "config"}));
    kernel.wifi.radio_appears("phy0", {2412});
    kernel.wifi.events_overrun();
    EXPECT_EQ(kernel.wifi.receive(kernel.buffer).error(), NetlinkError::overrun);
    ASSERT_TRUE(kernel.wifi.receive(kernel.buffer));
    EXPECT_TRUE(kernel.buffer.empty());
}

}  // namespace
}  // namespace magpie::fakes
