#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

namespace magpie::platform {

/// Calls once, some time from now. A timer of asio that has run out calls even though it is set anew, cancelled or
/// destroyed before the loop comes to it; this one does not, so that its owner may hand it a bare `this`. Lives on the
/// loop, which outlives it; owned by whom it calls.
class LoopTimer {
  public:
    explicit LoopTimer(boost::asio::io_context& loop);
    LoopTimer(const LoopTimer&) = delete;
    LoopTimer& operator=(const LoopTimer&) = delete;
    ~LoopTimer();

    /// In place of what was to be called before. From the loop, and never from within, even where nothing is to be
    /// waited for. `what` may set this timer, and may destroy it.
    void call_after(std::chrono::nanoseconds time, std::function<void()> what);
    void cancel();

  private:
    boost::asio::steady_timer timer_;
    /// A call that is not of this one is late.
    std::shared_ptr<std::uint64_t> turn_ = std::make_shared<std::uint64_t>(0);
};

}  // namespace magpie::platform
