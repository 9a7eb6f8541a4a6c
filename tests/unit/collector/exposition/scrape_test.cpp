#include "collector/exposition/scrape.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/collector/exposition/page.hpp"
#include "tests/unit/collector/exposition/promtool.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {
namespace {

constexpr UtcMs start{Milliseconds{1'760'000'000'123}};

struct ScrapeTest : testing::Test {
    NodeIndex born(std::string_view node, const std::vector<SeriesDescription>& list,
                   const std::vector<InfoLabels>& info = {}) {
        return fleet.born("jongno", node, fleet.intern(list.size(), list), info, start);
    }
    Fleet fleet;
};

const std::vector<SeriesDescription> router{
    {.name = "magpie_link_up", .help = "", .labels = {{"interface", "eth0"}}},
    {.name = "magpie_host_temperature_celsius", .help = "", .labels = {{"sensor", "cpu"}}},
    {.name = "magpie_link_up", .help = "", .labels = {{"interface", "wlan0"}}},
    {.name = "magpie_node_info", .help = "", .labels = {}},
};

TEST_F(ScrapeTest, ANodeShowsEachOfSeveralInfosThatHasAValue) {
    // A neighbour at each of two ports, of which one has changed, and two modules; two say the same of one.
    const SeriesDescription neighbour{.name = "magpie_link_neighbour_info", .help = "", .labels = {}};
    const SeriesDescription module{.name = "magpie_link_module_info", .help = "", .labels = {}};
    const auto at = [](const char* port, const char* word, const char* says) {
        return Labels{{"interface", port}, {word, says}};
    };
    const auto one = born("ap-1", {neighbour, neighbour, neighbour, module, module, module},
                          {{.slot = 0, .labels = at("eth0", "system", "sw-1")},
                           {.slot = 1, .labels = at("eth1", "system", "sw-2")},
                           {.slot = 2, .labels = at("eth0", "system", "sw-3")},
                           {.slot = 3, .labels = at("sfp0", "part", "LX")},
                           {.slot = 4, .labels = at("sfp1", "part", "LX")},
                           {.slot = 5, .labels = at("sfp1", "part", "LX")}});
    for (std::uint32_t slot = 1; slot < 6; ++slot) {
        fleet.set(one, slot, 1);
    }
    const auto page = whole_page(fleet);
    EXPECT_EQ(page.find("sw-1"), std::string::npos);
    for (const auto* line :
         {R"(magpie_link_neighbour_info{area="jongno",node="ap-1",interface="eth1",system="sw-2"} 1)",
          R"(magpie_link_neighbour_info{area="jongno",node="ap-1",interface="eth0",system="sw-3"} 1)",
          R"(magpie_link_module_info{area="jongno",node="ap-1",interface="sfp0",part="LX"} 1)",
          R"(magpie_link_module_info{area="jongno",node="ap-1",interface="sfp1",part="LX"} 1)",
          R"(magpie_link_module_info{area="jongno",node="ap-1",duplicate="5"} 1)"}) {
        const auto found = page.find(line);
        ASSERT_NE(found, std::string::npos) << line << '\n' << page;
        EXPECT_EQ(page.find(line, found + 1), std::string::npos) << line;
    }
}

TEST_F(ScrapeTest, APageIsFamilyByFamily) {
    const auto one = born("ap-1", router, {{.slot = 3, .labels = {{"version", "1.0"}, {"model", "x"}}}});
    const auto two = born("ap-2", router);
    fleet.reported(one, start);
    fleet.set_lost(one, 7);
    fleet.device_born(two, "air", start);
    fleet.set(one, 0, 1);
    fleet.set(two, 0, 0);
    fleet.set(one, 2, 1);
    fleet.set(two, 1, 36.6);
    fleet.set(one, 3, 1);
    fleet.set(two, 3, 1);
    EXPECT_EQ(whole_page(fleet, {}, "own 1\n"), R"(own 1
# HELP magpie_node_up 1 while the node reports; 0 after its death by will, by DEATH or by silence, kept for 30 days. Written by the collector.
# TYPE magpie_node_up gauge
magpie_node_up{area="jongno",node="ap-1"} 1
magpie_node_up{area="jongno",node="ap-2"} 1
# HELP magpie_node_device_up 1 while a device behind the node reports. Written by the collector.
# TYPE magpie_node_device_up gauge
magpie_node_device_up{area="jongno",node="ap-2",device="air"} 1
# HELP magpie_node_last_report_timestamp_seconds When the collector last applied a report of this node. Written by the collector.
# TYPE magpie_node_last_report_timestamp_seconds gauge
magpie_node_last_report_timestamp_seconds{area="jongno",node="ap-1"} 1760000000.123
# HELP magpie_node_reports_lost_total Reports the node committed and the collector will never have. Written by the collector.
# TYPE magpie_node_reports_lost_total counter
magpie_node_reports_lost_total{area="jongno",node="ap-1"} 7
magpie_node_reports_lost_total{area="jongno",node="ap-2"} 0
# HELP magpie_node_info What and where the node is, as it said last; always 1. The only metric that carries place, model and version. Kept for 30 days after its death.
# TYPE magpie_node_info gauge
magpie_node_info{area="jongno",node="ap-1",model="x",version="1.0"} 1
magpie_node_info{area="jongno",node="ap-2"} 1
# HELP magpie_link_up 1 while the interface is able to pass packets: operational state up, or unknown with carrier (RFC 2863).
# TYPE magpie_link_up gauge
magpie_link_up{area="jongno",node="ap-1",interface="eth0"} 1
magpie_link_up{area="jongno",node="ap-1",interface="wlan0"} 1
magpie_link_up{area="jongno",node="ap-2",interface="eth0"} 0
# HELP magpie_host_temperature_celsius Temperature by thermal zone or hwmon sensor.
# TYPE magpie_host_temperature_celsius gauge
magpie_host_temperature_celsius{area="jongno",node="ap-2",sensor="cpu"} 36.6
)");
}

TEST_F(ScrapeTest, AnEmptyFleetIsAnEmptyPage) {
    EXPECT_EQ(whole_page(fleet), "");
}

TEST_F(ScrapeTest, OfAnExpectedNodeThePageSaysWhatItIs) {
    fleet.expect("jongno", "ap-2", std::nullopt, {});
    const auto node = fleet.expect("jongno", "ap-1", fleet.intern(4, router),
                                   std::vector<InfoLabels>{{.slot = 3, .labels = {{"site", "x"}}}});
    fleet.set_lost(node, 3);
    EXPECT_EQ(ReadPage(whole_page(fleet)).values,
              (std::map<std::string, std::string>{
                  {"magpie_node_info{area=\"jongno\",node=\"ap-1\",site=\"x\"}", "1"},
              }));
    fleet.died(node, start);
    EXPECT_EQ(ReadPage(whole_page(fleet)).values.at("magpie_node_up{area=\"jongno\",node=\"ap-1\"}"), "0");
}

TEST_F(ScrapeTest, OfADeadNodeStaysWhatTheCollectorKnows) {
    const auto node = born("ap-1", router, {{.slot = 3, .labels = {{"version", "1.0"}, {"site", "x"}}}});
    fleet.set(node, 0, 1);
    fleet.reported(node, start);
    fleet.device_born(node, "air", start);
    fleet.died(node, start);
    const ReadPage page(whole_page(fleet));
    EXPECT_EQ(page.values,
              (std::map<std::string, std::string>{
                  {"magpie_node_up{area=\"jongno\",node=\"ap-1\"}", "0"},
                  {"magpie_node_last_report_timestamp_seconds{area=\"jongno\",node=\"ap-1\"}", "1760000000.123"},
                  {"magpie_node_reports_lost_total{area=\"jongno\",node=\"ap-1\"}", "0"},
                  {"magpie_node_info{area=\"jongno\",node=\"ap-1\",site=\"x\",version=\"1.0\"}", "1"},
              }));
    fleet.forget_expired(start + remembered);
    EXPECT_EQ(whole_page(fleet), "");
}

TEST_F(ScrapeTest, ANodeThatComesBackAsAnotherIsOneNode) {
    const auto info = [](const char* version) {
        return std::vector<InfoLabels>{{.slot = 3, .labels = {{"version", version}}}};
    };
    fleet.died(born("ap-1", router, info("1")), start);
    born("ap-1", router, info("2"));
    const ReadPage page(whole_page(fleet));
    EXPECT_TRUE(page.values.contains("magpie_node_info{area=\"jongno\",node=\"ap-1\",version=\"2\"}"));
    EXPECT_FALSE(page.values.contains("magpie_node_info{area=\"jongno\",node=\"ap-1\",version=\"1\"}"));
}

TEST_F(ScrapeTest, AForeignEdgeHasItsLifeAndItsDevices) {
    const auto node = fleet.born("jongno", "plc", std::nullopt, {}, start);
    fleet.reported(node, start);
    fleet.device_born(node, "pump", start);
    fleet.device_died(node, "pump", start);
    const ReadPage page(whole_page(fleet));
    EXPECT_EQ(page.values.size(), 3U);
    EXPECT_EQ(page.values.at("magpie_node_device_up{area=\"jongno\",node=\"plc\",device=\"pump\"}"), "0");
}

TEST_F(ScrapeTest, ShardsTogetherAreThePage) {
    for (int i = 0; i < 200; ++i) {
        const auto node = born("ap-" + std::to_string(i), router);
        fleet.set(node, 0, i % 2);
        fleet.set(node, 1, i);
    }
    const ReadPage whole(whole_page(fleet, {}, ""));
    for (const std::uint32_t count : {1U, 2U, 3U, 16U}) {
        std::map<std::string, std::string> together;
        std::size_t series = 0;
        for (std::uint32_t index = 0; index < count; ++index) {
            const ReadPage part(whole_page(fleet, {index, count}));
            EXPECT_TRUE(part.faults.empty());
            series += part.values.size();
            together.insert(part.values.begin(), part.values.end());
        }
        EXPECT_EQ(series, whole.values.size());
        EXPECT_EQ(together, whole.values);
    }
}

TEST_F(ScrapeTest, TheCollectorsOwnMetricsAreInTheFirstShardAlone) {
    EXPECT_EQ(whole_page(fleet, {0, 4}, "own 1\n"), "own 1\n");
    EXPECT_EQ(whole_page(fleet, {1, 4}, "own 1\n"), "");
}

TEST_F(ScrapeTest, APieceIsAboutAsLargeAsAsked) {
    for (int i = 0; i < 100; ++i) {
        fleet.set(born("ap-" + std::to_string(i), router), 0, 1);
    }
    const auto whole = whole_page(fleet);
    for (const std::size_t budget : {std::size_t{1}, std::size_t{100}, std::size_t{1000}}) {
        Scrape scrape(fleet, {}, "");
        std::string page;
        std::size_t pieces = 0;
        bool more = true;
        while (more) {
            std::string piece;
            more = scrape.step(piece, budget);
            EXPECT_LT(piece.size(), budget + 400);
            EXPECT_TRUE(!more || !piece.empty());
            page += piece;
            ++pieces;
        }
        EXPECT_EQ(page, whole);
        EXPECT_GT(pieces, whole.size() / (budget + 400));
    }
}

TEST_F(ScrapeTest, APieceIsAppendedToWhatIsThere) {
    fleet.set(born("ap-1", router), 0, 1);
    const auto whole = whole_page(fleet);
    Scrape scrape(fleet, {}, "");
    std::string out = "before";
    while (scrape.step(out, 10)) {
    }
    EXPECT_EQ(out, "before" + whole);
}

TEST_F(ScrapeTest, HostileTextsStayInsideTheirQuotes) {
    const std::string long_value(10'000, '"');
    const std::vector<SeriesDescription> list{
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", "a\"} 1\nmagpie_evil 2\n#"}}},
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", "\\"}}},
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", "\\\""}}},
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", "\xff\xfe\xc3("}}},
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", long_value}}},
        {.name = "magpie_x", .help = "a\n# TYPE magpie_link_up counter\n\xff\\", .labels = {{"까치", "온 \\n\n\"\\"}}},
        {.name = "magpie_y", .help = std::string(100'000, '\\'), .labels = {{"x", "\t\r\x7f\xc2\x80"}}},
        {.name = "magpie_z_total", .help = "", .labels = {{"x", std::string_view("\0", 1).data()}}},
        {.name = "magpie_y\"} 1", .help = "", .labels = {}},
        {.name = "magpie_node_info", .help = "", .labels = {}},
    };
    const auto node = born("ap-1", list, {{.slot = 9, .labels = {{"version", "1\n\"\\"}, {"site", long_value}}}});
    for (std::uint32_t slot = 0; slot < list.size(); ++slot) {
        fleet.set(node, slot, 1);
    }
    fleet.device_born(node, "\"} 7\n", start);
    const auto page = whole_page(fleet, {}, "", 64);
    EXPECT_EQ(ReadPage(page).faults, std::vector<std::string>{});
    const auto [status, words] = promtool_check(page);
    EXPECT_EQ(status, 0) << words;
    EXPECT_EQ(words, "");
}

TEST_F(ScrapeTest, EverythingTheCatalogueAllowsPassesPromtool) {
    std::vector<SeriesDescription> list;
    std::vector<InfoLabels> info;
    std::vector<double> values;
    const auto adds = [&](const std::string& name, const Labels& labels, double value) {
        list.push_back({.name = name, .help = "", .labels = labels});
        values.push_back(value);
    };
    for (const auto& row : catalogue::all) {
        Labels labels;
        for (std::size_t i = 0; i < row.label_count(); ++i) {
            labels.emplace_back(row.labels[i], "some");
        }
        if (row.kind == catalogue::Kind::info) {
            info.push_back({.slot = static_cast<std::uint32_t>(list.size()), .labels = labels});
            labels.clear();
        }
        const std::string name(row.name);
        if (row.kind != catalogue::Kind::histogram) {
            adds(name, labels, std::clamp(0.25, row.sane.low, row.sane.high));
            continue;
        }
        adds(name + "_sum", labels, row.buckets[0]);
        adds(name + "_count", labels, 1);
        for (const auto* bound : {"1", "+Inf"}) {
            auto bucket = labels;
            bucket.emplace_back("le", bound);
            adds(name + "_bucket", bucket, 1);
        }
    }
    std::size_t exposed = 0;
    for (const auto* node : {"ap-1", "ap-2"}) {
        const auto index = born(node, list, info);
        fleet.reported(index, start);
        fleet.device_born(index, "air", start);
        for (std::uint32_t slot = 0; slot < list.size(); ++slot) {
            exposed += fleet.set(index, slot, values[slot]) == Set::applied ? 1 : 0;
        }
    }
    EXPECT_EQ(exposed, fleet.counts().series);
    const auto page = whole_page(fleet);
    EXPECT_EQ(ReadPage(page).faults, std::vector<std::string>{});
    EXPECT_EQ(ReadPage(page).values.size(), exposed + 8);
    const auto [status, words] = promtool_check(page);
    EXPECT_EQ(status, 0) << words;
    EXPECT_EQ(words, "");
}

// ---- what may happen between two pieces

TEST_F(ScrapeTest, ANodeBornAgainBetweenTwoPiecesIsNotTwiceOnThePage) {
    const std::vector<SeriesDescription> other{router[2], router[1], router[0]};
    const auto one = born("ap-1", router);
    fleet.set(one, 0, 1);
    fleet.set(born("ap-2", router), 0, 1);
    const auto whole = whole_page(fleet);
    for (std::size_t pieces = 0; pieces < 8; ++pieces) {
        Scrape scrape(fleet, {}, "");
        std::string page;
        for (std::size_t i = 0; i < pieces; ++i) {
            scrape.step(page, 1);
        }
        const auto& list = pieces % 2 == 0 ? other : router;
        const auto again = born("ap-1", list);
        fleet.set(again, list == router ? 0 : 2, 1);
        while (scrape.step(page, 1)) {
        }
        const ReadPage read(page);
        EXPECT_EQ(read.faults, std::vector<std::string>{});
        EXPECT_TRUE(read.values.contains("magpie_link_up{area=\"jongno\",node=\"ap-2\",interface=\"eth0\"}"));
        EXPECT_TRUE(read.values.contains("magpie_node_up{area=\"jongno\",node=\"ap-1\"}"));
    }
}

TEST_F(ScrapeTest, ANodeThatDiesOrChangesBetweenTwoPiecesIsOneNode) {
    const auto info = [](const char* version) {
        return std::vector<InfoLabels>{{.slot = 3, .labels = {{"version", version}}}};
    };
    for (std::size_t pieces = 0; pieces < 12; ++pieces) {
        const auto one = born("ap-1", router, info("1"));
        born("ap-2", router, info("1"));
        Scrape scrape(fleet, {}, "");
        std::string page;
        for (std::size_t i = 0; i < pieces; ++i) {
            scrape.step(page, 1);
        }
        fleet.died(one, start);
        born("ap-2", router, info("2"));
        while (scrape.step(page, 1)) {
        }
        EXPECT_EQ(ReadPage(page).faults, std::vector<std::string>{});
        for (const auto* node : {"ap-1", "ap-2"}) {
            const auto line = "\nmagpie_node_info{area=\"jongno\",node=\"" + std::string(node);
            const auto first = page.find(line);
            EXPECT_NE(first, std::string::npos);
            EXPECT_EQ(page.find(line, first + 1), std::string::npos);
        }
    }
}

TEST_F(ScrapeTest, AFamilyThatEndsAndBeginsAgainBetweenTwoPiecesIsNotTwiceOnThePage) {
    const auto one = [](const char* name) { return SeriesDescription{.name = name, .help = "", .labels = {}}; };
    const std::vector<SeriesDescription> before{one("magpie_x"), one("magpie_y"), one("magpie_z")};
    const std::vector<SeriesDescription> after{one("magpie_u"), one("magpie_v"), one("magpie_w"), one("magpie_y"),
                                               one("magpie_x")};
    const std::vector<SeriesDescription> between{one("magpie_u")};
    const auto born_with = [this](const auto& list) {
        for (const auto* name : {"ap-1", "ap-2"}) {
            const auto node = born(name, list);
            for (std::uint32_t slot = 0; slot < list.size(); ++slot) {
                fleet.set(node, slot, 1);
            }
        }
    };
    for (std::size_t pieces = 0; pieces < 12; ++pieces) {
        born_with(before);
        Scrape scrape(fleet, {}, "");
        std::string page;
        for (std::size_t i = 0; i < pieces; ++i) {
            scrape.step(page, 1);
        }
        born_with(between);
        born_with(after);
        while (scrape.step(page, 1)) {
        }
        EXPECT_EQ(ReadPage(page).faults, std::vector<std::string>{}) << pieces << "\n" << page;
    }
}

TEST_F(ScrapeTest, ANodeForgottenAndBornAgainBetweenTwoPiecesIsNotTwiceOnThePage) {
    for (std::size_t pieces = 0; pieces < 8; ++pieces) {
        fleet.died(born("ap-1", router), start);
        born("ap-2", router);
        Scrape scrape(fleet, {}, "");
        std::string page;
        for (std::size_t i = 0; i < pieces; ++i) {
            scrape.step(page, 1);
        }
        fleet.forget_expired(start + remembered);
        const auto other = born("other-" + std::to_string(pieces), router);
        born("ap-1", router);
        while (scrape.step(page, 1)) {
        }
        EXPECT_EQ(ReadPage(page).faults, std::vector<std::string>{}) << pieces << "\n" << page;
        fleet.died(other, start);
    }
}

TEST_F(ScrapeTest, DeathsBetweenTwoPiecesCostNoOtherNodeItsSeries) {
    std::vector<NodeIndex> nodes;
    for (int i = 0; i < 20; ++i) {
        nodes.push_back(born("ap-" + std::to_string(i), router));
        fleet.set(nodes.back(), 0, 1);
    }
    Scrape scrape(fleet, {}, "");
    std::string page;
    for (std::size_t i = 0; i < 10; ++i) {
        scrape.step(page, 1);
        fleet.died(nodes[i], start);
    }
    while (scrape.step(page, 1)) {
    }
    const ReadPage read(page);
    for (int i = 10; i < 20; ++i) {
        EXPECT_TRUE(read.values.contains("magpie_link_up{area=\"jongno\",node=\"ap-" + std::to_string(i) +
                                         "\",interface=\"eth0\"}"));
    }
    EXPECT_EQ(read.faults, std::vector<std::string>{});
}

}  // namespace
}  // namespace magpie::collector
