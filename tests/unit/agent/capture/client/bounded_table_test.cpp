#include "agent/capture/client/bounded_table.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <vector>

namespace magpie::agent::client {
namespace {

using Table = BoundedTable<int, 4>;

const auto nobody = [](int /*forgotten*/) { FAIL() << "there was room"; };

TEST(BoundedTable, WhatWasMadeIsFound) {
    Table table;
    table.make(7, nobody) = 70;
    ASSERT_NE(table.find(7), nullptr);
    EXPECT_EQ(*table.find(7), 70);
    EXPECT_EQ(table.find(8), nullptr);
}

TEST(BoundedTable, KeysOfOneBucketAreKeptApart) {
    Table table;
    for (std::uint64_t key = 0; key < 4; ++key) {
        table.make(key * 8, nobody) = static_cast<int>(key);
    }
    for (std::uint64_t key = 0; key < 4; ++key) {
        EXPECT_EQ(*table.find(key * 8), static_cast<int>(key));
    }
    table.erase(8);
    EXPECT_EQ(table.find(8), nullptr);
    EXPECT_EQ(*table.find(0), 0);
    EXPECT_EQ(*table.find(16), 2);
}

TEST(BoundedTable, TheOneUntouchedLongestGoes) {
    Table table;
    for (int key = 0; key < 4; ++key) {
        table.make(static_cast<std::uint64_t>(key), nobody) = key;
    }
    static_cast<void>(table.find(0));
    int gone = -1;
    table.make(9, [&](int forgotten) { gone = forgotten; }) = 9;
    EXPECT_EQ(gone, 1);
    EXPECT_EQ(table.size(), 4U);
    EXPECT_NE(table.find(0), nullptr);
}

TEST(BoundedTable, ASlotThatIsUsedAgainBeginsEmpty) {
    Table table;
    table.make(1, nobody) = 5;
    table.erase(1);
    EXPECT_EQ(table.make(2, nobody), 0);
}

TEST(BoundedTable, WhatIsDoneGoesAndTheRestStays) {
    Table table;
    for (int key = 0; key < 4; ++key) {
        table.make(static_cast<std::uint64_t>(key), nobody) = key;
    }
    table.erase_if([](int value) { return value % 2 == 0; });
    EXPECT_EQ(table.size(), 2U);
    EXPECT_EQ(table.find(0), nullptr);
    EXPECT_NE(table.find(3), nullptr);
    table.clear();
    EXPECT_EQ(table.size(), 0U);
}

/// Against a map and a list of what was touched.
TEST(BoundedTable, AgreesWithOneThatIsPlain) {
    BoundedTable<int, 16> table;
    std::map<std::uint64_t, int> plain;
    std::vector<std::uint64_t> touched;
    std::mt19937 random(1);
    const auto touch = [&](std::uint64_t key) {
        std::erase(touched, key);
        touched.push_back(key);
    };
    for (int step = 0; step < 100'000; ++step) {
        const std::uint64_t key = random() % 40;
        auto* const found = table.find(key);
        ASSERT_EQ(found != nullptr, plain.contains(key)) << step;
        if (found != nullptr) {
            ASSERT_EQ(*found, plain[key]);
            touch(key);
            if (random() % 4 == 0) {
                table.erase(key);
                plain.erase(key);
                std::erase(touched, key);
            }
            continue;
        }
        table.make(key, [&](int forgotten) {
            EXPECT_EQ(forgotten, plain[touched.front()]);
            plain.erase(touched.front());
            touched.erase(touched.begin());
        }) = step;
        plain[key] = step;
        touch(key);
        ASSERT_EQ(table.size(), plain.size());
    }
}

}  // namespace
}  // namespace magpie::agent::client
