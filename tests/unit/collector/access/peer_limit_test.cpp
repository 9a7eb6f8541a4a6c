#include "collector/access/peer_limit.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

http::Peer peer(std::uint32_t number) {
    http::Peer made{};
    made[10] = made[11] = 0xff;
    for (std::size_t i = 0; i < 4; ++i) {
        made[15 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return made;
}

struct PeerLimitTest : testing::Test {
    PeerLimit limit{{.burst = 3, .refill = Milliseconds{100}}};
    Now now{.mono = Monotonic{Milliseconds{5'000}}, .wall = {}, .wall_known = false};
};

TEST_F(PeerLimitTest, ABurstAndThenOneAtATime) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(limit.wait(peer(1), now));
        EXPECT_FALSE(limit.take(peer(1), now));
    }
    EXPECT_EQ(limit.wait(peer(1), now), Milliseconds{100});
    EXPECT_EQ(limit.take(peer(1), now), Milliseconds{100});
    now.mono += Milliseconds{30};
    EXPECT_EQ(limit.take(peer(1), now), Milliseconds{70});
    now.mono += Milliseconds{70};
    EXPECT_FALSE(limit.take(peer(1), now));
    EXPECT_TRUE(limit.take(peer(1), now));
}

TEST_F(PeerLimitTest, ItFillsUpAndNoFurther) {
    (void)limit.take(peer(1), now);
    now.mono += Milliseconds{1'000'000};
    for (int i = 0; i < 3; ++i) {
        EXPECT_FALSE(limit.take(peer(1), now));
    }
    EXPECT_TRUE(limit.take(peer(1), now));
}

TEST_F(PeerLimitTest, EachPeerHasItsOwn) {
    while (!limit.take(peer(1), now)) {
    }
    EXPECT_FALSE(limit.wait(peer(2), now));
    EXPECT_FALSE(limit.take(peer(2), now));
    EXPECT_TRUE(limit.wait(peer(1), now));
}

TEST_F(PeerLimitTest, AsManyPeersAsThereAreLockNobodyOut) {
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        for (int j = 0; j < 3; ++j) {
            (void)limit.take(peer(i), now);
        }
    }
    EXPECT_FALSE(limit.take(peer(200'000), now));
}

TEST_F(PeerLimitTest, WhoComesOncePushesNobodyOutWhoComesOften) {
    while (!limit.take(peer(1), now)) {
    }
    for (std::uint32_t i = 2; i < 500; ++i) {
        (void)limit.take(peer(i), now);
    }
    EXPECT_TRUE(limit.wait(peer(1), now));
}

}  // namespace
}  // namespace magpie::collector
