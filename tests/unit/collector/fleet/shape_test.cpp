#include "collector/fleet/shape.hpp"

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

ShapePlan plan(const std::vector<SeriesDescription>& series) {
    return plan_shape(FamilyTable{}, series);
}

std::string text(const ShapePlan& plan, std::size_t entry) {
    const auto& one = plan.entries[entry];
    return plan.text.substr(one.lead, one.lead_size) + "..." + plan.text.substr(one.tail, one.tail_size);
}

TEST(Shape, AnEntryHoldsTheTextAroundTheNode) {
    const auto shape = plan({{.name = "magpie_host_cpu_seconds_total", .help = "", .labels = {{"mode", "idle"}}},
                             {.name = "magpie_host_uptime_seconds", .help = "", .labels = {}}});
    ASSERT_EQ(shape.entries.size(), 2U);
    EXPECT_EQ(text(shape, 0), "magpie_host_cpu_seconds_total{...,mode=\"idle\"} ");
    EXPECT_EQ(text(shape, 1), "magpie_host_uptime_seconds{...} ");
}

TEST(Shape, EntriesOfAFamilyStandTogether) {
    const auto shape = plan({{.name = "a", .help = "", .labels = {{"x", "1"}}},
                             {.name = "b", .help = "", .labels = {}},
                             {.name = "a", .help = "", .labels = {{"x", "2"}}}});
    ASSERT_EQ(shape.families.size(), 2U);
    EXPECT_EQ(shape.families[0].family, "a");
    EXPECT_EQ(shape.families[0].count, 2U);
    EXPECT_EQ(shape.families[1].first, 2U);
    EXPECT_EQ(shape.entries[1].slot, 2U);
    EXPECT_EQ(shape.entries[2].slot, 1U);
}

TEST(Shape, OfTwoEqualSeriesTheFirstIsExposed) {
    const auto shape = plan({{.name = "a", .help = "", .labels = {{"x", "1"}, {"y", "2"}}},
                             {.name = "a", .help = "", .labels = {{"y", "2"}, {"x", "1"}}},
                             {.name = "a", .help = "", .labels = {{"y", "2"}, {"x", "1"}, {"z", ""}}}});
    ASSERT_EQ(shape.entries.size(), 1U);
    EXPECT_TRUE(shape.slots[0].exposed);
    EXPECT_FALSE(shape.slots[1].exposed);
    EXPECT_FALSE(shape.slots[2].exposed);
}

TEST(Shape, WhatCannotBeExposedKeepsItsSlot) {
    const auto shape = plan({{.name = "", .help = "", .labels = {}},
                             {.name = "magpie_node_up", .help = "", .labels = {}},
                             {.name = "a", .help = "", .labels = {{"node", "another"}}},
                             {.name = "b", .help = "", .labels = {}}});
    ASSERT_EQ(shape.slots.size(), 4U);
    ASSERT_EQ(shape.entries.size(), 1U);
    EXPECT_EQ(shape.entries[0].slot, 3U);
}

TEST(Shape, InfoMetricsTakeTheirLabelsFromTheNode) {
    const auto shape = plan({{.name = "magpie_host_boot_info", .help = "", .labels = {{"ignored", "x"}}},
                             {.name = "magpie_link_mtu_bytes", .help = "", .labels = {{"interface", "eth0"}}},
                             {.name = "magpie_node_info", .help = "", .labels = {}},
                             {.name = "magpie_node_info", .help = "", .labels = {{"version", "1"}}}});
    EXPECT_EQ(shape.info_slots, (std::vector<std::uint32_t>{0, 2}));
    EXPECT_EQ(text(shape, 0), "magpie_host_boot_info{...} ");
    EXPECT_EQ(shape.entries[0].info, 1U);
    EXPECT_EQ(shape.entries[1].info, 0U);
    EXPECT_EQ(shape.entries[2].info, 2U);
}

TEST(Shape, OfAnInfoThereMayBeSeveralButOfWhatTheNodeIs) {
    const auto shape = plan({{.name = "magpie_link_module_info", .help = "", .labels = {}},
                             {.name = "magpie_node_info", .help = "", .labels = {}},
                             {.name = "magpie_link_module_info", .help = "", .labels = {}},
                             {.name = "magpie_node_info", .help = "", .labels = {}},
                             {.name = "magpie_link_module_info", .help = "", .labels = {}, .info = true}});
    EXPECT_EQ(shape.info_slots, (std::vector<std::uint32_t>{0, 1, 2, 4}));
    EXPECT_EQ(shape.info_families, (std::vector<std::uint32_t>{0, 1, 0, 0}));
    EXPECT_EQ(shape.node_info, 2U);
    ASSERT_EQ(shape.families.size(), 2U);
    EXPECT_EQ(shape.families[0].count, 3U);
}

TEST(Shape, ListsAreToldApart) {
    const std::vector<SeriesDescription> list{{.name = "a", .help = "b", .labels = {{"c", "d"}}}};
    EXPECT_EQ(series_key(list), series_key(std::vector(list)));
    for (const auto& other : std::vector<std::vector<SeriesDescription>>{
             {},
             {{.name = "ab", .help = "", .labels = {{"c", "d"}}}},
             {{.name = "a", .help = "b", .labels = {{"cd", ""}}}},
             {{.name = "a", .help = "b", .labels = {}}, {.name = "c", .help = "d", .labels = {}}}}) {
        EXPECT_NE(series_key(list), series_key(other));
    }
}

TEST(Shape, TextMayBeReadBeyondEveryEntry) {
    const auto shape = plan({{.name = "a", .help = "", .labels = {}}});
    EXPECT_GE(shape.text.size(), shape.entries[0].tail + text_room);
}

}  // namespace
}  // namespace magpie::collector
