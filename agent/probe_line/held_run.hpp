#pragma once

#include <memory>
#include <utility>

#include "agent/probe_line/begin_probe.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

/// A run that what it waits for keeps alive, as its owner holds it: closes it.
template <class Run>
class HeldRun final : public RunningProbe {
  public:
    explicit HeldRun(std::shared_ptr<Run> run) : run_(std::move(run)) {}
    HeldRun(const HeldRun&) = delete;
    HeldRun& operator=(const HeldRun&) = delete;
    ~HeldRun() override { run_->close(); }

  private:
    std::shared_ptr<Run> run_;
};

/// That there is nothing to wait for is told from the loop all the same.
class OverAtOnce final : public RunningProbe {
  public:
    OverAtOnce(boost::asio::io_context& loop, probe::State state, ProbeDone done) : timer_(loop) {
        timer_.call_after(Milliseconds{0}, [done = std::move(done), state] { done(probe::Outcome{.state = state}); });
    }

  private:
    platform::LoopTimer timer_;
};

}  // namespace magpie::agent
