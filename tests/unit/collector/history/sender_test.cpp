#include "collector/history/sender.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::collector::history {
namespace {

/// A sender before a store that a test answers for. Report n holds the one sample n of `magpie_node_up`, at second n.
class SenderTest : public ::testing::Test {
  public:
    SenderTest() {
        pole = fleet.born("mapo", "pole", std::nullopt, {}, UtcMs{});
        labels = LabelCache(fleet).of_up(pole);
    }

    void comes(std::vector<std::uint64_t> numbers) {
        Batch batch{.reports = {}, .samples = {}, .since = clock.now().mono};
        for (const auto number : numbers) {
            batch.reports.push_back(
                {.labels = labels,
                 .node = pole,
                 .epoch = Epoch{1},
                 .range = {ReportNumber{number}, ReportNumber{number}},
                 .time_ms = clock.now().wall.time_since_epoch().count() + static_cast<std::int64_t>(number) * 1000,
                 .samples = 1});
            batch.samples.push_back({static_cast<double>(number), 0, 0});
        }
        sender->queue().push_back(std::move(batch));
    }
    /// The samples of the request that is due now, a probe's are none; nothing when none is due.
    std::optional<std::vector<double>> due() {
        const auto body = sender->due(clock.now());
        if (!body) {
            return std::nullopt;
        }
        std::vector<double> values;
        for (const auto& series : read_body(*body)) {
            for (const auto& [time, value] : series.points) {
                values.push_back(value);
            }
        }
        return values;
    }
    void answers(Outcome outcome, std::optional<Milliseconds> retry_after = std::nullopt) {
        sender->answered({outcome, retry_after}, "said so", clock.now());
    }
    void stores(const std::vector<double>& expected) {
        EXPECT_EQ(due(), expected);
        answers(Outcome::stored);
    }
    void passes(Milliseconds time) { clock.advance(time); }
    std::vector<std::uint64_t> settled() {
        std::vector<Batch> batches;
        sender->take_settled(clock.now(), batches);
        std::vector<std::uint64_t> numbers;
        for (const auto& batch : batches) {
            for (const auto& report : batch.reports) {
                numbers.push_back(value(report.range.first));
                if (report.lost) {
                    lost.push_back(numbers.back());
                }
            }
        }
        return numbers;
    }
    [[nodiscard]] std::uint64_t count(Outcome outcome) const {
        return counters.outcomes[static_cast<std::size_t>(outcome)];
    }
    /// A store that refuses every request which holds one of these; runs until the sender has nothing more to send.
    std::set<double> stored_while_refusing(const std::set<double>& bad) {
        std::set<double> stored;
        for (int requests = 0; requests < 1000; ++requests) {
            const auto values = due();
            if (!values) {
                break;
            }
            const bool refuses = std::ranges::any_of(*values, [&](double value) { return bad.contains(value); });
            if (!refuses) {
                stored.insert(values->begin(), values->end());
            }
            answers(refuses ? Outcome::refused : Outcome::stored);
        }
        return stored;
    }

