#include <gtest/gtest.h>

#include <random>

#include "tests/unit/agent/outbox/spool.hpp"

namespace magpie::agent {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Epoch first{42};

std::vector<std::uint64_t> numbers(const std::vector<Report>& reports) {
    std::vector<std::uint64_t> numbers;
    for (const auto& report : reports) {
        numbers.push_back(report.lost ? 0 : value(report.range.first));
    }
    return numbers;
}

TEST(OutboxRecovery, AKilledAgentLosesNothing) {
    Spool spool;
    spool.reports(4);
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.outbox->epoch(), first);
    EXPECT_TRUE(spool.outbox->earlier().empty());
    EXPECT_EQ(numbers(spool.held()), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

TEST(OutboxRecovery, NoNumberIsGivenOutAgainOnceAllIsSafe) {
    Spool spool;
    spool.reports(4);
    spool.hears(4, 4);
    spool.restarts();
    spool.reports(1);
    spool.hears(5, 5);
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.outbox->epoch(), first);
    EXPECT_EQ(spool.outbox->newest(), ReportNumber{6});
}

TEST(OutboxRecovery, WhatFullTmpfsCouldNotKeepIsToldAsLost) {
    Spool spool({.has_flash = false});
    spool.reports(5);
    spool.run.is_full_at(spool.run.size());
    spool.reports(3);
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(numbers(spool.held()), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 0, 9}));
    EXPECT_EQ(spool.held()[5].range, (ReportRange{ReportNumber{6}, ReportNumber{8}}));
}

TEST(OutboxRecovery, WhatALaterRunOfAnEpochCommitsOutlivesThePowerToo) {
    for (const std::uint64_t safe : {0U, 10U, 29U, 30U}) {
        Spool spool;
        spool.reports(30);
        spool.hears(safe, safe);
        spool.restarts();
        spool.reports(71);
        ASSERT_EQ(spool.outbox->newest(), ReportNumber{101});
        spool.power_is_cut();
        spool.reports(1);
        const auto held = spool.held(first);
        ASSERT_FALSE(held.empty()) << safe;
        EXPECT_GE(value(held.back().range.last), 94U) << safe;
        EXPECT_EQ(std::ranges::count_if(held, &Report::lost), 0) << safe;
        EXPECT_LE(value(held.front().range.first), safe + 1) << safe;
    }
}

TEST(OutboxRecovery, AnotherBootIsAnotherEpoch) {
    Spool spool;
    spool.reports(20);
    const auto run = spool.run;
    spool.power_is_cut();
    spool.run = run;
    spool.reports(1);
    EXPECT_EQ(spool.outbox->epoch(), Epoch{43}) << "a directory that is no tmpfs may be older than what was sent";
    EXPECT_EQ(spool.outbox->newest(), ReportNumber{1});
}

TEST(OutboxRecovery, ADamagedPositionIsAnotherEpoch) {
    for (std::size_t at = 0;; ++at) {
        Spool spool;
        spool.reports(4);
        if (at >= spool.run.files().at("position").size()) {
            break;
        }
        spool.run.is_damaged("position", at);
        spool.restarts();
        spool.reports(1);
        EXPECT_EQ(spool.outbox->epoch(), Epoch{43});
        EXPECT_EQ(numbers(spool.held(first)), (std::vector<std::uint64_t>{1, 2, 3, 4}));
    }
}

TEST(OutboxRecovery, ReportsOfTheSameBootKeepTheirMonotonicTime) {
    Spool spool;
    const auto begun = spool.clock.now().mono;
    spool.reports(2);
    spool.restarts_anew();
    spool.reports(1);
    EXPECT_EQ(spool.held(first)[1].taken, begun + seconds(10));
    EXPECT_FALSE(spool.held(first)[1].of_earlier_boot);
}

TEST(OutboxRecovery, SeriesKeepTheirNames) {
    Spool spool;
    spool.reports(1, 3);
    spool.restarts_anew();
    spool.reports(1, 1);
    const auto held = spool.held(first);
    ASSERT_EQ(held[0].samples.size(), 3U);
    EXPECT_EQ(spool.reporter->find(held[0].samples[2].series)->labels, std::vector<std::string>{"eth2"});
    EXPECT_EQ(spool.reporter->find(held[0].samples[2].series)->value, std::nullopt) << "gone, for now";
    EXPECT_TRUE(spool.outbox->mentioned()[2]) << "the birth has to name it";
    EXPECT_EQ(spool.reporter->series()[0].labels, std::vector<std::string>{"eth0"})
        << "what is there now comes first: the shape of all poles of the model";
}

TEST(OutboxRecovery, APowerCutCostsAtMostAMinute) {
    Spool spool;
    spool.reports(100);
    spool.power_is_cut();
    spool.reports(1);
    const auto held = spool.held(first);
    EXPECT_GE(held.size(), 94U);
    EXPECT_EQ(value(held.back().range.last), held.size());
}

