#include "collector/rollup/rollup.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/exposition/page.hpp"

namespace magpie::collector {
namespace {

using std::chrono::seconds;

/// Slots of the model below.
enum : std::uint32_t {
    info,
    clients_2,
    clients_5,
    received,
    busy_0,
    busy_1,
    signal_30,
    signal_inf,
    signal_sum,
    signal_count,
    visits_good,
    visits_failed
};

std::vector<SeriesDescription> model() {
    const Labels city_5{{"band", "5GHz"}, {"ssid", "City"}};
    const auto bucket = [&](const std::string& le) {
        auto labels = city_5;
        labels.emplace_back("le", le);
        return SeriesDescription{.name = "magpie_wifi_client_signal_dbm_bucket", .help = "", .labels = labels};
    };
    return {
        {.name = "magpie_node_info", .help = "", .labels = {}},
        {.name = "magpie_wifi_clients", .help = "", .labels = {{"band", "2.4GHz"}, {"ssid", "City"}}},
        {.name = "magpie_wifi_clients", .help = "", .labels = city_5},
        {.name = "magpie_wifi_client_receive_bytes_total", .help = "", .labels = city_5},
        {.name = "magpie_wifi_channel_busy_seconds_total", .help = "", .labels = {{"band", "5GHz"}, {"radio", "phy0"}}},
        {.name = "magpie_wifi_channel_busy_seconds_total", .help = "", .labels = {{"band", "5GHz"}, {"radio", "phy1"}}},
        bucket("-30"),
        bucket("+Inf"),
        {.name = "magpie_wifi_client_signal_dbm_sum", .help = "", .labels = city_5},
        {.name = "magpie_wifi_client_signal_dbm_count", .help = "", .labels = city_5},
        {.name = "magpie_client_visit_stages_total",
         .help = "",
         .labels = {{"outcome", "success"}, {"ssid", "City"}, {"stage", "visit"}}},
        {.name = "magpie_client_visit_stages_total",
         .help = "",
         .labels = {{"outcome", "failed"}, {"ssid", "City"}, {"stage", "visit"}}}};
}

class RollupTest : public testing::Test {
  protected:
    NodeIndex born(const std::string& area, const std::string& node, const std::string& type,
                   const std::string& site = "Gate") {
        const std::vector<InfoLabels> says{{.slot = info, .labels = {{"site", site}, {"site_type", type}}}};
        const auto index = fleet_.born(area, node, fleet_.intern(1, model()), says, clock_.now().wall);
        fleet_.set(index, info, 1);
        return index;
    }
    /// A round from its first step to its last.
    void round() {
        clock_.advance(seconds(10));
        rollup_.step(clock_.now());
    }
    std::optional<double> value(const std::string& line) {
        const ReadPage page(rollup_.page());
        EXPECT_TRUE(page.faults.empty()) << page.faults.front();
        const auto found = page.values.find(line);
        return found == page.values.end() ? std::nullopt : std::optional(std::stod(found->second));
    }

    fakes::FakeClock clock_;
    Fleet fleet_;
    Rollup rollup_{fleet_};
};

constexpr auto park_5 = R"(magpie_rollup_clients{area="mapo",site_type="park",band="5GHz",ssid="City"})";
constexpr auto park_received =
    R"(magpie_rollup_client_receive_bytes_total{area="mapo",site_type="park",band="5GHz",ssid="City"})";

TEST_F(RollupTest, SumsGaugesByAreaTypeAndSite) {
    const auto one = born("mapo", "ap-1", "park");
    const auto other = born("mapo", "ap-2", "park", "Lake");
    const auto street = born("mapo", "ap-3", "street");
    const auto elsewhere = born("jongno", "ap-4", "park");
    fleet_.set(one, clients_5, 3);
    fleet_.set(one, clients_2, 10);
    fleet_.set(other, clients_5, 4);
    fleet_.set(street, clients_5, 100);
    fleet_.set(elsewhere, clients_5, 1000);
    round();
    EXPECT_EQ(value(park_5), 7);
    EXPECT_EQ(value(R"(magpie_rollup_clients{area="mapo",site_type="park",band="2.4GHz",ssid="City"})"), 10);
    EXPECT_EQ(value(R"(magpie_rollup_clients{area="mapo",site_type="street",band="5GHz",ssid="City"})"), 100);
    EXPECT_EQ(value(R"(magpie_rollup_clients{area="jongno",site_type="park",band="5GHz",ssid="City"})"), 1000);
    EXPECT_EQ(value(R"(magpie_rollup_site_clients{area="mapo",site="Gate"})"), 113);
    EXPECT_EQ(value(R"(magpie_rollup_site_clients{area="mapo",site="Lake"})"), 4);
}

TEST_F(RollupTest, CountsNodesByTheirLife) {
    (void)born("mapo", "ap-1", "park");
    const auto dead = born("mapo", "ap-2", "park");
    fleet_.died(dead, clock_.now().wall);
    (void)fleet_.born("mapo", "edge", std::nullopt, {}, clock_.now().wall);
    round();
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="park",state="up"})"), 1);
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="park",state="down"})"), 1);
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="none",state="up"})"), 1);
    EXPECT_EQ(value(R"(magpie_rollup_site_nodes{area="mapo",site="Gate",state="up"})"), 1);
}

