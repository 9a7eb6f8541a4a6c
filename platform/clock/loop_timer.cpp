#include "platform/clock/loop_timer.hpp"

#include <utility>

namespace magpie::platform {

LoopTimer::LoopTimer(boost::asio::io_context& loop) : timer_(loop) {}

LoopTimer::~LoopTimer() {
    ++*turn_;
}

void LoopTimer::call_after(std::chrono::nanoseconds time, std::function<void()> what) {
    const auto mine = ++*turn_;
    timer_.expires_after(time);
    timer_.async_wait([turn = turn_, mine, what = std::move(what)](const boost::system::error_code& problem) {
        if (!problem && *turn == mine) {
            what();
        }
    });
}

void LoopTimer::cancel() {
    ++*turn_;
    timer_.cancel();
}

}  // namespace magpie::platform
