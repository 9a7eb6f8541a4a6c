#include "tests/fleet/weather.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace magpie::fleet {
namespace {

using std::chrono::seconds;

TEST(Weather, AFaultIsReadAsItIsWritten) {
    const auto fault = parse_fault("hub-cut@60s+120s:mapo");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->kind, FaultKind::hub_cut);
    EXPECT_EQ(fault->start, seconds(60));
    EXPECT_EQ(fault->duration, seconds(120));
    EXPECT_EQ(fault->district, "mapo");
    EXPECT_EQ(parse_fault("radar@0s+1s")->district, "");
}

TEST(Weather, WhatIsNoFaultIsRefused) {
    for (const auto* text : {"", "hub-cut", "hub-cut@60s", "hub-cut@60+120s", "hub-cut@60s+120", "hub-cut@-1s+1s",
                             "storm@1s+1s", "hub-cut@1s+1s:paris", "hub-cut@1s+1s:", "hub-cut+1s@1s", "@1s+1s"}) {
        EXPECT_FALSE(parse_fault(text)) << text;
    }
}

TEST(Weather, AHubCutIsOfThePolesOfOneHub) {
    const City city(1, 2500);
    const auto deeds = timeline(city, {{FaultKind::hub_cut, seconds(60), seconds(30), "mapo"}});
    ASSERT_EQ(deeds.size(), 2U);
    EXPECT_EQ(deeds[0].at, seconds(60));
    EXPECT_EQ(deeds[0].what, Deed::What::begins);
    EXPECT_EQ(deeds[1].at, seconds(90));
    EXPECT_EQ(deeds[1].what, Deed::What::ends);
    EXPECT_EQ(deeds[0].poles, deeds[1].poles);
    const auto& hub = city.hubs()[city.poles()[deeds[0].poles.front()].hub];
    EXPECT_EQ(deeds[0].poles, hub.poles);
    EXPECT_TRUE(hub.name.starts_with("mapo-"));
    EXPECT_NE(deeds[0].text.find(city.poles()[hub.poles.front()].node), std::string::npos);
}

TEST(Weather, ARolloutReachesEveryPoleOnceInWaves) {
    const City city(1, 130);
    const auto deeds = timeline(city, {{FaultKind::rollout, seconds(0), seconds(100), {}}});
    ASSERT_EQ(deeds.size(), 10U);
    std::multiset<std::size_t> reached;
    for (const auto& deed : deeds) {
        reached.insert(deed.poles.begin(), deed.poles.end());
    }
    EXPECT_EQ(reached.size(), 130U);
    EXPECT_EQ(std::set(reached.begin(), reached.end()).size(), 130U);
    EXPECT_EQ(deeds.back().at, seconds(90));
}

TEST(Weather, TheSameSeedDrawsTheSameFaultsInOrder) {
    const auto faults = draw_faults(9);
    const auto same = draw_faults(9);
    ASSERT_EQ(faults.size(), same.size());
    EXPECT_NEAR(static_cast<double>(faults.size()), 720, 120);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        EXPECT_EQ(faults[i].start, same[i].start);
        EXPECT_EQ(faults[i].kind, same[i].kind);
    }
    const auto deeds = timeline(City(9, 200), faults);
    EXPECT_TRUE(std::ranges::is_sorted(deeds, {}, &Deed::at));
}

}  // namespace
}  // namespace magpie::fleet
