#include "collector/suspicion/suspicion.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

enum : std::uint32_t { info, interval, uplink };

class SuspicionTest : public testing::Test {
  protected:
    SuspicionTest() { pass(seconds(100)); }

    NodeIndex stands(const std::string& node, const std::string& hub, const std::string& at_switch = "",
                     const std::string& area = "mapo") {
        const std::vector<SeriesDescription> list{
            {.name = "magpie_node_info", .help = "", .labels = {}},
            {.name = "magpie_node_report_interval_seconds", .help = "", .labels = {}},
            {.name = "magpie_link_neighbour_info", .help = "", .labels = {}}};
        Labels place;
        if (!hub.empty()) {
            place.emplace_back("hub", hub);
        }
        Labels port;
        if (!at_switch.empty()) {
            port = {{"interface", "eth0"}, {"chassis", "00:11"}, {"system", at_switch}, {"port", "Gi0/1"}};
        }
        const std::vector<InfoLabels> says{{.slot = info, .labels = place}, {.slot = uplink, .labels = port}};
        const auto index = fleet_.born(area, node, fleet_.intern(1, list), says, clock_.now().wall);
        fleet_.set(index, interval, 10);
        fleet_.reported(index, clock_.now().wall);
        return index;
    }
    std::vector<NodeIndex> behind(const std::string& hub, int poles, const std::string& at_switch = "",
                                  const std::string& area = "mapo") {
        std::vector<NodeIndex> nodes;
        for (int i = 0; i < poles; ++i) {
            nodes.push_back(stands(hub + at_switch + "-" + std::to_string(i), hub, at_switch, area));
        }
        return nodes;
    }
    void die(const std::vector<NodeIndex>& nodes) {
        for (const auto node : nodes) {
            fleet_.died(node, clock_.now().wall);
        }
    }
    void return_all(const std::vector<NodeIndex>& nodes) {
        for (const auto node : nodes) {
            fleet_.revive(node, clock_.now().wall);
            fleet_.reported(node, clock_.now().wall);
        }
    }
    /// Time in which nodes that are up report each second, but for those that are silent.
    void pass(Milliseconds time, const std::vector<NodeIndex>& silent = {}) {
        for (; time > Milliseconds{0}; time -= seconds(1)) {
            clock_.advance(seconds(1));
            for (std::uint32_t i = 0; i < fleet_.nodes().size(); ++i) {
                if (fleet_.nodes()[i].life == Life::up && std::ranges::find(silent, NodeIndex{i}) == silent.end()) {
                    fleet_.reported(NodeIndex{i}, clock_.now().wall);
                }
            }
            for (int step = 0; step < 10; ++step) {
                suspicion_.step(clock_.now(), hears_);
            }
        }
    }
    /// `hub mapo/hub-1: 8 of 9`
    std::vector<std::string> told() const {
        std::vector<std::string> lines;
        for (const auto& fault : suspicion_.faults()) {
            lines.push_back(std::string(shared_kind_words[static_cast<std::size_t>(fault.kind)]) + " " + fault.area +
                            "/" + fault.name + ": " + std::to_string(fault.fell) + " of " +
                            std::to_string(fault.fell + fault.up));
        }
        return lines;
    }
    using Told = std::vector<std::string>;

    fakes::FakeClock clock_;
    Fleet fleet_;
    bool hears_ = true;
    Suspicion suspicion_{{}, fleet_};
};

TEST_F(SuspicionTest, AHubWhosePolesFellIsOneFaultWithItsMembers) {
    const auto nodes = behind("hub-1", 8);
    behind("hub-2", 8);
    pass(seconds(5));
    EXPECT_EQ(told(), Told{});
    die(nodes);
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"hub mapo/hub-1: 8 of 8"});
    const auto fault = suspicion_.faults().front();
    EXPECT_EQ(fault.members.size(), 8U);
    EXPECT_EQ(fault.members.front(), "hub-1-0");
    EXPECT_EQ(fault.since, clock_.now().wall - seconds(4));
}

