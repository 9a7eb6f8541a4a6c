#include "collector/pair/lease.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace magpie::collector {
namespace {

constexpr Milliseconds a_tick{100};

/// Collectors of one host at a broker, each with a clock of its own. What is beaten is heard by all, the sender too.
class Pair {
  public:
    struct One {
        Lease lease;
        Milliseconds clock_ahead;
        bool online = false;
        bool deaf = false;     // its line is dead, and it has not noticed
        bool stopped = false;  // SIGSTOP
        bool reconnects = false;
        std::deque<Heartbeat> waiting{};
        std::vector<std::string> did{};
    };

    std::size_t add(std::string instance, Milliseconds clock_ahead = Milliseconds{0}) {
        ones.push_back(std::make_unique<One>(One{Lease({.instance = std::move(instance)}), clock_ahead}));
        return ones.size() - 1;
    }
    void come_online(std::size_t i) {
        ones[i]->online = true;
        tell(*ones[i], lease::Online{});
    }
    void go_offline(std::size_t i) {
        ones[i]->online = false;
        tell(*ones[i], lease::Offline{});
    }
    void is_killed(std::size_t i, bool with_will) {
        ones[i]->online = false;
        ones[i]->stopped = true;
        if (with_will) {
            says_gone();
        }
    }
    void says_gone() {
        for (auto& one : ones) {
            if (hears(*one)) {
                tell(*one, lease::Gone{});
            }
        }
    }
    void passes(Milliseconds time) {
        for (const auto end = now_ + time; now_ < end; now_ += a_tick) {
            for (auto& one : ones) {
                if (!one->stopped) {
                    reconnect(*one);
                    hear_all(*one);
                    tell(*one, lease::Tick{});
                }
            }
            std::size_t both = 0;
            for (const auto& one : ones) {
                both += one->lease.active() && !one->stopped ? 1 : 0;
            }
            together_ += both > 1 ? a_tick : Milliseconds{0};
            nobody_ += both == 0 ? a_tick : Milliseconds{0};
        }
    }
    void tell(One& one, const lease::Event& event) {
        std::vector<lease::Action> actions;
        one.lease.on(event, {.mono = Monotonic{now_ + one.clock_ahead}}, actions);
        for (const auto& action : actions) {
            if (const auto* beat = std::get_if<lease::Beat>(&action)) {
                for (auto& other : ones) {
                    if (one.online && !one.deaf && hears(*other)) {
                        other->waiting.push_back(beat->beat);
                    }
                }
            } else {
                one.did.emplace_back(std::holds_alternative<lease::TakeOver>(action) ? "takes over" : "steps down");
                one.reconnects = true;
            }
        }
    }
    void hear_all(One& one) {
        while (!one.waiting.empty()) {
            const auto beat = one.waiting.front();
            one.waiting.pop_front();
            tell(one, lease::Heard{beat});
        }
    }
    /// As its actions want it; a dead line is none any more.
    void reconnect(One& one) {
        if (std::exchange(one.reconnects, false) && one.online) {
            one.waiting.clear();
            tell(one, lease::Offline{});
            one.online = !one.deaf;
            if (one.online) {
                tell(one, lease::Online{});
            }
        }
    }
    static bool hears(const One& one) { return one.online && !one.deaf; }

    [[nodiscard]] bool active(std::size_t i) const { return ones[i]->lease.active(); }
    [[nodiscard]] const std::vector<std::string>& did(std::size_t i) const { return ones[i]->did; }
    /// How long two were active at one time, and how long none was, since the last question.
    Milliseconds together() { return std::exchange(together_, Milliseconds{0}); }
    Milliseconds nobody() { return std::exchange(nobody_, Milliseconds{0}); }

    std::vector<std::unique_ptr<One>> ones;

  private:
    Milliseconds now_{1'000'000};
    Milliseconds together_{0};
    Milliseconds nobody_{0};
};

using Words = std::vector<std::string>;

class TwoCollectors : public ::testing::Test {
  protected:
    TwoCollectors() {
        pair.come_online(a);
        pair.come_online(b);
    }
    /// Whichever it is, after a start.
    void settle() {
        pair.passes(Milliseconds{8000});
        ASSERT_NE(pair.active(a), pair.active(b));
        active = pair.active(a) ? a : b;
        standby = pair.active(a) ? b : a;
        pair.nobody();
        pair.together();
    }

