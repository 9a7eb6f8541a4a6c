#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "agent/app/bell.hpp"
#include "agent/block_check/block_checks.hpp"
#include "agent/config/config.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/probe_line/target_address.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent {

/// Asks what BlockChecks wants to know, on the time of the loop it lives on, and rings when something was found. Owned
/// by main(), with loop and clock outlives the agent.
class BlockLine {
  public:
    BlockLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock);
    BlockLine(const BlockLine&) = delete;
    BlockLine& operator=(const BlockLine&) = delete;
    ~BlockLine() = default;

    [[nodiscard]] BlockChecks& checks() { return checks_; }
    /// Readable once something was found that is not to wait for the next report.
    [[nodiscard]] Watch watch() { return bell_.watch(); }

  private:
    [[nodiscard]] std::vector<boost::asio::ip::address> own_addresses();
    void begin_due();
    void ended(std::uint64_t number, probe::State state);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    BlockCheckConfig config_;
    std::random_device random_;
    Lookups lookups_;
    std::vector<std::unique_ptr<TargetAddress>> brokers_;
    BlockChecks checks_;
    std::map<std::uint64_t, std::unique_ptr<RunningProbe>> running_;
    platform::LoopTimer timer_;
    Bell bell_;
};

}  // namespace magpie::agent
