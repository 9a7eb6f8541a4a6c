// Many agents, a collector and a history store in one process: whatever happens to lines, broker, collector and store,
// every report of a pole that lives comes to the store, and nothing else does.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <string>

#include "tests/unit/collector/app/city.hpp"

namespace magpie::collector {
namespace {

using fakes::City;
using fakes::CityPole;

constexpr Milliseconds quiet{200'000};

/// Each report counts the packets of eth0 on by one: the store must have every number.
void expect_no_hole(City& city, const CityPole& pole) {
    const auto& packets = city.store.series("__name__=magpie_link_receive_packets_total,area=" + pole.area() +
                                            ",interface=eth0,node=" + pole.node());
    ASSERT_GT(packets.size(), 10U);
    double before = 0;
    for (const auto& [time, value] : packets) {
        ASSERT_EQ(value, before + 1) << "at " << time;
        before = value;
    }
}

void expect_all_kept(City& city) {
    for (const auto& pole : city.poles) {
        SCOPED_TRACE(pole->node());
        ASSERT_NO_FATAL_FAILURE(expect_no_hole(city, *pole));
        const auto ledger = city.collector.ledger(pole->node());
        EXPECT_EQ(ledger.lost(), 0U);
        EXPECT_GE(value(ledger.safe()) + 6, value(pole->agent().outbox().newest()));
        EXPECT_LE(pole->agent().outbox().reports(), 6U) << "what is safe leaves the outbox";
        EXPECT_EQ(pole->agent().outbox().counters().dropped, 0U);
    }
}

TEST(CityHistory, WhenAllIsWellEveryReportIsKept) {
    City city({.poles = 6, .history = true});
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
    EXPECT_EQ(city.collector.collector().ingest().counters().duplicate_reports, 0U);
    EXPECT_EQ(city.collector.collector().history()->sent().retries, 0U);
}

TEST(CityHistory, WhileTheStoreIsAwayNoOutboxIsEmptied) {
    City city({.poles = 3, .history = true});
    city.passes(Milliseconds{60'000});
    const auto& counters = city.collector.collector().ingest().counters();
    const auto late = counters.historical_reports;
    city.store.dies();
    city.passes(Milliseconds{100'000});
    for (const auto& pole : city.poles) {
        EXPECT_GE(pole->agent().outbox().reports(), 20U);
    }
    city.store.returns();
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
    EXPECT_EQ(counters.historical_reports, late) << "the collector had them all";
}

TEST(CityHistory, ACollectorKilledWithAllItHadGetsItAgain) {
    City city({.poles = 3, .history = true});
    city.passes(Milliseconds{60'000});
    city.store.dies();
    city.passes(Milliseconds{40'000});
    city.collector.is_killed();
    city.store.returns();
    city.collector.starts(city.clock);
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
    EXPECT_GT(city.collector.collector().ingest().counters().historical_reports, 15U);
}

/// What goes wrong, by a seed.
void survive(std::uint32_t seed) {
    City city({.poles = 4, .seed = seed, .history = true});
    city.passes(Milliseconds{20'000});
    std::minstd_rand random(seed * 7919);
    std::multimap<Monotonic, std::function<void()>> later;
    const auto within = [&](std::int64_t least, std::int64_t most) {
        return Milliseconds{std::uniform_int_distribution<std::int64_t>(least, most)(random)};
    };
    const auto after = [&](Milliseconds time, std::function<void()> what) {
        later.emplace(city.clock.now().mono + time, std::move(what));
    };
    for (int step = 0; step < 80; ++step) {
        switch (random() % 12) {
            case 0:
                city.broker.broker_goes_away();
                after(within(1000, 30'000), [&] { city.broker.broker_returns(); });
                break;
            case 1:
                city.broker.cut(city.poles[random() % city.poles.size()]->client());
                break;
            case 2:
                city.broker.loses_next_publish(1 + random() % 5, "spBv1.0/+/+/#");
                break;
            case 3:
                city.broker.repeats_next_publish(1 + random() % 5);
                break;
            case 4:
                city.collector.is_killed();
                after(within(0, 30'000), [&] {
                    if (!city.collector.runs()) {
                        city.collector.starts(city.clock);
                    }
                });
                break;
            case 5:
            case 6:
                city.store.dies();
                after(within(0, 40'000), [&] { city.store.returns(); });
                break;
            default:
                break;
        }
        city.passes(within(100, 4000));
        for (auto due = later.begin(); due != later.end() && due->first <= city.clock.now().mono;
             due = later.erase(due)) {
            due->second();
            city.broker.delivers();
        }
    }
    for (const auto& [when, what] : later) {
        what();
        city.broker.delivers();
    }
    city.broker.loses_next_publish(0);
    city.broker.repeats_next_publish(0);
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
}

TEST(CityHistory, SurvivesSeeds1To60) {
    for (std::uint32_t seed = 1; seed <= 60; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(survive(seed));
    }
}

}  // namespace
}  // namespace magpie::collector
