// Epochs that have ended: what the node still holds of them, and what the store may still settle.

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "collector/ingest/ledger.hpp"
#include "tests/unit/collector/ingest/ledgers.hpp"

namespace magpie::collector {
namespace {

/// What the node is told of an epoch; nothing when it is not.
std::optional<Acknowledge> told(const Ledger& ledger, Epoch epoch, bool ask = false) {
    for (const auto& word : ledger.acknowledgements(ask)) {
        if (word.epoch == epoch) {
            return word;
        }
    }
    return std::nullopt;
}
Acknowledge word(Epoch epoch, std::uint64_t received, std::uint64_t safe, std::uint64_t highest) {
    return {.epoch = epoch,
            .received = ReportNumber{received},
            .safe = ReportNumber{safe},
            .highest = ReportNumber{highest}};
}

/// Ten reports of the first epoch came, but for 9, and 1 to 4 and 7 are settled; then the second begins.
Ledger ended(std::vector<EarlierEpoch> earlier) {
    auto ledger = heard(10);
    for (const std::uint64_t number : {1, 2, 3, 4, 5, 6, 7, 8, 10}) {
        (void)record(ledger, only(number));
    }
    ledger.settled(first_epoch, range(1, 4));
    ledger.settled(first_epoch, only(7));
    ledger.hear(says(second_epoch, 1, 1, std::move(earlier)));
    return ledger;
}

// ---- of which the node holds nothing

TEST(Ledger, WhatNeverCameOfAnEpochTheNodeHoldsNoMoreIsLost) {
    auto ledger = ended({});
    EXPECT_EQ(ledger.lost(), 1U);
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(told(ledger, first_epoch), std::nullopt) << "nobody waits for it";
    ledger.hear(says(second_epoch, 1, 2));
    EXPECT_EQ(ledger.lost(), 1U) << "counted once";
}

TEST(Ledger, WhatIsOpenOfAnEndedEpochIsNotLostWhileItCanBeSettled) {
    auto ledger = ended({});
    EXPECT_TRUE(ledger.settled(first_epoch, range(5, 6)));
    EXPECT_TRUE(ledger.settled(first_epoch, only(8)));
    EXPECT_TRUE(ledger.settled(first_epoch, only(10)));
    EXPECT_FALSE(ledger.settled(third_epoch, only(10)));
    EXPECT_EQ(restarted(ledger).lost(), 1U);
}

TEST(Ledger, WhatIsOpenOfAnEndedEpochIsLostWithAProcess) {
    auto ledger = ended({});
    (void)record(ledger, only(1));
    ledger.settled(first_epoch, only(5));
    auto restored = restarted(ledger);
    EXPECT_EQ(restored.lost(), 1U + 3U) << "6, 8 and 10";
    EXPECT_EQ(received(restored), 0U) << "the node still has what is of its own epoch";
    EXPECT_EQ(restarted(restored).lost(), 4U);
    EXPECT_EQ(restored.record(first_epoch, only(6)), Seen::duplicate);
}

TEST(Ledger, FilesThatAPowerCutBringsBackAreDuplicates) {
    auto ledger = restarted(ended({}));
    const auto lost = ledger.lost();
    ledger.hear(says(third_epoch, 1, 0, {still_held(first_epoch, 3, 10)}));
    ledger.hear(says_closed(first_epoch, 3, 10));
    EXPECT_EQ(ledger.record(first_epoch, only(3)), Seen::duplicate);
    EXPECT_EQ(ledger.record(first_epoch, only(9)), Seen::duplicate);
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 10, 10, 10)) << "and the node is told so";
    EXPECT_EQ(ledger.lost(), lost + 1U) << "the second's one";
}

TEST(Ledger, AnEndedEpochThatIsPresentAgainBeginsAnew) {
    auto ledger = ended({});
    ledger.hear(says(first_epoch, 11, 11));
    EXPECT_EQ(ledger.lost(), 1U + 1U + 10U) << "the second's one, and all that the first no longer holds";
    EXPECT_EQ(ledger.epoch(), first_epoch);
    EXPECT_EQ(restarted(ledger).lost(), 12U);
}

TEST(Ledger, SixteenEndedEpochsAreRememberedAndTheOldestBeyondAreLost) {
    auto ledger = ended({});
    for (std::uint64_t life = 1; life < Ledger::most_remembered; ++life) {
        (void)record(ledger, only(1));
        ledger.hear(says(Epoch{life}, 1, 1));
    }
    (void)record(ledger, only(1));
    EXPECT_EQ(ledger.lost(), 1U);
    ledger.hear(says(Epoch{100}, 1, 1));
    EXPECT_EQ(ledger.lost(), 1U + 4U) << "5, 6, 8 and 10 of the first";
    EXPECT_FALSE(ledger.settled(first_epoch, only(5)));
    EXPECT_TRUE(ledger.settled(second_epoch, only(1)));
}

