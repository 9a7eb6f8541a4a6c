// Two collectors at one broker, one store, many agents: whatever happens to either of them, one is active, no report is
// missing, and none is told twice with two meanings.

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
using fakes::CityCollector;
using fakes::CityPole;

constexpr Milliseconds quiet{200'000};

CityCollector& the_active(City& city) {
    return city.collector.is_active() ? city.collector : *city.second;
}
CityCollector& the_standby(City& city) {
    return city.collector.is_active() ? *city.second : city.collector;
}

void expect_one_active(const City& city) {
    ASSERT_NE(city.collector.is_active(), city.second->is_active());
}

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
    ASSERT_NO_FATAL_FAILURE(expect_one_active(city));
    EXPECT_EQ(city.store.contradictions(), 0U);
    for (const auto& pole : city.poles) {
        SCOPED_TRACE(pole->node());
        ASSERT_NO_FATAL_FAILURE(expect_no_hole(city, *pole));
        EXPECT_EQ(pole->agent().outbox().counters().dropped, 0U);
        EXPECT_LE(pole->agent().outbox().reports(), 6U) << "what is safe leaves the outbox";
        for (const auto* one : {&city.collector, city.second.get()}) {
            const auto ledger = one->ledger(pole->node());
            ASSERT_EQ(ledger.lost(), 0U);
            ASSERT_GE(value(ledger.safe()) + 8, value(pole->agent().outbox().newest())) << "the standby follows";
        }
    }
}

TEST(CityPair, WhenAllIsWellOneIsActiveAndTheOtherFollows) {
    City city({.poles = 6, .history = true, .pair = true});
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
    auto& standby = the_standby(city).collector();
    EXPECT_EQ(standby.takeovers(), 0U);
    EXPECT_EQ(standby.session().counters().acknowledgements, 0U);
    EXPECT_EQ(standby.history()->sent().samples, 0U);
    EXPECT_EQ(the_active(city).collector().takeovers(), 1U);
    EXPECT_EQ(the_active(city).page().size(), the_standby(city).page().size()) << "its fleet is warm";
    EXPECT_EQ(the_active(city).collector().ingest().counters().duplicate_reports, 0U);
}

TEST(CityPair, AKilledActiveIsFollowedWithinTenSecondsAndNothingIsMissing) {
    City city({.poles = 6, .history = true, .pair = true});
    city.passes(Milliseconds{60'000});
    auto& active = the_active(city);
    auto& standby = the_standby(city);
    ASSERT_TRUE(active.is_active());
    active.is_killed();
    city.passes(Milliseconds{4000});
    EXPECT_TRUE(standby.is_active());
    city.passes(Milliseconds{60'000});
    active.starts(city.clock);
    city.passes(quiet);
    EXPECT_TRUE(standby.is_active()) << "who comes back stands by";
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
    EXPECT_EQ(active.rebirths() + standby.rebirths(), 0U);
}

TEST(CityPair, WithoutAHistoryAPoleIsToldOfAllAndNothingIsLost) {
    City city({.poles = 4, .pair = true});
    city.passes(Milliseconds{60'000});
    auto& active = the_active(city);
    auto& standby = the_standby(city);
    active.is_killed();
    city.passes(quiet);
    ASSERT_TRUE(standby.is_active());
    for (const auto& pole : city.poles) {
        EXPECT_EQ(standby.ledger(pole->node()).lost(), 0U);
        EXPECT_LE(pole->agent().outbox().reports(), 1U);
    }
}

TEST(CityPair, OneThatWasStoppedComesBackAsTheStandby) {
    City city({.poles = 4, .history = true, .pair = true});
    city.passes(Milliseconds{60'000});
    auto& active = the_active(city);
    auto& standby = the_standby(city);
    active.is_stopped();
    city.passes(Milliseconds{15'000});
    EXPECT_TRUE(standby.is_active());
    active.goes_on(city.clock.now());
    EXPECT_FALSE(active.is_active());
    city.broker.delivers();
    city.passes(quiet);
    EXPECT_TRUE(standby.is_active());
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
}

TEST(CityPair, AStandbyThatComesToARunningCityAsksForTheBirthsItHasMissed) {
    City city({.poles = 4, .history = true, .pair = true});
    city.passes(Milliseconds{60'000});
    the_standby(city).is_killed();
    city.second = city.collector.is_active()
                      ? std::make_unique<CityCollector>(city.broker, City::ingest_settings(), &city.store, "b")
                      : std::move(city.second);
    if (!city.second->runs()) {
        city.second->starts(city.clock);
        city.passes(Milliseconds{30'000});
        EXPECT_EQ(the_active(city).page().size(), the_standby(city).page().size());
        EXPECT_EQ(the_standby(city).rebirths(), 4U);
    }
}

TEST(CityPair, ABrokerThatWasAwayForLongCostsNoReport) {
    City city({.poles = 4, .history = true, .pair = true});
    city.passes(Milliseconds{60'000});
    city.broker.broker_goes_away();
    city.passes(Milliseconds{60'000});
    EXPECT_FALSE(city.collector.is_active());
    EXPECT_FALSE(city.second->is_active());
    city.broker.broker_returns();
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
}

/// What goes wrong, by a seed.
void survive(std::uint32_t seed) {
    City city({.poles = 4, .seed = seed, .history = true, .pair = true});
    city.passes(Milliseconds{20'000});
    std::minstd_rand random(seed * 7919);
    std::multimap<Monotonic, std::function<void()>> later;
    const auto within = [&](std::int64_t least, std::int64_t most) {
        return Milliseconds{std::uniform_int_distribution<std::int64_t>(least, most)(random)};
    };
    const auto after = [&](Milliseconds time, std::function<void()> what) {
        later.emplace(city.clock.now().mono + time, std::move(what));
    };
    const auto one_of_both = [&]() -> CityCollector& {
        // Mostly that which is active.
        return random() % 4 != 0 ? the_active(city) : the_standby(city);
    };
    for (int step = 0; step < 80; ++step) {
        auto& victim = one_of_both();
        switch (random() % 14) {
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
                city.broker.loses_next_publish(1 + random() % 8, "magpie/v1/active/+");
                break;
            case 4:
            case 5:
                victim.is_killed();
                after(within(0, 30'000), [&] {
                    if (!victim.runs()) {
                        victim.starts(city.clock);
                    }
                });
                break;
            case 6:
                city.store.dies();
                after(within(0, 40'000), [&] { city.store.returns(); });
                break;
            case 7:
            case 8:
                victim.is_stopped();
                after(within(0, 30'000), [&] { victim.goes_on(city.clock.now()); });
                break;
            case 9:
                if (victim.runs()) {
                    city.broker.cut(victim.client());
                }
                break;
            case 10:
                // A line that is dead, and nobody notices for a while.
                if (victim.runs()) {
                    city.broker.hangs(victim.client());
                    after(within(1000, 25'000), [&] {
                        if (victim.runs()) {
                            city.broker.cut(victim.client());
                        }
                    });
                }
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
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_kept(city));
}

TEST(CityPair, SurvivesSeeds1To100) {
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(survive(seed));
    }
}

}  // namespace
}  // namespace magpie::collector
