#include "collector/open_data/scans.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/open_data/access_points.hpp"

namespace magpie::collector::open_data {
namespace {

std::vector<SeriesDescription> hears(const std::string& first, const std::string& second) {
    const auto heard = [](const char* band, const std::string& target) {
        return SeriesDescription{
            .name = "magpie_wifi_own_neighbour_signal_dbm", .help = "", .labels = {{"band", band}, {"target", target}}};
    };
    return {{.name = "magpie_node_info", .help = "", .labels = {}},
            heard("2.4GHz", first),
            heard("5GHz", second),
            heard("light", second)};
}

NodeIndex hearing(Fleet& fleet, const std::string& node, std::uint64_t shape, const std::string& first,
                  const std::string& second) {
    const auto index = fleet.born("mapo", node, fleet.intern(shape, hears(first, second)), {}, at_noon);
    fleet.set(index, 1, -71);
    fleet.set(index, 2, -64.5);
    fleet.set(index, 3, -1);
    return index;
}

std::string whole(const Fleet& fleet, std::size_t budget = 40) {
    Scans scans(fleet);
    std::string page;
    while (scans.step(page, budget)) {
    }
    return page;
}

TEST(OpenDataScans, WhoIsHeardByWhomAndHowLoud) {
    Fleet fleet;
    (void)hearing(fleet, "pole-1", 1, "pole-2", "pole-3");
    (void)hearing(fleet, "pole-2", 2, "pole-1", "=pole-3");
    (void)born(fleet, "ap-1");
    EXPECT_EQ(whole(fleet),
              "from,to,frequency_ghz,rssi_dbm\r\n"
              "pole-2,pole-1,2.437,-71\r\npole-3,pole-1,5.5,-64.5\r\n"
              "pole-1,pole-2,2.437,-71\r\n'=pole-3,pole-2,5.5,-64.5\r\n");
    EXPECT_EQ(whole(fleet), whole(fleet, 1'000'000));
}

TEST(OpenDataScans, OnlyOfThePresent) {
    Fleet fleet;
    const auto deaf = hearing(fleet, "pole-1", 1, "pole-2", "pole-3");
    fleet.clear(deaf, 1);
    const auto dead = hearing(fleet, "pole-2", 1, "pole-2", "pole-3");
    fleet.died(dead, at_noon);
    Scans scans(fleet);
    std::string page;
    ASSERT_TRUE(scans.step(page, 10));
    (void)hearing(fleet, "pole-3", 2, "pole-1", "pole-2");
    while (scans.step(page, 10)) {
    }
    EXPECT_EQ(page, "from,to,frequency_ghz,rssi_dbm\r\npole-3,pole-1,5.5,-64.5\r\n");
}

}  // namespace
}  // namespace magpie::collector::open_data
