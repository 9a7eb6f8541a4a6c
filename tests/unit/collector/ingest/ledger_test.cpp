#include "collector/ingest/ledger.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/unit/collector/ingest/ledgers.hpp"

namespace magpie::collector {
namespace {

TEST(Ledger, BeginsEmpty) {
    const Ledger ledger;
    EXPECT_EQ(ledger.epoch(), Epoch{});
    EXPECT_EQ(received(ledger), 0U);
    EXPECT_FALSE(ledger.has_gap());
}

TEST(Ledger, AReportOnceIsFreshAndTwiceADuplicate) {
    auto ledger = heard(1);
    EXPECT_EQ(record(ledger, only(1)), Seen::fresh);
    EXPECT_EQ(record(ledger, only(1)), Seen::duplicate);
}

TEST(Ledger, AReportAheadIsADuplicateTheSecondTimeToo) {
    auto ledger = heard(5);
    EXPECT_EQ(record(ledger, only(5)), Seen::fresh);
    EXPECT_EQ(record(ledger, only(5)), Seen::duplicate);
}

TEST(Ledger, ReceivedStopsBeforeTheFirstGap) {
    auto ledger = heard(4);
    (void)record(ledger, only(1));
    (void)record(ledger, range(3, 4));
    EXPECT_EQ(received(ledger), 1U);
    EXPECT_EQ(value(ledger.highest()), 4U);
    EXPECT_TRUE(ledger.has_gap());
}

TEST(Ledger, AFilledGapClosesUp) {
    auto ledger = heard(4);
    (void)record(ledger, range(3, 4));
    (void)record(ledger, range(1, 2));
    EXPECT_EQ(received(ledger), 4U);
    EXPECT_FALSE(ledger.has_gap());
    EXPECT_EQ(ledger.lost(), 0U);
}

TEST(Ledger, ARangeThatIsInPartNewIsFresh) {
    auto ledger = heard(6);
    (void)record(ledger, range(1, 3));
    EXPECT_EQ(record(ledger, range(2, 6)), Seen::fresh);
    EXPECT_EQ(received(ledger), 6U);
}

TEST(Ledger, WhatTheNodeNoLongerHoldsIsLost) {
    auto ledger = heard(3);
    (void)record(ledger, only(1));
    ledger.hear(says(first_epoch, 6, 8));
    EXPECT_EQ(ledger.lost(), 4U);
    EXPECT_EQ(received(ledger), 5U);
}

TEST(Ledger, WhatArrivedBeforeTheNodeDroppedItIsNotLost) {
    auto ledger = heard(5);
    (void)record(ledger, only(1));
    (void)record(ledger, only(3));
    ledger.hear(says(first_epoch, 5, 5));
    EXPECT_EQ(ledger.lost(), 2U);
}

TEST(Ledger, AReportThatWasCountedLostAndComesAfterAllIsADuplicate) {
    auto ledger = heard(1);
    ledger.hear(says(first_epoch, 3, 3));
    EXPECT_EQ(record(ledger, only(2)), Seen::duplicate);
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
    (void)record(ledger, range(1, 4));
    (void)record(ledger, only(7));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(ledger.lost(), 5U);
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(received(ledger), 0U);
    EXPECT_EQ(record(ledger, only(1)), Seen::fresh);
}

TEST(Ledger, ANewEpochThatHasDroppedReportsCountsThemToo) {
    auto ledger = heard(2);
    (void)record(ledger, range(1, 2));
    ledger.hear(says(second_epoch, 4, 9));
    EXPECT_EQ(ledger.lost(), 3U);
}

TEST(Ledger, AReportBeyondWhatTheHeaderAnnouncedIsAnnouncedByItself) {
    auto ledger = heard(1);
    (void)record(ledger, only(9));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(ledger.lost(), 8U);
}

TEST(Ledger, SixtyFourGapsAreRememberedAndNotOneMore) {
    auto ledger = heard(1000);
    for (std::uint64_t number = 2; number <= 128; number += 2) {
        ASSERT_EQ(record(ledger, only(number)), Seen::fresh);
    }
    EXPECT_EQ(record(ledger, only(130)), Seen::beyond_memory);
    EXPECT_EQ(value(ledger.highest()), 128U);
    EXPECT_EQ(record(ledger, only(1)), Seen::fresh);
    EXPECT_EQ(record(ledger, only(130)), Seen::fresh);
}

// ---- what is safe

TEST(Ledger, WhatIsReceivedIsNotSafeUntilItIsSettled) {
    auto ledger = heard(3);
    (void)record(ledger, range(1, 3));
    EXPECT_EQ(safe(ledger), 0U);
    ledger.settled(first_epoch, range(1, 2));
    EXPECT_EQ(safe(ledger), 2U);
    EXPECT_EQ(received(ledger), 3U);
}

TEST(Ledger, WhatCameAndNobodyWillKeepIsSafeAndCountsAsLostOnce) {
    auto ledger = heard(5);
    (void)record(ledger, range(1, 4));
    ledger.settled(first_epoch, only(1));
    EXPECT_TRUE(ledger.given_up(first_epoch, range(1, 3)));
    EXPECT_EQ(safe(ledger), 3U);
    EXPECT_EQ(ledger.lost(), 2U);
    EXPECT_TRUE(ledger.given_up(first_epoch, range(1, 3)));
    EXPECT_EQ(ledger.lost(), 2U);
    EXPECT_FALSE(ledger.given_up(first_epoch, only(5))) << "it has not come";
}

TEST(Ledger, SafeStopsBeforeTheFirstThatIsNotSettled) {
    auto ledger = heard(4);
    for (const std::uint64_t number : {1, 3, 2}) {
        (void)record(ledger, only(number));
    }
    ledger.settled(first_epoch, only(1));
    ledger.settled(first_epoch, only(3));
    EXPECT_EQ(safe(ledger), 1U);
    ledger.settled(first_epoch, only(2));
    EXPECT_EQ(safe(ledger), 3U);
}

TEST(Ledger, WhatANodeNoLongerHoldsIsWaitedForWhileTheStoreMayStillSettleIt) {
    auto ledger = heard(5);
    (void)record(ledger, range(1, 2));
    (void)record(ledger, range(4, 5));
    ledger.hear(says(first_epoch, 5, 5));
    EXPECT_EQ(ledger.lost(), 1U) << "3";
    EXPECT_EQ(received(ledger), 5U);
    EXPECT_EQ(safe(ledger), 0U);
    ledger.settled(first_epoch, range(1, 2));
    EXPECT_EQ(safe(ledger), 3U);
    ledger.settled(first_epoch, range(4, 5));
    EXPECT_EQ(safe(ledger), 5U);
    EXPECT_EQ(ledger.lost(), 1U);
}

TEST(Ledger, WhatWentDownWithAProcessIsLostWhereTheNodeHoldsItNoMore) {
    auto ledger = heard(6);
    (void)record(ledger, range(1, 6));
    ledger.settled(first_epoch, range(1, 2));
    ledger.hear(says(first_epoch, 5, 6));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    restored.forget_unsettled();
    EXPECT_EQ(restored.lost(), 2U) << "3 and 4";
    EXPECT_EQ(received(restored), 4U);
    EXPECT_EQ(safe(restored), 4U) << "nobody waits for what is lost";
    EXPECT_EQ(record(restored, only(4)), Seen::duplicate);
    EXPECT_EQ(record(restored, only(5)), Seen::fresh);
    restored.hear(says(first_epoch, 7, 7));
    EXPECT_EQ(restored.lost(), 2U + 1U) << "6, and the others once";
}

TEST(Ledger, WhatIsLostIsNamedOnce) {
    auto ledger = heard(10);
    (void)record(ledger, range(1, 2));
    (void)record(ledger, only(5));
    ledger.hear(says(first_epoch, 8, 10));
    EXPECT_EQ(ledger.take_losses(), (std::vector<Loss>{{first_epoch, range(3, 4)}, {first_epoch, range(6, 7)}}));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(ledger.take_losses(), (std::vector<Loss>{{first_epoch, range(8, 10)}}));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_TRUE(ledger.take_losses().empty());
}

TEST(Ledger, WhoFollowsNamesWhatItLostItselfAndNoMore) {
    auto ledger = heard(10);
    ledger.hear(says(first_epoch, 3, 10));
    ledger.follow(says(first_epoch, 8, 10));
    EXPECT_EQ(ledger.lost(), 2U);
    EXPECT_EQ(ledger.take_losses(), (std::vector<Loss>{{first_epoch, range(1, 2)}}));
}

TEST(Ledger, ANodeThatLosesMoreRangesThanAreRememberedIsCountedAllTheSame) {
    auto ledger = heard(1);
    for (std::uint64_t number = 3; number < 203; number += 2) {
        ledger.hear(says(first_epoch, number, number));
        (void)record(ledger, only(number));
    }
    EXPECT_EQ(ledger.lost(), 101U);
    EXPECT_EQ(ledger.take_losses().size(), Ledger::most_losses);
}

TEST(Ledger, OfWhatIsOpenAndNotHeldOnlySoManyPartsAreRemembered) {
    auto ledger = heard(1);
    std::uint64_t number = 1;
    // One comes, one is dropped, and the store is away.
    for (; number < 1000; number += 2) {
        ledger.hear(says(first_epoch, number, number));
        ASSERT_EQ(record(ledger, only(number)), Seen::fresh);
    }
    ledger.hear(says(first_epoch, number, number));
    const auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    EXPECT_EQ(received(ledger), 1000U);
    EXPECT_EQ(ledger.lost(), 500U + (500U - EpochBook::most_parts)) << "the oldest of what is open";
    ledger.forget_unsettled();
    EXPECT_EQ(ledger.lost(), 1000U);
}

TEST(Ledger, WhatWasSettledOfAnotherEpochIsNothing) {
    auto ledger = heard(5);
    (void)record(ledger, range(1, 5));
    ledger.hear(says(second_epoch, 1, 3));
    (void)record(ledger, range(1, 2));
    ledger.settled(first_epoch, range(1, 5));
    EXPECT_EQ(safe(ledger), 0U);
    ledger.settled(second_epoch, only(1));
    EXPECT_EQ(safe(ledger), 1U);
}

TEST(Ledger, WhatWasNotSettledIsAskedForAfterARestart) {
    auto ledger = heard(9);
    for (const auto& one : {range(1, 4), range(6, 7), range(9, 9)}) {
        (void)record(ledger, one);
    }
    ledger.settled(first_epoch, range(1, 4));
    ledger.settled(first_epoch, range(6, 7));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode()) << "the database keeps both";
    restored.forget_unsettled();
    EXPECT_EQ(received(restored), 4U);
    EXPECT_EQ(safe(restored), 4U);
    EXPECT_EQ(value(restored.highest()), 7U);
    EXPECT_EQ(record(restored, only(9)), Seen::fresh);
    EXPECT_EQ(record(restored, range(6, 7)), Seen::duplicate);
}

// ---- while another collector settles

TEST(Ledger, AFollowerCountsNoLoss) {
    auto ledger = heard(3);
    (void)record(ledger, only(1));
    ledger.follow(says(first_epoch, 6, 8));
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(received(ledger), 5U);
    ledger.hear(says(first_epoch, 8, 9));
    EXPECT_EQ(ledger.lost(), 2U) << "of 6 and 7 this one knows";
}

TEST(Ledger, WhatAnotherCalledSafeIsSafeAlsoWhereItNeverCame) {
    auto ledger = heard(9);
    (void)record(ledger, range(1, 3));
    (void)record(ledger, only(7));
    ledger.told_safe(first_epoch, ReportNumber{5});
    EXPECT_EQ(received(ledger), 5U);
    EXPECT_EQ(safe(ledger), 5U);
    EXPECT_EQ(record(ledger, only(4)), Seen::duplicate);
    ledger.told_safe(first_epoch, ReportNumber{2});
    ledger.told_safe(second_epoch, ReportNumber{9});
    EXPECT_EQ(safe(ledger), 5U);
    ledger.told_safe(first_epoch, ReportNumber{12});
    EXPECT_EQ(received(ledger), 12U);
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
}

TEST(Ledger, WhoTakesOverAsksForAllThatNobodyCalledSafe) {
    auto ledger = heard(9);
    (void)record(ledger, range(1, 9));
    ledger.told_safe(first_epoch, ReportNumber{4});
    EXPECT_FALSE(ledger.lacks());
    ledger.forget_unsettled(/*another=*/true);
    EXPECT_TRUE(ledger.lacks());
    EXPECT_EQ(ledger.lost(), 0U);
    const auto words = ledger.acknowledgements(/*ask=*/true);
    ASSERT_EQ(words.size(), 1U);
    EXPECT_EQ(value(words[0].received), 4U);
    EXPECT_EQ(value(words[0].highest), 9U);
}

TEST(Ledger, WhatWasOpenAndTheNodeLetGoOfAnotherMayHaveSettled) {
    auto ledger = heard(5);
    (void)record(ledger, range(1, 5));
    ledger.follow(says(first_epoch, 4, 6));
    ledger.forget_unsettled(/*another=*/true);
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(received(ledger), 3U);
}

}  // namespace
}  // namespace magpie::collector
