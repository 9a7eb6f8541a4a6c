#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>

#include "collector/ingest/ledger.hpp"
#include "tests/unit/collector/ingest/ledgers.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

TEST(StoredLedger, KeepsWhatDatesTheReportsOfANodeWithoutTheTime) {
    Ledger ledger;
    ledger.hear({.epoch = Epoch{7}, .oldest = ReportNumber{1}, .newest = ReportNumber{0}});
    EXPECT_FALSE(Ledger::decode(ledger.encode()).clock);
    ledger.clock = NodeClock::Kept{Milliseconds{-12345}, Monotonic{Milliseconds{678}}};
    const auto read = Ledger::decode(ledger.encode());
    ASSERT_TRUE(read.clock);
    EXPECT_EQ(read.clock->offset, Milliseconds{-12345});
    EXPECT_EQ(read.clock->sent, Monotonic{Milliseconds{678}});
}

TEST(Ledger, IsTheSameAfterTheDatabase) {
    auto ledger = heard(20);
    (void)record(ledger, range(1, 4));
    (void)record(ledger, range(9, 12));
    ledger.hear(says(first_epoch, 4, 20));
    auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    restored.hear(says(second_epoch, 1, 1));
    EXPECT_EQ(restored.lost(), 12U);
}

TEST(Ledger, IsTheSameAfterTheDatabaseWithItsEndedEpochs) {
    auto ledger = heard(20);
    (void)record(ledger, range(1, 4));
    ledger.settled(first_epoch, only(1));
    ledger.hear(says(second_epoch, 1, 6, {still_held(first_epoch, 3, 18)}));
    (void)record(ledger, range(2, 6));
    ledger.hear(says(third_epoch, 1, 1, {still_held(first_epoch, 4, 18)}));
    const auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    EXPECT_EQ(restored.acknowledgements(true), ledger.acknowledgements(true));
    EXPECT_EQ(restored.epoch(), third_epoch);
    EXPECT_TRUE(restored.has_gap());
}

TEST(Ledger, IsTheSameAfterTheDatabaseWithoutAPresentEpoch) {
    Ledger ledger;
    ledger.hear(says_closed(first_epoch, 3, 9));
    const auto restored = Ledger::decode(ledger.encode());
    EXPECT_EQ(restored.encode(), ledger.encode());
    EXPECT_EQ(restored.acknowledgements(false), ledger.acknowledgements(false));
}

/// As the version before wrote it: fields 1 to 8.
std::string written_before() {
    const auto closed = [](std::uint64_t epoch, const std::string& ends) {
        return raw::text(8, raw::fixed64(1, epoch) + raw::text(2, ends));
    };
    return raw::fixed64(1, value(second_epoch)) + raw::number(2, 4) + raw::number(3, 12) + raw::number(4, 7) +
           raw::text(5, "\x06\x07\x09\x09") + raw::number(6, 2) + raw::text(7, "\x06\x06") +
           closed(value(first_epoch), "\x01\x02\x05\x05\x08\x0a") + closed(5, "\x04\x04");
}

TEST(Ledger, WhatTheVersionBeforeWroteIsRead) {
    auto ledger = Ledger::decode(written_before());
    EXPECT_EQ(ledger.epoch(), second_epoch);
    EXPECT_EQ(received(ledger), 4U);
    EXPECT_EQ(safe(ledger), 2U);
    EXPECT_EQ(value(ledger.highest()), 9U);
    EXPECT_EQ(ledger.lost(), 7U);
    EXPECT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
    EXPECT_TRUE(ledger.settled(first_epoch, range(1, 2)));
    ledger.forget_unsettled();
    EXPECT_EQ(ledger.lost(), 7U + 4U + 1U) << "5, 8, 9 and 10 of one closed epoch, 4 of the other";
    EXPECT_EQ(received(ledger), 2U);
    EXPECT_EQ(record(ledger, only(6)), Seen::duplicate);
    EXPECT_EQ(record(ledger, only(9)), Seen::fresh) << "the node has what is of its own epoch";
}

