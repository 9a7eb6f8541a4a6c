#include "agent/ieee80211/reduced_neighbours.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/fakes/beacons.hpp"

namespace magpie::agent {
namespace {

using fakes::air::all;
using fakes::air::Bytes;
using fakes::air::bytes;
using fakes::air::element;

constexpr MacAddress one{{0x02, 0, 0, 0, 0, 1}};
constexpr MacAddress two{{0x02, 0, 0, 0, 0, 2}};

std::vector<MacAddress> neighbours(const Bytes& elements) {
    ReducedNeighbours walk(elements);
    std::vector<MacAddress> result;
    while (const auto bssid = walk.next()) {
        result.push_back(*bssid);
    }
    EXPECT_FALSE(walk.next());
    return result;
}

/// One channel with entries of this size and type, each 0xff, then `bssid` as far as there is room, then zeroes.
Bytes channel(unsigned type, std::size_t size, const std::vector<MacAddress>& bssids) {
    auto result = bytes({static_cast<unsigned>(bssids.size() - 1) << 4 | type, static_cast<unsigned>(size), 81, 6});
    for (const auto& bssid : bssids) {
        auto entry = all({bytes({0xff}), bytes(bssid)});
        entry.resize(size);
        result = all({result, entry});
    }
    return result;
}

TEST(ReducedNeighbours, AreThoseOfAllChannelsAndElements) {
    const auto found =
        neighbours(all({fakes::air::ssid("City"), element(201, all({channel(0, 13, {one, two}), channel(0, 7, {two})})),
                        element(201, channel(0, 16, {one}))}));
    EXPECT_EQ(found, (std::vector{one, two, two, one}));
}

TEST(ReducedNeighbours, WithoutABssidArePassedOver) {
    for (const std::size_t size : {1U, 2U, 5U, 6U}) {
        EXPECT_EQ(neighbours(element(201, all({channel(0, size, {one, two}), channel(0, 8, {two})}))),
                  std::vector{two});
    }
    EXPECT_EQ(neighbours(element(201, all({channel(1, 13, {one}), channel(0, 8, {two})}))), std::vector{two});
}

TEST(ReducedNeighbours, OfNoSizeEnd) {
    EXPECT_TRUE(neighbours(element(201, bytes({0xf0, 0, 81, 6, 0xf0, 0, 81, 6}))).empty());
    EXPECT_TRUE(neighbours(element(201, {})).empty());
    EXPECT_TRUE(neighbours({}).empty());
}

TEST(ReducedNeighbours, PastTheEndAreNotRead) {
    const auto body = channel(0, 13, {one, two});
    for (std::size_t size = 0; size < body.size(); ++size) {
        EXPECT_TRUE(
            neighbours(element(201, Bytes(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size)))).empty())
            << size;
    }
    // What an element does not hold is not taken from the one behind it.
    const auto cut = Bytes(body.begin(), body.end() - 1);
    EXPECT_EQ(neighbours(all({element(201, cut), element(201, body)})), (std::vector{one, two}));
}

}  // namespace
}  // namespace magpie::agent
