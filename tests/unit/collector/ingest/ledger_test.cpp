#include "collector/ingest/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/collector/ingest/naive_ledger.hpp"

namespace magpie::collector {
namespace {

constexpr Epoch first_epoch{0xaaaa};
constexpr Epoch second_epoch{0xbbbb};

ReportHeader says(Epoch epoch, std::uint64_t oldest, std::uint64_t newest) {
    return {.epoch = epoch, .oldest = ReportNumber{oldest}, .newest = ReportNumber{newest}};
}
ReportRange range(std::uint64_t first, std::uint64_t last) {
    return {ReportNumber{first}, ReportNumber{last}};
}
ReportRange only(std::uint64_t number) {
    return range(number, number);
}

/// A ledger that has heard of numbers 1 to `newest`, all of them held.
Ledger heard(std::uint64_t newest) {
    Ledger ledger;
    ledger.hear(says(first_epoch, 1, newest));
    return ledger;
}

std::uint64_t received(const Ledger& ledger) {
    return value(ledger.received());
}

TEST(Ledger, BeginsEmpty) {
    const Ledger ledger;
    EXPECT_EQ(ledger.epoch(), Epoch{});
    EXPECT_EQ(received(ledger), 0U);
    EXPECT_FALSE(ledger.has_gap());
}

TEST(Ledger, AReportOnceIsFreshAndTwiceADuplicate) {
    auto ledger = heard(1);
    EXPECT_EQ(ledger.record(only(1)), Seen::fresh);
    EXPECT_EQ(ledger.record(only(1)), Seen::duplicate);
}

TEST(Ledger, AReportAheadIsADuplicateTheSecondTimeToo) {
    auto ledger = heard(5);
    EXPECT_EQ(ledger.record(only(5)), Seen::fresh);
    EXPECT_EQ(ledger.record(only(5)), Seen::duplicate);
}

TEST(Ledger, ReceivedStopsBeforeTheFirstGap) {
    auto ledger = heard(4);
    (void)ledger.record(only(1));
    (void)ledger.record(range(3, 4));
    EXPECT_EQ(received(ledger), 1U);
    EXPECT_EQ(value(ledger.highest()), 4U);
    EXPECT_TRUE(ledger.has_gap());
}

TEST(Ledger, AFilledGapClosesUp) {
    auto ledger = heard(4);
    (void)ledger.record(range(3, 4));
    (void)ledger.record(range(1, 2));
    EXPECT_EQ(received(ledger), 4U);
    EXPECT_FALSE(ledger.has_gap());
    EXPECT_EQ(ledger.lost(), 0U);
}

TEST(Ledger, ARangeThatIsInPartNewIsFresh) {
    auto ledger = heard(6);
    (void)ledger.record(range(1, 3));
    EXPECT_EQ(ledger.record(range(2, 6)), Seen::fresh);
    EXPECT_EQ(received(ledger), 6U);
}

TEST(Ledger, WhatTheNodeNoLongerHoldsIsLost) {
    auto ledger = heard(3);
    (void)ledger.record(only(1));
    ledger.hear(says(first_epoch, 6, 8));
    EXPECT_EQ(ledger.lost(), 4U);
    EXPECT_EQ(received(ledger), 5U);
}

TEST(Ledger, WhatArrivedBeforeTheNodeDroppedItIsNotLost) {
    auto ledger = heard(5);
    (void)ledger.record(only(1));
    (void)ledger.record(only(3));
    ledger.hear(says(first_epoch, 5, 5));
    EXPECT_EQ(ledger.lost(), 2U);
}

TEST(Ledger, AReportThatWasCountedLostAndComesAfterAllIsADuplicate) {
    auto ledger = heard(1);
    ledger.hear(says(first_epoch, 3, 3));
    EXPECT_EQ(ledger.record(only(2)), Seen::duplicate);
    EXPECT_EQ(ledger.lost(), 2U);
}

TEST(Ledger, AnOldHeaderThatComesLateTakesNothingBack) {
    auto ledger = heard(3);
    ledger.hear(says(first_epoch, 3, 4));
    ledger.hear(says(first_epoch, 1, 2));
    EXPECT_EQ(received(ledger), 2U);
    EXPECT_EQ(ledger.lost(), 2U);
}

TEST(Ledger, AtFirstContactNothingIsClaimedLost) {
    Ledger ledger;
    ledger.hear(says(first_epoch, 1000, 1010));
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(received(ledger), 999U);
}

TEST(Ledger, ANewEpochClosesTheOldOnesOpenNumbersAsLost) {
    auto ledger = heard(10);
    (void)ledger.record(range(1, 4));
    (void)ledger.record(only(7));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(ledger.lost(), 5U);
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(received(ledger), 0U);
    EXPECT_EQ(ledger.record(only(1)), Seen::fresh);
}

TEST(Ledger, ANewEpochThatHasDroppedReportsCountsThemToo) {
    auto ledger = heard(2);
    (void)ledger.record(range(1, 2));
    ledger.hear(says(second_epoch, 4, 9));
    EXPECT_EQ(ledger.lost(), 3U);
}

TEST(Ledger, AReportBeyondWhatTheHeaderAnnouncedIsAnnouncedByItself) {
    auto ledger = heard(1);
    (void)ledger.record(only(9));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(ledger.lost(), 8U);
}

TEST(Ledger, SixtyFourGapsAreRememberedAndNotOneMore) {
    auto ledger = heard(1000);
    for (std::uint64_t number = 2; number <= 128; number += 2) {
        ASSERT_EQ(ledger.record(only(number)), Seen::fresh);
    }
    EXPECT_EQ(ledger.record(only(130)), Seen::beyond_memory);
    EXPECT_EQ(value(ledger.highest()), 128U);
    EXPECT_EQ(ledger.record(only(1)), Seen::fresh);
    EXPECT_EQ(ledger.record(only(130)), Seen::fresh);
}

TEST(Ledger, IsTheSameAfterTheDatabase) {
    auto ledger = heard(20);
    (void)ledger.record(range(1, 4));
    (void)ledger.record(range(9, 12));
    ledger.hear(says(first_epoch, 4, 20));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    restored.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(restored.lost(), 12U);
}

// ---- what is safe

std::uint64_t safe(const Ledger& ledger) {
    return value(ledger.safe());
}

TEST(Ledger, WhatIsReceivedIsNotSafeUntilItIsSettled) {
    auto ledger = heard(3);
    (void)ledger.record(range(1, 3));
    EXPECT_EQ(safe(ledger), 0U);
    ledger.settled(first_epoch, range(1, 2));
    EXPECT_EQ(safe(ledger), 2U);
    EXPECT_EQ(received(ledger), 3U);
}

TEST(Ledger, SafeStopsBeforeTheFirstThatIsNotSettled) {
    auto ledger = heard(4);
    for (const std::uint64_t number : {1, 3, 2}) {
        (void)ledger.record(only(number));
    }
    ledger.settled(first_epoch, only(1));
    ledger.settled(first_epoch, only(3));
    EXPECT_EQ(safe(ledger), 1U);
    ledger.settled(first_epoch, only(2));
    EXPECT_EQ(safe(ledger), 3U);
}

TEST(Ledger, WhatANodeNoLongerHoldsIsNotWaitedFor) {
    auto ledger = heard(5);
    (void)ledger.record(range(1, 5));
    ledger.hear(says(first_epoch, 4, 5));
    EXPECT_EQ(safe(ledger), 3U);
}

TEST(Ledger, WhatWasSettledOfAnotherEpochIsNothing) {
    auto ledger = heard(5);
    (void)ledger.record(range(1, 5));
    ledger.hear(says(second_epoch, 1, 3));
    (void)ledger.record(range(1, 2));
    ledger.settled(first_epoch, range(1, 5));
    EXPECT_EQ(safe(ledger), 0U);
    ledger.settled(second_epoch, only(1));
    EXPECT_EQ(safe(ledger), 1U);
}

TEST(Ledger, WhatWasNotSettledIsAskedForAfterARestart) {
    auto ledger = heard(9);
    for (const auto& one : {range(1, 4), range(6, 7), range(9, 9)}) {
        (void)ledger.record(one);
    }
    ledger.settled(first_epoch, range(1, 4));
    ledger.settled(first_epoch, range(6, 7));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode()) << "the database keeps both";
    restored.forget_unsettled();
    EXPECT_EQ(received(restored), 4U);
    EXPECT_EQ(safe(restored), 4U);
    EXPECT_EQ(value(restored.highest()), 7U);
    EXPECT_EQ(restored.record(only(9)), Seen::fresh);
    EXPECT_EQ(restored.record(range(6, 7)), Seen::duplicate);
}

// ---- an epoch that was closed before all of it was settled

/// Ten reports of the first epoch, of which 1 to 4 and 7 are settled; then the second begins.
Ledger closed() {
    auto ledger = heard(10);
    for (std::uint64_t number = 1; number <= 10; ++number) {
        (void)ledger.record(only(number));
    }
    ledger.settled(first_epoch, range(1, 4));
    ledger.settled(first_epoch, only(7));
    ledger.hear(says(second_epoch, 1, 1));
    return ledger;
}

TEST(Ledger, WhatIsOpenOfAClosedEpochIsNotLostWhileItCanBeSettled) {
    auto ledger = closed();
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_TRUE(ledger.settled(first_epoch, range(5, 6)));
    EXPECT_TRUE(ledger.settled(first_epoch, range(8, 10)));
    EXPECT_FALSE(ledger.settled(first_epoch, only(5))) << "nothing is open any more";
    auto restored = Ledger::decode(ledger.encode());
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost(), 0U);
}