TEST(Ledger, WhatTheNodeListsIsNeverPushedOutByWhatItDoesNot) {
    auto ledger = ended({still_held(first_epoch, 9, 10)});
    const std::vector<EarlierEpoch> earlier{still_held(first_epoch, 9, 10)};
    for (std::uint64_t life = 1; life < 40; ++life) {
        ledger.hear(says(Epoch{life}, 1, 0, earlier));
    }
    EXPECT_EQ(ledger.record(first_epoch, only(9)), Seen::fresh);
    EXPECT_EQ(ledger.record(first_epoch, only(1)), Seen::duplicate);
}

TEST(Ledger, AsManyEpochsAsANodeMayListAreKeptWhoeverIsNew) {
    Ledger ledger;
    ledger.hear(says(first_epoch, 1, 0));
    std::vector<EarlierEpoch> earlier;
    for (std::uint64_t life = 1; life <= most_earlier_epochs; ++life) {
        earlier.push_back(still_held(Epoch{life}, 3, 5));
    }
    ledger.hear(says(second_epoch, 1, 1, earlier));
    EXPECT_EQ(ledger.lost(), 2U * most_earlier_epochs);
    ledger.hear(says(second_epoch, 1, 1, earlier));
    EXPECT_EQ(ledger.lost(), 2U * most_earlier_epochs) << "counted once";
    EXPECT_EQ(ledger.acknowledgements(false).size(), 1 + most_earlier_epochs);
}

// ---- of which the node holds reports

TEST(Ledger, WhatTheNodeStillHoldsOfAnEndedEpochIsWaitedFor) {
    auto ledger = ended({still_held(first_epoch, 8, 10)});
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_TRUE(ledger.has_gap());
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 8, 4, 10));
    ledger.hear(says_closed(first_epoch, 8, 10));
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(ledger.record(first_epoch, only(9)), Seen::fresh);
    EXPECT_FALSE(ledger.has_gap());
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 10, 4, 10));
    EXPECT_TRUE(ledger.settled(first_epoch, range(5, 6)));
    EXPECT_TRUE(ledger.settled(first_epoch, range(8, 10)));
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 10, 10, 10));
    ledger.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(told(ledger, first_epoch), std::nullopt);
    EXPECT_EQ(ledger.lost(), 0U);
}

TEST(Ledger, WhatTheNodeGaveUpOfAnEndedEpochIsLost) {
    auto ledger = heard(20);
    (void)record(ledger, range(1, 4));
    ledger.settled(first_epoch, range(1, 4));
    ledger.hear(says(second_epoch, 1, 1, {still_held(first_epoch, 7, 20)}));
    EXPECT_EQ(ledger.lost(), 2U);
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 6, 6, 6));
    ledger.hear(says_closed(first_epoch, 9, 20));
    EXPECT_EQ(ledger.lost(), 4U);
    ledger.hear(says(second_epoch, 1, 1, {still_held(first_epoch, 21, 20)}));
    EXPECT_EQ(ledger.lost(), 16U) << "the last was given up";
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 20, 20, 20)) << "and the node is told that this is known";
}

TEST(Ledger, WhatWasGivenOutAndNotKeptIsLost) {
    auto ledger = heard(20);
    (void)record(ledger, range(1, 4));
    (void)record(ledger, only(19));
    ledger.hear(says(second_epoch, 1, 1, {still_held(first_epoch, 3, 17)}));
    EXPECT_EQ(ledger.lost(), 2U) << "18 and 20";
    (void)ledger.record(first_epoch, range(5, 17));
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 20, 0, 20));
    EXPECT_EQ(restarted(ledger).lost(), 2U + 2U + 1U) << "1 and 2 are held no more, nor is 19";
    // After another power cut less is there.
    ledger = restarted(ledger);
    ledger.hear(says(second_epoch, 1, 1, {still_held(first_epoch, 3, 15)}));
    EXPECT_EQ(ledger.lost(), 5U + 2U);
}

TEST(Ledger, WhatWentDownWithTheCollectorIsAskedForAgainWhereTheNodeHoldsIt) {
    auto ledger = restarted(ended({still_held(first_epoch, 6, 10)}));
    EXPECT_EQ(ledger.lost(), 1U) << "5";
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 5, 5, 7));
    EXPECT_EQ(told(ledger, first_epoch, /*ask=*/true), word(first_epoch, 5, 5, 10));
    EXPECT_EQ(ledger.record(first_epoch, only(6)), Seen::fresh);
    EXPECT_EQ(ledger.record(first_epoch, only(7)), Seen::duplicate);
    EXPECT_EQ(ledger.record(first_epoch, range(8, 10)), Seen::fresh);
    EXPECT_EQ(ledger.lost(), 1U);
}

