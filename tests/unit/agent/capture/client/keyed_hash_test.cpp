#include "agent/capture/client/keyed_hash.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace magpie::agent::client {
namespace {

constexpr MacAddress phone{{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}};

KeyedHash::Key counted() {
    KeyedHash::Key key{};
    for (std::size_t place = 0; place < key.size(); ++place) {
        key.at(place) = static_cast<std::uint8_t>(place);
    }
    return key;
}

/// Appendix A of the paper, and the first vectors of its authors' list.
TEST(KeyedHash, IsSipHash24) {
    const KeyedHash hash(counted());
    std::vector<std::uint8_t> bytes;
    EXPECT_EQ(hash.of(bytes), 0x726fdb47dd0e0e31U);
    bytes.push_back(0);
    EXPECT_EQ(hash.of(bytes), 0x74f839c593dc67fdU);
    for (std::uint8_t byte = 1; byte < 15; ++byte) {
        bytes.push_back(byte);
    }
    EXPECT_EQ(hash.of(bytes), 0xa129ca6149be45e5U);
}

TEST(KeyedHash, EachOneHasItsOwnKey) {
    std::set<std::uint64_t> names;
    for (int key = 0; key < 100; ++key) {
        names.insert(KeyedHash::random().of(phone));
    }
    EXPECT_EQ(names.size(), 100U);
}

TEST(KeyedHash, IsAnotherOnceRenewed) {
    auto hash = KeyedHash::random();
    const auto before = hash.of(phone);
    EXPECT_EQ(hash.of(phone), before);
    hash.renew();
    EXPECT_NE(hash.of(phone), before);
}

TEST(KeyedHash, EachStationHasItsOwnName) {
    const auto hash = KeyedHash::random();
    std::set<std::uint64_t> names;
    for (unsigned number = 0; number < 10'000; ++number) {
        names.insert(hash.of(MacAddress{
            {0x02, 0, 0, 0, static_cast<std::uint8_t>(number / 256), static_cast<std::uint8_t>(number % 256)}}));
    }
    EXPECT_EQ(names.size(), 10'000U);
}

}  // namespace
}  // namespace magpie::agent::client
