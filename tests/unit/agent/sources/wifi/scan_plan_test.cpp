#include "agent/sources/wifi/scan_plan.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;
using fakes::value_of;
using Mhz = std::optional<std::uint32_t>;

constexpr std::uint32_t phy0 = 0;

/// A radio with one network, in the middle of the night, and looks at it every ten seconds.
class ScanPlanTest : public testing::Test {
  protected:
    static constexpr UtcMs midnight = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

    Mhz look(Milliseconds passes = 10s) {
        now_.mono += passes;
        now_.wall += passes;
        return plan_.next(radio_, networks_, busy_, now_);
    }
    /// Starts what is due, and hears its end; nothing when none was.
    Mhz scan() {
        const auto mhz = look();
        if (mhz) {
            plan_.started(phy0, now_.mono);
            round_ended_ = plan_.ended(phy0);
        }
        return mhz;
    }
    void starts_anew(const ScanSettings& settings) { plan_ = ScanPlan(settings); }
    void client(std::optional<Milliseconds> inactive) { networks_.front().stations.push_back({.inactive = inactive}); }
    std::optional<double> skipped(const std::string& why) {
        Readings readings;
        plan_.write(readings);
        return value_of(readings, "magpie_wifi_scans_skipped_total", {"phy0", why});
    }
    std::optional<double> scans() {
        Readings readings;
        plan_.write(readings);
        return value_of(readings, "magpie_wifi_scans_total", {"phy0"});
    }

    Radio radio_{.wiphy = phy0,
                 .name = "phy0",
                 .driver = "mt7915e",
                 .serves = true,
                 .interface = 3,
                 .listens_on = {5180, 5200, 5220}};
    std::vector<Network> networks_{{.interface = 3, .wiphy = phy0, .mhz = 5180, .ssid = "SEOUL", .stations = {}}};
    std::optional<double> busy_ = 0.1;
    Now now_{Monotonic(1h), midnight + 18h, true};
    bool round_ended_ = false;
    ScanPlan plan_{ScanSettings{}};
};

TEST_F(ScanPlanTest, GoesFromChannelToChannelAndRestsAfterTheRound) {
    EXPECT_EQ(scan(), 5180U);
    EXPECT_FALSE(round_ended_);
    EXPECT_EQ(scan(), 5200U);
    EXPECT_FALSE(round_ended_);
    EXPECT_EQ(scan(), 5220U);
    EXPECT_TRUE(round_ended_);
    EXPECT_EQ(scan(), std::nullopt);
    EXPECT_EQ(scans(), 3);
    EXPECT_EQ(look(29min), std::nullopt) << "30 minutes from the beginning of the round before";
    EXPECT_EQ(look(30s), 5180U);
}

TEST_F(ScanPlanTest, ARadioThatServesNothingIsLeftAlone) {
    radio_.interface.reset();
    EXPECT_EQ(look(), std::nullopt);
}

TEST_F(ScanPlanTest, NeverIsNeverAndIsNotCounted) {
    starts_anew({.when = ScanTime::never});
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("hours"), std::nullopt);
}

TEST_F(ScanPlanTest, TheNightIsFromItsFirstHourToBeforeItsLast) {
    const auto may_at = [&](Milliseconds time) {
        starts_anew({});
        now_.wall = midnight + time;
        return look(0s).has_value();
    };
    EXPECT_FALSE(may_at(17h - 1ms));
    EXPECT_EQ(skipped("hours"), 1);
    EXPECT_TRUE(may_at(17h));
    EXPECT_TRUE(may_at(20h - 1ms));
    EXPECT_FALSE(may_at(20h));
    EXPECT_FALSE(may_at(0h));
}

TEST_F(ScanPlanTest, ANightMayGoOverMidnight) {
    const auto may_at = [&](Milliseconds time) {
        starts_anew({.from_hour = 23, .until_hour = 2});
        now_.wall = midnight + time;
        return look(0s).has_value();
    };
    EXPECT_FALSE(may_at(22h));
    EXPECT_TRUE(may_at(23h));
    EXPECT_TRUE(may_at(1h));
    EXPECT_FALSE(may_at(2h));
    EXPECT_FALSE(may_at(12h));
}

TEST_F(ScanPlanTest, WhoDoesNotKnowTheTimeDoesNotKnowTheNight) {
    now_.wall_known = false;
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("clock"), 1);
    starts_anew({.when = ScanTime::always});
    EXPECT_EQ(look(), 5180U);
}

TEST_F(ScanPlanTest, ARoundThatTheMorningEndsGoesOnTheNextNight) {
    EXPECT_EQ(scan(), 5180U);
    EXPECT_EQ(look(3h), std::nullopt);
    EXPECT_EQ(look(20h), 5200U);
}

TEST_F(ScanPlanTest, FromAChannelWithRadarDetectionItNeverGoes) {
    radio_.watches_radar = true;
    starts_anew({.when = ScanTime::always});
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("radar"), 1);
}

TEST_F(ScanPlanTest, WithClientsThatAreStillOnAQuietChannelItGoes) {
    client(10s);
    busy_ = 0.19;
    EXPECT_EQ(look(), 5180U);
}

TEST_F(ScanPlanTest, ForAClientThatWasActiveItStays) {
    client(1min);
    client(9999ms);
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("clients"), 1);
    networks_.front().stations.back().inactive = 10s;
    EXPECT_EQ(look(), 5180U);
}

TEST_F(ScanPlanTest, AClientOfWhichNothingIsKnownIsActive) {
    client(std::nullopt);
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("clients"), 1);
}

