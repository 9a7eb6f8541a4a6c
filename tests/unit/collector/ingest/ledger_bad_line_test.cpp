// One epoch after the other over a bad line, against a model that is a set of numbers.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "collector/ingest/ledger.hpp"
#include "tests/unit/collector/ingest/ledgers.hpp"
#include "tests/unit/collector/ingest/naive_ledger.hpp"

namespace magpie::collector {
namespace {

/// An outbox on a bad line: numbers go out, get lost, come twice, come late, are merged, are dropped; now and then the
/// outbox begins anew.
class BadLine {
  public:
    explicit BadLine(std::uint32_t seed) : random_(seed) {}

    /// What arrives at the next step, if anything.
    std::vector<ReportHeader> step() {
        if (chance(0.004)) {
            ++epoch_;
            newest_ = 0;
            oldest_ = 1;
            if (chance(0.5)) {
                under_way_.clear();
            }
        }
        if (chance(0.9)) {
            ++newest_;
            send(newest_, newest_);
        }
        if (chance(0.3) && newest_ >= oldest_) {
            const auto first = pick(oldest_, newest_);
            send(first, std::min(newest_, first + pick(0, 5)));
        }
        if (chance(0.02)) {
            oldest_ = std::max(oldest_, pick(oldest_, newest_ + 1));
        }
        std::vector<ReportHeader> arrived;
        while (!under_way_.empty() && (under_way_.size() > 12 || chance(0.5))) {
            const auto place = chance(0.7) ? 0 : pick(0, under_way_.size() - 1);
            const auto header = under_way_[place];
            under_way_.erase(under_way_.begin() + static_cast<std::ptrdiff_t>(place));
            arrived.push_back(header);
            if (chance(0.05)) {
                under_way_.push_back(header);
            }
        }
        return arrived;
    }
    bool chance(double of) { return std::uniform_real_distribution<double>(0, 1)(random_) < of; }

  private:
    std::uint64_t pick(std::uint64_t least, std::uint64_t most) {
        return std::uniform_int_distribution<std::uint64_t>(least, most)(random_);
    }
    void send(std::uint64_t first, std::uint64_t last) {
        if (chance(0.2)) {
            return;
        }
        under_way_.push_back({.epoch = Epoch{epoch_},
                              .range = range(first, last),
                              .oldest = ReportNumber{std::min(oldest_, first)},
                              .newest = ReportNumber{newest_}});
    }

    std::minstd_rand random_;
    std::deque<ReportHeader> under_way_;
    std::uint64_t epoch_ = 1;
    std::uint64_t newest_ = 0;
    std::uint64_t oldest_ = 1;
};

void expect_agreement(std::uint32_t seed) {
    BadLine line(seed);
    Ledger ledger;
    fakes::NaiveLedger model;
    std::deque<std::pair<Epoch, ReportRange>> unsettled;
    for (int step = 0; step < 600; ++step) {
        for (const auto& header : line.step()) {
            ledger.hear(header);
            model.hear(header);
            const auto seen = ledger.record(header.epoch, header.range);
            ASSERT_EQ(seen, model.record(header.range)) << "step " << step;
            if (seen == Seen::fresh) {
                unsettled.emplace_back(header.epoch, header.range);
            }
            for (; !unsettled.empty() && line.chance(0.5); unsettled.pop_front()) {
                ledger.settled(unsettled.front().first, unsettled.front().second);
            }
            ASSERT_LE(ledger.safe(), ledger.received()) << "step " << step;
            ASSERT_EQ(ledger.epoch(), model.epoch()) << "step " << step;
            ASSERT_EQ(received(ledger), model.received()) << "step " << step;
            ASSERT_EQ(value(ledger.highest()), model.highest()) << "step " << step;
            ASSERT_EQ(ledger.has_gap(), model.received() != model.highest()) << "step " << step;
            ASSERT_EQ(ledger.lost(), model.lost()) << "step " << step;
        }
        if (line.chance(0.05)) {
            ledger = Ledger::decode(ledger.encode());
        }
    }
}

TEST(Ledger, AgreesWithASetOfNumbersWhateverTheLineDoes) {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ASSERT_NO_FATAL_FAILURE(expect_agreement(seed));
    }
}

}  // namespace
}  // namespace magpie::collector
