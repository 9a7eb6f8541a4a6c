#include <utility>

#include "agent/app/segment_line.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "agent/path/uplink.hpp"
#include "agent/probe_line/trace_run.hpp"

namespace magpie::agent {

namespace {

/// Two are enough to tell a silent router from a lost packet; a person asks for more (the command `probe trace`).
constexpr std::uint8_t probes_of_a_hop = 2;
constexpr std::uint8_t most_silent = 4;

/// The MTU is looked for seldom, and its large packets have fates of their own.
bool says_something(probe::Kind kind) {
    return kind != probe::Kind::mtu;
}

/// Of each class the probes that are asked about as often as its quickest: slower ones still tell of before.
std::array<Milliseconds, target_class_words.size()> quickest(const PathConfig& config) {
    std::array<Milliseconds, target_class_words.size()> intervals{};
    for (const auto& target : config.targets) {
        auto& least = intervals[static_cast<std::size_t>(target.far)];
        if (std::ranges::any_of(target.probes, says_something)) {
            least = least == Milliseconds{0} ? target.interval : std::min(least, target.interval);
        }
    }
    return intervals;
}

/// A round of all classes, and the time until the last of it is given up.
Milliseconds settle_of(const PathConfig& config) {
    const auto intervals = quickest(config);
    return 2 * *std::ranges::max_element(intervals) + config.timeout;
}

bool contradicts(const Findings& now, const Findings& before) {
    for (std::size_t place = 0; place < now.size(); ++place) {
        if (now[place] != before[place] && now[place] != Finding::unknown && before[place] != Finding::unknown) {
            return true;
        }
    }
    return false;
}

std::string text_of(const std::vector<TraceHop>& hops) {
    std::string text;
    for (const auto& hop : hops) {
        text += fmt::format("{}{}", text.empty() ? "" : " ", hop_text(hop));
    }
    return text;
}

}  // namespace

SegmentLine::SegmentLine(boost::asio::io_context& loop, const PathConfig& config, std::uint32_t seed,
                         const platform::Clock& clock, const log::Log& log, Whereabouts whereabouts)
    : loop_(loop),
      clock_(clock),
      log_(log),
      targets_(config.targets),
      settings_(config.trace),
      whereabouts_(std::move(whereabouts)),
      verdict_(settle_of(config)),
      plan_({.interval = config.trace.interval, .spread = config.trace.spread}, seed) {
    const auto least = quickest(config);
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        for (const auto kind : targets_[target].probes) {
            if (says_something(kind) &&
                targets_[target].interval <= 2 * least[static_cast<std::size_t>(targets_[target].far)]) {
                lines_.push_back({.target = target, .kind = kind});
            }
        }
    }
}

void SegmentLine::ended(std::size_t target, probe::Kind kind, probe::State state, const Now& now) {
    for (auto& line : lines_) {
        if (line.target == target && line.kind == kind) {
            line.answers.add(state);
            is_known_ = true;
        }
    }
    judge(now);
}

Findings SegmentLine::findings() const {
    Findings found{};
    for (const auto& line : lines_) {
        auto& of_class = found[static_cast<std::size_t>(targets_[line.target].far)];
        of_class = best_of(of_class, line.answers.finding());
    }
    return found;
}

void SegmentLine::judge(const Now& now) {
    auto evidence = line_.found();
    evidence.targets = findings();
    if (traced_ && (now.mono >= traced_->at + settings_.interval || contradicts(evidence.targets, traced_->as_of) ||
                    !to_blame(evidence))) {
        traced_.reset();
    }
    const auto targets = evidence.targets;
    if (traced_) {
        evidence = with_trace(evidence, traced_->hops, known_hops(now));
    }
    if (verdict_.judge(to_blame(evidence), now)) {
        if (const auto segment = verdict_.named()) {
            log_.warning("a part of the way is sick", {{"segment", segment_words[static_cast<std::size_t>(*segment)]}});
        } else {
            log_.info("no part of the way is sick any more");
        }
    }
    trace_if_called_for(targets, now);
}

void SegmentLine::trace_if_called_for(const Findings& targets, const Now& now) {
    // The farthest: the way to it is the longest.
    const auto bad = std::find(targets.rbegin(), targets.rend(), Finding::bad);
    const bool is_called_for = settings_.enabled && verdict_.named() && bad != targets.rend() &&
                               line_.found().carrier != Finding::bad && !traced_;
    if (!plan_.take(is_called_for, now)) {
        return;
    }
    const auto far = static_cast<TargetClass>(targets.rend() - bad - 1);
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        const auto address = targets_[target].far == far ? whereabouts_(target, now) : std::nullopt;
        if (!address) {
            continue;
        }
        auto begun = begin_trace(
            loop_, clock_, *address,
            {.most_hops = settings_.most_hops, .probes_of_a_hop = probes_of_a_hop, .most_silent = most_silent},
            [this, target](const Trace& trace) { traced(target, trace, clock_.now()); });
        if (begun) {
            running_ = std::move(*begun);
            return;
        }
        log_.warning("no trace", {{"target", targets_[target].name}, {"reason", begun.error()}});
        break;
    }
    ++ended_[static_cast<std::size_t>(Ended::not_sent)];
    plan_.ended();
}

void SegmentLine::traced(std::size_t target, const Trace& trace, const Now& now) {
    const auto& hops = trace.hops();
    const bool is_turned_away = !hops.empty() && hops.back().last;
    const auto ended = trace.reached() ? Ended::reached : is_turned_away ? Ended::turned_away : Ended::lost;
    ++ended_[static_cast<std::size_t>(ended)];
    log_.info("traced", {{"target", targets_[target].name},
                         {"outcome", ended_words[static_cast<std::size_t>(ended)]},
                         {"hops", text_of(hops)}});
    traced_ = Traced{target, hops, findings(), now.mono};
    running_.reset();
    plan_.ended();
    judge(now);
}

std::vector<KnownHop> SegmentLine::known_hops(const Now& now) const {
    std::vector<KnownHop> known;
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        if (const auto address = whereabouts_(target, now)) {
            known.push_back({hop_address(*address), targets_[target].far});
        }
    }
    return known;
}

void SegmentLine::sample(Readings& readings, const Now& now) {
    line_.look(readings, uplink_interfaces(files_, "/proc", "/sys"));
    judge(now);
    for (std::size_t ended = 0; ended < ended_.size(); ++ended) {
        if (ended_[ended] > 0) {
            readings.count<"path_traces_total">(static_cast<double>(ended_[ended]), ended_words[ended]);
        }
    }
    if (traced_) {
        const auto& target = targets_[traced_->target];
        readings.set<"path_trace_hops">(static_cast<double>(traced_->hops.size()), target.name,
                                        target_class_words[static_cast<std::size_t>(target.far)]);
    }
    if (is_known_) {
        for (std::size_t segment = 0; segment < segment_words.size(); ++segment) {
            readings.set<"path_sick_segment">(verdict_.named() == static_cast<PathSegment>(segment) ? 1 : 0,
                                              segment_words[segment]);
        }
    }
}

}  // namespace magpie::agent
