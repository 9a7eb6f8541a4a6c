#include "agent/sources/client/connection_totals.hpp"

#include <gtest/gtest.h>

#include <type_traits>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;
using catalogue::Part;
using fakes::part_of;
using fakes::series_of;
using fakes::value_of;

constexpr auto ends = "magpie_client_stage_total";
constexpr auto connect_seconds = "magpie_client_connect_seconds";

capture::StageTotals stage(Stage stage, Outcome outcome, std::uint64_t count, std::uint64_t sum_us = 0) {
    capture::StageTotals totals{.stage = stage, .outcome = outcome, .count = count, .sum_us = sum_us};
    totals.within.back() = count;
    return totals;
}

class ConnectionTotalsTest : public testing::Test {
  protected:
    template <class Record>
    void hears(const Record& record) {
        if constexpr (std::is_same_v<Record, capture::ClientNetwork>) {
            urgent_ = totals_.hear(record, now_);
        } else {
            totals_.hear(record);
        }
    }
    void silent(std::uint64_t us, std::uint8_t network = 0) {
        hears(capture::ClientNetwork{
            .network = network, .dhcp_asked = 1, .ssid = capture::text32("SEOUL"), .dhcp_silence_us = us});
    }
    void names(std::uint8_t network, std::string_view ssid) {
        hears(capture::ClientNetwork{.network = network, .ssid = capture::text32(ssid)});
    }
    Readings read() {
        Readings readings;
        totals_.write(readings);
        return readings;
    }

    OwnNames names_{{"SEOUL", "SEOUL_Secure"}};
    ConnectionTotals totals_{names_, false};
    Now now_;
    bool urgent_ = false;
};

