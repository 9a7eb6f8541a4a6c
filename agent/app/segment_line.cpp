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

/// What a ping costs its target is next to nothing, so what it loses, and how late it comes, is the way's.
bool tells_of_quality(probe::Kind kind) {
    return kind == probe::Kind::ping;
}

boost::asio::ip::address address_of(const Endpoint& peer) {
    boost::asio::ip::address_v6::bytes_type octets{};
    std::ranges::copy(peer.address.octets, octets.begin());
    const boost::asio::ip::address_v6 address(octets, peer.address.scope);
    return peer.address.is_ipv4() ? boost::asio::ip::address(make_address_v4(boost::asio::ip::v4_mapped, address))
                                  : boost::asio::ip::address(address);
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

bool contradict(const Findings& now, const Findings& before) {
    for (std::size_t place = 0; place < now.size(); ++place) {
        if (now[place] != before[place] && now[place] != Finding::unknown && before[place] != Finding::unknown) {
            return true;
        }
    }
    return false;
}

bool contradicts(const PathEvidence& now, const PathEvidence& before) {
    return contradict(now.targets, before.targets) || contradict(now.quality, before.quality);
}

/// The farthest: the way to it is the longest.
std::optional<TargetClass> last_bad(const Findings& findings) {
    const auto bad = std::find(findings.rbegin(), findings.rend(), Finding::bad);
    return bad == findings.rend() ? std::nullopt : std::optional(static_cast<TargetClass>(findings.rend() - bad - 1));
}

std::string text_of(const std::vector<TraceHop>& hops) {
    std::string text;
    for (const auto& hop : hops) {
        text += fmt::format("{}{}", text.empty() ? "" : " ", hop_text(hop));
    }
    return text;
}

}  // namespace

SegmentLine::SegmentLine(boost::asio::io_context& loop, const PathConfig& config,
                         const std::vector<StampTarget>& measured, std::uint32_t seed, const platform::Clock& clock,
                         const log::Log& log, Whereabouts whereabouts)
    : loop_(loop),
      clock_(clock),
      log_(log),
      settings_(config.trace),
      whereabouts_(std::move(whereabouts)),
      degradation_({.loss_ratio = config.degraded.loss_ratio, .rise = config.degraded.rise}),
      verdict_(settle_of(config)),
      plan_({.interval = config.trace.interval, .spread = config.trace.spread}, seed) {
    const auto least = quickest(config);
    for (std::size_t target = 0; target < config.targets.size(); ++target) {
        const auto& its = config.targets[target];
        goals_.push_back({its.name, its.far});
        pinged_.push_back(std::ranges::any_of(its.probes, tells_of_quality)
                              ? std::optional(degradation_.add_pinged(its.name, its.far))
                              : std::nullopt);
        for (const auto kind : its.probes) {
            if (says_something(kind) && its.interval <= 2 * least[static_cast<std::size_t>(its.far)]) {
                lines_.push_back({.target = target, .kind = kind});
            }
        }
    }
    for (const auto& target : measured) {
        const auto* const word = std::ranges::find(target_class_words, target.far);
        goals_.push_back(
            {target.name, static_cast<TargetClass>(word - target_class_words.begin()), address_of(target.peer)});
    }
}

void SegmentLine::ended(std::size_t target, probe::Kind kind, const probe::Outcome& outcome, const Now& now) {
    for (auto& line : lines_) {
        if (line.target == target && line.kind == kind) {
            line.answers.add(outcome.state);
            is_known_ = true;
        }
    }
    if (tells_of_quality(kind) && pinged_[target]) {
        degradation_.pinged(*pinged_[target], outcome, now);
    }
    judge(now);
}

Findings SegmentLine::reached() const {
    // Of a path of STAMP it is known a window later; so where anything else is asked, it is that which counts.
    auto found = degradation_.reached();
    for (const auto& line : lines_) {
        found[static_cast<std::size_t>(goals_[line.target].far)] = Finding::unknown;
    }
    for (const auto& line : lines_) {
        auto& of_class = found[static_cast<std::size_t>(goals_[line.target].far)];
        of_class = best_of(of_class, line.answers.finding());
    }
    return found;
}

PathEvidence SegmentLine::evidence() const {
    auto evidence = line_.found();
    evidence.targets = reached();
    evidence.quality = degradation_.findings();
    return evidence;
}

