#include "agent/app/citizen_line.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <functional>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

/// One who visits every second, on the loop's own time.
class CitizenLineTest : public testing::Test {
  protected:
    CitizenLineTest() {
        config.node.area = "mapo";
        config.node.id = "pole-1";
        config.citizen.socket = "/nowhere/station.sock";
        config.citizen.interval = std::chrono::seconds(1);
        config.citizen.turns = 1;
        config.citizen.page_url = "http://www.example/";
        config.citizen.networks = {{.ssid = "City"}};
    }
    void begins() { line = std::make_unique<CitizenLine>(loop, config, clock); }
    void looks_until(const std::function<bool()>& seen) {
        for (look(); !seen(); look()) {
            ASSERT_GT(loop.run_one_for(std::chrono::seconds(10)), 0U);
        }
    }
    void look() {
        readings = Readings{};
        line->sample(readings, clock.now());
    }
    std::optional<double> value(std::string_view metric, const std::vector<std::string>& labels) const {
        return fakes::value_of(readings, metric, labels);
    }

    boost::asio::io_context loop{1};
    platform::SystemClock clock;
    Config config;
    Readings readings;
    std::unique_ptr<CitizenLine> line;
};

TEST_F(CitizenLineTest, BeforeTheFirstVisitNothingIsUsableOrNot) {
    begins();
    look();
    EXPECT_EQ(value("magpie_client_visit_usable", {"City"}), std::nullopt);
    EXPECT_EQ(value("magpie_client_visit_stages_total", {"City", "visit", "success"}), 0);
    EXPECT_EQ(value("magpie_client_visit_stages_total", {"City", "visit", "failed"}), 0);
    EXPECT_EQ(value("magpie_client_visit_airtime_ratio", {}), 0);
    EXPECT_EQ(value("magpie_node_source_up", {"citizen"}), 1);
}

TEST_F(CitizenLineTest, WithoutAStationNobodyIsVisited) {
    begins();
    looks_until([&] { return value("magpie_client_visits_missed_total", {"station"}).value_or(0) >= 1; });
    EXPECT_EQ(value("magpie_node_source_up", {"citizen"}), 0);
    EXPECT_EQ(value("magpie_node_source_failures_total", {"citizen", "station"}), 1);
    EXPECT_EQ(value("magpie_client_visit_usable", {"City"}), std::nullopt) << "what was not tried is not judged";
}

TEST_F(CitizenLineTest, WithoutItsSecretANetworkIsNotVisited) {
    config.citizen.networks = {{.ssid = "City", .security = citizen::Security::psk, .secret_file = "/nowhere/secret"}};
    begins();
    looks_until([&] { return value("magpie_client_visits_missed_total", {"secret"}).value_or(0) >= 1; });
    EXPECT_EQ(value("magpie_client_visits_missed_total", {"station"}), 0);
}

}  // namespace
}  // namespace magpie::agent
