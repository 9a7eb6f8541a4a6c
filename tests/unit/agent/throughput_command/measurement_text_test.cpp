#include "agent/throughput_command/measurement_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace magpie::agent::throughput {
namespace {

Measurement measurement() {
    const Reachability idle{.median = probe::Nanoseconds{1'500'000},
                            .p95 = probe::Nanoseconds{2'000'000},
                            .most = probe::Nanoseconds{3'000'000}};
    const Reachability loaded{.median = probe::Nanoseconds{40'000'000}, .p95 = probe::Nanoseconds{90'000'000}};
    return {.host = "hub",
            .address = "10.1.0.3",
            .idle = idle,
            .runs = {{.job = {.direction = Direction::down, .streams = 4},
                      .result = {.outcome = Outcome::measured,
                                 .measured = Measured{.bytes = 12'500'000, .seconds = 1},
                                 .cost_bytes = 13'000'000},
                      .loaded = loaded},
                     {.job = {.direction = Direction::up, .streams = 1},
                      .result = {.outcome = Outcome::busy, .detail = "try again later"}}}};
}

TEST(ThroughputText, SaysWhatAPersonWantsToKnow) {
    EXPECT_EQ(measurement_text(measurement()),
              "throughput hub (10.1.0.3): idle round trip 1.5 ms (median), 2.0 ms (95 of 100)\n"
              "  down, 4 streams: 100.0 Mbit/s, round trip 40.0 ms (median), 90.0 ms (95 of 100)\n"
              "  up, 1 stream: busy (try again later)\n");
}

TEST(ThroughputText, JsonHasNothingWhereNothingIsKnown) {
    const auto json = nlohmann::json::parse(measurement_json(measurement()));
    EXPECT_EQ(json["probe"], "throughput");
    EXPECT_EQ(json["idle_round_trip_seconds"]["median"], 0.0015);
    EXPECT_EQ(json["runs"][0]["bytes_per_second"], 12'500'000);
    EXPECT_EQ(json["runs"][0]["retransmits"], nullptr);
    EXPECT_EQ(json["runs"][0]["loaded_round_trip_seconds"]["p95"], 0.09);
    EXPECT_EQ(json["runs"][1]["outcome"], "busy");
    EXPECT_EQ(json["runs"][1]["bytes_per_second"], nullptr);
    EXPECT_EQ(json["runs"][1]["loaded_round_trip_seconds"]["median"], nullptr);
}

TEST(ThroughputText, ProgressIsOneLine) {
    const Reachability echoes{
        .last = probe::Outcome{.state = probe::State::answered, .round_trip = probe::Nanoseconds{7'000'000}}};
    EXPECT_EQ(progress_line(std::nullopt, Milliseconds{1900}, {}), "idle: 1 s");
    EXPECT_EQ(progress_line(measurement().runs[0].job, Milliseconds{3000}, echoes),
              "down, 4 streams: 3 s, echo 7.0 ms");
}

}  // namespace
}  // namespace magpie::agent::throughput
