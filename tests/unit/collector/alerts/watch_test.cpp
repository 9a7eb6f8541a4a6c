#include "collector/alerts/watch.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/alerts/radio_city.hpp"

namespace magpie::collector::alerts {
namespace {

TEST(Watch, FindsTheSeriesOfTheTableAndNoOthers) {
    RadioCity city;
    Watch watch(city.fleet);
    const auto& found = watch.of(city.fleet.node(city.born()));
    ASSERT_EQ(found.size(), 4U);
    for (const auto& one : found) {
        const bool rise = one.slot == RadioCity::radars || one.slot == RadioCity::other_radars;
        EXPECT_EQ(one.row->alert, rise ? "MagpieRadarDetected" : "MagpieRadioHung");
        const bool first = one.slot == RadioCity::radars || one.slot == RadioCity::hung;
        EXPECT_EQ(one.kept, (Labels{{"radio", first ? "phy0" : "phy1"}}));
    }
}

TEST(Watch, LabelsAreAsPrometheusReadsThem) {
    Fleet fleet;
    Watch watch(fleet);
    const std::vector<SeriesDescription> list{
        {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", "a\"\\,}b"}}},
        {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", ""}}}};
    const auto& found = watch.of(fleet.node(fleet.born("a", "n", fleet.intern(1, list), {}, {})));
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].kept, (Labels{{"radio", "a\"\\,}b"}}));
    EXPECT_EQ(found[1].kept, Labels{}) << "an empty label is none";
}

TEST(Watch, AShapeThatTakesThePlaceOfAnotherIsLookedAtAnew) {
    RadioCity city;
    Watch watch(city.fleet);
    const auto index = city.born();
    EXPECT_EQ(watch.of(city.fleet.node(index)).size(), 4U);
    const std::vector<SeriesDescription> list{{.name = "magpie_link_up", .help = "", .labels = {{"interface", "a"}}}};
    // The old shape ends with its last node, and the next takes its place.
    city.fleet.born("mapo", "pole-1", city.fleet.intern(2, list), {}, {});
    const auto other = city.fleet.intern(3, {});
    city.fleet.born("mapo", "pole-1", other, {}, {});
    EXPECT_TRUE(watch.of(city.fleet.node(index)).empty());
}

}  // namespace
}  // namespace magpie::collector::alerts
