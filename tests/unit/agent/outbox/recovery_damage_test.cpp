// Whole outboxes that were damaged while nobody ran: what an agent finds there is what was not touched.

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "tests/unit/agent/outbox/mutated.hpp"
#include "tests/unit/agent/outbox/spool.hpp"

namespace magpie::agent {
namespace {

using Files = std::map<std::string, std::string>;
using Values = std::map<std::string, std::optional<double>>;  // by name and labels of the series

/// What a run finds there that has another boot: each report by its number.
struct Found {
    std::map<Epoch, std::map<std::uint64_t, Values>> reports;
    std::uint64_t lost = 0;
    std::uint64_t damaged = 0;
};

/// Also that each number of an epoch follows the other.
void look(const Files& run_files, const Files& flash_files, Found& found) {
    fakes::FakeStorage run;
    fakes::FakeStorage flash;
    for (const auto& [name, bytes] : run_files) {
        run.put(name, bytes);
    }
    for (const auto& [name, bytes] : flash_files) {
        flash.put(name, bytes);
    }
    fakes::FakeFlash flash_writer(flash);
    Reporter reporter;
    Outbox outbox(Epoch{99}, {.boot = "another"}, reporter, {&run, &flash_writer});
    outbox.recover();
    found.damaged = outbox.counters().damaged;
    for (const auto& epoch : outbox.earlier()) {
        auto number = previous(epoch.oldest);
        while (const auto* report = outbox.after(epoch.epoch, number)) {
            ASSERT_EQ(report->range.first, next(number));
            number = report->range.last;
            if (report->lost) {
                found.lost += value(number) + 1 - value(report->range.first);
                continue;
            }
            auto& values = found.reports[epoch.epoch][value(number)];
            for (const auto& sample : report->samples) {
                const auto* series = reporter.find(sample.series);
                ASSERT_NE(series, nullptr);
                values[series->path] = sample.value;
            }
        }
        ASSERT_EQ(number, epoch.last);
    }
}

/// A record of a sound file.
struct Place {
    std::size_t begin;
    std::size_t end;
    std::uint64_t number;  // of a report; 0: it belongs to the table
};

std::vector<Place> places_in(const std::string& bytes) {
    std::vector<Place> places;
    record::Reader reader(bytes);
    std::size_t begin = 0;
    while (const auto* one = reader.next()) {
        const auto* report = std::get_if<record::Report>(one);
        places.push_back({begin, reader.sound_end(), report != nullptr ? value(report->range.first) : 0});
        begin = reader.sound_end();
    }
    return places;
}

/// A spool as a pole left it, and the same with damage.
class DamagedSpool {
  public:
    DamagedSpool(Files run, Files flash) : run_(std::move(run)), flash_(std::move(flash)) {
        run_.erase("position");
        look(run_, flash_, sound_);
        for (const auto* files : {&run_, &flash_}) {
            for (const auto& [name, bytes] : *files) {
                places_.try_emplace(&bytes, places_in(bytes));
                names_.emplace_back(files, name);
            }
        }
    }
    [[nodiscard]] const Found& sound() const { return sound_; }

    /// Some of its files are touched in some places; what stands must be found, and nothing else.
    void is_damaged(std::minstd_rand& random) {
        Files run = run_;
        Files flash = flash_;
        std::map<const std::string*, Mutated> mutated;
        for (auto changes = 1 + random() % 6; changes-- > 0;) {
            const auto& [files, name] = names_[random() % names_.size()];
            const auto& original = files->at(name);
            auto& one = mutated.try_emplace(&original, original).first->second;
            if (random() % 8 == 0) {
                one.is_cut_at(random() % (original.size() + 1));
            } else {
                one.mutate(random);
            }
            (files == &run_ ? run : flash)[name] = one.bytes();
        }
        Found found;
        look(run, flash, found);
        if (testing::Test::HasFatalFailure()) {
            return;
        }
        const auto standing = reports_standing(mutated);
        for (const auto& [epoch, reports] : found.reports) {
            for (const auto& [number, values] : reports) {
                ASSERT_TRUE(sound_.reports.at(epoch).contains(number)) << "nothing is invented";
                for (const auto& [series, measured] : values) {
                    const auto& before = sound_.reports.at(epoch).at(number);
                    ASSERT_TRUE(before.contains(series) && before.at(series) == measured);
                }
            }
        }
        for (const auto& [epoch, number] : standing) {
            ASSERT_TRUE(found.reports[epoch].contains(number)) << "report " << number << " was not touched";
            ASSERT_EQ(found.reports[epoch][number], sound_.reports.at(epoch).at(number));
        }
        stood_ += standing.size();
        fell_ += reports() - standing.size();
    }
    [[nodiscard]] std::uint64_t stood() const { return stood_; }
    [[nodiscard]] std::uint64_t fell() const { return fell_; }
    [[nodiscard]] std::size_t reports() const {
        std::size_t sum = 0;
        for (const auto& [epoch, reports] : sound_.reports) {
            sum += reports.size();
        }
        return sum;
    }