TEST_F(RollupTest, LostReportsAreSummedOverDeaths) {
    const auto one = born("mapo", "ap-1", "park");
    const auto other = born("mapo", "ap-2", "park");
    fleet_.set_lost(one, 3);
    round();
    fleet_.set_lost(other, 4);
    round();
    fleet_.died(one, clock_.now().wall);
    round();
    EXPECT_EQ(value(R"(magpie_rollup_reports_lost_total{area="mapo",site_type="park"})"), 7);
}

TEST_F(RollupTest, CountersAreSummedByTheirIncrements) {
    const auto one = born("mapo", "ap-1", "park");
    const auto other = born("mapo", "ap-2", "park");
    fleet_.set(one, received, 1'000'000);
    fleet_.set(other, received, 500);
    round();
    EXPECT_EQ(value(park_received), 0) << "what was counted before the first look is nobody's increment";
    fleet_.set(one, received, 1'000'010);
    fleet_.set(other, received, 501);
    round();
    EXPECT_EQ(value(park_received), 11);
    fleet_.set(other, received, 3);  // begun anew
    round();
    EXPECT_EQ(value(park_received), 14);
}

TEST_F(RollupTest, VisitsAreSummedByHowTheyEnded) {
    const auto one = born("mapo", "ap-1", "park");
    const auto other = born("mapo", "ap-2", "park", "Lake");
    for (const auto node : {one, other}) {
        fleet_.set(node, visits_good, 10);
        fleet_.set(node, visits_failed, 0);
    }
    round();
    fleet_.set(one, visits_good, 14);
    fleet_.set(other, visits_good, 13);
    fleet_.set(other, visits_failed, 1);
    round();
    const auto total = [](const std::string& outcome) {
        return R"(magpie_rollup_visit_stages_total{area="mapo",site_type="park",outcome=")" + outcome +
               R"(",ssid="City",stage="visit"})";
    };
    EXPECT_EQ(value(total("success")), 7);
    EXPECT_EQ(value(total("failed")), 1);
}

TEST_F(RollupTest, TotalDoesNotFallWhenANodeDiesOrIsBornAgain) {
    const auto one = born("mapo", "ap-1", "park");
    fleet_.set(one, received, 100);
    round();
    fleet_.set(one, received, 200);
    round();
    EXPECT_EQ(value(park_received), 100);
    fleet_.died(one, clock_.now().wall);
    round();
    EXPECT_EQ(value(park_received), 100);
    (void)born("mapo", "ap-1", "park");
    fleet_.set(one, received, 250);
    round();
    EXPECT_EQ(value(park_received), 100);
    fleet_.set(one, received, 251);
    round();
    EXPECT_EQ(value(park_received), 101);
}

TEST_F(RollupTest, RadiosOfABandAreOne) {
    const auto one = born("mapo", "ap-1", "park");
    fleet_.set(one, busy_0, 1);
    fleet_.set(one, busy_1, 2);
    round();
    fleet_.set(one, busy_0, 5);
    fleet_.set(one, busy_1, 8);
    round();
    EXPECT_EQ(value(R"(magpie_rollup_channel_busy_seconds_total{area="mapo",site_type="park",band="5GHz"})"), 10);
}

