#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "agent/path/reachability_window.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent::throughput {

/// Ten echoes a second, for as long as it lives: how long others wait while a line is idle, or full. Lives on the loop;
/// owned by who wants to know.
class Echoes {
  public:
    Echoes(boost::asio::io_context& loop, const platform::Clock& clock, std::random_device& random,
           const boost::asio::ip::address& address);
    Echoes(const Echoes&) = delete;
    Echoes& operator=(const Echoes&) = delete;
    ~Echoes() = default;

    /// What is still under way counts as nothing.
    [[nodiscard]] Reachability take() { return window_.take(); }
    /// Without the quantiles, and without an end.
    [[nodiscard]] const Reachability& so_far() const { return window_.so_far(); }

  private:
    void send();

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::random_device& random_;
    boost::asio::ip::address address_;
    std::uint16_t sequence_ = 0;
    ReachabilityWindow window_;
    std::map<std::uint16_t, std::unique_ptr<RunningProbe>> running_;  // by sequence
    platform::LoopTimer timer_;
};

}  // namespace magpie::agent::throughput
