#include "agent/sources/wifi/station_hash.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <set>

#include "tests/unit/agent/sources/wifi/heap_search.hpp"
#include "tests/unit/agent/sources/wifi/known_keys.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

constexpr Monotonic start{1h};
constexpr MacAddress phone{{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}};

TEST(StationHash, TheSameStationHasTheSameName) {
    const StationHash hash(start);
    EXPECT_EQ(hash.of(phone), hash.of(phone));
}

TEST(StationHash, ANameDoesNotDependOnWhatWasNamedBefore) {
    const StationHash hash(start);
    const auto name = hash.of(phone);
    for (std::uint8_t octet = 0; octet < 100; ++octet) {
        static_cast<void>(hash.of({{0x02, 0, 0, 0, 0, octet}}));
    }
    EXPECT_EQ(hash.of(phone), name);
}

TEST(StationHash, AnotherKeyGivesAnotherName) {
    std::set<std::uint64_t> names;
    for (int key = 0; key < 100; ++key) {
        names.insert(StationHash(start).of(phone));
    }
    EXPECT_EQ(names.size(), 100U);
}

TEST(StationHash, EachStationHasItsOwnName) {
    const StationHash hash(start);
    std::set<std::uint64_t> names;
    for (unsigned number = 0; number < 10'000; ++number) {
        names.insert(hash.of(
            {{0x02, 0, 0, 0, static_cast<std::uint8_t>(number / 256), static_cast<std::uint8_t>(number % 256)}}));
    }
    EXPECT_EQ(names.size(), 10'000U);
}

/// A name of which some bits never change would be fewer than 64.
TEST(StationHash, EveryBitOfANameVaries) {
    const StationHash hash(start);
    std::uint64_t ever_set = 0;
    std::uint64_t ever_clear = 0;
    for (std::uint8_t octet = 0; octet < 200; ++octet) {
        const auto name = hash.of({{0x02, 0, 0, 0, 0, octet}});
        ever_set |= name;
        ever_clear |= ~name;
    }
    EXPECT_EQ(ever_set, ~std::uint64_t{0});
    EXPECT_EQ(ever_clear, ~std::uint64_t{0});
}

/// HMAC-SHA-256 by Python's hmac, of the same key and address.
TEST(StationHash, ANameIsTheBeginningOfAnHmac) {
    const fakes::KnownKeys keys;
    const auto name = StationHash(start).of(phone);
    std::array<unsigned char, sizeof(name)> bytes{};
    std::memcpy(bytes.data(), &name, sizeof(name));
    EXPECT_EQ(bytes, (std::array<unsigned char, 8>{0xcf, 0xcd, 0xac, 0xf7, 0xde, 0x13, 0xb1, 0xf8}));
}

TEST(StationHash, ItsKeyIsWipedInTheEnd) {
    if (!fakes::heap_can_be_searched()) {
        GTEST_SKIP() << "a sanitizer keeps its heap elsewhere";
    }
    const fakes::KnownKeys keys;
    {
        const StationHash hash(start);
        EXPECT_TRUE(fakes::Sought<32>(1).on_heap());
    }
    EXPECT_FALSE(fakes::Sought<32>(1).on_heap());
}

TEST(StationHash, TheKeyIsStaleAfterADay) {
    const StationHash hash(start);
    EXPECT_FALSE(hash.stale(start));
    EXPECT_FALSE(hash.stale(start + 24h - 1ms));
    EXPECT_TRUE(hash.stale(start + 24h));
}

}  // namespace
}  // namespace magpie::agent
