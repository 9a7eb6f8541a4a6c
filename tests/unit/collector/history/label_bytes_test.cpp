#include "collector/history/label_bytes.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "collector/history/write_request.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::collector::history {
namespace {

const std::vector<SeriesDescription> series{
    {"magpie_link_up", "", {{"interface", "eth0"}}},
    {"magpie_wifi_noise_dbm", "", {{"radio", "phy0"}, {"band", "5GHz"}, {"Zone", "a"}}},
    {"magpie_node_info", "", {}},
    {"magpie_node_up", "", {}},  // the collector's own: has no place in a page
    {"of_somebody_else", "help", {{"zz", "quote\" back\\slash"}, {"aa", "x"}}},
};

class LabelBytes : public ::testing::Test {
  public:
    NodeIndex born(const std::string& node, const std::string& version = "1.0") {
        return fleet.born("mapo", node, fleet.intern(1, series),
                          std::vector<InfoLabels>{{.slot = 2, .labels = {{"version", version}, {"site", "Hong\"dae"}}}},
                          UtcMs{});
    }
    /// As a store reads them.
    static Labels read(const NodeLabels& labels, std::uint32_t slot) {
        WriteRequest request;
        const Point point{1, 1};
        request.add(pieces(labels, slot), {&point, 1});
        return read_write_request(request.bytes()).at(0).labels;
    }

    Fleet fleet;
    LabelCache cache{fleet};
};

TEST_F(LabelBytes, AreSortedByNameWithAreaAndNodeAmongThem) {
    const auto labels = cache.of(born("pole-1"));
    EXPECT_EQ(read(*labels, 0),
              (Labels{{"__name__", "magpie_link_up"}, {"area", "mapo"}, {"interface", "eth0"}, {"node", "pole-1"}}));
    EXPECT_EQ(read(*labels, 1), (Labels{{"Zone", "a"},
                                        {"__name__", "magpie_wifi_noise_dbm"},
                                        {"area", "mapo"},
                                        {"band", "5GHz"},
                                        {"node", "pole-1"},
                                        {"radio", "phy0"}}));
    for (const std::uint32_t slot : {0U, 1U, 2U, 4U}) {
        EXPECT_TRUE(std::ranges::is_sorted(read(*labels, slot))) << slot;
    }
}

TEST_F(LabelBytes, EscapesOfTheTextFormatAreUndone) {
    const auto labels = cache.of(born("pole-1"));
    EXPECT_EQ(read(*labels, 4), (Labels{{"__name__", "of_somebody_else"},
                                        {"aa", "x"},
                                        {"area", "mapo"},
                                        {"node", "pole-1"},
                                        {"zz", "quote\" back\\slash"}}));
}

TEST_F(LabelBytes, AnInfoMetricHasTheLabelsOfItsNode) {
    const auto one = born("pole-1", "1.0");
    const auto two = born("pole-2", "2.0");
    EXPECT_EQ(read(*cache.of(one), 2), (Labels{{"__name__", "magpie_node_info"},
                                               {"area", "mapo"},
                                               {"node", "pole-1"},
                                               {"site", "Hong\"dae"},
                                               {"version", "1.0"}}));
    EXPECT_EQ(read(*cache.of(two), 2).back().second, "2.0");
}

TEST_F(LabelBytes, ASlotThatIsNotExposedHasNone) {
    const auto labels = cache.of(born("pole-1"));
    EXPECT_EQ(pieces(*labels, 3).size(), 0U);
    EXPECT_EQ(pieces(*labels, 99).size(), 0U);
}

TEST_F(LabelBytes, NodesOfOneShapeShareItsBytes) {
    const auto one = cache.of(born("pole-1"));
    const auto two = cache.of(born("pole-2"));
    EXPECT_EQ(one->shape, two->shape);
    EXPECT_NE(one->node, two->node);
}

TEST_F(LabelBytes, AreMadeOnceABirth) {
    const auto node = born("pole-1");
    const auto before = cache.of(node);
    EXPECT_EQ(cache.of(node), before);
    (void)born("pole-1", "1.1");
    EXPECT_NE(cache.of(node), before);
    EXPECT_EQ(read(*cache.of(node), 2).back().second, "1.1");
    EXPECT_EQ(read(*before, 2).back().second, "1.0") << "what waits keeps its labels";
}

TEST_F(LabelBytes, OutliveTheShapeTheyWereMadeOf) {
    const auto node = born("pole-1");
    const auto before = cache.of(node);
    const std::vector<SeriesDescription> others{{"magpie_link_mtu_bytes", "", {{"interface", "eth0"}}}};
    (void)fleet.born("mapo", "pole-1", fleet.intern(2, others), {}, UtcMs{});
    EXPECT_EQ(read(*before, 0).front().second, "magpie_link_up");
    EXPECT_EQ(read(*cache.of(node), 0).front().second, "magpie_link_mtu_bytes");
}

TEST_F(LabelBytes, OfAForeignEdgeThereAreNone) {
    const auto plc = fleet.born("plant", "plc", std::nullopt, {}, UtcMs{});
    EXPECT_EQ(cache.of(plc), nullptr);
    EXPECT_EQ(read(*cache.of_up(plc), 0), (Labels{{"__name__", "magpie_node_up"}, {"area", "plant"}, {"node", "plc"}}));
}

TEST(ParseLabels, TextThatIsNoListOfLabelsIsNone) {
    EXPECT_EQ(parse_labels(""), Labels{});
    EXPECT_EQ(parse_labels(",a=\"1\",b=\"\\n\""), (Labels{{"a", "1"}, {"b", "\n"}}));
    for (const auto* text : {"a", "a=", "a=\"", "a=\"1", "=\"1\"", "a=\"1\\\""}) {
        EXPECT_EQ(parse_labels(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace magpie::collector::history