TEST(OutboxRecovery, ReportsOfAnEarlierBootAreDatedByItsClock) {
    Spool spool;
    const auto begun = spool.clock.now().wall;
    spool.reports(20);
    spool.power_is_cut();
    spool.reports(1);
    const auto held = spool.held(first);
    EXPECT_EQ(held[0].wall, begun);
    EXPECT_EQ(held[5].wall, begun + seconds(50));
}

TEST(OutboxRecovery, AClockThatBecameKnownLateDatesWhatWasBeforeIt) {
    Spool spool;
    const auto truth = spool.clock.now().wall;
    spool.clock.wall_is_lost();
    spool.reports(10);
    spool.clock.wall_becomes_known(truth + seconds(100));
    spool.reports(10);
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_EQ(spool.held(first)[0].wall, truth);
}

TEST(OutboxRecovery, WhatNoClockDatesIsLost) {
    Spool spool;
    spool.clock.wall_is_lost();
    spool.reports(20);
    spool.power_is_cut();
    spool.reports(1);
    for (const auto& report : spool.held(first)) {
        EXPECT_TRUE(report.lost);
    }
    EXPECT_FALSE(spool.held(first).empty()) << "and told so";
}

TEST(OutboxRecovery, ATornEndCostsTheReportItTore) {
    Spool spool;
    spool.reports(7);
    ASSERT_EQ(spool.flash.writes(), 1U);
    spool.reports(6);
    for (const auto& name : spool.flash.names()) {
        auto bytes = spool.flash.files().at(name);
        bytes.resize(bytes.size() - 3);
        spool.flash.put(name, bytes);
    }
    spool.power_is_cut();
    spool.reports(1);
    const auto held = spool.held(first);
    EXPECT_GE(held.size(), 6U);
    EXPECT_EQ(spool.outbox->counters().damaged, 1U);
    for (const auto& report : held) {
        EXPECT_FALSE(report.lost);
    }
}

TEST(OutboxRecovery, ADamagedReportIsToldAsLost) {
    Spool spool;
    spool.reports(12);
    const auto name = spool.run.names().back();
    const auto size = spool.run.files().at(name).size();
    spool.run.is_damaged(name, size / 2);
    spool.flash = {};
    spool.restarts_anew();
    spool.reports(1);
    const auto held = spool.held(first);
    ASSERT_EQ(held.size(), 12U);
    EXPECT_EQ(std::ranges::count_if(held, &Report::lost), 1);
}

TEST(OutboxRecovery, ASafeEpochIsForgottenWithItsFiles) {
    Spool spool;
    spool.reports(20);
    spool.restarts_anew();
    spool.reports(1);
    spool.hears(first, 20, 20);
    spool.hears(1, 1);
    EXPECT_TRUE(spool.outbox->earlier().empty());
    spool.power_is_cut();
    spool.reports(1);
    for (const auto& earlier : spool.outbox->earlier()) {
        EXPECT_NE(earlier.epoch, first) << "what was deleted does not come back";
    }
}

TEST(OutboxRecovery, TheCollectorMayHaveMoreOfAnEpochThanThePowerLeft) {
    Spool spool;
    spool.reports(20);
    spool.power_is_cut();
    spool.reports(1);
    ASSERT_LT(spool.outbox->earlier().at(0).last, ReportNumber{20});
    spool.hears(first, 20, 20);
    EXPECT_TRUE(spool.outbox->earlier().empty());
}

TEST(OutboxRecovery, EpochsAreSentInTheirOrder) {
    Spool spool;
    for (int run = 0; run < 5; ++run) {
        spool.reports(2);
        spool.restarts_anew();
    }
    spool.reports(1);
    std::vector<Epoch> epochs;
    for (const auto& earlier : spool.outbox->earlier()) {
        epochs.push_back(earlier.epoch);
    }
    EXPECT_EQ(epochs, (std::vector<Epoch>{Epoch{42}, Epoch{43}, Epoch{44}, Epoch{45}, Epoch{46}}));
    EXPECT_EQ(spool.outbox->reports(), 11U);
}

TEST(OutboxRecovery, OfManyRunsTheShortestAreGivenUp) {
    Spool spool({.has_flash = false});
    spool.reports(100);
    spool.restarts_anew();
    for (std::size_t run = 0; run < most_earlier_epochs + 3; ++run) {
        spool.reports(2);
        spool.restarts_anew();
    }
    spool.reports(1);
    EXPECT_EQ(spool.outbox->earlier().size(), most_earlier_epochs);
    EXPECT_EQ(spool.outbox->earlier()[0].epoch, first) << "the long outage before";
    EXPECT_EQ(spool.outbox->earlier()[1].epoch, Epoch{47}) << "of equals the oldest go";
    EXPECT_EQ(spool.run.files().size(), most_earlier_epochs + 2) << "each one, the present one, and the position";
}

TEST(OutboxRecovery, AnEpochGivenUpUnderPressureIsToldAsLost) {
    Spool spool({.memory_bytes = 64 * 1024, .has_flash = false});
    spool.reports(50, 10);
    spool.restarts_anew();
    spool.reports(3000, 10);
    const auto told = spool.held(first);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_TRUE(told[0].lost);
    EXPECT_EQ(told[0].range, (ReportRange{ReportNumber{1}, ReportNumber{50}}));
    spool.restarts_anew();
    spool.reports(1);
    EXPECT_EQ(spool.held(first).size(), 1U) << "also by the run after";
    spool.hears(first, 50, 50);
    EXPECT_TRUE(spool.held(first).empty());
}