TEST_F(ScanPlanTest, WhereClientsAreNotKnownItStays) {
    networks_.clear();
    radio_.clients_known = false;
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("clients"), 1);
}

TEST_F(ScanPlanTest, ClientsOfAnotherRadioAreNoObstacle) {
    networks_.push_back({.interface = 4, .wiphy = 1, .mhz = 2412, .ssid = "SEOUL", .stations = {{.inactive = 0ms}}});
    EXPECT_EQ(look(), 5180U);
}

TEST_F(ScanPlanTest, WithClientsOnABusyChannelItStays) {
    client(1min);
    busy_ = 0.2;
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("busy"), 1);
    busy_.reset();
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("unmeasured"), 1);
}

TEST_F(ScanPlanTest, WithoutClientsABusyChannelIsNoObstacle) {
    busy_ = 0.9;
    EXPECT_EQ(scan(), 5180U);
    busy_.reset();
    EXPECT_EQ(scan(), 5200U);
}

TEST_F(ScanPlanTest, AReasonIsCountedOnceUntilAScanStarts) {
    client(0ms);
    (void)look();
    (void)look();
    EXPECT_EQ(skipped("clients"), 1);
    networks_.front().stations.clear();
    EXPECT_EQ(scan(), 5180U);
    client(0ms);
    (void)look();
    EXPECT_EQ(skipped("clients"), 2);
}

TEST_F(ScanPlanTest, WhatIsNotDueIsNotSkipped) {
    for (int i = 0; i < 3; ++i) {
        (void)scan();
    }
    client(0ms);
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(skipped("clients"), std::nullopt);
}

TEST_F(ScanPlanTest, BetweenTwoScansAreFiveSecondsHoweverOftenItIsLookedAt) {
    EXPECT_EQ(scan(), 5180U);
    EXPECT_EQ(look(100ms), std::nullopt);
    EXPECT_EQ(look(4899ms), std::nullopt);
    EXPECT_EQ(look(1ms), 5200U);
}

TEST_F(ScanPlanTest, OneScanAtATimeAndOneWhoseEndIsNotToldIsOverdue) {
    EXPECT_EQ(look(), 5180U);
    plan_.started(phy0, now_.mono);
    EXPECT_FALSE(plan_.is_overdue(phy0, now_.mono + 4999ms));
    EXPECT_EQ(look(4999ms), std::nullopt);
    EXPECT_TRUE(plan_.is_overdue(phy0, now_.mono + 1ms));
    EXPECT_EQ(look(1ms), std::nullopt);
    EXPECT_FALSE(plan_.ended(phy0));
    EXPECT_FALSE(plan_.is_overdue(phy0, now_.mono));
    EXPECT_EQ(look(), 5200U);
}

TEST_F(ScanPlanTest, TheScanOfAnotherProgramEndsNoRound) {
    EXPECT_FALSE(plan_.ended(phy0));
    for (int i = 0; i < 3; ++i) {
        (void)scan();
    }
    EXPECT_TRUE(round_ended_);
    EXPECT_FALSE(plan_.ended(phy0));
}

TEST_F(ScanPlanTest, AChannelThatIsRefusedIsPassedBy) {
    EXPECT_EQ(scan(), 5180U);
    EXPECT_EQ(look(), 5200U);
    EXPECT_FALSE(plan_.refused(phy0, NetlinkError::refused));
    EXPECT_EQ(skipped("refused"), 1);
    EXPECT_EQ(look(), 5220U);
    EXPECT_TRUE(plan_.refused(phy0, NetlinkError::refused)) << "the round is over, and something was heard";
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(scans(), 1);
}

TEST_F(ScanPlanTest, ARoundInWhichAllWasRefusedIsNone) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(look());
        EXPECT_FALSE(plan_.refused(phy0, NetlinkError::refused));
    }
    EXPECT_EQ(look(), std::nullopt);
    now_.mono += 30min;
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(scan());
    }
    EXPECT_TRUE(round_ended_);
    now_.mono += 30min;
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(look());
        EXPECT_FALSE(plan_.refused(phy0, NetlinkError::refused)) << "what the round before heard is not its own";
    }
}

TEST_F(ScanPlanTest, WithoutThePrivilegeItAsksOnceARound) {
    EXPECT_EQ(look(), 5180U);
    EXPECT_FALSE(plan_.refused(phy0, NetlinkError::permission));
    EXPECT_EQ(look(), std::nullopt);
    EXPECT_EQ(look(30min), 5180U);
    EXPECT_EQ(skipped("refused"), 1);
}

TEST_F(ScanPlanTest, ARadioWithoutAChannelAsksNothing) {
    radio_.listens_on.clear();
    EXPECT_EQ(look(), std::nullopt);
}

TEST_F(ScanPlanTest, ARadioThatHasGoneIsForgotten) {
    EXPECT_EQ(scan(), 5180U);
    plan_.keep({});
    EXPECT_EQ(scans(), std::nullopt);
    EXPECT_FALSE(plan_.ended(phy0));
}

TEST(ScanObstacles, HaveWordsOfTheirOwn) {
    const std::set<std::string_view> words{word(Obstacle::clock),   word(Obstacle::hours), word(Obstacle::radar),
                                           word(Obstacle::clients), word(Obstacle::busy),  word(Obstacle::unmeasured),
                                           word(Obstacle::refused)};
    EXPECT_EQ(words,
              (std::set<std::string_view>{"clock", "hours", "radar", "clients", "busy", "unmeasured", "refused"}));
}

}  // namespace
}  // namespace magpie::agent
