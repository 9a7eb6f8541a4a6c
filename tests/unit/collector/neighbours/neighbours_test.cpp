#include "collector/neighbours/neighbours.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/exposition/page.hpp"

namespace magpie::collector {
namespace {

using std::chrono::seconds;

enum : std::uint32_t { info, temperature, humidity, door };

std::vector<SeriesDescription> model(const std::string& sensor = "air") {
    return {{.name = "magpie_node_info", .help = "", .labels = {}},
            {.name = "magpie_pole_temperature_celsius", .help = "", .labels = {{"sensor", sensor}}},
            {.name = "magpie_pole_humidity_ratio", .help = "", .labels = {{"sensor", sensor}}},
            {.name = "magpie_pole_door_open", .help = "", .labels = {{"sensor", sensor}}}};
}

class NeighboursTest : public testing::Test {
  protected:
    /// `steps` of 100 m to the east of the first.
    NodeIndex stands(const std::string& node, int steps, double celsius,
                     const std::vector<SeriesDescription>& list = model()) {
        const std::vector<InfoLabels> says{
            {.slot = info,
             .labels = {{"latitude", "37.5563"}, {"longitude", std::to_string(126.9236 + 0.001134 * steps)}}}};
        const auto index = fleet_.born("mapo", node, fleet_.intern(list.size(), list), says, clock_.now().wall);
        fleet_.set(index, info, 1);
        fleet_.set(index, temperature, celsius);
        return index;
    }
    void street(int poles = 6) {
        for (int i = 0; i < poles; ++i) {
            street_.push_back(stands("pole-" + std::to_string(i), i, 20 + 0.1 * i));
        }
    }
    /// A round from its first step to its last.
    void round() {
        clock_.advance(seconds(30));
        for (const auto before = neighbours_.rounds(); neighbours_.rounds() == before;) {
            neighbours_.step(clock_.now());
        }
    }
    std::optional<double> deviation(const std::string& node, const std::string& quantity = "temperature",
                                    const std::string& sensor = "air") {
        const ReadPage page(whole_page(fleet_));
        EXPECT_EQ(page.faults, std::vector<std::string>{});
        const auto found = page.values.find("magpie_pole_neighbour_deviation{area=\"mapo\",node=\"" + node +
                                            "\",sensor=\"" + sensor + "\",quantity=\"" + quantity + "\"}");
        return found == page.values.end() ? std::nullopt : std::optional(std::stod(found->second));
    }

