#include "agent/session/backlog.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_flash.hpp"
#include "tests/fakes/fake_storage.hpp"
#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"

namespace magpie::agent {
namespace {

using fakes::Pole;
using golden::heard;
using std::chrono::seconds;

/// Runs of one pole's agent that follow each other on its tmpfs and flash, and what a collector hears of them.
class BacklogTest : public testing::Test {
  protected:
    void starts(std::uint32_t seed = 1) {
        pole_.emplace(
            broker_, clock_,
            Pole::Options{.epoch = Epoch{++epoch_}, .seed = seed, .boot = boot_, .outbox = {&run_, &flash_writer_}});
        pole_->reads([this](Readings& readings, const Now&) {
            readings.count<"link_receive_bytes_total">(static_cast<double>(++turn_), "eth0");
        });
        pole_->starts();
    }
    void is_killed() {
        if (broker_.is_connected(pole_->mqtt)) {
            broker_.cut(pole_->mqtt);
        }
        pole_.reset();
    }
    /// And tmpfs does not know the last number.
    void ends_its_epoch() {
        is_killed();
        (void)run_.remove({"position"}, false);
    }
    void loses_power() {
        is_killed();
        run_ = {};
        flash_.power_is_cut();
        boot_ += "'";
    }
    golden::Heard first_late() {
        auto data = heard(broker_.published("spBv1.0/+/NDATA/+"));
        return *std::ranges::find_if(data, [](const auto& message) { return message.header()->historical; });
    }
    /// The late reports as "epoch:number", what is lost with an 'x'.
    std::string late() {
        std::string words;
        for (const auto& message : heard(broker_.published("spBv1.0/+/NDATA/+"))) {
            const auto header = message.header().value();
            if (header.historical) {
                words += (words.empty() ? "" : " ") + std::to_string(value(header.epoch)) + ":" +
                         std::to_string(value(header.range.first)) + (header.lost ? "x" : "");
            }
        }
        return words;
    }
    /// From each late report to the next, of a pole that held an hour of them and was told a second.
    std::vector<Milliseconds> pauses_of(std::uint32_t seed) {
        run_ = {};
        flash_ = {};
        broker_.broker_goes_away();
        starts(seed);
        pole_->passes(std::chrono::hours(1));
        ends_its_epoch();
        broker_.broker_returns();
        starts(seed);
        acknowledge(epoch_ - 1, 0, 0, 0, seconds(1));
        broker_.clear_log();
        pole_->passes(seconds(420));
        is_killed();
        std::vector<Milliseconds> pauses;
        std::optional<Monotonic> before;
        for (const auto& message : heard(broker_.published("spBv1.0/+/NDATA/+"))) {
            const auto header = message.header().value();
            if (header.historical && header.closed) {
                if (before) {
                    pauses.push_back(header.sent - *before);
                }
                before = header.sent;
            }
        }
        return pauses;
    }
    void acknowledge(std::uint64_t epoch, std::uint64_t received, std::uint64_t safe, std::uint64_t highest,
                     Milliseconds spacing = {}) {
        broker_.stranger_publishes({"spBv1.0/mapo/NCMD/pole-1",
                                    raw::metric(raw::text(1, acknowledge_metric) +
                                                raw::text(16, encode(Acknowledge{.epoch = Epoch{epoch},
                                                                                 .received = ReportNumber{received},
                                                                                 .safe = ReportNumber{safe},
                                                                                 .highest = ReportNumber{highest},
                                                                                 .late_spacing = spacing}))),
                                    0, false});
        broker_.delivers();
    }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    fakes::FakeStorage run_;
    fakes::FakeStorage flash_;
    fakes::FakeFlash flash_writer_{flash_};
    std::optional<Pole> pole_;
    std::uint64_t epoch_ = 0;
    std::uint64_t turn_ = 0;
    std::string boot_ = "boot";
};

TEST_F(BacklogTest, WhatAKilledAgentHeldIsSentByTheNextOneUnderItsOwnNumbers) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(25));
    const auto committed = value(pole_->agent.outbox().newest());
    is_killed();
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(5));
    std::string expected;
    for (std::uint64_t number = 1; number <= committed; ++number) {
        expected += (number == 1 ? "1:" : " 1:") + std::to_string(number);
    }
    EXPECT_EQ(late(), expected + " 1:" + std::to_string(committed + 1));
    const auto birth = heard(broker_.published("spBv1.0/+/NBIRTH/+")).back().header().value();
    EXPECT_EQ(birth.epoch, Epoch{1});
    EXPECT_TRUE(birth.earlier.empty());
}

TEST_F(BacklogTest, AReportOfAnEpochThatEndedSaysSoAndWhatIsHeldOfIt) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(25));
    const auto committed = pole_->agent.outbox().newest();
    ends_its_epoch();
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(3));
    const auto header = first_late().header().value();
    EXPECT_TRUE(header.closed);
    EXPECT_EQ(header.epoch, Epoch{1});
    EXPECT_EQ(header.oldest, ReportNumber{1});
    EXPECT_EQ(header.newest, committed);
    EXPECT_TRUE(header.earlier.empty());
}

