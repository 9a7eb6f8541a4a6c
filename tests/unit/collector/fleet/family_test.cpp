#include "collector/fleet/family.hpp"

#include <gtest/gtest.h>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {
namespace {

TEST(Family, TheCatalogueSaysWhatASeriesMayBe) {
    const FamilyTable families;
    const auto up = families.resolve("magpie_link_up");
    EXPECT_TRUE(up.exposed);
    EXPECT_FALSE(up.counter);
    EXPECT_EQ(up.low, 0);
    EXPECT_EQ(up.high, 1);
    ASSERT_NE(up.row, nullptr);
    EXPECT_TRUE(families.resolve("magpie_link_receive_bytes_total").counter);
    EXPECT_TRUE(families.resolve("magpie_node_info").exposed);
}

TEST(Family, OutsideTheCatalogueTheNameSaysIt) {
    const FamilyTable families;
    const auto counter = families.resolve("magpie_lamp_switches_total");
    EXPECT_TRUE(counter.exposed);
    EXPECT_TRUE(counter.counter);
    EXPECT_EQ(counter.row, nullptr);
    EXPECT_FALSE(families.resolve("magpie_lamp_on").counter);
    EXPECT_LT(families.resolve("magpie_lamp_on").low, -1e300);
}

TEST(Family, WhatTheCollectorWritesNoNodeMaySay) {
    const FamilyTable families;
    for (const auto name : written_by_collector) {
        EXPECT_FALSE(families.resolve(name).exposed) << name;
    }
    for (const auto& row : catalogue::all) {
        if (row.name.starts_with("magpie_collector_")) {
            EXPECT_FALSE(families.resolve(row.name).exposed) << row.name;
        }
    }
    EXPECT_FALSE(families.resolve("magpie_collector_anything").exposed);
    EXPECT_FALSE(families.resolve("magpie_collector_report_delay_seconds_bucket").exposed);
}

TEST(Family, NoMetricNameIsNoSeries) {
    const FamilyTable families;
    for (const auto* name : {"", "1", "a b", "a\nb", "a{b=\"c\"} 1\n", "ä"}) {
        EXPECT_FALSE(families.resolve(name).exposed) << name;
    }
}

TEST(Family, HeadersAreThoseOfTheCatalogue) {
    FamilyTable families;
    const auto place =
        families.join("magpie_link_up", "something else", {.serial = 1, .shape = 0, .first = 0, .count = 1});
    EXPECT_EQ(
        families.places()[place].header,
        "# HELP magpie_link_up 1 while the interface is able to pass packets: operational state up, or unknown with "
        "carrier (RFC 2863).\n# TYPE magpie_link_up gauge\n");
}

TEST(Family, OutsideTheCatalogueTheFirstHelpCounts) {
    FamilyTable families;
    families.join("magpie_lamp_switches_total", "Times\nswitched", {.serial = 1, .shape = 0, .first = 0, .count = 1});
    const auto place =
        families.join("magpie_lamp_switches_total", "other", {.serial = 2, .shape = 1, .first = 0, .count = 1});
    EXPECT_EQ(families.places()[place].header,
              "# HELP magpie_lamp_switches_total Times\\\\x0aswitched\n# TYPE magpie_lamp_switches_total counter\n");
    const auto silent = families.join("magpie_lamp_on", "", {.serial = 3, .shape = 0, .first = 0, .count = 1});
    EXPECT_EQ(families.places()[silent].header,
              "# HELP magpie_lamp_on Sent by a node; not in the catalogue.\n# TYPE magpie_lamp_on gauge\n");
}

TEST(Family, EndsWithItsLastMember) {
    FamilyTable families;
    const auto place = families.join("a", "", {.serial = 1, .shape = 0, .first = 0, .count = 1});
    EXPECT_EQ(families.join("a", "", {.serial = 2, .shape = 1, .first = 0, .count = 1}), place);
    EXPECT_EQ(families.size(), 1U);
    families.leave(place, 1);
    EXPECT_EQ(families.size(), 1U);
    families.leave(place, 2);
    EXPECT_EQ(families.size(), 0U);
    EXPECT_EQ(families.places()[place].serial, 0U);
    EXPECT_EQ(families.join("b", "", {.serial = 3, .shape = 0, .first = 0, .count = 1}), place)
        << "the place is used again";
}

TEST(Family, MembersStandInTheOrderOfTheirSerials) {
    FamilyTable families;
    std::uint32_t place = 0;
    for (std::uint64_t serial = 1; serial <= 100; ++serial) {
        place = families.join("a", "", {.serial = serial, .shape = 0, .first = 0, .count = 1});
    }
    for (std::uint64_t serial = 1; serial < 100; ++serial) {
        families.leave(place, serial);
        const auto& family = families.places()[place];
        const auto next = family.from(serial);
        ASSERT_NE(next, family.members.end());
        EXPECT_TRUE(next->serial > serial || next->count == 0);
        EXPECT_LE(family.gone * 2, family.members.size()) << "the gone are cleared away";
    }
    EXPECT_EQ(families.places()[place].from(100)->serial, 100U);
}

}  // namespace
}  // namespace magpie::collector