TEST_F(RollupTest, HistogramsAreSummedPartByPart) {
    const auto one = born("mapo", "ap-1", "park");
    const auto observe = [&](double below, double all, double sum) {
        fleet_.set(one, signal_30, below);
        fleet_.set(one, signal_inf, all);
        fleet_.set(one, signal_sum, sum);
        fleet_.set(one, signal_count, all);
    };
    observe(5, 6, -300);
    round();
    observe(6, 8, -420);
    round();
    const std::string labels = R"({area="mapo",site_type="park",band="5GHz",)";
    EXPECT_EQ(value("magpie_rollup_client_signal_dbm_bucket" + labels + R"(le="-30",ssid="City"})"), 1);
    EXPECT_EQ(value("magpie_rollup_client_signal_dbm_bucket" + labels + R"(le="+Inf",ssid="City"})"), 2);
    EXPECT_EQ(value("magpie_rollup_client_signal_dbm_sum" + labels + R"(ssid="City"})"), -120);
    EXPECT_EQ(value("magpie_rollup_client_signal_dbm_count" + labels + R"(ssid="City"})"), 2);
}

TEST_F(RollupTest, GaugeOfNobodyIsAbsentAndATotalOfNobodyIsForgottenInTheEnd) {
    const auto one = born("mapo", "ap-1", "park");
    fleet_.set(one, clients_5, 3);
    fleet_.set(one, received, 3);
    round();
    fleet_.died(one, clock_.now().wall);
    round();
    EXPECT_EQ(value(park_5), std::nullopt);
    EXPECT_EQ(value(park_received), 0);
    for (int i = 0; i < 31; ++i) {
        round();
    }
    EXPECT_EQ(value(park_received), std::nullopt);
    (void)born("mapo", "ap-1", "park");
    fleet_.set(one, clients_5, 4);
    round();
    EXPECT_EQ(value(park_5), 4);
}

TEST_F(RollupTest, NodeThatChangesItsPlaceChangesItsSum) {
    const auto one = born("mapo", "ap-1", "park");
    fleet_.set(one, clients_5, 3);
    round();
    (void)born("mapo", "ap-1", "street");
    fleet_.set(one, clients_5, 3);
    round();
    EXPECT_EQ(value(park_5), std::nullopt);
    EXPECT_EQ(value(R"(magpie_rollup_clients{area="mapo",site_type="street",band="5GHz",ssid="City"})"), 3);
}

TEST_F(RollupTest, ARoundOfALargeFleetGoesInSteps) {
    for (int i = 0; i < 3000; ++i) {
        fleet_.set(born("mapo", "ap-" + std::to_string(i), "park"), clients_5, 1);
    }
    clock_.advance(seconds(10));
    rollup_.step(clock_.now());
    EXPECT_EQ(value(park_5), std::nullopt) << "not complete yet";
    for (int i = 0; i < 20; ++i) {
        clock_.advance(Milliseconds{100});
        rollup_.step(clock_.now());
    }
    EXPECT_EQ(value(park_5), 3000);
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="park",state="up"})"), 3000);
}

TEST_F(RollupTest, FleetThatChangesWithinARoundHarmsNothing) {
    std::vector<NodeIndex> nodes;
    for (int i = 0; i < 3000; ++i) {
        nodes.push_back(born("mapo", "ap-" + std::to_string(i), "park"));
    }
    clock_.advance(seconds(10));
    for (int step = 0; step < 300; ++step) {
        rollup_.step(clock_.now());
        clock_.advance(Milliseconds{100});
        fleet_.died(nodes[static_cast<std::size_t>(step * 7)], clock_.now().wall);
        (void)born("mapo", "new-" + std::to_string(step), "park");
        (void)fleet_.born(
            "jongno", "other-" + std::to_string(step),
            fleet_.intern(static_cast<std::uint64_t>(step),
                          std::vector<SeriesDescription>{
                              {.name = "magpie_wifi_clients", .help = "", .labels = {{"band", std::to_string(step)}}}}),
            {}, clock_.now().wall);
        (void)fleet_.forget_expired(clock_.now().wall);
    }
    for (int step = 0; step < 200; ++step) {
        clock_.advance(Milliseconds{100});
        rollup_.step(clock_.now());
    }
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="park",state="up"})"), 3000);
    EXPECT_EQ(value(R"(magpie_rollup_nodes{area="mapo",site_type="park",state="down"})"), 300);
}

}  // namespace
}  // namespace magpie::collector