TEST(OutboxRecovery, FilesThatAreNoSegmentsAreLeftAlone) {
    Spool spool;
    spool.flash.put("readme", "not ours");
    spool.flash.put("000000000001-zzzzzzzzzzzzzzzz-01.segment", "nor this");
    spool.flash.put("000000000001-0000000000000007-01.segment", "of ours, and nothing in it");
    spool.run.put("000000000002-0000000000000007-01.segment", "");
    spool.reports(1);
    EXPECT_EQ(spool.flash.names().size(), 2U);
    EXPECT_EQ(spool.run.names().size(), 2U) << "those of this run";
    EXPECT_TRUE(spool.outbox->earlier().empty());
}

TEST(OutboxRecovery, SegmentsOfALaterVersionAreLeftAloneAndSaid) {
    std::string later;
    ASSERT_TRUE(record::append_payload(later, std::string("\1\x08\x02", 3)));  // a head that says version 2
    const auto name = "000000000007-0000000000000007-01.segment";
    Spool spool;
    spool.flash.put(name, later + "whatever it wrote");
    spool.run.put("000000000008-0000000000000008-01.segment", later);
    spool.run.put("position", later);
    spool.reports(30);
    EXPECT_EQ(spool.outbox->counters().left_alone, 2U);
    EXPECT_EQ(spool.outbox->counters().damaged, 0U);
    EXPECT_TRUE(spool.outbox->earlier().empty()) << "the collector is told nothing of them";
    EXPECT_EQ(numbers(spool.held()).size(), 30U);

    spool.hears(30, 30);
    spool.flash_finishes();
    EXPECT_EQ(spool.flash.read(name), later + "whatever it wrote") << "for who goes back to that version";
    EXPECT_EQ(spool.run.read("000000000008-0000000000000008-01.segment"), later);
    // A place of theirs is nobody else's.
    for (const auto& other : spool.run.names()) {
        const auto parsed = parse_segment_name(other);
        EXPECT_TRUE(!parsed || parsed->place >= 8) << other;
    }
}

TEST(OutboxRecovery, SeriesThatTheCatalogueForgotAreLeftOut) {
    std::string bytes;
    record::append(bytes, record::Head{Epoch{7}, "boot"});
    record::append(bytes, record::Series{.place = 0, .metric = "magpie_of_the_past", .labels = {}});
    record::append(bytes, record::Series{.place = 1, .metric = "magpie_link_up", .labels = {"eth0", "too many"}});
    record::append(bytes, record::Series{.place = 2, .metric = "magpie_link_up", .labels = {"eth0"}});
    ASSERT_TRUE(record::append(bytes, record::Report{.range = {ReportNumber{1}, ReportNumber{1}},
                                                     .samples = {{0, 1.0}, {1, 1.0}, {2, 1.0}, {9, 1.0}}}));
    Spool spool;
    spool.run.put("000000000001-0000000000000007-01.segment", bytes);
    spool.reports(1);
    ASSERT_EQ(spool.held(Epoch{7}).size(), 1U);
    EXPECT_EQ(spool.held(Epoch{7})[0].samples.size(), 1U);
}

/// What the collector would hear of a pole through kills and power cuts, against what the pole committed.
class Account {
  public:
    explicit Account(Spool& spool) : spool_(spool) {}

    void committed() { committed_[spool_.outbox->epoch()] = spool_.outbox->newest(); }
    /// All numbers of an epoch are held, told as lost or before the oldest, each once; the end that a power cut took is
    /// a minute's at most.
    void check(std::uint64_t most_cut) {
        for (const auto& [epoch, newest] : committed_) {
            const auto held = spool_.held(epoch);
            if (held.empty()) {
                continue;
            }
            auto expected = value(held.front().range.first);
            for (const auto& report : held) {
                ASSERT_EQ(value(report.range.first), expected);
                expected = value(report.range.last) + 1;
            }
            ASSERT_LE(expected, value(newest) + 1);
            ASSERT_GE(expected + most_cut, value(newest) + 1);
        }
    }

  private:
    Spool& spool_;
    std::map<Epoch, ReportNumber> committed_;
};

TEST(OutboxRecovery, ThroughKillsAndPowerCutsEachNumberIsAccountedFor) {
    std::minstd_rand random(7);
    for (int round = 0; round < 30; ++round) {
        Spool spool({.first_epoch = 1000});
        Account account(spool);
        for (int run = 0; run < 8; ++run) {
            spool.reports(1 + static_cast<int>(random() % 60));
            account.committed();
            if (random() % 3 == 0) {
                spool.power_is_cut(random() % 500);
            } else {
                spool.restarts();
            }
            spool.reports(1);
            account.committed();
            account.check(7);
        }
    }
}

}  // namespace
}  // namespace magpie::agent