    fakes::FakeClock clock_;
    Fleet fleet_;
    Neighbours neighbours_{{}, fleet_};
    std::vector<NodeIndex> street_;
};

TEST_F(NeighboursTest, APoleThatIsOffIsToldAndItsNeighboursAreNot) {
    street();
    fleet_.set(street_[2], temperature, 35);
    round();
    EXPECT_GT(*deviation("pole-2"), 20);
    for (const auto* other : {"pole-0", "pole-1", "pole-3", "pole-4", "pole-5"}) {
        EXPECT_LT(std::abs(*deviation(other)), 2) << other;
    }
}

TEST_F(NeighboursTest, WhatIsTooLowIsNegative) {
    street();
    fleet_.set(street_[0], temperature, -10);
    round();
    EXPECT_LT(*deviation("pole-0"), -20);
}

TEST_F(NeighboursTest, TwoPolesAreNotEnough) {
    street(2);
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
    EXPECT_EQ(deviation("pole-1"), std::nullopt);
}

TEST_F(NeighboursTest, FourNeighboursAreEnough) {
    street(4);
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
    stands("pole-4", 4, 20);
    round();
    EXPECT_NE(deviation("pole-0"), std::nullopt);
}

TEST_F(NeighboursTest, APoleWithoutAPlaceTakesNoPart) {
    street(4);
    const auto list = model();
    const auto lost = fleet_.born(
        "mapo", "lost", fleet_.intern(list.size(), list),
        std::vector<InfoLabels>{{.slot = info, .labels = {{"latitude", ""}, {"longitude", ""}}}}, clock_.now().wall);
    fleet_.set(lost, temperature, 20);
    round();
    EXPECT_EQ(deviation("lost"), std::nullopt);
    EXPECT_EQ(deviation("pole-0"), std::nullopt) << "nor is it a fourth neighbour";
}

TEST_F(NeighboursTest, APlaceThatIsNoneIsNone) {
    street(4);
    const auto list = model();
    for (const auto& [latitude, longitude] : std::vector<std::pair<std::string, std::string>>{
             {"91", "127"}, {"37.5", "nan"}, {"inf", "127"}, {"37.5563 ", "126.9236"}, {"1e999", "0"}}) {
        const auto node = fleet_.born(
            "mapo", "odd-" + latitude + longitude, fleet_.intern(list.size(), list),
            std::vector<InfoLabels>{{.slot = info, .labels = {{"latitude", latitude}, {"longitude", longitude}}}},
            clock_.now().wall);
        fleet_.set(node, temperature, 20);
    }
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
}

TEST_F(NeighboursTest, ThoseFarAwayAreNotAsked) {
    street(4);
    stands("far", 40, 20);
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
    EXPECT_EQ(deviation("far"), std::nullopt);
}

TEST_F(NeighboursTest, TheEightNearestAreAsked) {
    stands("middle", 0, 20);
    for (int i = 1; i <= 8; ++i) {
        stands("near-" + std::to_string(i), i % 2 == 0 ? -i / 2 : (i + 1) / 2, 20);
    }
    for (int i = 5; i <= 9; ++i) {
        stands("rim-" + std::to_string(i), i, 30);
        stands("rim-" + std::to_string(-i), -i, 30);
    }
    round();
    EXPECT_EQ(*deviation("middle"), 0);
}

TEST_F(NeighboursTest, ADeadPoleIsNoNeighbourAndNothingIsSaidOfIt) {
    street(5);
    round();
    ASSERT_NE(deviation("pole-0"), std::nullopt);
    fleet_.died(street_[4], clock_.now().wall);
    EXPECT_EQ(deviation("pole-4"), std::nullopt) << "at once";
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
}

TEST_F(NeighboursTest, APoleThatDiesWithinARoundGetsNothingOfIt) {
    street(6);
    clock_.advance(seconds(30));
    neighbours_.step(clock_.now());  // the values are taken
    fleet_.died(street_[1], clock_.now().wall);
    const auto before = neighbours_.rounds();
    while (neighbours_.rounds() == before) {
        neighbours_.step(clock_.now());
    }
    EXPECT_EQ(deviation("pole-1"), std::nullopt);
    EXPECT_TRUE(fleet_.node(street_[1]).deviations.empty());
    fleet_.revive(street_[1], clock_.now().wall);
    EXPECT_EQ(deviation("pole-1"), std::nullopt);
}

TEST_F(NeighboursTest, ABirthWhileItIsUpKeepsWhatWasSaid) {
    street(6);
    fleet_.set(street_[1], temperature, 40);
    round();
    const auto before = deviation("pole-1");
    ASSERT_GT(before, 6);
    auto more = model();
    more.insert(more.begin() + 1, {.name = "magpie_link_up", .help = "", .labels = {{"interface", "eth0"}}});
    const std::vector<InfoLabels> says{{.slot = info, .labels = {{"latitude", "37.5563"}, {"longitude", "126.9236"}}}};
    fleet_.born("mapo", "pole-1", fleet_.intern(more.size(), more), says, clock_.now().wall);
    EXPECT_EQ(deviation("pole-1"), std::nullopt) << "it has told no value yet";
    fleet_.set(street_[1], temperature + 1, 40);
    EXPECT_EQ(deviation("pole-1"), before);
    fleet_.born("mapo", "pole-1", fleet_.intern(more.size(), more), says, clock_.now().wall);
    fleet_.set(street_[1], temperature + 1, 40);
    EXPECT_EQ(deviation("pole-1"), before) << "with the same series";
    const auto without = std::vector(more.begin(), more.begin() + 2);
    fleet_.born("mapo", "pole-1", fleet_.intern(without.size(), without), says, clock_.now().wall);
    EXPECT_TRUE(fleet_.node(street_[1]).deviations.empty());
}

TEST_F(NeighboursTest, WithoutAValueThereIsNoDeviation) {
    street(6);
    round();
    fleet_.clear(street_[1], temperature);
    EXPECT_EQ(deviation("pole-1"), std::nullopt) << "at once";
    round();
    EXPECT_EQ(deviation("pole-1"), std::nullopt);
    EXPECT_NE(deviation("pole-0"), std::nullopt) << "four are left";
    fleet_.clear(street_[2], temperature);
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
}

TEST_F(NeighboursTest, QuantitiesAreJudgedEachForItself) {
    street(6);
    for (const auto node : street_) {
        fleet_.set(node, humidity, 0.5);
    }
    fleet_.set(street_[0], humidity, 0.95);
    round();
    EXPECT_NEAR(*deviation("pole-0", "humidity"), 15, 0.01);
    EXPECT_LT(std::abs(*deviation("pole-0")), 2);
}

TEST_F(NeighboursTest, SensorsOfAnotherNameAreAnotherMeasure) {
    street(5);
    stands("cabinet", 2, 60, model("cabinet"));
    round();
    EXPECT_EQ(deviation("cabinet", "temperature", "cabinet"), std::nullopt);
    EXPECT_LT(std::abs(*deviation("pole-2")), 2);
}

TEST_F(NeighboursTest, WhatHasNoNumberIsNeverShown) {
    street(6);
    for (const auto node : street_) {
        fleet_.set(node, temperature, std::numeric_limits<double>::quiet_NaN());
        fleet_.set(node, humidity, 0);
    }
    round();
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
    EXPECT_EQ(*deviation("pole-0", "humidity"), 0);
    EXPECT_EQ(whole_page(fleet_).find("NaN"), std::string::npos);
}

TEST_F(NeighboursTest, ALabelMoreIsNotOurs) {
    auto list = model();
    list[temperature].labels.emplace_back("quantity", "temperature");
    for (int i = 0; i < 6; ++i) {
        stands("odd-" + std::to_string(i), i, 20, list);
    }
    round();
    EXPECT_EQ(whole_page(fleet_).find("magpie_pole_neighbour_deviation"), std::string::npos);
}

TEST_F(NeighboursTest, ANodeCannotSayItOfItself) {
    auto list = model();
    list.push_back({.name = "magpie_pole_neighbour_deviation",
                    .help = "",
                    .labels = {{"sensor", "air"}, {"quantity", "temperature"}}});
    const auto liar = stands("liar", 0, 20, list);
    EXPECT_EQ(fleet_.set(liar, 4, 0), Set::not_exposed);
}

TEST_F(NeighboursTest, ARebirthWithAnotherListTakesWhatWasSaid) {
    street(6);
    round();
    auto list = model();
    list.erase(list.begin() + temperature);
    stands("pole-0", 0, 20, list);
    EXPECT_TRUE(fleet_.node(street_[0]).deviations.empty());
}

TEST_F(NeighboursTest, SwitchedOffItSaysNothing) {
    Neighbours off({.enabled = false}, fleet_);
    street(6);
    for (int i = 0; i < 1000; ++i) {
        clock_.advance(seconds(1));
        off.step(clock_.now());
    }
    EXPECT_EQ(off.rounds(), 0U);
    EXPECT_EQ(deviation("pole-0"), std::nullopt);
}

TEST_F(NeighboursTest, ARoundBeginsEveryThirtySeconds) {
    street(6);
    std::uint64_t rounds = 0;
    for (int i = 0; i < 600; ++i) {
        clock_.advance(Milliseconds(100));
        neighbours_.step(clock_.now());
        rounds = neighbours_.rounds();
    }
    EXPECT_EQ(rounds, 2U);
}

}  // namespace
}  // namespace magpie::collector