TEST_F(ConnectionTotalsTest, StagesAreCountedByOutcomeAndTheirTimeBySuccess) {
    names(0, "SEOUL");
    hears(stage(Stage::dns, Outcome::success, 4, 200'000));
    hears(stage(Stage::dns, Outcome::no_answer, 2, 10'000'000));
    const auto readings = read();
    EXPECT_EQ(value_of(readings, ends, {"SEOUL", "dns", "success"}), 4);
    EXPECT_EQ(value_of(readings, ends, {"SEOUL", "dns", "no_answer"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_client_stage_seconds_total", {"SEOUL", "dns"}), 0.2);
    EXPECT_EQ(readings.all().size(), 3U) << "what was not counted is no series";
}

TEST_F(ConnectionTotalsTest, ConnectIsAHistogramByDefault) {
    names(0, "SEOUL");
    auto connect = stage(Stage::connect, Outcome::success, 3, 4'500'000);
    connect.within = {0, 0, 0, 0, 0, 1, 2, 3, 3, 3};
    hears(connect);
    const auto readings = read();
    EXPECT_EQ(part_of(readings, connect_seconds, Part::bucket, {"SEOUL", "0.5"}), 1);
    EXPECT_EQ(part_of(readings, connect_seconds, Part::bucket, {"SEOUL", "1"}), 2);
    EXPECT_EQ(part_of(readings, connect_seconds, Part::bucket, {"SEOUL", "+Inf"}), 3);
    EXPECT_EQ(part_of(readings, connect_seconds, Part::sum, {"SEOUL"}), 4.5);
    EXPECT_EQ(part_of(readings, connect_seconds, Part::count, {"SEOUL"}), 3);
    EXPECT_EQ(series_of(readings, "magpie_client_stage_seconds_total"), 0U) << "its sum says it";
    EXPECT_EQ(series_of(readings, "magpie_client_stage_duration_seconds"), 0U);
}

TEST_F(ConnectionTotalsTest, InDetailEachStageIsAHistogram) {
    ConnectionTotals detailed(names_, true);
    EXPECT_FALSE(detailed.hear(capture::ClientNetwork{.ssid = capture::text32("SEOUL")}, now_));
    detailed.hear(stage(Stage::dhcp_request, Outcome::success, 2, 3'000));
    Readings readings;
    detailed.write(readings);
    EXPECT_EQ(part_of(readings, "magpie_client_stage_duration_seconds", Part::count, {"SEOUL", "dhcp_request"}), 2);
}

TEST_F(ConnectionTotalsTest, BucketsThatContradictEachOtherAreBent) {
    names(0, "SEOUL");
    auto connect = stage(Stage::connect, Outcome::success, 5);
    connect.within = {9, 1, 3, 2, 0, 0, 0, ~0ULL, 0, 0};
    hears(connect);
    const auto readings = read();
    double before = 0;
    for (const double bound : catalogue::rows::stage_buckets) {
        const auto within = part_of(readings, connect_seconds, Part::bucket, {"SEOUL", fmt::format("{}", bound)});
        EXPECT_GE(within.value(), before);
        EXPECT_LE(within.value(), 5);
        before = within.value();
    }
}

TEST_F(ConnectionTotalsTest, TellsOfTcpOnBothSides) {
    hears(capture::ClientNetwork{.ssid = capture::text32("SEOUL"),
                                 .segments_up = 10,
                                 .segments_down = 100,
                                 .retransmissions_up = 1,
                                 .retransmissions_down = 5,
                                 .round_trip_network_us = 300'000,
                                 .round_trips_network = 10,
                                 .round_trip_radio_us = 20'000,
                                 .round_trips_radio = 4});
    const auto readings = read();
    EXPECT_EQ(value_of(readings, "magpie_client_tcp_segments_total", {"SEOUL", "down"}), 100);
    EXPECT_EQ(value_of(readings, "magpie_client_tcp_retransmissions_total", {"SEOUL", "up"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_client_tcp_retransmissions_total", {"SEOUL", "down"}), 5);
    EXPECT_EQ(value_of(readings, "magpie_client_round_trip_seconds_total", {"SEOUL", "network"}), 0.3);
    EXPECT_EQ(value_of(readings, "magpie_client_round_trips_total", {"SEOUL", "radio"}), 4);
}

TEST_F(ConnectionTotalsTest, TellsHowLongDhcpIsSilent) {
    constexpr auto silence = "magpie_client_dhcp_silence_seconds";
    names(0, "SEOUL");
    EXPECT_EQ(value_of(read(), silence, {"SEOUL"}), std::nullopt) << "nobody has asked";
    silent(0);
    EXPECT_EQ(value_of(read(), silence, {"SEOUL"}), 0);
    silent(1'500'000);
    silent(700'000, 1);
    EXPECT_EQ(value_of(read(), silence, {"SEOUL"}), 1.5) << "the longer of two interfaces";
}

TEST_F(ConnectionTotalsTest, ASilenceIsToldAtOnceAndOnceAMinute) {
    silent(499'000);
    EXPECT_FALSE(urgent_);
    silent(1'400'000);
    EXPECT_TRUE(urgent_);
    silent(2'400'000);
    EXPECT_FALSE(urgent_) << "it goes on";
    silent(0);
    now_.mono += Milliseconds(59'999);
    silent(900'000);
    EXPECT_FALSE(urgent_) << "a server that looks first is slow each time";
    silent(0);
    now_.mono += Milliseconds(1);
    silent(900'000);
    EXPECT_TRUE(urgent_);
}

TEST_F(ConnectionTotalsTest, TellsOfTheServiceLevel) {
    hears(capture::ClientNetwork{.ssid = capture::text32("SEOUL"), .attempts_forgotten = 3, .good_minutes = 50});
    capture::BadMinutes bad;
    bad.by_stage[static_cast<std::size_t>(Stage::dns)] = 7;
    hears(bad);
    const auto readings = read();
    EXPECT_EQ(value_of(readings, "magpie_client_good_seconds_total", {"SEOUL"}), 3000);
    EXPECT_EQ(value_of(readings, "magpie_client_bad_seconds_total", {"SEOUL", "dns"}), 420);
    EXPECT_EQ(value_of(readings, "magpie_client_attempts_forgotten_total", {"SEOUL"}), 3);
}

TEST_F(ConnectionTotalsTest, WhatIsHeardBeforeItsNameIsToldUnderIt) {
    hears(stage(Stage::dns, Outcome::success, 4));
    EXPECT_TRUE(read().all().empty());
    names(0, "SEOUL");
    EXPECT_EQ(value_of(read(), ends, {"SEOUL", "dns", "success"}), 4);
}

TEST_F(ConnectionTotalsTest, NetworksOfOneNameAreOne) {
    for (std::uint8_t network = 1; network <= 3; ++network) {
        names(network, network == 3 ? "SEOUL" : "unknown " + std::to_string(network));
        auto heard = stage(Stage::dns, Outcome::success, network);
        heard.network = network;
        hears(heard);
    }
    EXPECT_EQ(value_of(read(), ends, {"other", "dns", "success"}), 3);
    EXPECT_EQ(value_of(read(), ends, {"SEOUL", "dns", "success"}), 3);
}

TEST_F(ConnectionTotalsTest, AnIndexThatBecomesAnotherNetworkTakesNothingAlong) {
    names(0, "SEOUL");
    hears(stage(Stage::dns, Outcome::success, 10));
    names(0, "SEOUL_Secure");
    hears(stage(Stage::dns, Outcome::success, 3));
    EXPECT_EQ(value_of(read(), ends, {"SEOUL", "dns", "success"}), 10);
    EXPECT_EQ(value_of(read(), ends, {"SEOUL_Secure", "dns", "success"}), 3);
    names(0, "SEOUL");
    hears(stage(Stage::dns, Outcome::success, 4));
    EXPECT_EQ(value_of(read(), ends, {"SEOUL", "dns", "success"}), 11);
}

TEST_F(ConnectionTotalsTest, ACaptureThatBeginsAnewAddsToWhatWas) {
    names(0, "SEOUL");
    hears(stage(Stage::connect, Outcome::success, 10, 5'000'000));
    hears(stage(Stage::connect, Outcome::success, 1, 1'000'000));
    EXPECT_EQ(value_of(read(), ends, {"SEOUL", "connect", "success"}), 11);
    EXPECT_EQ(part_of(read(), connect_seconds, Part::sum, {"SEOUL"}), 6);
}

}  // namespace
}  // namespace magpie::agent
