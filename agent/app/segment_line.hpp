#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>

#include "agent/config/path.hpp"
#include "agent/config/stamp.hpp"
#include "agent/files/file_reader.hpp"
#include "agent/path_trace/degradation.hpp"
#include "agent/path_trace/line_evidence.hpp"
#include "agent/path_trace/recent_answers.hpp"
#include "agent/path_trace/trace_plan.hpp"
#include "agent/path_trace/verdict.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "agent/report/readings.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Which part of the way is sick: gathers how probes of targets end and what the other sources say of the line and of
/// what STAMP measures, asks hop by hop where something is not reached or reached badly, and tells what follows.
/// Addresses of hops go to the log and nowhere else. Lives on the loop; owned by the PathLine.
class SegmentLine {
  public:
    /// Where a target of the path is now.
    using Whereabouts = std::function<std::optional<boost::asio::ip::address>(std::size_t target, const Now& now)>;

    /// All but `config` outlive it.
    SegmentLine(boost::asio::io_context& loop, const PathConfig& config, const std::vector<StampTarget>& measured,
                std::uint32_t seed, const platform::Clock& clock, const log::Log& log, Whereabouts whereabouts);

    /// A probe of the target of that number has ended.
    void ended(std::size_t target, probe::Kind kind, const probe::Outcome& outcome, const Now& now);
    /// `readings`: what all other sources saw.
    void sample(Readings& readings, const Now& now);

    [[nodiscard]] std::optional<PathSegment> named() const { return verdict_.named(); }

  private:
    /// How a trace ended: the label `outcome`.
    enum class Ended : std::uint8_t { reached, turned_away, lost, not_sent };
    static constexpr std::array<std::string_view, 4> ended_words{"reached", "turned_away", "lost", "not_sent"};

    /// Somebody the way to whom can be traced: a target of the path, or whom STAMP measures to, behind all of those.
    struct Goal {
        std::string name;
        TargetClass far;
        std::optional<boost::asio::ip::address> address{};  // of the latter
    };
    /// One kind of probe of one target, of those that say something of the way soon enough.
    struct Line {
        std::size_t target;
        probe::Kind kind;
        RecentAnswers answers{};
    };
    /// What was found when somebody looked last.
    struct Traced {
        std::size_t goal;
        std::vector<TraceHop> hops;
        PathEvidence as_of;
        Monotonic at;
    };

    [[nodiscard]] PathEvidence evidence() const;
    [[nodiscard]] Findings reached() const;
    void judge(const Now& now);
    void tell(const PathEvidence& evidence) const;
    void trace_if_called_for(const PathEvidence& evidence, const Now& now);
    void traced(std::size_t goal, const Trace& trace, const Now& now);
    [[nodiscard]] std::optional<boost::asio::ip::address> where(std::size_t goal, const Now& now) const;
    [[nodiscard]] std::vector<KnownHop> known_hops(const Now& now) const;

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const log::Log& log_;
    std::vector<Goal> goals_;
    PathConfig::TraceConfig settings_;
    Whereabouts whereabouts_;
    std::vector<Line> lines_;
    Degradation degradation_;
    std::vector<std::optional<std::size_t>> pinged_;  // by target: its number in the degradation
    LineEvidence line_;
    FileReader files_;
    SegmentVerdict verdict_;
    TracePlan plan_;
    std::unique_ptr<RunningProbe> running_;
    std::optional<Traced> traced_;
    std::array<std::uint64_t, ended_words.size()> ended_{};
    bool is_known_ = false;
};

}  // namespace magpie::agent