  private:
    /// Those of which a copy was not touched, in a file whose table was not either.
    [[nodiscard]] std::set<std::pair<Epoch, std::uint64_t>> reports_standing(
        const std::map<const std::string*, Mutated>& mutated) const {
        std::set<std::pair<Epoch, std::uint64_t>> standing;
        for (const auto& [files, name] : names_) {
            const auto& bytes = files->at(name);
            const auto one = mutated.find(&bytes);
            const auto stands = [&](const Place& place) {
                return one == mutated.end() || one->second.has(place.begin, place.end);
            };
            const auto& places = places_.at(&bytes);
            if (!std::ranges::all_of(places, [&](const Place& place) { return place.number != 0 || stands(place); })) {
                continue;
            }
            for (const auto& place : places) {
                if (place.number != 0 && stands(place)) {
                    standing.emplace(parse_segment_name(name)->epoch, place.number);
                }
            }
        }
        return standing;
    }

    Files run_;
    Files flash_;
    Found sound_;
    std::map<const std::string*, std::vector<Place>> places_;
    std::vector<std::pair<const Files*, std::string>> names_;
    std::uint64_t stood_ = 0;
    std::uint64_t fell_ = 0;
};

/// A few seconds of them, or as many as the environment says: 100,000 is the long run.
int rounds() {
    const char* asked = std::getenv("MAGPIE_MUTATED_SPOOLS");
    return asked != nullptr ? std::atoi(asked) : 2'000;
}

void are_damaged(DamagedSpool& spool, unsigned seed) {
    ASSERT_EQ(spool.sound().lost, 0U);
    ASSERT_EQ(spool.sound().damaged, 0U);
    std::minstd_rand random(seed);
    for (int round = 0; round < rounds(); ++round) {
        spool.is_damaged(random);
        ASSERT_FALSE(testing::Test::HasFatalFailure()) << "round " << round;
    }
    EXPECT_GT(spool.fell(), static_cast<std::uint64_t>(rounds()));
    EXPECT_GT(spool.stood(), spool.fell());
}

/// Of two runs, in several segments.
Spool of_two_runs(bool has_run, bool has_flash) {
    Spool spool({.memory_bytes = 24 * 1024, .flash_bytes = 96 * 1024, .has_run = has_run, .has_flash = has_flash});
    spool.reports(60, 4);
    spool.restarts_anew();
    spool.reports(90, 5);
    return spool;
}

TEST(DamagedSpool, OnFlashCostsTheReportsThatWereTouched) {
    auto spool = of_two_runs(true, true);
    spool.power_is_cut();
    DamagedSpool damaged({}, spool.flash.files());
    EXPECT_GT(spool.flash.files().size(), 1U);
    EXPECT_GT(damaged.reports(), 130U);
    are_damaged(damaged, 1);
}

TEST(DamagedSpool, OnTmpfsCostsTheReportsThatWereTouched) {
    auto spool = of_two_runs(true, false);
    DamagedSpool damaged(spool.run.files(), {});
    EXPECT_EQ(damaged.reports(), 150U);
    are_damaged(damaged, 2);
}

TEST(DamagedSpool, OfTwoCopiesEitherWillDo) {
    auto spool = of_two_runs(true, true);
    DamagedSpool damaged(spool.run.files(), spool.flash.files());
    EXPECT_EQ(damaged.reports(), 150U);
    are_damaged(damaged, 3);
}

TEST(DamagedSpool, WhatIsLeftOfTwoCopiesIsKeptOnTmpfsAndOnFlash) {
    Spool spool;
    spool.reports(30);
    const auto name = spool.flash.names().front();
    ASSERT_TRUE(spool.run.files().contains(name));
    const auto places = places_in(spool.flash.files().at(name));
    spool.run.is_damaged(name, places[7].begin + 12);
    spool.flash.is_damaged(name, places[12].begin + 12);
    spool.restarts_anew();
    spool.reports(1);
    EXPECT_EQ(spool.outbox->counters().damaged, 1U);
    const auto all = [&] {
        const auto held = spool.held(Epoch{42});
        return held.size() == 30 && std::ranges::none_of(held, &Report::lost);
    };
    EXPECT_TRUE(all());
    spool.restarts_anew();
    spool.reports(1);
    EXPECT_EQ(spool.outbox->counters().damaged, 0U) << "it is written anew";
    EXPECT_TRUE(all());
    spool.passes(std::chrono::seconds(60));
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_EQ(spool.outbox->counters().damaged, 0U);
    EXPECT_TRUE(all());
}

TEST(DamagedSpool, WhatCannotBeReadAtTheStartIsThereOnceItCan) {
    Spool spool;
    spool.reports(30);
    spool.flash.cannot_be_read();
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_GT(spool.outbox->counters().flash_failures.at("io_error"), 0U);
    EXPECT_TRUE(spool.held(Epoch{42}).empty());
    spool.flash.works_again();
    spool.restarts();
    spool.reports(1);
    EXPECT_GE(spool.held(Epoch{42}).size(), 24U);
}

}  // namespace
}  // namespace magpie::agent