    using Numbers = std::vector<std::uint64_t>;
    using Values = std::vector<double>;
    static constexpr Milliseconds settle{15'000};

    fakes::FakeClock clock;
    Fleet fleet;
    NodeIndex pole{};
    std::shared_ptr<const NodeLabels> labels;
    BatchEncoder encoder;
    std::vector<std::uint64_t> lost;  // of what was settled
    SenderCounters counters;
    RefusedReports set_aside{fleet};
    std::optional<Sender> sender{std::in_place, SenderSettings{.seed = 1}, encoder, counters, set_aside};
};

TEST_F(SenderTest, SendsOneRequestAtATimeInTheOrderInWhichTheyCame) {
    EXPECT_EQ(due(), std::nullopt);
    comes({1, 2});
    comes({3});
    EXPECT_EQ(due(), (Values{1, 2}));
    EXPECT_EQ(due(), std::nullopt) << "one is under way";
    answers(Outcome::stored);
    stores({3});
    EXPECT_EQ(due(), std::nullopt);
    EXPECT_EQ(counters.samples, 3U);
}

// ---- the settle time

TEST_F(SenderTest, NothingIsSettledBeforeItsTime) {
    comes({1});
    stores({1});
    passes(settle - Milliseconds{1});
    EXPECT_EQ(due(), std::nullopt);
    EXPECT_EQ(settled(), Numbers{});
}

TEST_F(SenderTest, WhatTheStoreHasKeptForItsTimeAndStillAnswersIsSettled) {
    comes({1});
    stores({1});
    passes(settle);
    EXPECT_EQ(settled(), Numbers{}) << "who knows whether it lives";
    stores({});
    EXPECT_EQ(due(), std::nullopt) << "one sign of life is enough";
    EXPECT_EQ(settled(), Numbers{1});
    EXPECT_EQ(sender->bytes(), 0U);
    EXPECT_EQ(due(), std::nullopt);
}

TEST_F(SenderTest, TheNextBatchIsASignOfLifeToo) {
    comes({1});
    stores({1});
    passes(settle);
    comes({2});
    stores({2});
    EXPECT_EQ(settled(), Numbers{1});
    EXPECT_EQ(due(), std::nullopt);
}

TEST_F(SenderTest, AStoreThatWentAwayInItsSettleTimeGetsAllOfItAgain) {
    comes({1});
    stores({1});
    comes({2});
    stores({2});
    passes(Milliseconds{5000});
    sender->connection_lost();
    stores({1});
    stores({2});
    passes(settle - Milliseconds{1});
    EXPECT_EQ(settled(), Numbers{}) << "the time begins anew";
    passes(Milliseconds{1});
    stores({});
    EXPECT_EQ(settled(), (Numbers{1, 2}));
    EXPECT_EQ(counters.retries, 2U);
}

TEST_F(SenderTest, AProbeWithoutAnAnswerMeansTheStoreIsGone) {
    for (const auto outcome : {Outcome::timeout, Outcome::unreachable, Outcome::garbled}) {
        sender.emplace(SenderSettings{.seed = 1}, encoder, counters, set_aside);
        comes({1});
        stores({1});
        passes(settle);
        EXPECT_EQ(due(), Values{});
        answers(outcome);
        EXPECT_EQ(settled(), Numbers{});
        passes(Milliseconds{60'000});
        stores({1});
    }
}

TEST_F(SenderTest, AProbeAnsweredWithTroubleSettlesNothingAndLosesNothing) {
    for (const auto outcome : {Outcome::refused, Outcome::busy, Outcome::failed, Outcome::denied}) {
        sender.emplace(SenderSettings{.seed = 1}, encoder, counters, set_aside);
        comes({1});
        stores({1});
        passes(settle);
        EXPECT_EQ(due(), Values{});
        answers(outcome);
        EXPECT_EQ(settled(), Numbers{});
        EXPECT_GT(sender->bytes(), 0U);
        passes(Milliseconds{60'000});
        stores({});
        EXPECT_EQ(settled(), Numbers{1});
    }
}

TEST_F(SenderTest, WithoutASettleTimeTheAnswerSettles) {
    sender.emplace(SenderSettings{.settle = Milliseconds{0}}, encoder, counters, set_aside);
    comes({1});
    stores({1});
    EXPECT_EQ(settled(), Numbers{1});
}

// ---- trouble

TEST_F(SenderTest, TroubleOfAnyKindKeepsTheBatchAndComesBackToIt) {
    for (const auto outcome :
         {Outcome::busy, Outcome::failed, Outcome::denied, Outcome::unreachable, Outcome::timeout, Outcome::garbled}) {
        const auto before = counters.retries;
        sender.emplace(SenderSettings{.seed = 1}, encoder, counters, set_aside);
        comes({1, 2});
        EXPECT_EQ(due(), (Values{1, 2}));
        answers(outcome);
        EXPECT_EQ(sender->trouble(), "said so");
        passes(Milliseconds{1000});
        stores({1, 2});
        EXPECT_EQ(sender->trouble(), "");
        EXPECT_EQ(counters.retries - before, 1U);
    }
    EXPECT_EQ(set_aside.ever_added(), 0U);
}

TEST_F(SenderTest, TheWaitGrowsToAMinuteAndIsNotTheSameForAllShards) {
    comes({1});
    Milliseconds longest{0};
    for (int failures = 0; failures < 30; ++failures) {
        Milliseconds waited{0};
        while (!due()) {
            passes(Milliseconds{100});
            waited += Milliseconds{100};
        }
        EXPECT_LE(waited, Milliseconds{60'000});
        longest = std::max(longest, waited);
        answers(Outcome::failed);
    }
    EXPECT_GT(longest, Milliseconds{30'000});
}

TEST_F(SenderTest, ABusyStoreIsGivenTheTimeItAskedFor) {
    comes({1});
    EXPECT_EQ(due(), Values{1});
    answers(Outcome::busy, Milliseconds{30'000});
    passes(Milliseconds{29'999});
    EXPECT_EQ(due(), std::nullopt);
    passes(Milliseconds{1});
    stores({1});
}

TEST_F(SenderTest, NobodyIsGivenMoreThanFiveMinutes) {
    comes({1});
    EXPECT_EQ(due(), Values{1});
    answers(Outcome::busy, Milliseconds{86'400'000});
    passes(Milliseconds{300'000});
    stores({1});
}

// ---- what the store does not want

TEST_F(SenderTest, OnlyTheReportAtFaultIsSetAside) {
    comes({1, 2, 3, 4, 5, 6, 7, 8});
    EXPECT_EQ(stored_while_refusing({6}), (std::set<double>{1, 2, 3, 4, 5, 7, 8}));
    EXPECT_EQ(set_aside.ever_added(), 1U);
    EXPECT_EQ(counters.set_aside_samples, 1U);
    ASSERT_EQ(set_aside.kept().size(), 1U);
    EXPECT_EQ(set_aside.kept()[0].range.first, ReportNumber{6});
    EXPECT_EQ(set_aside.kept()[0].samples, 1U) << "which are let go of";
    EXPECT_EQ(set_aside.kept()[0].words, "said so");
    passes(settle);
    stores({});
    EXPECT_EQ(settled(), (Numbers{1, 2, 3, 4, 5, 6, 7, 8})) << "it is settled with the others, and in its place";
    EXPECT_EQ(lost, Numbers{6});
}

TEST_F(SenderTest, WhateverIsAtFaultAllElseIsStored) {
    std::minstd_rand random(11);
    for (int round = 0; round < 60; ++round) {
        sender.emplace(SenderSettings{.seed = 1}, encoder, counters, set_aside);
        std::set<double> all;
        std::set<double> bad;
        Numbers numbers;
        for (std::uint64_t number = 1; number <= 1 + random() % 40; ++number) {
            numbers.push_back(number);
            all.insert(static_cast<double>(number));
            if (random() % 5 == 0) {
                bad.insert(static_cast<double>(number));
            }
        }
        comes(numbers);
        auto stored = stored_while_refusing(bad);
        stored.insert(bad.begin(), bad.end());
        EXPECT_EQ(stored, all);
        passes(settle);
        (void)due();
        answers(Outcome::stored);
        EXPECT_EQ(settled(), numbers);
    }
}

TEST_F(SenderTest, AStoreThatRefusesAnEmptyRequestTooIsTheOneAtFault) {
    comes({1, 2});
    for (int tries = 0; tries < 20; ++tries) {
        const auto values = due();
        if (values) {
            answers(Outcome::refused);
        }
        passes(Milliseconds{60'000});
    }
    EXPECT_EQ(set_aside.ever_added(), 0U);
    EXPECT_EQ(sender->trouble(), "said so");
    EXPECT_EQ(stored_while_refusing({}), (std::set<double>{1, 2}));
}

TEST_F(SenderTest, NoReportIsSetAsideByAStoreThatHasJustGoneWrong) {
    comes({1, 2});
    EXPECT_EQ(due(), (Values{1, 2}));
    answers(Outcome::refused);
    stores({});  // the probe
    EXPECT_EQ(due(), Values{1});
    answers(Outcome::refused);
    EXPECT_EQ(due(), Values{}) << "it is asked once more before a report is given up";
    answers(Outcome::refused);
    passes(Milliseconds{60'000});
    EXPECT_EQ(stored_while_refusing({}), (std::set<double>{1, 2}));
    EXPECT_EQ(set_aside.ever_added(), 0U);
}

TEST_F(SenderTest, AReportWithoutSamplesSettlesWithoutARequestAndInItsPlace) {
    comes({1});
    Batch empty{
        .reports = {{.labels = labels, .node = pole, .epoch = Epoch{1}, .range = {ReportNumber{2}, ReportNumber{2}}}},
        .samples = {}};
    sender->queue().push_back(empty);
    EXPECT_EQ(due(), Values{1});
    EXPECT_EQ(settled(), Numbers{});
    answers(Outcome::stored);
    EXPECT_EQ(due(), std::nullopt);
    EXPECT_EQ(settled(), Numbers{}) << "not before the one before it";
    passes(settle);
    stores({});
    EXPECT_EQ(settled(), (Numbers{1, 2}));
}

TEST_F(SenderTest, WhatHasBecomeTooOldWhileItWaitedIsSettledAndCounted) {
    comes({1});
    passes(Milliseconds{86'400'000 + 1001});
    EXPECT_EQ(due(), std::nullopt);
    EXPECT_EQ(settled(), Numbers{1});
    EXPECT_EQ(lost, Numbers{1});
    EXPECT_EQ(counters.left_out.too_old, 1U);
}

TEST_F(SenderTest, KnowsHowLongTheOldestHasWaited) {
    EXPECT_EQ(sender->oldest(), std::nullopt);
    const auto then = clock.now().mono;
    comes({1});
    passes(Milliseconds{1000});
    comes({2});
    EXPECT_EQ(sender->oldest(), then);
    stores({1});
    EXPECT_EQ(sender->oldest(), then) << "stored is not settled";
}

TEST_F(SenderTest, WhatItGivesUpIsNeitherSentNorSettled) {
    comes({1});
    stores({1});
    comes({2});
    EXPECT_EQ(due(), std::vector<double>{2});
    comes({3});
    sender->give_up();
    EXPECT_EQ(settled(), std::vector<std::uint64_t>{});
    answers(Outcome::stored);
    EXPECT_EQ(due(), std::nullopt);
    comes({4});
    EXPECT_EQ(due(), std::vector<double>{4});
}

}  // namespace
}  // namespace magpie::collector::history