void SegmentLine::judge(const Now& now) {
    const auto as_asked = evidence();
    if (traced_ && (now.mono >= traced_->at + settings_.interval || contradicts(as_asked, traced_->as_of) ||
                    !to_blame(as_asked))) {
        traced_.reset();
    }
    const auto all = traced_ ? with_trace(as_asked, traced_->hops, known_hops(now)) : as_asked;
    if (verdict_.judge(to_blame(all), now)) {
        tell(all);
    }
    trace_if_called_for(as_asked, now);
}

void SegmentLine::tell(const PathEvidence& evidence) const {
    const auto named = verdict_.named();
    if (!named) {
        log_.info("no part of the way is sick any more");
        return;
    }
    const auto segment = segment_words[static_cast<std::size_t>(*named)];
    const auto badly = first_bad(evidence.targets) ? std::nullopt : first_bad(evidence.quality);
    if (badly) {
        log_.warning("a part of the way is sick", {{"segment", segment}, {"found", degradation_.text(*badly)}});
    } else {
        log_.warning("a part of the way is sick", {{"segment", segment}});
    }
}

std::optional<boost::asio::ip::address> SegmentLine::where(std::size_t goal, const Now& now) const {
    return goals_[goal].address ? goals_[goal].address : whereabouts_(goal, now);
}

void SegmentLine::trace_if_called_for(const PathEvidence& evidence, const Now& now) {
    const auto unreached = last_bad(evidence.targets);
    const auto far = unreached ? unreached : last_bad(evidence.quality);
    const bool is_called_for =
        settings_.enabled && verdict_.named() && far && line_.found().carrier != Finding::bad && !traced_;
    if (!plan_.take(is_called_for, now)) {
        return;
    }
    for (std::size_t goal = 0; goal < goals_.size(); ++goal) {
        const auto address = goals_[goal].far == far ? where(goal, now) : std::nullopt;
        if (!address) {
            continue;
        }
        auto begun = begin_trace(
            loop_, clock_, *address,
            {.most_hops = settings_.most_hops, .probes_of_a_hop = probes_of_a_hop, .most_silent = most_silent},
            [this, goal](const Trace& trace) { traced(goal, trace, clock_.now()); });
        if (begun) {
            running_ = std::move(*begun);
            return;
        }
        log_.warning("no trace", {{"target", goals_[goal].name}, {"reason", begun.error()}});
        break;
    }
    ++ended_[static_cast<std::size_t>(Ended::not_sent)];
    plan_.ended();
}

void SegmentLine::traced(std::size_t goal, const Trace& trace, const Now& now) {
    const auto& hops = trace.hops();
    const bool is_turned_away = !hops.empty() && hops.back().last;
    const auto ended = trace.reached() ? Ended::reached : is_turned_away ? Ended::turned_away : Ended::lost;
    ++ended_[static_cast<std::size_t>(ended)];
    log_.info("traced", {{"target", goals_[goal].name},
                         {"outcome", ended_words[static_cast<std::size_t>(ended)]},
                         {"hops", text_of(hops)}});
    traced_ = Traced{goal, hops, evidence(), now.mono};
    running_.reset();
    plan_.ended();
    judge(now);
}

std::vector<KnownHop> SegmentLine::known_hops(const Now& now) const {
    std::vector<KnownHop> known;
    for (std::size_t goal = 0; goal < goals_.size(); ++goal) {
        if (const auto address = where(goal, now)) {
            known.push_back({hop_address(*address), goals_[goal].far});
        }
    }
    return known;
}

void SegmentLine::sample(Readings& readings, const Now& now) {
    line_.look(readings, uplink_interfaces(files_, "/proc", "/sys"));
    degradation_.look(readings, now);
    degradation_.judge(now);
    is_known_ |= degradation_.reached() != Findings{};
    judge(now);
    for (std::size_t ended = 0; ended < ended_.size(); ++ended) {
        if (ended_[ended] > 0) {
            readings.count<"path_traces_total">(static_cast<double>(ended_[ended]), ended_words[ended]);
        }
    }
    if (traced_) {
        const auto& goal = goals_[traced_->goal];
        readings.set<"path_trace_hops">(static_cast<double>(traced_->hops.size()), goal.name,
                                        target_class_words[static_cast<std::size_t>(goal.far)]);
    }
    if (is_known_) {
        for (std::size_t segment = 0; segment < segment_words.size(); ++segment) {
            readings.set<"path_sick_segment">(verdict_.named() == static_cast<PathSegment>(segment) ? 1 : 0,
                                              segment_words[segment]);
        }
    }
}

}  // namespace magpie::agent