TEST(Ledger, AnEndedEpochNeverHeardOfIsEnteredWithWhatIsLostOfIt) {
    auto ledger = heard(0);
    ledger.hear(says(first_epoch, 1, 1, {still_held(second_epoch, 5, 9)}));
    EXPECT_EQ(ledger.lost(), 4U);
    EXPECT_EQ(told(ledger, second_epoch), word(second_epoch, 4, 4, 4));
}

TEST(Ledger, AtFirstContactNothingIsClaimedLostOfEndedEpochsEither) {
    Ledger ledger;
    ledger.hear(says(first_epoch, 3, 8, {still_held(second_epoch, 5, 9)}));
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(told(ledger, second_epoch), word(second_epoch, 4, 4, 4));
    ledger.hear(says(first_epoch, 3, 8, {still_held(second_epoch, 7, 9)}));
    EXPECT_EQ(ledger.lost(), 2U) << "but from then on";
}

// ---- reports of ended epochs

TEST(Ledger, AReportOfAnEndedEpochNeverHeardOfClaimsNoLoss) {
    auto ledger = heard(3);
    ledger.hear(says_closed(second_epoch, 5, 9));
    EXPECT_EQ(ledger.epoch(), first_epoch);
    EXPECT_EQ(ledger.record(second_epoch, only(5)), Seen::fresh);
    EXPECT_EQ(ledger.lost(), 0U);
    EXPECT_EQ(told(ledger, second_epoch), word(second_epoch, 5, 4, 5));
}

TEST(Ledger, AReportOfAnEpochNobodyHeardOfIsNotTaken) {
    auto ledger = heard(3);
    EXPECT_EQ(ledger.record(second_epoch, only(5)), Seen::beyond_memory);
}

TEST(Ledger, AnEndedEpochMayBeTheFirstThatIsHeardOf) {
    Ledger ledger;
    ledger.hear(says_closed(first_epoch, 5, 9));
    EXPECT_EQ(ledger.epoch(), Epoch{}) << "the present one is not known";
    EXPECT_EQ(ledger.record(first_epoch, range(5, 9)), Seen::fresh);
    EXPECT_EQ(ledger.acknowledgements(false), std::vector{word(first_epoch, 9, 4, 9)});
    ledger.hear(says(second_epoch, 3, 4, {still_held(first_epoch, 5, 9)}));
    EXPECT_EQ(ledger.lost(), 0U) << "this is the first contact";
    EXPECT_EQ(received(ledger), 2U);
}

TEST(Ledger, ThePresentEpochMayTurnOutToHaveEnded) {
    // The first message of the next one was missed.
    auto ledger = heard(10);
    (void)record(ledger, range(1, 4));
    ledger.hear(says_closed(first_epoch, 3, 8));
    EXPECT_EQ(ledger.epoch(), first_epoch) << "no other is known";
    EXPECT_EQ(ledger.lost(), 2U) << "9 and 10 were not kept";
    EXPECT_EQ(ledger.record(first_epoch, range(5, 7)), Seen::fresh);
    EXPECT_EQ(ledger.acknowledgements(false), std::vector{word(first_epoch, 7, 0, 10)});
    ledger.hear(says(second_epoch, 1, 1, {still_held(first_epoch, 3, 8)}));
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(told(ledger, first_epoch), word(first_epoch, 7, 0, 10));
    EXPECT_EQ(ledger.record(first_epoch, only(8)), Seen::fresh);
    EXPECT_EQ(ledger.lost(), 2U);
}

TEST(Ledger, GapsOfAnEndedEpochAreBoundedToo) {
    auto ledger = heard(0);
    // Each word shows a piece more and takes the one before back.
    for (std::uint64_t last = 10; last < 4000; last += 20) {
        ledger.hear(says(first_epoch, 1, 0, {still_held(second_epoch, 1, last + 10)}));
        ledger.hear(says(first_epoch, 1, 0, {still_held(second_epoch, 1, last)}));
    }
    EXPECT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
    const auto lost = ledger.lost();
    ledger.hear(says(first_epoch, 1, 0));
    EXPECT_GT(ledger.lost(), lost);
    EXPECT_LE(ledger.lost(), 4000U) << "each once";
}

}  // namespace
}  // namespace magpie::collector