TEST(Ledger, WhatIsOpenOfAClosedEpochIsLostWithAProcess) {
    auto ledger = closed();
    (void)ledger.record(only(1));
    ledger.settled(first_epoch, only(5));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost(), 4U) << "6, 8, 9 and 10";
    EXPECT_EQ(received(restored), 0U) << "the node still has what is of its own epoch";
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost(), 4U);
    EXPECT_FALSE(restored.settled(first_epoch, only(6)));
}

TEST(Ledger, AClosedEpochThatComesBackIsCountedOnce) {
    auto ledger = closed();
    ledger.hear(says(first_epoch, 11, 11));
    EXPECT_EQ(ledger.lost(), 1U + 10U) << "the second's one, and all that the first no longer holds";
    ledger.forget_unsettled();
    EXPECT_EQ(ledger.lost(), 11U);
}

TEST(Ledger, FourClosedEpochsAreRememberedAndTheOldestBeyondAreLost) {
    auto ledger = closed();
    for (std::uint64_t life = 1; life <= 3; ++life) {
        ledger.hear(says(Epoch{life}, 1, 1));
        (void)ledger.record(only(1));
    }
    EXPECT_EQ(ledger.lost(), 1U) << "the second's one";
    ledger.hear(says(Epoch{4}, 1, 1));
    EXPECT_EQ(ledger.lost(), 1U);
    (void)ledger.record(only(1));
    ledger.hear(says(Epoch{5}, 1, 1));
    EXPECT_EQ(ledger.lost(), 1U + 5U);
    auto restored = Ledger::decode(ledger.encode());
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost(), 1U + 5U + 4U);
}