    Pair pair;
    const std::size_t a = pair.add("a");
    const std::size_t b = pair.add("b", Milliseconds{-700'000});
    std::size_t active = 0;
    std::size_t standby = 0;
};

TEST(Lease, OneThatIsAloneTakesOverWhenItHasHeardNobody) {
    Pair pair;
    const auto only = pair.add("a");
    pair.passes(Milliseconds{20'000});
    EXPECT_FALSE(pair.active(only)) << "nobody is heard by who is not connected";
    pair.come_online(only);
    pair.passes(Milliseconds{5000});
    EXPECT_FALSE(pair.active(only));
    pair.passes(Milliseconds{1100});
    EXPECT_TRUE(pair.active(only));
    pair.passes(Milliseconds{3'600'000});
    EXPECT_EQ(pair.did(only), Words{"takes over"});
}

TEST_F(TwoCollectors, ThatStartTogetherAgree) {
    settle();
    EXPECT_EQ(pair.did(active), Words{"takes over"});
    EXPECT_EQ(pair.did(standby), Words{});
    pair.passes(Milliseconds{3'600'000});
    EXPECT_EQ(pair.nobody(), Milliseconds{0});
    EXPECT_EQ(pair.together(), Milliseconds{0});
}

TEST_F(TwoCollectors, AKilledOneIsFollowedWithinSixSecondsEvenWithoutItsWill) {
    settle();
    pair.is_killed(active, /*with_will=*/false);
    pair.passes(Milliseconds{10'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_LE(pair.nobody(), Milliseconds{6100});
}

TEST_F(TwoCollectors, TheWillOfAKilledOneIsWaitedForNoLonger) {
    settle();
    pair.is_killed(active, /*with_will=*/true);
    pair.passes(Milliseconds{10'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_LE(pair.nobody(), Milliseconds{2600});
}

TEST_F(TwoCollectors, AWillOfAnEarlierConnectionIsContradictedByTheNextHeartbeat) {
    settle();
    pair.says_gone();
    pair.passes(Milliseconds{20'000});
    EXPECT_EQ(pair.did(standby), Words{});
    EXPECT_EQ(pair.nobody(), Milliseconds{0});
}

TEST_F(TwoCollectors, OneWhoseLineIsHalfOpenHasStoppedBeforeTheOtherBegins) {
    settle();
    pair.ones[active]->deaf = true;
    pair.passes(Milliseconds{30'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_EQ(pair.together(), Milliseconds{0});
    EXPECT_LE(pair.nobody(), Milliseconds{3000});
    EXPECT_EQ(pair.did(active), (Words{"takes over", "steps down"}));
}

TEST_F(TwoCollectors, OneThatWasStoppedStepsDownBeforeItDoesAnything) {
    settle();
    pair.ones[active]->stopped = true;
    pair.passes(Milliseconds{10'000});
    EXPECT_TRUE(pair.active(standby));
    pair.together();
    auto& woken = *pair.ones[active];
    woken.stopped = false;
    pair.tell(woken, lease::Tick{});
    EXPECT_FALSE(pair.active(active));
    pair.passes(Milliseconds{60'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_FALSE(pair.active(active));
    EXPECT_EQ(pair.together(), Milliseconds{0});
    EXPECT_EQ(pair.did(standby), Words{"takes over"});
}

TEST_F(TwoCollectors, AStandbyThatWasStoppedHasHeardNoSilence) {
    settle();
    pair.ones[standby]->stopped = true;
    pair.passes(Milliseconds{20'000});
    auto& woken = *pair.ones[standby];
    woken.stopped = false;
    pair.tell(woken, lease::Tick{});
    pair.passes(Milliseconds{60'000});
    EXPECT_EQ(pair.did(standby), Words{});
    EXPECT_TRUE(pair.active(active));
}

TEST_F(TwoCollectors, ABrokerThatRestartsQuicklyChangesNothing) {
    settle();
    pair.go_offline(a);
    pair.go_offline(b);
    pair.passes(Milliseconds{2500});
    pair.come_online(standby);
    pair.passes(Milliseconds{1000});
    pair.come_online(active);
    pair.passes(Milliseconds{60'000});
    EXPECT_EQ(pair.nobody(), Milliseconds{0});
    EXPECT_EQ(pair.did(standby), Words{});
}

TEST_F(TwoCollectors, WhileTheBrokerIsAwayNobodyIsActiveAndAfterwardsOneIs) {
    settle();
    pair.go_offline(a);
    pair.go_offline(b);
    pair.passes(Milliseconds{600'000});
    EXPECT_FALSE(pair.active(a));
    EXPECT_FALSE(pair.active(b));
    pair.come_online(b);
    pair.passes(Milliseconds{3000});
    pair.come_online(a);
    pair.passes(Milliseconds{10'000});
    EXPECT_FALSE(pair.active(a));
    EXPECT_TRUE(pair.active(b));
    EXPECT_EQ(pair.together(), Milliseconds{0});
}

TEST_F(TwoCollectors, OneThatIsCutOffAloneIsFollowed) {
    settle();
    pair.go_offline(active);
    pair.passes(Milliseconds{20'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_EQ(pair.together(), Milliseconds{0});
    pair.come_online(active);
    pair.passes(Milliseconds{60'000});
    EXPECT_TRUE(pair.active(standby));
    EXPECT_FALSE(pair.active(active));
}

// ---- words on the topic

struct One {
    explicit One(std::string instance) : lease({.instance = std::move(instance)}) {
        on(lease::Online{});
        for (int tick = 0; tick < 65; ++tick) {
            now.mono += a_tick;
            on(lease::Tick{});
        }
    }
    std::vector<lease::Action> on(const lease::Event& event) {
        std::vector<lease::Action> actions;
        lease.on(event, now, actions);
        return actions;
    }
    std::vector<lease::Action> hears(std::string instance, std::uint64_t term) {
        return on(lease::Heard{{std::move(instance), term}});
    }
    Lease lease;
    Now now{.mono = Monotonic{Milliseconds{50'000}}};
};

TEST(Lease, AHigherTermIsYieldedToAtOnce) {
    One one("a");
    ASSERT_TRUE(one.lease.active());
    EXPECT_EQ(one.hears("b", 2).size(), 1U);
    EXPECT_FALSE(one.lease.active());
    EXPECT_EQ(one.lease.term(), 2U);
}

TEST(Lease, OfOneTermTheFirstNameStays) {
    One first("a");
    One second("b");
    ASSERT_TRUE(first.lease.active());
    ASSERT_TRUE(second.lease.active());
    first.hears("b", 1);
    second.hears("a", 1);
    EXPECT_TRUE(first.lease.active());
    EXPECT_FALSE(second.lease.active());
}

TEST(Lease, ALowerTermIsNotYieldedTo) {
    One one("b");
    one.hears("a", 7);
    one.on(lease::Online{});
    for (int tick = 0; tick < 65; ++tick) {
        one.now.mono += a_tick;
        one.on(lease::Tick{});
    }
    ASSERT_TRUE(one.lease.active());
    EXPECT_EQ(one.lease.term(), 8U);
    one.hears("a", 7);
    EXPECT_TRUE(one.lease.active());
}

TEST(Lease, HeartbeatsThatComeBackLateRenewItAsLongAsTheyCome) {
    One one("a");
    std::deque<lease::Heard> under_way;
    for (int tick = 0; tick < 600; ++tick) {
        one.now.mono += a_tick;
        for (const auto& action : one.on(lease::Tick{})) {
            if (const auto* beat = std::get_if<lease::Beat>(&action)) {
                under_way.push_back({beat->beat});
            }
        }
        if (under_way.size() > 1) {
            one.on(under_way.front());
            under_way.pop_front();
        }
        ASSERT_TRUE(one.lease.active());
    }
}

}  // namespace
}  // namespace magpie::collector
