#include "tests/fleet/fleet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/fleet/simulated_city.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::fleet {
namespace {

using std::chrono::seconds;

std::set<std::string> nodes_of(const std::vector<mqtt::Message>& messages) {
    std::set<std::string> nodes;
    for (const auto& message : messages) {
        nodes.insert(std::string(sparkplug::parse_topic(message.topic)->node));
    }
    return nodes;
}

std::set<std::string> nodes_of_hub(const SimulatedCity& city, std::size_t hub) {
    std::set<std::string> nodes;
    for (const auto pole : city.city.hubs()[hub].poles) {
        nodes.insert(city.city.poles()[pole].node);
    }
    return nodes;
}

std::size_t hub_of_district(const SimulatedCity& city, std::string_view district) {
    for (std::size_t hub = 0; hub < city.city.hubs().size(); ++hub) {
        if (districts[city.city.hubs()[hub].district].name == district) {
            return hub;
        }
    }
    throw std::logic_error("no such district");
}

TEST(Fleet, EveryPoleIsBornAndReports) {
    SimulatedCity city(100);
    city.passes(seconds(25));
    EXPECT_EQ(city.fleet.figures().up, 100U);
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NBIRTH/+")).size(), 100U);
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NDATA/+")).size(), 100U);
    // One at the start, and two or three since, by the phase of each.
    EXPECT_NEAR(static_cast<double>(city.fleet.figures().reports), 350, 20);
}

TEST(Fleet, TheSameSeedPublishesTheSameBytes) {
    const auto bytes = [](std::uint64_t seed) {
        SimulatedCity city(50, {*parse_fault("hub-cut@20s+20s:mapo"), *parse_fault("power-cut@30s+10s:jongno")}, seed);
        city.passes(seconds(90));
        std::string all;
        for (const auto& message : city.broker.published()) {
            all += message.topic + message.payload;
        }
        return all;
    };
    const auto one = bytes(5);
    EXPECT_GT(one.size(), 100'000U);
    EXPECT_TRUE(one == bytes(5));
    EXPECT_FALSE(one == bytes(6));
}

TEST(Fleet, AHubCutSilencesExactlyItsPolesAndTheirReportsComeAfterwards) {
    SimulatedCity city(200, {*parse_fault("hub-cut@60s+60s:mapo")});
    const auto its_own = nodes_of_hub(city, hub_of_district(city, "mapo"));
    city.passes(seconds(61));
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NDEATH/+")), its_own);
    ASSERT_EQ(city.log.size(), 1U);

    city.broker.clear_log();
    city.passes(seconds(58));
    const auto heard = nodes_of(city.broker.published("spBv1.0/+/NDATA/+"));
    EXPECT_EQ(heard.size(), 200 - its_own.size());
    for (const auto& node : its_own) {
        EXPECT_FALSE(heard.contains(node));
    }

    city.broker.clear_log();
    city.passes(seconds(90));
    const auto born = nodes_of(city.broker.published("spBv1.0/+/NBIRTH/+"));
    EXPECT_TRUE(std::ranges::includes(born, its_own));
    std::map<std::string, std::size_t> reports;
    for (const auto& message : city.broker.published("spBv1.0/+/NDATA/+")) {
        ++reports[std::string(sparkplug::parse_topic(message.topic)->node)];
    }
    for (const auto& node : its_own) {
        EXPECT_GE(reports[node], 6U + 6U) << node;  // of the cut, and those since
    }
    EXPECT_EQ(city.fleet.figures().up, 200U);
}

TEST(Fleet, APowerCutEndsTheEpochAndALineCutDoesNot) {
    SimulatedCity city(50, {*parse_fault("power-cut@20s+10s:mapo"), *parse_fault("hub-cut@20s+10s:jongno")});
    const auto epochs = [&](std::string_view district) {
        std::vector<Epoch> all;
        for (const auto& pole : city.fleet.poles()) {
            if (pole->site().area == district && pole->agent() != nullptr) {
                all.push_back(pole->agent()->outbox().epoch());
            }
        }
        return all;
    };
    city.passes(seconds(19));
    const auto mapo = epochs("mapo");
    const auto jongno = epochs("jongno");
    city.passes(seconds(5));
    EXPECT_TRUE(epochs("mapo").empty());
    EXPECT_EQ(epochs("jongno"), jongno);
    city.passes(seconds(60));
    EXPECT_EQ(epochs("mapo").size(), mapo.size());
    EXPECT_NE(epochs("mapo"), mapo);
    EXPECT_EQ(epochs("jongno"), jongno);
    EXPECT_EQ(city.fleet.figures().up, 50U);
}

TEST(Fleet, FaultsThatOverlapEndWhenTheLastOneDoes) {
    SimulatedCity city(25, {*parse_fault("hub-cut@10s+30s:mapo"), *parse_fault("hub-cut@20s+60s:mapo")});
    city.passes(seconds(75));
    EXPECT_EQ(city.fleet.figures().up, 24U);
    city.passes(seconds(90));
    EXPECT_EQ(city.fleet.figures().up, 25U);
}

TEST(Fleet, ARolloutChangesTheVersionWaveByWave) {
    SimulatedCity city(100, {*parse_fault("rollout@20s+100s")});
    const auto updated = [&] {
        std::set<std::string> nodes;
        for (const auto& message : city.broker.published("spBv1.0/+/NBIRTH/+")) {
            if (message.payload.find("-sim.2") != std::string::npos) {
                nodes.insert(std::string(sparkplug::parse_topic(message.topic)->node));
            }
        }
        return nodes.size();
    };
    city.passes(seconds(65));
    EXPECT_EQ(updated(), 50U);
    city.passes(seconds(60));
    EXPECT_EQ(updated(), 100U);
    EXPECT_EQ(city.fleet.figures().up, 100U);
}

TEST(Fleet, RadarIsToldOfAtOnce) {
    SimulatedCity city(200, {*parse_fault("radar@60s+60s:mapo")});
    city.passes(Milliseconds{59'900});
    const auto before = city.fleet.figures().reports;
    const auto its_own = nodes_of_hub(city, hub_of_district(city, "mapo"));
    city.passes(Milliseconds{1200});
    EXPECT_GE(city.fleet.figures().reports - before, its_own.size());
}

TEST(Fleet, ANetworkThatStopsIsToldOfAtOnce) {
    SimulatedCity city(200, {*parse_fault("network-stop@60s+60s:mapo#2")});
    city.passes(Milliseconds{59'900});
    const auto before = city.fleet.figures().reports;
    SimulatedCity quiet(200);
    quiet.passes(Milliseconds{59'900});
    city.passes(Milliseconds{1200});
    quiet.passes(Milliseconds{1200});
    EXPECT_EQ(quiet.fleet.figures().reports + 2, city.fleet.figures().reports);
    EXPECT_GT(city.fleet.figures().reports, before);
}

TEST(Fleet, ATwinIsToldOfAtOnceByThoseWhoHearTheAir) {
    const std::vector<Fault> faults{*parse_fault("evil-twin@60s+60s:mapo#2")};
    const auto reports = [&](const std::vector<Fault>& some, std::size_t capture) {
        SimulatedCity city(200, some, 1, {}, capture);
        city.passes(Milliseconds{61'100});
        return city.fleet.figures().reports;
    };
    EXPECT_EQ(reports(faults, 1), reports({}, 1) + 2);
    EXPECT_EQ(reports(faults, 0), reports({}, 0));
}

TEST(Fleet, AfterABrownoutABoardSaysWhyItBooted) {
    SimulatedCity city(25, {*parse_fault("brownout@20s+10s:mapo")});
    const auto said = [&] {
        return std::ranges::count_if(city.broker.published("spBv1.0/mapo/NBIRTH/+"), [](const auto& birth) {
            return birth.payload.find("undervoltage") != std::string::npos;
        });
    };
    city.passes(seconds(25));
    EXPECT_EQ(city.fleet.figures().up, 24U);
    EXPECT_EQ(said(), 0);
    city.passes(seconds(10));
    EXPECT_EQ(city.fleet.figures().up, 25U);
    EXPECT_EQ(said(), 1);
}

TEST(Fleet, APoleWithoutATimeServerDoesNotVouchForItsClock) {
    SimulatedCity city(25, {*parse_fault("clock-lost@20s+60s:mapo")});
    const auto known = [&] {
        return golden::heard(city.broker.published("spBv1.0/mapo/NDATA/+")).back().header().value().clock_known;
    };
    city.passes(seconds(19));
    EXPECT_TRUE(known());
    city.passes(seconds(40));
    EXPECT_FALSE(known());
    city.passes(seconds(60));
    EXPECT_TRUE(known());
}

TEST(Fleet, InAStormAllAreSweptAwayAndComeBackWithinTheirTime) {
    SimulatedCity city(300, {}, 1, Storm{seconds(60), seconds(10)});
    city.passes(seconds(59));
    EXPECT_FALSE(city.fleet.storm());
    city.broker.clear_log();
    city.passes(Milliseconds{1001});
    EXPECT_EQ(city.fleet.figures().up, 0U);
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NDEATH/+")).size(), 300U);
    std::size_t up = 0;
    for (int second = 0; second < 10; ++second) {
        city.passes(seconds(1));
        const auto now = city.fleet.figures().up;
        EXPECT_NEAR(static_cast<double>(now - up), 30, 22);
        up = now;
    }
    city.passes(seconds(1));
    EXPECT_EQ(city.fleet.figures().up, 300U);
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NBIRTH/+")).size(), 300U);
    ASSERT_TRUE(city.fleet.storm());
    EXPECT_EQ(city.fleet.storm()->swept, 300U);
    EXPECT_EQ(city.fleet.storm()->born_again, 300U);
    EXPECT_GT(city.fleet.storm()->last, seconds(9));
    EXPECT_LE(city.fleet.storm()->last, seconds(11));
}

TEST(Fleet, WhoWaitsForTheEndOfAStormCanSayGoodbye) {
    SimulatedCity city(60, {}, 1, Storm{seconds(20), seconds(100)});
    city.passes(seconds(25));
    EXPECT_LT(city.fleet.figures().up, 30U);
    city.fleet.stop(city.clock.now());
    city.broker.delivers();
    EXPECT_TRUE(city.fleet.gone());
}

TEST(Fleet, AllSayGoodbye) {
    SimulatedCity city(60);
    city.passes(seconds(15));
    city.broker.clear_log();
    city.fleet.stop(city.clock.now());
    city.broker.delivers();
    EXPECT_TRUE(city.fleet.gone());
    EXPECT_EQ(nodes_of(city.broker.published("spBv1.0/+/NDEATH/+")).size(), 60U);
    EXPECT_TRUE(city.broker.packets(fakes::Packet::Kind::will).empty());
}

TEST(Fleet, AllButAFewWaitTheirTurnToConnect) {
    SimulatedCity city(200);
    EXPECT_LE(city.broker.packets(fakes::Packet::Kind::connect).size(), 64U);
    city.passes(seconds(1));
    EXPECT_EQ(city.fleet.figures().up, 200U);
}

}  // namespace
}  // namespace magpie::fleet