TEST(Ledger, TheMostThatCanBeOpenIsReadBack) {
    auto ledger = heard(1000);
    for (std::uint64_t number = 2; number <= 256; number += 4) {
        ASSERT_EQ(ledger.record(range(number, number + 2)), Seen::fresh);
    }
    for (std::uint64_t number = 3; number <= 256; number += 4) {
        ledger.settled(first_epoch, only(number));
    }
    ledger.hear(says(second_epoch, 1, 1));
    const auto lost = ledger.lost();
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost() - lost, 128U);
}

TEST(Ledger, AClosedEpochThatIsNoneIsNoLedger) {
    const auto good = closed().encode();
    // Field 8: an epoch and the ends of ranges.
    const auto with = [&](const std::string& ends) {
        const auto field = std::string("\x09\x01\0\0\0\0\0\0\0", 9) + "\x12" + static_cast<char>(ends.size()) + ends;
        return Ledger::decode(good + "\x42" + static_cast<char>(field.size()) + field).epoch();
    };
    EXPECT_EQ(with("\x01\x02\x04\x04"), second_epoch);
    for (const std::string ends : {"", "\x01", "\x03\x02", "\x01\x04\x04\x05", "\x01\x04\x05\x05"}) {
        EXPECT_EQ(with(ends), Epoch{}) << ends.size();
    }
}

