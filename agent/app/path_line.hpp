#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "agent/app/segment_line.hpp"
#include "agent/config/path.hpp"
#include "agent/config/stamp.hpp"
#include "agent/path/reachability_window.hpp"
#include "agent/path/schedule.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/probe_line/target_address.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Asks the targets in their turns, on the time of the loop it lives on; as a source it tells what came of it since the
/// last look, and which part of the way is sick: that follows from what the others see as well, so it looks after them.
/// Owned by the agent; loop, clock and log outlive it.
class PathLine final : public Source {
  public:
    /// Begins at once. What cannot be read of certificates is said in the log, and then those the system trusts count.
    /// `measured`: by STAMP, elsewhere; what is found there counts here too.
    PathLine(boost::asio::io_context& loop, const PathConfig& config, const std::vector<StampTarget>& measured,
             std::uint32_t seed, const platform::Clock& clock, const log::Log& log);
    PathLine(const PathLine&) = delete;
    PathLine& operator=(const PathLine&) = delete;
    ~PathLine() override = default;

    void sample(Readings& readings, const Now& now) override;

  private:
    /// One kind of probe of one target.
    struct Line {
        std::size_t target;
        probe::Kind kind;
        std::uint16_t sequence = 0;
        ReachabilityWindow window{};
        Reachability shown{};  // as of the last look with a probe in it
        std::array<std::uint64_t, probe::state_count> ended{};
        std::unique_ptr<RunningProbe> running{};
    };

    static std::vector<Line> lines_of(const PathConfig& config);
    static std::vector<Milliseconds> intervals_of(const PathConfig& config);
    void begin_due();
    void begin(std::size_t which, const Now& now);
    void ended(std::size_t which, const probe::Outcome& outcome);
    void wait_for_deadline();
    void write(Readings& readings, const Line& line) const;

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    PathConfig config_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    std::random_device random_;
    Schedule schedule_;
    Lookups lookups_;
    std::vector<std::unique_ptr<TargetAddress>> addresses_;  // of config_.targets
    std::vector<Line> lines_;
    SegmentLine segment_;
    SourceHealth health_{"path"};
    platform::LoopTimer timer_;
};

}  // namespace magpie::agent