TEST_F(SuspicionTest, SilenceOfAllIsSeenBeforeAnyoneIsCalledDead) {
    const auto nodes = behind("hub-1", 8);
    behind("hub-2", 8);
    pass(seconds(20), nodes);
    EXPECT_EQ(told(), Told{});
    pass(seconds(4), nodes);
    EXPECT_EQ(told(), Told{"hub mapo/hub-1: 8 of 8"});
}

TEST_F(SuspicionTest, IsGoneOnceTheyAreBackForAWhile) {
    const auto nodes = behind("hub-1", 8);
    pass(seconds(5));
    die(nodes);
    pass(minutes(30));
    EXPECT_EQ(told().size(), 1U);
    return_all(nodes);
    pass(seconds(15));
    EXPECT_EQ(told().size(), 1U);
    pass(seconds(10));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, PolesThatFellOneByOneAreNoFaultOfTheHub) {
    const auto nodes = behind("hub-1", 8);
    for (const auto node : nodes) {
        fleet_.died(node, clock_.now().wall);
        pass(minutes(3));
    }
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, WhoWasDeadBeforeTakesNoPart) {
    const auto nodes = behind("hub-1", 9);
    die({nodes.begin(), nodes.begin() + 5});
    pass(minutes(5));
    EXPECT_EQ(told(), Told{});
    die({nodes.begin() + 5, nodes.end()});
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"hub mapo/hub-1: 4 of 4"});
    EXPECT_EQ(suspicion_.faults().front().down_before, 5U);
}

TEST_F(SuspicionTest, ASwitchIsToldByWhatItCallsItself) {
    const auto here = behind("", 4, "sw-7");
    behind("", 4, "sw-8");
    pass(seconds(5));
    die(here);
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"switch mapo/sw-7: 4 of 4"});
}

TEST_F(SuspicionTest, APoleThatWasPluggedElsewhereIsOfThatSwitchAlone) {
    const std::vector<SeriesDescription> list{
        {.name = "magpie_link_neighbour_info", .help = "", .labels = {}},
        {.name = "magpie_link_neighbour_info", .help = "", .labels = {}},
        {.name = "magpie_node_report_interval_seconds", .help = "", .labels = {}}};
    const auto at = [](const char* system) {
        return Labels{{"interface", "eth0"}, {"chassis", "00:11"}, {"system", system}};
    };
    std::vector<NodeIndex> moved;
    for (int i = 0; i < 4; ++i) {
        const std::vector<InfoLabels> says{{.slot = 0, .labels = at("sw-7")}, {.slot = 1, .labels = at("sw-8")}};
        moved.push_back(
            fleet_.born("mapo", "moved-" + std::to_string(i), fleet_.intern(2, list), says, clock_.now().wall));
        fleet_.set(moved.back(), 1, 1);
        fleet_.set(moved.back(), 2, 10);
        fleet_.reported(moved.back(), clock_.now().wall);
    }
    behind("", 4, "sw-7");
    behind("", 4, "sw-9");
    pass(seconds(5));
    die(moved);
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"switch mapo/sw-8: 4 of 4"});
}

TEST_F(SuspicionTest, ASwitchOfAHubThatStandsIsToldAlone) {
    const auto here = behind("hub-1", 4, "sw-7");
    behind("hub-1", 8, "sw-8");
    pass(seconds(5));
    die(here);
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"switch mapo/sw-7: 4 of 4"});
}

TEST_F(SuspicionTest, TheHubIsToldInsteadOfItsSwitches) {
    die(behind("hub-1", 4, "sw-7"));
    die(behind("hub-1", 4, "sw-8"));
    behind("hub-2", 4, "sw-9");
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"hub mapo/hub-1: 8 of 8"});
}