TEST(Ledger, AnEncodingFromBeforeThereWasAHistoryIsAllSettled) {
    auto ledger = heard(9);
    (void)ledger.record(range(1, 4));
    (void)ledger.record(only(8));
    ledger.settled(first_epoch, range(1, 4));
    ledger.settled(first_epoch, only(8));
    const auto encoded = ledger.encode();
    EXPECT_EQ(encoded.find('\x30'), std::string::npos) << "field 6 is left out";
    auto old = Ledger::decode(encoded);
    old.forget_unsettled();
    EXPECT_EQ(received(old), 4U);
    EXPECT_EQ(safe(old), 4U);
    EXPECT_EQ(value(old.highest()), 8U);
}

TEST(Ledger, AnEncodingWithMoreSettledThanReceivedIsNone) {
    auto ledger = heard(9);
    (void)ledger.record(range(1, 4));
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x30\x05").epoch(), Epoch{});
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x30\x01\x3a\x02\x06\x06").epoch(), Epoch{});
    EXPECT_EQ(safe(Ledger::decode(ledger.encode() + "\x30\x01\x3a\x02\x03\x04")), 1U);
}

TEST(Ledger, NothingDecodesToNothing) {
    EXPECT_EQ(Ledger::decode("").epoch(), Epoch{});
}

/// What must hold of any ledger, however it came about; a hostile database is a full disk or a bad cable.
void expect_sound(Ledger ledger) {
    ASSERT_LE(ledger.received(), ledger.highest());
    ASSERT_LE(ledger.safe(), ledger.received());
    ASSERT_EQ(ledger.has_gap(), ledger.received() != ledger.highest());
    ASSERT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
    const auto highest = value(ledger.highest());
    const auto lost = ledger.lost();
    ledger.hear(says(ledger.epoch() == Epoch{} ? first_epoch : ledger.epoch(), highest + 1, highest + 1));
    ASSERT_EQ(value(ledger.received()), highest);
    ASSERT_LE(ledger.lost() - lost, highest);
}

TEST(Ledger, BytesOfChanceDecodeToASoundLedger) {
    std::minstd_rand random(7);
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<std::size_t> length(0, 80);
    for (int round = 0; round < 20000; ++round) {
        std::string bytes(length(random), '\0');
        std::ranges::generate(bytes, [&] { return static_cast<char>(byte(random)); });
        ASSERT_NO_FATAL_FAILURE(expect_sound(Ledger::decode(bytes))) << "round " << round;
    }
}

TEST(Ledger, ADamagedEncodingDecodesToASoundLedger) {
    auto ledger = heard(400);
    for (std::uint64_t number = 2; number <= 40; number += 3) {
        (void)ledger.record(only(number));
    }
    const auto good = ledger.encode();
    std::minstd_rand random(8);
    for (int round = 0; round < 20000; ++round) {
        auto bytes = good.substr(0, round % 3 == 0 ? random() % good.size() : good.size());
        for (auto changes = random() % 4; changes > 0 && !bytes.empty(); --changes) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        ASSERT_NO_FATAL_FAILURE(expect_sound(Ledger::decode(bytes))) << "round " << round;
    }
}

TEST(Ledger, MoreGapsThanAreRememberedAreNoLedger) {
    auto ledger = heard(1000);
    for (std::uint64_t number = 2; number <= 128; number += 2) {
        (void)ledger.record(only(number));
    }
    ASSERT_EQ(value(Ledger::decode(ledger.encode()).highest()), 128U);
    // The list of ranges is field 5, packed; a second piece of it adds 200 to 200.
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x2a\x04\xc8\x01\xc8\x01").epoch(), Epoch{});
}

// ---- against a model that is a set of numbers

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
    fakes::NaiveLedger safe;  // as if nothing had arrived but what is settled
    std::deque<std::pair<Epoch, ReportRange>> unsettled;
    for (int step = 0; step < 600; ++step) {
        for (const auto& header : line.step()) {
            ledger.hear(header);
            model.hear(header);
            safe.hear(header);
            const auto seen = ledger.record(header.range);
            ASSERT_EQ(seen, model.record(header.range)) << "step " << step;
            if (seen == Seen::fresh) {
                unsettled.emplace_back(header.epoch, header.range);
            }
            for (; !unsettled.empty() && line.chance(0.5); unsettled.pop_front()) {
                const auto& [epoch, range] = unsettled.front();
                ledger.settled(epoch, range);
                if (epoch == model.epoch() && model.holds(range)) {
                    (void)safe.record(range);
                }
            }
            ASSERT_EQ(value(ledger.safe()), safe.received()) << "step " << step;
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
