#include "agent/capture/client/totals.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace magpie::agent::client {
namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

std::vector<capture::Record> told(Totals& totals) {
    std::vector<capture::Record> records;
    totals.tell(records);
    return records;
}

TEST(Totals, EachNetworkIsToldEachTime) {
    Totals totals;
    EXPECT_EQ(totals.add_network("city"), 0);
    EXPECT_EQ(totals.add_network("city 5"), 1);
    for (int second = 0; second < 2; ++second) {
        const auto records = told(totals);
        ASSERT_EQ(records.size(), 4U);
        EXPECT_EQ(capture::view(std::get<capture::ClientNetwork>(records[2]).ssid), "city 5");
        EXPECT_EQ(std::get<capture::ClientNetwork>(records[2]).network, 1);
    }
}

TEST(Totals, BoundsAreCumulative) {
    Totals totals;
    totals.add_network("city");
    totals.stage(0, Stage::dns, Outcome::success, 50ms);
    totals.stage(0, Stage::dns, Outcome::success, 51ms);
    totals.stage(0, Stage::dns, Outcome::success, 20s);
    const auto records = told(totals);
    ASSERT_EQ(records.size(), 3U);
    const auto& row = std::get<capture::StageTotals>(records[1]);
    EXPECT_EQ(row.stage, Stage::dns);
    EXPECT_EQ(row.outcome, Outcome::success);
    EXPECT_EQ(row.count, 3U);
    EXPECT_EQ(row.sum_us, 20'101'000U);
    EXPECT_EQ(row.within, (std::array<std::uint64_t, 10>{0, 0, 1, 2, 2, 2, 2, 2, 2, 2}));
}

TEST(Totals, ARowIsToldAgainForOneThatWasLost) {
    Totals totals;
    totals.add_network("city");
    EXPECT_EQ(told(totals).size(), 2U);
    totals.stage(0, Stage::dns, Outcome::success, 1ms);
    EXPECT_EQ(told(totals).size(), 3U);
    EXPECT_EQ(told(totals).size(), 3U);
}

TEST(Totals, MinutesAreGoodOrOfAStage) {
    Totals totals;
    totals.add_network("city");
    totals.minute(0, std::nullopt);
    totals.minute(0, Stage::tcp_radio);
    const auto records = told(totals);
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(std::get<capture::ClientNetwork>(records[0]).good_minutes, 1U);
    EXPECT_EQ(std::get<capture::BadMinutes>(records[1]).by_stage.at(static_cast<std::size_t>(Stage::tcp_radio)), 1U);
}

TEST(Totals, SegmentsAndRoundTripsAreCountedBySide) {
    Totals totals;
    totals.add_network("city");
    totals.segment(0, true, false);
    totals.segment(0, true, true);
    totals.segment(0, false, true);
    totals.round_trip(0, Side::radio, 3ms);
    totals.round_trip(0, Side::network, 9ms);
    const auto records = told(totals);
    const auto& row = std::get<capture::ClientNetwork>(records.front());
    EXPECT_EQ(row.segments_up, 2U);
    EXPECT_EQ(row.segments_down, 1U);
    EXPECT_EQ(row.retransmissions_up, 1U);
    EXPECT_EQ(row.retransmissions_down, 1U);
    EXPECT_EQ(row.round_trip_radio_us, 3000U);
    EXPECT_EQ(row.round_trips_radio, 1U);
    EXPECT_EQ(row.round_trip_network_us, 9000U);
    EXPECT_EQ(row.round_trips_network, 1U);
}

}  // namespace
}  // namespace magpie::agent::client