TEST_F(SuspicionTest, WhatHubsHaveBehindThemIsToldInsteadOfThem) {
    for (const auto* hub : {"hub-1", "hub-2", "hub-3", "hub-4"}) {
        die(behind(hub, 4));
    }
    behind("hub-5", 4);
    behind("hub-6", 4, "", "jongno");
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"core mapo/mapo: 4 of 5"});
    const std::vector<std::string> hubs{"hub-1", "hub-2", "hub-3", "hub-4"};
    EXPECT_EQ(suspicion_.faults().front().members, hubs);
}

TEST_F(SuspicionTest, AllAreasAreOneFault) {
    for (const auto* area : {"mapo", "jongno", "jung"}) {
        die(behind(std::string("hub-") + area, 4, "", area));
    }
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"core /city: 3 of 3"});
}

TEST_F(SuspicionTest, HubsOfOneNameInTwoAreasAreTwo) {
    die(behind("hub-1", 4, "", "mapo"));
    behind("hub-1", 4, "b", "jongno");
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"hub mapo/hub-1: 4 of 4"});
}

TEST_F(SuspicionTest, WhoHearsNothingSuspectsNobody) {
    const auto nodes = behind("hub-1", 8);
    pass(seconds(5));
    hears_ = false;
    pass(minutes(2), nodes);
    EXPECT_EQ(told(), Told{});
    hears_ = true;
    pass(seconds(15), nodes);
    EXPECT_EQ(told(), Told{});
    pass(seconds(80));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, AWallClockThatIsSetSilencesNobody) {
    behind("hub-1", 8);
    pass(seconds(5));
    clock_.wall_steps(std::chrono::hours(1));
    pass(seconds(5));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, WhoIsExpectedSinceARestartHasNotFallen) {
    const auto known = behind("hub-1", 4);
    const std::vector<SeriesDescription> list{{.name = "magpie_node_info", .help = "", .labels = {}}};
    const auto shape = fleet_.intern(2, list);
    for (int i = 0; i < 4; ++i) {
        const std::vector<InfoLabels> says{{.slot = info, .labels = {{"hub", "hub-1"}}}};
        fleet_.expect("mapo", "expected-" + std::to_string(i), shape, says);
    }
    die(known);
    pass(seconds(5));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, PolesThatShareNothingAreNothing) {
    die(behind("", 20));
    pass(seconds(5));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SuspicionTest, ANodeThatMovesToAnotherHubIsCountedThere) {
    const auto nodes = behind("hub-1", 4);
    pass(seconds(5));
    for (int i = 0; i < 4; ++i) {
        stands("hub-1-" + std::to_string(i), "hub-2");
    }
    die(nodes);
    pass(seconds(4));
    EXPECT_EQ(told(), Told{"hub mapo/hub-2: 4 of 4"});
}

TEST_F(SuspicionTest, OfVeryManyTheLargestAreShown) {
    // Each in an area with hubs enough that stand: else their core is told.
    for (int area = 0; area < 120; ++area) {
        const auto name = "area-" + std::to_string(area);
        die(behind("a" + std::to_string(area), area == 70 ? 5 : 4, "", name));
        behind("b" + std::to_string(area), 3, "", name);
    }
    pass(seconds(4));
    ASSERT_EQ(told().size(), 100U);
    EXPECT_EQ(told().front(), "hub area-70/a70: 5 of 5");
    EXPECT_EQ(suspicion_.not_shown(), 20U);
}

TEST_F(SuspicionTest, WhereItIsSwitchedOffNothingIsSuspected) {
    SuspicionSettings settings;
    settings.enabled = false;
    Suspicion off(settings, fleet_);
    die(behind("hub-1", 8));
    for (int i = 0; i < 3000; ++i) {
        clock_.advance(Milliseconds{100});
        off.step(clock_.now(), true);
    }
    EXPECT_TRUE(off.faults().empty());
}

}  // namespace
}  // namespace magpie::collector
