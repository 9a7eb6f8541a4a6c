#include "agent/throughput/measurements.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace magpie::agent::throughput {
namespace {

using std::chrono::hours;

constexpr UtcMs midnight = std::chrono::sys_days{std::chrono::year{2026} / 3 / 5};

/// A path that carries what it is told, and a collector that gives turns.
class MeasurementsTest : public testing::Test {
  protected:
    static MeasurementSettings settings() {
        return {.servers = {{.name = "hub-3", .host = "10.1.0.3", .streams = {1, 4}}},
                .run_bytes = 100,
                .daily_bytes = 1000,
                .night = {.from_hour = 17, .until_hour = 20}};
    }
    Measurements made(const MeasurementSettings& given) {
        return Measurements(given,
                            {.keep =
                                 [this](const std::string& budget) {
                                     kept = budget;
                                     return can_keep;
                                 },
                             .wake = [this] { ++woken; }},
                            "boot", kept, 1, now);
    }
    [[nodiscard]] std::string turn(std::uint64_t id, Milliseconds lasts = Milliseconds{200'000}) const {
        return encode(ThroughputToken{.id = TokenId{id}, .asked = now.mono, .lasts = lasts});
    }
    /// Carries out all there is to do; what was run.
    std::vector<Job> carries_out(Measurements& measurements) {
        std::vector<Job> jobs;
        while (const auto step = measurements.take(now)) {
            EXPECT_FALSE(measurements.take(now)) << "one thing at a time";
            if (!step->job) {
                passes(Measurements::idle_for);
                measurements.idled({.sent = 50, .median = probe::Nanoseconds{1'000'000}, .p95 = {}, .most = {}});
                continue;
            }
            jobs.push_back(*step->job);
            passes(std::chrono::seconds(10));
            measurements.ended(result, loaded, now);
        }
        return jobs;
    }
    void passes(Milliseconds time) {
        now.mono += time;
        now.wall += time;
    }
    /// In steps, until there is news or the time is over.
    bool tells_within(Measurements& measurements, Milliseconds time) {
        for (const auto end = now.mono + time; now.mono < end; passes(std::chrono::seconds(10))) {
            measurements.tick(now);
            if (measurements.take_news()) {
                return true;
            }
        }
        return false;
    }
    static std::map<std::string, double> written(const Measurements& measurements, const Now& at) {
        Readings readings;
        measurements.write(readings, at);
        std::map<std::string, double> values;
        for (const auto& reading : readings.all()) {
            auto name = std::string(catalogue::all[reading.metric].name.substr(12));
            for (const auto& label : reading.labels) {
                name += " " + label;
            }
            values[name] = reading.value;
        }
        return values;
    }

    Now now{.mono = Monotonic{hours{1000}}, .wall = midnight + hours{12}, .wall_known = true};
    std::optional<std::string> kept;
    bool can_keep = true;
    int woken = 0;
    Result result{.outcome = Outcome::measured, .measured = Measured{.bytes = 90, .seconds = 0.5}, .cost_bytes = 95};
    Reachability loaded{.median = probe::Nanoseconds{20'000'000}, .p95 = probe::Nanoseconds{80'000'000}};
};

TEST_F(MeasurementsTest, WithATurnAllIsMeasuredAndTheTurnGivenBack) {
    auto measurements = made(settings());
    measurements.hear(turn(7), now);
    EXPECT_EQ(woken, 1);
    const auto jobs = carries_out(measurements);
    ASSERT_EQ(jobs.size(), 4U);
    EXPECT_EQ(jobs[0].streams, 1U);
    EXPECT_EQ(jobs[0].direction, Direction::up);
    EXPECT_EQ(jobs[3].streams, 4U);
    EXPECT_EQ(jobs[3].direction, Direction::down);
    EXPECT_EQ(measurements.state().ended, TokenId{7});
    EXPECT_TRUE(measurements.take_news());
    EXPECT_FALSE(measurements.take_news());
    const auto values = written(measurements, now);
    EXPECT_EQ(values.at("throughput_bytes_per_second hub-3 hub up 1"), 180);
    EXPECT_EQ(values.at("loaded_round_trip_seconds hub-3 hub down 4"), 0.02);
    EXPECT_EQ(values.at("loaded_round_trip_high_seconds hub-3 hub down 4"), 0.08);
    EXPECT_EQ(values.at("idle_round_trip_seconds hub-3 hub"), 0.001);
    EXPECT_EQ(values.at("throughput_runs_total hub-3 hub measured"), 4);
    EXPECT_EQ(values.at("throughput_spent_bytes"), 380);
    EXPECT_TRUE(values.contains("throughput_measured_timestamp_seconds hub-3 hub up 1"));
}

TEST_F(MeasurementsTest, WithoutATurnNothingIsSent) {
    auto measurements = made(settings());
    EXPECT_FALSE(measurements.take(now));
    EXPECT_FALSE(tells_within(measurements, hours{4})) << "by day it wants none";
    const auto values = written(measurements, now);
    EXPECT_FALSE(values.contains("throughput_bytes_per_second hub-3 hub up 1"));
}

TEST_F(MeasurementsTest, AtNightItWantsATurnOnceAtAMomentOfItsOwn) {
    auto measurements = made(settings());
    passes(hours{5} - Milliseconds{1});
    EXPECT_TRUE(tells_within(measurements, hours{3}));
    EXPECT_TRUE(measurements.state().waits);
    EXPECT_FALSE(measurements.take(now)) << "and waits for it";
    measurements.hear(turn(1), now);
    EXPECT_EQ(carries_out(measurements).size(), 4U);
    EXPECT_FALSE(measurements.state().waits);
    EXPECT_TRUE(measurements.take_news());
    EXPECT_FALSE(tells_within(measurements, hours{16})) << "not again this night";
    EXPECT_TRUE(tells_within(measurements, hours{11})) << "but the next one";
}

TEST_F(MeasurementsTest, TheMomentsOfTwoPolesDiffer) {
    passes(hours{5});
    std::vector<Monotonic> moments;
    const auto evening = now;
    for (const std::uint32_t seed : {1U, 2U}) {
        now = evening;
        Measurements measurements(settings(), {.keep = [](const std::string&) { return true; }, .wake = [] {}}, "boot",
                                  std::nullopt, seed * 1000, now);
        EXPECT_TRUE(tells_within(measurements, hours{3}));
        moments.push_back(now.mono);
    }
    EXPECT_NE(moments[0], moments[1]);
}

TEST_F(MeasurementsTest, ANightThatHasItsFiguresWantsNoMoreAfterARestart) {
    passes(hours{5});
    {
        auto measurements = made(settings());
        measurements.hear(turn(1), now);
        EXPECT_EQ(carries_out(measurements).size(), 4U);
    }
    auto measurements = made(settings());
    EXPECT_FALSE(tells_within(measurements, hours{2}));
}

TEST_F(MeasurementsTest, WithoutAKnownClockThereIsNoNight) {
    now.wall_known = false;
    passes(hours{5});
    auto measurements = made(settings());
    EXPECT_FALSE(tells_within(measurements, hours{3}));
}

TEST_F(MeasurementsTest, WhoseTurnDoesNotComeGivesUpInTheMorning) {
    auto measurements = made(settings());
    passes(hours{5});
    EXPECT_TRUE(tells_within(measurements, hours{3}));
    EXPECT_TRUE(tells_within(measurements, hours{3}));
    EXPECT_FALSE(measurements.state().waits);
    EXPECT_EQ(written(measurements, now).at("throughput_runs_total hub-3 hub no_token"), 1);
}

TEST_F(MeasurementsTest, ATurnThatWasTooLongOnItsWayIsGivenBack) {
    auto measurements = made(settings());
    const auto late = turn(3, longest_turn_of(settings()) + Milliseconds{10'000});
    passes(Milliseconds{10'001});
    measurements.hear(late, now);
    EXPECT_FALSE(measurements.take(now));
    EXPECT_EQ(measurements.state().ended, TokenId{3});
    EXPECT_TRUE(measurements.take_news());
    EXPECT_EQ(written(measurements, now).at("throughput_runs_total hub-3 hub no_token"), 1);
}

TEST_F(MeasurementsTest, ATurnOfTheFutureIsNone) {
    auto measurements = made(settings());
    measurements.hear(
        encode(ThroughputToken{.id = TokenId{1}, .asked = now.mono + Milliseconds{1}, .lasts = Milliseconds{200'000}}),
        now);
    EXPECT_FALSE(measurements.take(now));
}

TEST_F(MeasurementsTest, ATurnIsHadOnce) {
    auto measurements = made(settings());
    const auto once = turn(3);
    measurements.hear(once, now);
    EXPECT_EQ(carries_out(measurements).size(), 4U);
    measurements.hear(once, now);
    EXPECT_FALSE(measurements.take(now));
    measurements.hear("\xff", now);
    EXPECT_FALSE(measurements.take(now));
}

TEST_F(MeasurementsTest, NoRunBeginsThatTheTurnCannotHold) {
    auto measurements = made(settings());
    measurements.hear(turn(3, longest_turn_of(settings())), now);
    ASSERT_TRUE(measurements.take(now));
    measurements.idled({});
    passes(longest_turn_of(settings()) - Milliseconds{17'999});
    EXPECT_FALSE(measurements.take(now));
    EXPECT_EQ(measurements.state().ended, TokenId{3});
}

TEST_F(MeasurementsTest, WhenTheBytesOfTheDayAreSpentNothingIsSent) {
    auto given = settings();
    given.daily_bytes = 250;
    auto measurements = made(given);
    measurements.hear(turn(1), now);
    EXPECT_EQ(carries_out(measurements).size(), 2U) << "95 bytes each, and a run may take 100";
    EXPECT_EQ(written(measurements, now).at("throughput_runs_total hub-3 hub budget"), 1);
    auto after = made(given);
    after.hear(turn(2), now);
    EXPECT_EQ(carries_out(after).size(), 0U) << "nor after a restart";
}

TEST_F(MeasurementsTest, WhatARunTookThatNobodySawTheEndOfCountsWhole) {
    result = {.outcome = Outcome::killed};
    auto measurements = made(settings());
    measurements.hear(turn(1), now);
    EXPECT_EQ(carries_out(measurements).size(), 4U);
    EXPECT_EQ(written(measurements, now).at("throughput_spent_bytes"), 400);
    EXPECT_FALSE(written(measurements, now).contains("throughput_bytes_per_second hub-3 hub up 1"));
}

TEST_F(MeasurementsTest, WhatCannotBeKeptIsNotSpent) {
    can_keep = false;
    auto measurements = made(settings());
    measurements.hear(turn(1), now);
    EXPECT_EQ(carries_out(measurements).size(), 0U);
    EXPECT_EQ(written(measurements, now).at("throughput_runs_total hub-3 hub budget"), 1);
}

TEST_F(MeasurementsTest, WhoIsBusyIsNotAskedAgainAndTheNextOneIs) {
    auto given = settings();
    given.servers.push_back({.name = "core", .far = TargetClass::core, .host = "10.2.0.1", .streams = {1}});
    result = {.outcome = Outcome::busy};
    auto measurements = made(given);
    measurements.hear(turn(1, Milliseconds{400'000}), now);
    EXPECT_EQ(carries_out(measurements).size(), 2U);
    const auto values = written(measurements, now);
    EXPECT_EQ(values.at("throughput_runs_total hub-3 hub busy"), 1);
    EXPECT_EQ(values.at("throughput_runs_total core core busy"), 1);
    EXPECT_EQ(values.at("throughput_spent_bytes"), 0);
}

TEST_F(MeasurementsTest, WhatWasMeasuredBeforeStaysThroughAFailure) {
    auto measurements = made(settings());
    measurements.hear(turn(1), now);
    (void)carries_out(measurements);
    result = {.outcome = Outcome::reset};
    measurements.hear(turn(2), now);
    (void)carries_out(measurements);
    const auto values = written(measurements, now);
    EXPECT_EQ(values.at("throughput_bytes_per_second hub-3 hub up 1"), 180);
    EXPECT_EQ(values.at("throughput_runs_total hub-3 hub reset"), 4);
}

}  // namespace
}  // namespace magpie::agent::throughput
