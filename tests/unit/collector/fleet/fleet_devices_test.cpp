#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "collector/exposition/shard.hpp"
#include "collector/fleet/fleet.hpp"
#include "tests/unit/collector/exposition/page.hpp"

namespace magpie::collector {
namespace {

const UtcMs start{std::chrono::seconds(1767225600)};
const std::vector<SeriesDescription> list{
    {.name = "sparkplug_a", .help = "", .labels = {}},
    {.name = "sparkplug_v_info", .help = "", .labels = {{"metric", "v"}}, .info = true}};

class FleetDevicesTest : public ::testing::Test {
  protected:
    FleetDevicesTest() : node(fleet.born("mapo", "plc", fleet.intern(1, list), {}, start, NodeKind::foreign)) {}

    [[nodiscard]] std::size_t lines(const std::string& text) const {
        const ReadPage page(whole_page(fleet));
        EXPECT_TRUE(page.faults.empty());
        return static_cast<std::size_t>(std::ranges::count_if(
            page.values, [&](const auto& one) { return one.first.find(text) != std::string::npos; }));
    }

    Fleet fleet;
    NodeIndex node;
};

TEST_F(FleetDevicesTest, ADeviceThatIsNotUpHasNoSeries) {
    EXPECT_EQ(fleet.expose_device(node, "meter", fleet.intern(1, list)), std::nullopt);
    fleet.device_born(node, "meter", start);
    EXPECT_NE(fleet.expose_device(node, "meter", fleet.intern(1, list)), std::nullopt);
    fleet.device_died(node, "meter", start);
    EXPECT_EQ(fleet.expose_device(node, "meter", fleet.intern(1, list)), std::nullopt);
}

TEST_F(FleetDevicesTest, SeriesOfADeviceAreNoNode) {
    fleet.device_born(node, "meter", start);
    const auto series = *fleet.expose_device(node, "meter", fleet.intern(1, list));
    EXPECT_EQ(fleet.set(series, 0, 5), Set::applied);
    EXPECT_EQ(fleet.counts().up, 1U);
    EXPECT_EQ(fleet.counts().series, 4U);
    EXPECT_EQ(lines("magpie_node_up"), 1U);
    EXPECT_EQ(lines("magpie_node_device_up"), 1U);
    EXPECT_EQ(lines("sparkplug_a{area=\"mapo\",node=\"plc\",device=\"meter\"}"), 1U);
    EXPECT_EQ(fleet.find("mapo", "plc"), node);
}

TEST_F(FleetDevicesTest, SeriesOfADeviceAreInTheShardOfItsNode) {
    fleet.device_born(node, "meter", start);
    (void)fleet.set(*fleet.expose_device(node, "meter", fleet.intern(1, list)), 0, 5);
    (void)fleet.set(node, 0, 6);
    int shards = 0;
    for (std::uint32_t shard = 0; shard < 16; ++shard) {
        const ReadPage page(whole_page(fleet, {.index = shard, .count = 16}));
        const bool here = page.values.contains("sparkplug_a{area=\"mapo\",node=\"plc\"}");
        EXPECT_EQ(page.values.contains("sparkplug_a{area=\"mapo\",node=\"plc\",device=\"meter\"}"), here);
        shards += here ? 1 : 0;
    }
    EXPECT_EQ(shards, 1);
}

TEST_F(FleetDevicesTest, ManyDevicesMakeShards) {
    const ShardLimits limits{.series = 100, .bytes = std::size_t{1} << 30};
    const auto other = fleet.born("mapo", "other", fleet.intern(1, list), {}, start, NodeKind::foreign);
    EXPECT_EQ(shard_count(fleet, 1, limits), 1U);
    for (std::size_t i = 0; i < most_devices; ++i) {
        const auto name = "d" + std::to_string(i);
        for (const auto owner : {node, other}) {
            fleet.device_born(owner, name, start);
            (void)fleet.expose_device(owner, name, fleet.intern(1, list));
        }
    }
    EXPECT_GT(shard_count(fleet, 1, limits), 1U);
}

TEST_F(FleetDevicesTest, TheOwnersOfMovedPlacesKeepTheirSeries) {
    std::vector<NodeIndex> series;
    for (std::size_t i = 0; i < most_devices; ++i) {
        const auto name = "d" + std::to_string(i);
        fleet.device_born(node, name, start);
        series.push_back(*fleet.expose_device(node, name, fleet.intern(1, list)));
        (void)fleet.set(series.back(), 0, static_cast<double>(i));
    }
    EXPECT_EQ(lines("sparkplug_a{"), most_devices);
    fleet.died(node, start);
    EXPECT_EQ(lines("sparkplug_a{"), 0U);
    EXPECT_EQ(fleet.counts().series, 0U);
}

TEST_F(FleetDevicesTest, AnInfoMetricSaysTheLastThing) {
    EXPECT_EQ(fleet.set_info(node, 1, {{"value", "one"}}), Set::applied);
    EXPECT_EQ(fleet.set_info(node, 1, {{"value", "three"}}), Set::applied);
    EXPECT_EQ(lines("sparkplug_v_info{area=\"mapo\",node=\"plc\",value=\"three\",metric=\"v\"}"), 1U);
    EXPECT_EQ(lines("sparkplug_v_info"), 1U);
    EXPECT_EQ(fleet.set_info(node, 0, {{"value", "x"}}), Set::not_exposed);
    EXPECT_EQ(fleet.set_info(node, 2, {{"value", "x"}}), Set::not_exposed);
    fleet.died(node, start);
    EXPECT_EQ(fleet.set_info(node, 1, {{"value", "x"}}), Set::node_down);
}

}  // namespace
}  // namespace magpie::collector
