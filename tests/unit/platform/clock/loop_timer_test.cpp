#include <utility>

#include "platform/clock/loop_timer.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace magpie::platform {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

class LoopTimers : public testing::Test {
  protected:
    /// `then` happens with the timer's call in the loop's queue: another has run out before it, and both by now.
    template <class Then>
    void once_run_out(Then then) {
        timer.emplace(loop);
        timer->call_after(milliseconds{1}, [this] { ++called; });
        asio::steady_timer first(loop, steady_clock::time_point{});
        bool happened = false;
        first.async_wait([&](const boost::system::error_code&) {
            then();
            happened = true;
        });
        const auto all_have = steady_clock::now() + milliseconds{2};
        while (steady_clock::now() <= all_have) {
        }
        while (!happened) {
            ASSERT_GT(loop.run_one(), 0U);
        }
        loop.restart();
        loop.poll();
    }

    asio::io_context loop{1};
    std::optional<LoopTimer> timer;
    int called = 0;
};

TEST_F(LoopTimers, CallsOnceAndFromTheLoop) {
    LoopTimer at_once(loop);
    at_once.call_after(milliseconds{0}, [this] { ++called; });
    EXPECT_EQ(called, 0);
    loop.run();
    EXPECT_EQ(called, 1);
}

TEST_F(LoopTimers, OneThatIsGoneCallsNobody) {
    once_run_out([this] { timer.reset(); });
    EXPECT_EQ(called, 0);
}

TEST_F(LoopTimers, OneThatIsCancelledCallsNobody) {
    once_run_out([this] { timer->cancel(); });
    EXPECT_EQ(called, 0);
}

TEST_F(LoopTimers, OneThatIsSetAnewCallsOnceForBoth) {
    once_run_out([this] { timer->call_after(milliseconds{0}, [this] { called += 10; }); });
    loop.restart();
    loop.run();
    EXPECT_EQ(called, 10);
}

TEST_F(LoopTimers, WhatIsCalledMaySetItAgain) {
    LoopTimer again(loop);
    again.call_after(milliseconds{0}, [&] {
        ++called;
        again.call_after(milliseconds{0}, [this] { ++called; });
    });
    loop.run();
    EXPECT_EQ(called, 2);
}

TEST_F(LoopTimers, WhatIsCalledMayEndIt) {
    timer.emplace(loop);
    timer->call_after(milliseconds{0}, [this] {
        timer.reset();
        ++called;
    });
    loop.run();
    EXPECT_EQ(called, 1);
}

}  // namespace
}  // namespace magpie::platform
