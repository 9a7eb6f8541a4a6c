#include "agent/path_trace/trace.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

HopAddress router(int number) {
    HopAddress address{};
    address[15] = static_cast<std::uint8_t>(number);
    return address;
}

/// A way whose routers answer, or do not.
class TraceTest : public testing::Test {
  protected:
    struct Router {
        int number = 0;  // 0: silent
        TraceAnswer answer = TraceAnswer::passed_on;
    };

    /// To its end, at the pace it wants; each answer takes 10 ms.
    void walk(Trace& trace) {
        while (!trace.done()) {
            if (const auto probe = trace.next(clock_.now())) {
                ++sent_;
                at_.push_back(clock_.now().mono);
                const auto met = way_(*probe);
                if (met.number != 0) {
                    clock_.advance(Milliseconds{10});
                    trace.heard(met.answer, router(met.number), probe->number, clock_.now());
                }
            }
            if (!trace.done() && trace.deadline() > clock_.now().mono) {
                clock_.advance(trace.deadline() - clock_.now().mono);
            }
        }
    }
    /// So many routers, then the target, which is router 99.
    void way_of(int routers) {
        way_ = [routers](const Trace::Probe& probe) {
            return probe.time_to_live > routers ? Router{99, TraceAnswer::reached} : Router{probe.time_to_live};
        };
    }

    fakes::FakeClock clock_;
    std::function<Router(const Trace::Probe&)> way_;
    int sent_ = 0;
    std::vector<Monotonic> at_;
};

TEST_F(TraceTest, GoesHopByHopToTheTarget) {
    way_of(3);
    Trace trace;
    walk(trace);
    EXPECT_TRUE(trace.reached());
    ASSERT_EQ(trace.hops().size(), 4U);
    for (int hop = 0; hop < 3; ++hop) {
        const auto& one = trace.hops()[static_cast<std::size_t>(hop)];
        EXPECT_EQ(one.from, router(hop + 1));
        EXPECT_EQ(one.answered, 3);
        EXPECT_EQ(one.least, Milliseconds{10});
        EXPECT_FALSE(one.last);
    }
    EXPECT_TRUE(trace.hops()[3].last);
    EXPECT_EQ(sent_, 12);
    EXPECT_EQ(trace.deadline(), Monotonic::max());
}

TEST_F(TraceTest, AWayThatEndsIsGivenUpAfterSomeSilentHops) {
    way_ = [](const Trace::Probe& probe) { return Router{probe.time_to_live <= 2 ? int{probe.time_to_live} : 0}; };
    Trace trace;
    walk(trace);
    EXPECT_FALSE(trace.reached());
    EXPECT_EQ(trace.hops().size(), 2U);
    EXPECT_EQ(sent_, 3 * 7);
}

TEST_F(TraceTest, WhereNobodyAnswersThereIsNoHop) {
    way_ = [](const Trace::Probe& /*probe*/) { return Router{}; };
    Trace trace;
    walk(trace);
    EXPECT_TRUE(trace.hops().empty());
    EXPECT_EQ(sent_, 15);
}

TEST_F(TraceTest, ASilentHopOnTheWayIsPassed) {
    way_ = [](const Trace::Probe& probe) {
        return probe.time_to_live == 2   ? Router{}
               : probe.time_to_live == 4 ? Router{99, TraceAnswer::reached}
                                         : Router{probe.time_to_live};
    };
    Trace trace;
    walk(trace);
    ASSERT_EQ(trace.hops().size(), 4U);
    EXPECT_EQ(trace.hops()[1].from, std::nullopt);
    EXPECT_TRUE(trace.reached());
}

TEST_F(TraceTest, SendsNoMoreThanThirtyTimesThreeAndNeverFasterThanItsPause) {
    way_ = [](const Trace::Probe& /*probe*/) { return Router{1}; };
    Trace trace;
    walk(trace);
    EXPECT_EQ(sent_, 90);
    EXPECT_EQ(trace.hops().size(), 30U);
    for (std::size_t i = 1; i < at_.size(); ++i) {
        EXPECT_GE(at_[i] - at_[i - 1], Milliseconds{50});
    }
}

TEST_F(TraceTest, WhoTurnsUsAwayEndsIt) {
    way_ = [](const Trace::Probe& probe) {
        return probe.time_to_live < 3 ? Router{probe.time_to_live} : Router{3, TraceAnswer::turned_away};
    };
    Trace trace;
    walk(trace);
    EXPECT_FALSE(trace.reached());
    ASSERT_EQ(trace.hops().size(), 3U);
    EXPECT_TRUE(trace.hops()[2].last);
}

TEST_F(TraceTest, TwoRoutersAtOneHopAreSaid) {
    way_ = [](const Trace::Probe& probe) {
        return probe.time_to_live == 1 ? Router{1 + probe.number % 2} : Router{99, TraceAnswer::reached};
    };
    Trace trace;
    walk(trace);
    EXPECT_TRUE(trace.hops()[0].several);
    EXPECT_FALSE(trace.hops()[1].several);
}

TEST_F(TraceTest, AnAnswerThatComesTooLateCountsForNone) {
    Trace trace;
    const auto first = trace.next(clock_.now());
    clock_.advance(Milliseconds{1'000});
    EXPECT_FALSE(trace.next(clock_.now()));
    trace.heard(TraceAnswer::passed_on, router(1), first->number, clock_.now());
    EXPECT_EQ(trace.hops()[0].answered, 0);
    clock_.advance(Milliseconds{50});
    const auto second = trace.next(clock_.now());
    ASSERT_TRUE(second);
    trace.heard(TraceAnswer::passed_on, router(1), first->number, clock_.now());
    EXPECT_EQ(trace.hops()[0].answered, 0);
    trace.heard(TraceAnswer::passed_on, router(1), std::nullopt, clock_.now());
    EXPECT_EQ(trace.hops()[0].answered, 1);
}

TEST_F(TraceTest, ASecondAnswerToOneProbeIsPassedOver) {
    Trace trace;
    const auto probe = trace.next(clock_.now());
    trace.heard(TraceAnswer::passed_on, router(1), probe->number, clock_.now());
    trace.heard(TraceAnswer::passed_on, router(2), probe->number, clock_.now());
    EXPECT_EQ(trace.hops()[0].answered, 1);
    EXPECT_FALSE(trace.hops()[0].several);
}

}  // namespace
}  // namespace magpie::agent
