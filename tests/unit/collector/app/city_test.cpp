// Many agents and a collector in one process: whatever happens to lines, broker and processes, nothing that was
// committed is forgotten, nothing is applied twice, and once all is quiet the page shows what the poles see.

#include <gtest/gtest.h>

#include <algorithm>
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

constexpr Milliseconds a_report{5000};
constexpr Milliseconds quiet{150'000};

/// What goes wrong, by a seed.
class Trouble {
  public:
    Trouble(City& city, std::uint32_t seed) : city_(city), random_(seed) {}

    void lasts(Milliseconds time) {
        const auto end = city_.clock.now().mono + time;
        while (city_.clock.now().mono < end) {
            if (chance(0.4)) {
                strikes();
            }
            city_.passes(within(100, 4000));
            later();
        }
        ends();
    }

    /// How many rebirths all this may have made necessary.
    [[nodiscard]] std::uint64_t excuses() const { return excuses_; }

  private:
    void strikes() {
        auto& pole = *city_.poles[pick(city_.poles.size())];
        const auto everyone = city_.poles.size();
        switch (pick(13)) {
            case 0:
                city_.broker.broker_goes_away();
                after(within(1000, 40000), [this] { city_.broker.broker_returns(); });
                return excuse(everyone);
            case 1:
                if (pole.runs()) {
                    city_.broker.cut(pole.client());
                }
                return excuse(1);
            case 2:
                return hangs(pole);
            case 3: {
                const auto count = 1 + pick(6);
                city_.broker.loses_next_publish(count, "spBv1.0/+/+/#");
                return excuse(count);
            }
            case 4:
                city_.broker.loses_next_publish(1 + pick(20), "spBv1.0/+/NCMD/+");
                return excuse(1);
            case 5:
                city_.broker.repeats_next_publish(1 + pick(6));
                return excuse(6);
            case 6:
                city_.broker.holds_back(chance(0.5) ? "spBv1.0/+/NBIRTH/+" : "spBv1.0/+/NDATA/+");
                after(within(100, 6000), [this] { city_.broker.lets_go(); });
                return excuse(everyone);
            case 7:
                if (city_.collector.runs()) {
                    city_.broker.cut(city_.collector.client());
                }
                return;  // no rebirth for Magpie's nodes
            case 8:
                city_.collector.is_killed();
                return after(within(0, 40000), [this] {
                    if (!city_.collector.runs()) {
                        city_.collector.starts(city_.clock);
                    }
                });
            case 9:
            case 10:
                pole.is_killed();
                after(within(0, 30000), [this, &pole] {
                    if (!pole.runs()) {
                        pole.starts(city_.clock);
                    }
                });
                return excuse(2);
            case 11:
                if (pole.runs()) {
                    pole.client().stops_taking(pick(3));
                    after(within(1000, 20000), [&pole] {
                        if (pole.runs()) {
                            pole.client().takes_again();
                        }
                    });
                }
                return excuse(2);
            default:
                if (pole.runs()) {
                    pole.agent().urgent(city_.clock.now());
                }
        }
    }

    /// A half-open line: the broker notices after a while, the pole later still.
    void hangs(CityPole& pole) {
        if (!pole.runs()) {
            return;
        }
        city_.broker.hangs(pole.client());
        after(within(1000, 20000), [this, &pole] {
            if (pole.runs()) {
                city_.broker.broker_notices_loss(pole.client());
            }
        });
        after(within(20000, 30000), [this, &pole] {
            if (pole.runs()) {
                city_.broker.cut(pole.client());
            }
        });
        excuse(2);
    }

    void later() {
        for (auto due = later_.begin(); due != later_.end() && due->first <= city_.clock.now().mono;
             due = later_.erase(due)) {
            due->second();
            city_.broker.delivers();
        }
    }
    void ends() {
        for (const auto& [when, what] : std::exchange(later_, {})) {
            what();
            city_.broker.delivers();
        }
        city_.broker.loses_next_publish(0);
        city_.broker.repeats_next_publish(0);
    }

    void after(Milliseconds time, std::function<void()> what) {
        later_.emplace(city_.clock.now().mono + time, std::move(what));
    }
    void excuse(std::size_t rebirths) { excuses_ += rebirths; }
    bool chance(double of) { return std::uniform_real_distribution<double>(0, 1)(random_) < of; }
    std::size_t pick(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }
    Milliseconds within(std::int64_t least, std::int64_t most) {
        return Milliseconds{std::uniform_int_distribution<std::int64_t>(least, most)(random_)};
    }

    City& city_;
    std::minstd_rand random_;
    std::multimap<Monotonic, std::function<void()>> later_;
    std::uint64_t excuses_ = 0;
};

/// Numbers from 1 to `last` that never reached a collector.
std::uint64_t never_delivered(const std::set<std::uint64_t>& delivered, ReportNumber last) {
    std::uint64_t missing = 0;
    for (std::uint64_t number = 1; number <= value(last); ++number) {
        missing += delivered.contains(number) ? 0 : 1;
    }
    return missing;
}

/// Every report a pole committed is received or counted lost.
void expect_all_accounted_for(City& city, CityPole& pole) {
    const auto& outbox = pole.agent().outbox();
    const auto ledger = city.collector.ledger(pole.node());
    ASSERT_EQ(ledger.epoch(), pole.epoch());
    ASSERT_FALSE(ledger.has_gap());
    ASSERT_GE(value(ledger.received()) + 1, value(outbox.newest()))
        << "all but what was committed in the last two seconds";
    ASSERT_LE(outbox.reports(), 1U) << "what was acknowledged leaves the outbox";

    // What never reached a collector is lost; what the pole dropped, or had not been told was safe when it died, may be
    // lost though it did.
    auto least = never_delivered(city.collector.of(pole.node(), pole.epoch()).delivered, ledger.received());
    auto most = outbox.counters().dropped;
    for (const auto& life : pole.committed_before()) {
        const auto& epoch = city.collector.of(pole.node(), life.epoch);
        least += never_delivered(epoch.delivered, epoch.settled_highest);
        most += life.dropped + value(life.newest) - value(epoch.settled_received);
    }
    ASSERT_GE(ledger.lost(), least);
    ASSERT_LE(ledger.lost(), most);
}

/// The page shows what the pole reads, all of it and nothing else.
void expect_page_shows(const std::map<std::string, double, std::less<>>& page, CityPole& pole) {
    for (const auto& [series, reading] : pole.street().lines()) {
        const auto line = page.find(series);
        ASSERT_NE(line, page.end()) << series;
        ASSERT_EQ(line->second, reading) << series;
    }
    const auto mine = ",node=\"" + pole.node() + "\",";
    for (const auto& [series, shown] : page) {
        const bool measured = series.starts_with("magpie_link_") || series.starts_with("magpie_host_");
        if (measured && series.find(mine) != series.npos) {
            ASSERT_TRUE(pole.street().lines().contains(series)) << series << " has gone";
        }
    }
}

double node_up(const std::map<std::string, double, std::less<>>& page, const CityPole& pole) {
    const auto line = page.find("magpie_node_up{area=\"" + pole.area() + "\",node=\"" + pole.node() + "\"}");
    return line == page.end() ? -1 : line->second;
}

void expect_all_well(City& city) {
    const auto page = city.collector.page();
    for (const auto& pole : city.poles) {
        SCOPED_TRACE(pole->node());
        ASSERT_EQ(node_up(page, *pole), pole->runs() ? 1 : 0);
        if (pole->runs()) {
            ASSERT_NO_FATAL_FAILURE(expect_all_accounted_for(city, *pole));
            ASSERT_NO_FATAL_FAILURE(expect_page_shows(page, *pole));
        }
    }
    const auto& counters = city.collector.collector().ingest().counters();
    std::uint64_t applied = 0;
    for (const auto count : counters.delays) {
        applied += count;
    }
    ASSERT_LE(applied, city.collector.live_reports()) << "a report was applied twice";
    ASSERT_EQ(counters.counter_resets, 0U) << "old values were applied after newer ones";
}

void survive(const City::Settings& settings, Milliseconds time) {
    City city(settings);
    city.passes(a_report * 3);
    Trouble trouble(city, settings.seed * 7919);
    trouble.lasts(time);
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_well(city));
    ASSERT_LE(city.collector.rebirths(), 2 * trouble.excuses() + 2);
}

