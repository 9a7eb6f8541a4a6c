#include "tests/fleet/weather.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
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
    EXPECT_EQ(fault->poles, 0U);
    EXPECT_EQ(parse_fault("radar@0s+1s")->district, "");
    const auto few = parse_fault("radio-hang@60s+120s:mapo#2");
    ASSERT_TRUE(few) << few.error();
    EXPECT_EQ(few->district, "mapo");
    EXPECT_EQ(few->poles, 2U);
    EXPECT_EQ(parse_fault("card-dying@60s+120s#1")->poles, 1U);
    for (std::size_t kind = 0; kind < fault_words.size(); ++kind) {
        const auto any = parse_fault(std::string(fault_words[kind]) + "@1s+1s");
        ASSERT_TRUE(any) << any.error();
        EXPECT_EQ(any->kind, static_cast<FaultKind>(kind));
    }
}

TEST(Weather, AStormIsReadAsItIsWritten) {
    const auto storm = parse_storm("60+10");
    ASSERT_TRUE(storm) << storm.error();
    EXPECT_EQ(storm->at, seconds(60));
    EXPECT_EQ(storm->within, seconds(10));
    for (const auto* text : {"", "60", "+", "60+", "+10", "60s+10s", "-1+1", "1+1+1"}) {
        EXPECT_FALSE(parse_storm(text)) << text;
    }
}

TEST(Weather, WhatIsNoFaultIsRefused) {
    for (const auto* text :
         {"", "hub-cut", "hub-cut@60s", "hub-cut@60+120s", "hub-cut@60s+120", "hub-cut@-1s+1s", "storm@1s+1s",
          "hub-cut@1s+1s:paris", "hub-cut@1s+1s:", "hub-cut+1s@1s", "@1s+1s", "radar@1s+1s#", "radar@1s+1s#0",
          "radar@1s+1s#x", "radar@1s+1s#1:mapo", "rollout@1s+1s#1", "heat@1s+1s:mapo#1"}) {
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

TEST(Weather, AFaultCanStrikeAFewOfAHub) {
    const City city(1, 2500);
    const auto deeds = timeline(city, {{FaultKind::radio_hang, seconds(60), seconds(30), "mapo", 3}});
    ASSERT_EQ(deeds.size(), 2U);
    EXPECT_EQ(deeds[0].poles.size(), 3U);
    EXPECT_EQ(deeds[0].poles, deeds[1].poles);
    EXPECT_EQ(std::set(deeds[0].poles.begin(), deeds[0].poles.end()).size(), 3U);
    for (const auto pole : deeds[0].poles) {
        EXPECT_EQ(city.poles()[pole].hub, city.poles()[deeds[0].poles.front()].hub);
    }
    const auto all = timeline(city, {{FaultKind::radio_hang, seconds(60), seconds(30), "mapo", 1000}});
    EXPECT_EQ(all[0].poles, city.hubs()[city.poles()[all[0].poles.front()].hub].poles);
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
    EXPECT_NEAR(static_cast<double>(faults.size()), 2880, 230);
    for (std::size_t i = 0; i < faults.size(); ++i) {
        EXPECT_EQ(faults[i].start, same[i].start);
        EXPECT_EQ(faults[i].kind, same[i].kind);
    }
    const auto deeds = timeline(City(9, 200), faults);
    EXPECT_TRUE(std::ranges::is_sorted(deeds, {}, &Deed::at));
}

TEST(Weather, PolesFailAsThoseOfARealCityDo) {
    std::map<FaultKind, double> drawn;
    double of_poles = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        for (const auto& fault : draw_faults(seed)) {
            ++drawn[fault.kind];
            of_poles += fault.kind > FaultKind::radar && fault.kind < FaultKind::sensor_silent &&
                        fault.kind != FaultKind::interference && fault.kind != FaultKind::deauth_flood;
        }
    }
    EXPECT_EQ(drawn.size(), fault_words.size() - 1) << "where nothing is blocked nothing leaks";
    const auto hardware = drawn[FaultKind::brownout] + drawn[FaultKind::bad_cable] + drawn[FaultKind::card_dying];
    EXPECT_NEAR(hardware / of_poles, 0.264, 0.02);
    EXPECT_NEAR(drawn[FaultKind::brownout] / hardware, 0.75, 0.03);
    const auto firmware = drawn[FaultKind::radio_hang] + drawn[FaultKind::network_stop] + drawn[FaultKind::memory_leak];
    EXPECT_NEAR(firmware / (of_poles - hardware), 0.53, 0.03);
}

}  // namespace
}  // namespace magpie::fleet
