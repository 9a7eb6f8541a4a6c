#include "collector/exposition/open_metrics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "collector/fleet/family.hpp"
#include "tests/unit/collector/exposition/page.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector {
namespace {

std::string converted(const std::string& name, const std::string& type, const std::string& help = "What it is.") {
    return open_metrics_header("# HELP " + name + " " + help + "\n# TYPE " + name + " " + type + "\n");
}

TEST(OpenMetricsHeader, CounterHasNoTotalInItsFamily) {
    EXPECT_EQ(converted("sparkplug_starts_total", "counter"),
              "# TYPE sparkplug_starts counter\n# HELP sparkplug_starts What it is.\n");
}

TEST(OpenMetricsHeader, CounterWithoutTotalIsUnknown) {
    EXPECT_EQ(converted("sparkplug_starts", "counter"),
              "# TYPE sparkplug_starts unknown\n# HELP sparkplug_starts What it is.\n");
}

TEST(OpenMetricsHeader, UnitComesFromTheCatalogue) {
    EXPECT_EQ(converted("magpie_link_receive_bytes_total", "counter"),
              "# TYPE magpie_link_receive_bytes counter\n# UNIT magpie_link_receive_bytes bytes\n"
              "# HELP magpie_link_receive_bytes What it is.\n");
    EXPECT_EQ(converted("magpie_wifi_client_signal_dbm", "histogram"),
              "# TYPE magpie_wifi_client_signal_dbm histogram\n# UNIT magpie_wifi_client_signal_dbm dbm\n"
              "# HELP magpie_wifi_client_signal_dbm What it is.\n");
}

TEST(OpenMetricsHeader, InfoHasNoInfoInItsFamily) {
    EXPECT_EQ(converted("magpie_node_info", "gauge"), "# TYPE magpie_node info\n# HELP magpie_node What it is.\n");
}

TEST(OpenMetricsHeader, QuotesInHelpAreEscaped) {
    EXPECT_EQ(converted("a", "gauge", R"(a "b" \\ \n)"), "# TYPE a gauge\n# HELP a a \\\"b\\\" \\\\ \\n\n");
}

TEST(OpenMetricsHeader, WhatIsNoHeaderStaysAsItIs) {
    for (const std::string text : {"", "# HELP a b\n", "# HELP a b\n# TYPE b gauge\n", "# HELP\n# TYPE\n",
                                   "# HELP a b\n# TYPE a gauge", "a 1\n", "# HELP a b\n# TYPE a gauge\nmore\n"}) {
        EXPECT_EQ(open_metrics_header(text), text);
    }
}

/// OpenMetrics forbids two families of one name, and a unit that is not the end of the family's.
TEST(OpenMetricsHeader, EachRowOfTheCatalogueHasAFamilyOfItsOwnAndItsUnit) {
    std::set<std::string> families;
    for (const auto& row : catalogue::all) {
        const auto text = open_metrics_header(family_header(row));
        const auto name = text.substr(7, text.find(' ', 7) - 7);
        EXPECT_TRUE(families.insert(name).second) << row.name;
        EXPECT_EQ(text.find(" unknown\n"), std::string::npos) << row.name;
    }
}

TEST(OpenMetricsPage, OnlyHeadersChange) {
    EXPECT_EQ(open_metrics_page("# HELP a_total b\n# TYPE a_total counter\na_total 1\na_total{x=\"1\"} 2\n# HELP c d\n"
                                "# TYPE c gauge\nc 3\n"),
              "# TYPE a counter\n# HELP a b\na_total 1\na_total{x=\"1\"} 2\n# TYPE c gauge\n# HELP c d\nc 3\n");
    EXPECT_EQ(open_metrics_page(""), "");
    EXPECT_EQ(open_metrics_page("own 1"), "own 1");
}

TEST(OpenMetricsPage, SamplesAreTheSameAndItHasAnEnd) {
    Fleet fleet;
    const std::vector<SeriesDescription> model{
        {.name = "magpie_link_receive_bytes_total", .help = "", .labels = {{"interface", "eth0"}}},
        {.name = "magpie_link_up", .help = "", .labels = {{"interface", "eth0"}}}};
    const auto node = fleet.born("jongno", "ap-1", fleet.intern(1, model), {}, UtcMs{});
    fleet.set(node, 0, 12345);
    fleet.set(node, 1, 1);
    Scrape scrape(fleet, {}, "# HELP own_total o\n# TYPE own_total counter\nown_total 1\n", Format::open_metrics);
    std::string page;
    while (scrape.step(page, 64)) {
    }
    const auto samples = [](const std::string& text) {
        std::set<std::string> lines;
        for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
            if (text[at] != '#') {
                lines.insert(text.substr(at, text.find('\n', at) - at));
            }
        }
        return lines;
    };
    EXPECT_EQ(samples(page), samples(whole_page(fleet, {}, "own_total 1\n")));
    EXPECT_TRUE(page.ends_with("# EOF\n"));
    EXPECT_EQ(page.find("# EOF\n"), page.size() - 6);
    EXPECT_NE(page.find("# TYPE magpie_link_receive_bytes counter\n"), std::string::npos);
    EXPECT_NE(page.find("# TYPE own counter\n"), std::string::npos);
}

}  // namespace
}  // namespace magpie::collector
