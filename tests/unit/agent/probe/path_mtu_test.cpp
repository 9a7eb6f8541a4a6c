#include "agent/probe/path_mtu.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent::probe {
namespace {

using std::chrono::microseconds;

/// A way of which packets up to a size come through, behind an interface.
struct Way {
    std::uint32_t interface = 1500;
    std::uint32_t narrowest = 1500;
    bool says_so = true;
    bool says_how_much = true;
    unsigned loses = 0;  // so many of those sent first after the smallest has passed
};

class PathMtuTest : public testing::Test {
  protected:
    Outcome search(Way way, bool v6 = false) {
        PathMtu mtu({.v6 = v6, .id = 5, .token = {std::byte{9}}, .timeout = Milliseconds{3000}});
        mtu.begin(clock.now());
        const std::uint32_t header = v6 ? 40 : 20;
        for (sent = 0; !mtu.outcome() && sent < 1000; ++sent) {
            auto message = mtu.take();
            if (!message) {
                clock.advance(mtu.deadline() - clock.now().mono);
                mtu.tick(clock.now());
                continue;
            }
            const auto size = static_cast<std::uint32_t>(message->size()) + header;
            largest = std::max(largest, size);
            if (size > way.interface) {
                mtu.refused({.what = Trouble::too_big, .mtu = way.interface, .own = true}, clock.now());
                continue;
            }
            const Stamp at{std::chrono::hours(1) + std::chrono::seconds(sent)};
            mtu.sent(at);
            if (size > way.narrowest) {
                if (way.says_so) {
                    mtu.refused({.what = Trouble::too_big, .mtu = way.says_how_much ? way.narrowest : 0}, clock.now());
                }
            } else if (passed && way.loses > 0) {
                --way.loses;
            } else {
                passed = true;
                (*message)[0] = std::byte{static_cast<std::uint8_t>(v6 ? 129 : 0)};
                mtu.received(*message, at + microseconds(300), clock.now());
            }
        }
        return mtu.outcome().value_or(Outcome{.detail = "none"});
    }

    fakes::FakeClock clock;
    unsigned sent = 0;
    bool passed = false;
    std::uint32_t largest = 0;
};

TEST_F(PathMtuTest, OfAFreeWayIsThatOfTheInterface) {
    const auto outcome = search({});
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_EQ(outcome.mtu, 1500U);
    EXPECT_FALSE(outcome.black_hole);
    EXPECT_EQ(outcome.round_trip, microseconds(300));
    EXPECT_EQ(sent, 3U);
}

TEST_F(PathMtuTest, ARouterThatSaysHowMuchIsBelieved) {
    const auto outcome = search({.narrowest = 1492});
    EXPECT_EQ(outcome.mtu, 1492U);
    EXPECT_FALSE(outcome.black_hole);
    EXPECT_LE(sent, 4U);
}

TEST_F(PathMtuTest, ARouterThatDoesNotSayHowMuchMakesASearch) {
    for (const std::uint32_t narrowest : {576U, 577U, 1000U, 1499U}) {
        passed = false;
        const auto outcome = search({.narrowest = narrowest, .says_how_much = false});
        EXPECT_EQ(outcome.mtu, narrowest);
        EXPECT_FALSE(outcome.black_hole);
        EXPECT_LE(sent, 20U);
    }
}

TEST_F(PathMtuTest, WhereLargeOnesVanishUnsaidIsABlackHole) {
    for (const std::uint32_t narrowest : {576U, 1280U, 1400U, 1499U}) {
        passed = false;
        const auto outcome = search({.narrowest = narrowest, .says_so = false});
        EXPECT_EQ(outcome.mtu, narrowest);
        EXPECT_TRUE(outcome.black_hole);
    }
}

TEST_F(PathMtuTest, OfVersionSixIsNotLessThan1280) {
    const auto outcome = search({.narrowest = 1420, .says_so = false}, true);
    EXPECT_EQ(outcome.mtu, 1420U);
    EXPECT_TRUE(outcome.black_hole);
    passed = false;
    EXPECT_EQ(search({.narrowest = 1279, .says_so = false}, true).state, State::no_answer);
}

TEST_F(PathMtuTest, TwoThatAreLostAreNoBlackHole) {
    const auto outcome = search({.loses = 2});
    EXPECT_EQ(outcome.mtu, 1500U);
    EXPECT_FALSE(outcome.black_hole);
}

TEST_F(PathMtuTest, OfAHostThatIsSilentIsNotKnown) {
    const auto begun = clock.now().mono;
    const auto outcome = search({.narrowest = 0, .says_so = false});
    EXPECT_EQ(outcome.state, State::no_answer);
    EXPECT_FALSE(outcome.mtu);
    EXPECT_EQ(clock.now().mono - begun, Milliseconds{3000});
}

TEST_F(PathMtuTest, ARouterThatLiesEndsTheSearchAllTheSame) {
    PathMtu mtu({.id = 5, .token = {std::byte{9}}});
    mtu.begin(clock.now());
    auto message = mtu.take();
    ASSERT_TRUE(message);
    (*message)[0] = std::byte{0};
    mtu.sent(Stamp{});
    mtu.received(*message, Stamp{}, clock.now());
    for (int i = 0; i < 100 && !mtu.outcome(); ++i) {
        (void)mtu.take();
        mtu.refused({.what = Trouble::too_big, .mtu = static_cast<std::uint32_t>(i % 3)}, clock.now());
    }
    ASSERT_TRUE(mtu.outcome());
    EXPECT_EQ(mtu.outcome()->mtu, 576U);
}

}  // namespace
}  // namespace magpie::agent::probe
