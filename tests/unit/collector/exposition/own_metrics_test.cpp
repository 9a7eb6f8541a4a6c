#include "collector/exposition/own_metrics.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "tests/unit/collector/exposition/page.hpp"
#include "tests/unit/collector/exposition/promtool.hpp"

namespace magpie::collector {
namespace {

OwnNumbers some_numbers() {
    OwnNumbers own;
    own.version = "0.1.0";
    own.mqtt_connected = true;
    own.nodes = {{"up", 34'363}, {"down", 2}, {"expected", 0}};
    own.messages = {{"NBIRTH", 1}};
    own.bytes = 9'007'199'254'740'991;
    own.refused = {{"truncated", 3}};
    own.tolerated = {{"compressed", 4}};
    own.quarantines = {{"too_many_births", 4}};
    own.rebirths_requested = {{"gap", 5}};
    own.order_nodes = {{"followed", 13}};
    own.orders_refused = {{"signature", 14}};
    own.database_errors = {{"full", 6}};
    own.report_delays[0] = 2;
    own.report_delays[3] = 1;
    own.report_delays.back() = 1;
    own.report_delay_sum = 99.5;
    own.certificate_expires = {{"crl.pem", 1'790'000'000}};
    own.http_denied = {{"no_token", 13}};
    own.http_closed = {{"gave_way", 14}};
    own.history_requests = {{"stored", 7}};
    own.history_refused = {{"too_old", 8}};
    own.history_unsettled_seconds = 0.5;
    own.history_store_fault = {{"retention", 1}};
    own.history_send[1] = 3;
    own.alerts_open = {{"MagpieRadioHung", 9}};
    own.alert_posts = {{"accepted", 10}};
    own.alerts_dropped = {{"flood", 11}};
    own.alert_delays[2] = 12;
    own.throughput_turns = {{"given", 18}};
    own.throughput_nodes = {{"waiting", 19}};
    own.blocks = {{"verified", 15}};
    own.block_leaks = 16;
    own.block_stages["verified"].seconds[7] = 17;
    own.block_stages["verified"].sum = 95.5;
    return own;
}

std::set<std::string, std::less<>> families(const std::string& page) {
    std::set<std::string, std::less<>> names;
    for (std::size_t at = page.find("# TYPE "); at != std::string::npos; at = page.find("# TYPE ", at + 1)) {
        names.insert(page.substr(at + 7, page.find(' ', at + 7) - at - 7));
    }
    return names;
}

TEST(OwnMetrics, EveryRowOfTheCollectorIsWrittenAndNothingElse) {
    std::set<std::string, std::less<>> rows;
    for (const auto& row : catalogue::all) {
        if (row.name.starts_with("magpie_collector_")) {
            rows.emplace(row.name);
        }
    }
    EXPECT_EQ(families(own_metrics_text(OwnNumbers{})), rows);
    EXPECT_EQ(families(own_metrics_text(some_numbers())), rows);
}

TEST(OwnMetrics, LabelsAreThoseOfTheCatalogue) {
    const ReadPage page(own_metrics_text(some_numbers()));
    EXPECT_EQ(page.faults, std::vector<std::string>{});
    EXPECT_EQ(page.values.at("magpie_collector_info{version=\"0.1.0\"}"), "1");
    EXPECT_EQ(page.values.at("magpie_collector_nodes{state=\"up\"}"), "34363");
    EXPECT_EQ(page.values.at("magpie_collector_messages_total{verb=\"NBIRTH\"}"), "1");
    EXPECT_EQ(page.values.at("magpie_collector_refused_total{reason=\"truncated\"}"), "3");
    EXPECT_EQ(page.values.at("magpie_collector_certificate_expires_timestamp_seconds{file=\"crl.pem\"}"), "1790000000");
    EXPECT_EQ(page.values.at("magpie_collector_http_denied_total{reason=\"no_token\"}"), "13");
    EXPECT_EQ(page.values.at("magpie_collector_http_closed_total{reason=\"gave_way\"}"), "14");
    EXPECT_EQ(page.values.at("magpie_collector_bytes_total"), "9007199254740991");
    EXPECT_EQ(page.values.at("magpie_collector_mqtt_connected"), "1");
}

TEST(OwnMetrics, DelaysAreCumulative) {
    const ReadPage page(own_metrics_text(some_numbers()));
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_bucket{le=\"0.005\"}"), "2");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_bucket{le=\"0.05\"}"), "2");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_bucket{le=\"0.1\"}"), "3");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_bucket{le=\"60\"}"), "3");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_bucket{le=\"+Inf\"}"), "4");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_count"), "4");
    EXPECT_EQ(page.values.at("magpie_collector_report_delay_seconds_sum"), "99.5");
}

TEST(OwnMetrics, AHistogramIsOneForEachValueOfItsLabel) {
    const ReadPage page(own_metrics_text(some_numbers()));
    const std::string bucket = "magpie_collector_block_stage_seconds_bucket{stage=\"verified\",le=";
    EXPECT_EQ(page.values.at(bucket + "\"5\"}"), "0");
    EXPECT_EQ(page.values.at(bucket + "\"6\"}"), "17");
    EXPECT_EQ(page.values.at("magpie_collector_block_stage_seconds_sum{stage=\"verified\"}"), "95.5");
}

TEST(OwnMetrics, PassPromtool) {
    for (const auto& own : {OwnNumbers{}, some_numbers()}) {
        const auto [status, words] = promtool_check(own_metrics_text(own));
        EXPECT_EQ(status, 0) << words;
        EXPECT_EQ(words, "");
    }
}

}  // namespace
}  // namespace magpie::collector