void survive_seeds(std::uint32_t first, std::uint32_t last, std::size_t outbox_bytes) {
    for (auto seed = first; seed <= last; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(
            survive({.poles = 5, .outbox_bytes = outbox_bytes, .seed = seed}, Milliseconds{120'000}));
    }
}

// ---- without chance

TEST(City, WhenAllIsWellNothingIsAskedAndNothingLost) {
    City city({.poles = 10});
    city.passes(Milliseconds{300'000});
    ASSERT_NO_FATAL_FAILURE(expect_all_well(city));
    EXPECT_EQ(city.collector.rebirths(), 0U);
    EXPECT_EQ(city.collector.collector().ingest().counters().duplicate_reports, 0U);
    for (const auto& pole : city.poles) {
        EXPECT_EQ(city.collector.ledger(pole->node()).lost(), 0U);
    }
}

TEST(City, ARestartOfTheCollectorAsksNobodyForARebirth) {
    City city({.poles = 10});
    city.passes(Milliseconds{60'000});
    city.collector.is_killed();
    city.passes(Milliseconds{20'000});
    city.collector.starts(city.clock);
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_well(city));
    EXPECT_EQ(city.collector.rebirths(), 0U);
}

TEST(City, WhatWasReportedWhileTheCollectorWasAwayComesLate) {
    City city({.poles = 3});
    city.passes(Milliseconds{60'000});
    city.collector.is_killed();
    city.passes(Milliseconds{60'000});
    city.collector.starts(city.clock);
    city.passes(quiet);
    EXPECT_GT(city.collector.collector().ingest().counters().historical_reports, 30U);
    for (const auto& pole : city.poles) {
        EXPECT_EQ(city.collector.ledger(pole->node()).lost(), 0U);
    }
}

TEST(City, AKilledPoleIsDownAtOnceByItsWill) {
    City city({.poles = 3});
    city.passes(Milliseconds{20'000});
    city.poles[1]->is_killed();
    city.broker.delivers();
    const auto page = city.collector.page();
    EXPECT_EQ(node_up(page, *city.poles[1]), 0);
    EXPECT_EQ(page.count("magpie_link_up{area=\"jongno\",node=\"pole-1\",interface=\"eth0\"}"), 0U);
    EXPECT_EQ(node_up(page, *city.poles[0]), 1);
}

TEST(City, ABrokerThatWasAwayCostsNoReport) {
    City city({.poles = 6});
    city.passes(Milliseconds{30'000});
    city.broker.broker_goes_away();
    city.passes(Milliseconds{120'000});
    city.broker.broker_returns();
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_well(city));
    for (const auto& pole : city.poles) {
        EXPECT_EQ(city.collector.ledger(pole->node()).lost(), 0U);
    }
}

TEST(City, AnOutboxThatWasTooSmallForTheOutageSaysHowMuchWasLost) {
    City city({.poles = 4, .outbox_bytes = 2000});
    city.passes(Milliseconds{30'000});
    city.broker.broker_goes_away();
    city.passes(Milliseconds{300'000});
    city.broker.broker_returns();
    city.passes(quiet);
    ASSERT_NO_FATAL_FAILURE(expect_all_well(city));
    for (const auto& pole : city.poles) {
        // Of what was dropped, the last before the outage had arrived, only nobody had said so.
        const auto ledger = city.collector.ledger(pole->node());
        const auto& delivered = city.collector.of(pole->node(), pole->epoch()).delivered;
        // One that came before the collector had heard the birth was delivered and not taken.
        EXPECT_GE(ledger.lost(), never_delivered(delivered, ledger.received()));
        EXPECT_LE(ledger.lost(), pole->agent().outbox().counters().dropped);
        EXPECT_GT(city.collector.ledger(pole->node()).lost(), 30U);
    }
}

TEST(City, APoleThatStaysDeadIsDownAndAllElseIsWell) {
    City city({.poles = 4});
    city.passes(Milliseconds{30'000});
    city.broker.broker_goes_away();
    city.poles[2]->is_killed();
    city.broker.broker_returns();
    city.passes(quiet);
    expect_all_well(city);
}

// ---- by chance

TEST(City, FiftyPolesSurviveTenMinutesOfTrouble) {
    for (std::uint32_t seed = 1; seed <= 2; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(survive({.poles = 50, .seed = seed}, Milliseconds{600'000}));
    }
}

TEST(City, SurvivesSeeds1To70) {
    survive_seeds(1, 70, std::size_t{2} << 20);
}
TEST(City, SurvivesSeeds71To140) {
    survive_seeds(71, 140, std::size_t{2} << 20);
}
TEST(City, SurvivesSeeds141To210WithOutboxesOfAFewReports) {
    survive_seeds(141, 210, 2000);
}

}  // namespace
}  // namespace magpie::collector