TEST(Ledger, AnEndedEpochThatIsNoneIsNoLedger) {
    const auto before = [](const std::string& ends) {
        return Ledger::decode(written_before() + raw::text(8, raw::fixed64(1, 6) + raw::text(2, ends))).epoch();
    };
    EXPECT_EQ(before("\x01\x02\x04\x04"), second_epoch);
    for (const std::string ends : {"", "\x01", "\x03\x02", "\x01\x04\x04\x05", "\x01\x04\x05\x05"}) {
        EXPECT_EQ(before(ends), Epoch{}) << ends.size();
    }
    const auto now = [](const std::string& book) {
        return Ledger::decode(heard(3).encode() + raw::text(11, book)).epoch();
    };
    const auto six = raw::fixed64(1, 6) + raw::number(2, 4) + raw::number(3, 9);
    EXPECT_EQ(now(six), first_epoch);
    EXPECT_EQ(now(six + raw::number(9, 10)), first_epoch) << "holding nothing";
    EXPECT_EQ(now(six + raw::number(9, 11)), Epoch{}) << "beyond the last";
    EXPECT_EQ(now(six + raw::number(9, 0)), Epoch{});
    EXPECT_EQ(now(six + raw::number(6, 5)), Epoch{}) << "more settled than received";
    EXPECT_EQ(now(raw::number(2, 4)), Epoch{}) << "of no epoch";
    EXPECT_EQ(now(six + raw::fixed64(1, value(first_epoch))), Epoch{}) << "the present one";
    EXPECT_EQ(Ledger::decode(heard(3).encode() + raw::text(11, six) + raw::text(11, six)).epoch(), Epoch{}) << "twice";
}

TEST(Ledger, MoreEndedEpochsThanAreRememberedAreNoLedger) {
    auto bytes = heard(3).encode();
    for (std::uint64_t epoch = 1; epoch <= Ledger::most_earlier; ++epoch) {
        bytes += raw::text(11, raw::fixed64(1, epoch) + raw::number(2, 4));
    }
    EXPECT_EQ(Ledger::decode(bytes).epoch(), first_epoch);
    EXPECT_EQ(Ledger::decode(bytes + raw::text(11, raw::fixed64(1, 99))).epoch(), Epoch{});
}

TEST(Ledger, NothingDecodesToNothing) {
    EXPECT_EQ(Ledger::decode("").epoch(), Epoch{});
}

TEST(Ledger, AnEncodingFromBeforeThereWasAHistoryIsAllSettled) {
    auto ledger = heard(9);
    (void)record(ledger, range(1, 4));
    (void)record(ledger, only(8));
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
    (void)record(ledger, range(1, 4));
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x30\x05").epoch(), Epoch{});
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x30\x01\x3a\x02\x06\x06").epoch(), Epoch{});
    EXPECT_EQ(safe(Ledger::decode(ledger.encode() + "\x30\x01\x3a\x02\x03\x04")), 1U);
}

TEST(Ledger, MoreGapsThanAreRememberedAreNoLedger) {
    auto ledger = heard(1000);
    for (std::uint64_t number = 2; number <= 128; number += 2) {
        (void)record(ledger, only(number));
    }
    ASSERT_EQ(value(Ledger::decode(ledger.encode()).highest()), 128U);
    // The list of ranges is field 5, packed; a second piece of it adds 200 to 200.
    EXPECT_EQ(Ledger::decode(ledger.encode() + "\x2a\x04\xc8\x01\xc8\x01").epoch(), Epoch{});
}

/// What must hold of any ledger, however it came about; a hostile database is a full disk or a bad cable.
void expect_sound(Ledger ledger) {
    ASSERT_LE(ledger.received(), ledger.highest());
    ASSERT_LE(ledger.safe(), ledger.received());
    for (const auto& word : ledger.acknowledgements(true)) {
        ASSERT_TRUE(word.safe <= word.received && word.received <= word.highest);
    }
    ASSERT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
    const auto highest = value(ledger.highest());
    const auto lost = ledger.lost();
    ledger.hear(says(ledger.epoch() == Epoch{} ? first_epoch : ledger.epoch(), highest + 1, highest + 1));
    ASSERT_EQ(value(ledger.received()), highest);
    ASSERT_LE(ledger.lost() - lost, std::uint64_t{Ledger::most_earlier + 1} << 53);
    ledger.forget_unsettled();
    ASSERT_EQ(Ledger::decode(ledger.encode()).encode(), ledger.encode());
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
    const auto receives_some = [&ledger] {
        for (std::uint64_t number = 2; number <= 20; number += 3) {
            (void)record(ledger, range(number, number + 1));
            ledger.settled(ledger.epoch(), only(number));
        }
    };
    receives_some();
    ledger.hear(says(second_epoch, 1, 30, {still_held(first_epoch, 4, 300)}));
    receives_some();
    ledger.hear(says(third_epoch, 1, 30, {still_held(first_epoch, 6, 300)}));
    receives_some();
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

}  // namespace
}  // namespace magpie::collector
