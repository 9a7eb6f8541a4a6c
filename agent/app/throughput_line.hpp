#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/app/bell.hpp"
#include "agent/config/throughput.hpp"
#include "agent/probe_line/target_address.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "agent/throughput/echoes.hpp"
#include "agent/throughput/measurements.hpp"
#include "agent/throughput/program.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Carries out what Measurements decides, on the time of the loop it lives on, and rings when a turn is wanted or over;
/// as a source it tells what came of it. Owned by the agent; loop, clock and log outlive it.
class ThroughputLine final : public Source {
  public:
    ThroughputLine(boost::asio::io_context& loop, const ThroughputConfig& config, std::uint32_t seed,
                   const platform::Clock& clock, const log::Log& log);
    ThroughputLine(const ThroughputLine&) = delete;
    ThroughputLine& operator=(const ThroughputLine&) = delete;
    ~ThroughputLine() override = default;

    [[nodiscard]] throughput::Measurements& measurements() { return measurements_; }
    /// Readable once there is something that is not to wait for the next report.
    [[nodiscard]] Watch watch() { return bell_.watch(); }
    void sample(Readings& readings, const Now& now) override;

  private:
    [[nodiscard]] bool keep(const std::string& budget);
    void look();
    void begin(throughput::Step step, const Now& now);
    void over(const throughput::Result& result);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const log::Log& log_;
    ThroughputConfig config_;
    std::random_device random_;
    Lookups lookups_;
    std::vector<std::unique_ptr<TargetAddress>> addresses_;  // of config_.measured.servers
    SourceHealth health_{"throughput"};
    throughput::Measurements measurements_;
    throughput::Step step_{};  // under way, while there are echoes or a run
    std::unique_ptr<throughput::Echoes> echoes_;
    std::unique_ptr<throughput::RunningProgram> run_;
    platform::LoopTimer idle_;
    platform::LoopTimer timer_;
    Bell bell_;
};

}  // namespace magpie::agent
