#include "tests/fleet/city.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace magpie::fleet {
namespace {

std::map<SiteType, double> shares(const City& city) {
    std::map<SiteType, double> of;
    for (const auto& site : city.poles()) {
        of[site.type] += 1.0 / static_cast<double>(city.poles().size());
    }
    return of;
}

TEST(City, TheSameSeedGivesTheSameCity) {
    const City one(7, 500);
    const City same(7, 500);
    const City other(8, 500);
    std::size_t alike = 0;
    for (std::size_t i = 0; i < 500; ++i) {
        EXPECT_EQ(one.poles()[i].node, same.poles()[i].node);
        EXPECT_EQ(one.poles()[i].seed, same.poles()[i].seed);
        EXPECT_EQ(one.poles()[i].latitude, same.poles()[i].latitude);
        EXPECT_EQ(one.poles()[i].type, same.poles()[i].type);
        alike += one.poles()[i].seed == other.poles()[i].seed ? 1U : 0U;
    }
    EXPECT_EQ(alike, 0U);
}

TEST(City, SiteTypesComeInTheSharesOfTheRealOne) {
    for (const std::size_t poles : {200U, 34'363U}) {
        auto of = shares(City(3, poles));
        const double off = poles < 1000 ? 0.02 : 0.001;
        EXPECT_NEAR(of[SiteType::street], 4414 / 34363.0, off);
        EXPECT_NEAR(of[SiteType::market], 838 / 34363.0, off);
        EXPECT_NEAR(of[SiteType::park], 4156 / 34363.0, off);
        EXPECT_NEAR(of[SiteType::bus_stop], 2672 / 34363.0, off);
        EXPECT_NEAR(of[SiteType::building], 13235 / 34363.0, off);
        EXPECT_NEAR(of[SiteType::bus], 9048 / 34363.0, off);
    }
}

TEST(City, EvenASmallOneHasAllDistricts) {
    std::set<std::string> areas;
    const City city(1, 25);
    for (const auto& site : city.poles()) {
        areas.insert(site.area);
    }
    EXPECT_EQ(areas.size(), 25U);
}

TEST(City, EveryPoleHangsOnOneHubOfItsDistrict) {
    const City city(2, 3000);
    std::size_t hung = 0;
    for (std::size_t hub = 0; hub < city.hubs().size(); ++hub) {
        for (const auto pole : city.hubs()[hub].poles) {
            ++hung;
            EXPECT_EQ(city.poles()[pole].hub, hub);
            EXPECT_EQ(city.poles()[pole].area, districts[city.hubs()[hub].district].name);
        }
    }
    EXPECT_EQ(hung, city.poles().size());
}

TEST(City, NodesAreNamedAsSimulatedAndOnce) {
    std::set<std::string> nodes;
    const City city(1, 1000);
    for (const auto& site : city.poles()) {
        EXPECT_TRUE(site.node.starts_with("sim-"));
        EXPECT_NE(site.name.find("simulated"), std::string::npos);
        nodes.insert(site.node);
    }
    EXPECT_EQ(nodes.size(), 1000U);
}

TEST(City, PolesStandInSeoul) {
    const City city(5, 2000);
    for (const auto& site : city.poles()) {
        EXPECT_GT(site.latitude, 37.41);
        EXPECT_LT(site.latitude, 37.72);
        EXPECT_GT(site.longitude, 126.73);
        EXPECT_LT(site.longitude, 127.27);
    }
}

}  // namespace
}  // namespace magpie::fleet