TEST_F(BacklogTest, OnceSafeAnEarlierEpochIsNamedNoMore) {
    starts();
    pole_->passes(seconds(25));
    const auto committed = value(pole_->agent.outbox().newest());
    ends_its_epoch();
    starts();
    pole_->passes(seconds(5));
    acknowledge(1, committed, committed, committed);
    broker_.clear_log();
    pole_->passes(seconds(10));
    EXPECT_TRUE(heard(broker_.published("spBv1.0/+/NDATA/+")).back().header()->earlier.empty());
    EXPECT_TRUE(pole_->agent.outbox().earlier().empty());
}

TEST_F(BacklogTest, WhatTheCollectorHasOfAnEarlierEpochIsNotSentAgain) {
    starts();
    pole_->passes(seconds(25));
    ends_its_epoch();
    broker_.clear_log();
    starts();
    acknowledge(1, 2, 0, 2);
    pole_->passes(seconds(5));
    EXPECT_TRUE(late().starts_with("1:3")) << late();
}

TEST_F(BacklogTest, AGapInAnEarlierEpochIsSentAgain) {
    starts();
    pole_->passes(seconds(35));
    ends_its_epoch();
    starts();
    pole_->passes(seconds(5));
    broker_.clear_log();
    acknowledge(1, 1, 0, 3);
    pole_->passes(seconds(1));
    EXPECT_TRUE(late().starts_with("1:2 1:3")) << late();
}

TEST_F(BacklogTest, ReportsOfAnEarlierBootCarryItsTimeAndTheirAge) {
    const auto begun = clock_.now().wall;
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(300));
    loses_power();
    clock_.advance(seconds(1000));
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(3));
    const auto first = first_late();
    const auto header = first.header().value();
    EXPECT_EQ(header.range.first, ReportNumber{1});
    EXPECT_EQ(first.payload.metrics.front().timestamp, static_cast<std::uint64_t>(begun.time_since_epoch().count()));
    EXPECT_GE(header.sent - header.taken, seconds(1300));
}

TEST_F(BacklogTest, ReportsOfAnEarlierBootWaitUntilTheTimeIsKnown) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(300));
    loses_power();
    const auto truth = clock_.now().wall;
    clock_.wall_is_lost();
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(60));
    EXPECT_EQ(late(), "2:1") << "of this boot";
    clock_.wall_becomes_known(truth + seconds(60));
    pole_->passes(seconds(90));
    EXPECT_NE(late().find("1:1 1:2 1:3"), std::string::npos) << late();
}

TEST_F(BacklogTest, ABootThatNeverKnewTheTimeIsToldAsLostAlsoByAYoungerOne) {
    const auto truth = clock_.now().wall;
    clock_.wall_is_lost();
    broker_.broker_goes_away();
    clock_.advance(seconds(86'400));  // its monotonic time is far ahead of that of the next boot
    starts();
    pole_->passes(seconds(125));
    loses_power();
    clock_ = {};
    clock_.wall_becomes_known(truth + seconds(90'000));
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(5));
    EXPECT_TRUE(late().starts_with("1:1x 1:2x")) << late();
}

TEST_F(BacklogTest, WhatWasLostBetweenIsTold) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(125));
    ends_its_epoch();
    flash_ = {};
    const auto name = run_.names().front();
    run_.is_damaged(name, run_.files().at(name).size() / 2);
    broker_.broker_returns();
    starts();
    pole_->passes(seconds(5));
    const auto words = late();
    EXPECT_NE(words.find('x'), std::string::npos) << words;
    for (const auto& message : heard(broker_.published("spBv1.0/+/NDATA/+"))) {
        if (message.header()->lost) {
            EXPECT_EQ(message.payload.metrics.size(), 1U) << "the header alone";
        }
    }
}

TEST_F(BacklogTest, TheCollectorSetsThePace) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(seconds(600));
    broker_.broker_returns();
    pole_->passes(seconds(61));
    const auto connected = heard(broker_.published("spBv1.0/+/NBIRTH/+"));
    ASSERT_FALSE(connected.empty());
    ends_its_epoch();
    starts();
    acknowledge(1, 0, 0, 0, seconds(1));
    broker_.clear_log();
    pole_->passes(seconds(12));
    const auto words = late();
    EXPECT_NEAR(static_cast<double>(std::ranges::count(words, ' ')), 10, 2) << words;
}

TEST_F(BacklogTest, NoTwoPolesSendInStep) {
    const auto one = pauses_of(1);
    ASSERT_GE(one.size(), 300U);
    EXPECT_NE(one, pauses_of(2));
    Milliseconds sum{};
    for (const auto pause : one) {
        EXPECT_GE(pause, Milliseconds{500});
        EXPECT_LE(pause, Milliseconds{1500});
        sum += pause;
    }
    EXPECT_NEAR(static_cast<double>(sum.count()) / static_cast<double>(one.size()), 1000, 50) << "the pace stays";
    EXPECT_GT(std::ranges::count_if(one, [](auto pause) { return pause < Milliseconds{800}; }), 30);
    EXPECT_GT(std::ranges::count_if(one, [](auto pause) { return pause > Milliseconds{1200}; }), 30);
}

TEST_F(BacklogTest, ADayIsThereWithinAMinute) {
    broker_.broker_goes_away();
    starts();
    pole_->passes(std::chrono::hours(24));
    broker_.broker_returns();
    while (!pole_->agent.session().online()) {
        pole_->passes(seconds(1));
    }
    broker_.clear_log();
    pole_->passes(seconds(60));
    EXPECT_GE(heard(broker_.published("spBv1.0/+/NDATA/+")).size(), 8640U);
}

}  // namespace
}  // namespace magpie::agent
