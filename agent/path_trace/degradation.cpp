#include "agent/path_trace/degradation.hpp"

#include <algorithm>
#include <chrono>

#include "agent/path_trace/recent_answers.hpp"

namespace magpie::agent {

namespace {

/// So many lost one after the other are an interruption.
constexpr std::uint32_t interruption = 5;
/// Whoever is asked so seldom that he has not said enough by then is not waited for any longer.
constexpr std::chrono::minutes patience{15};

std::chrono::nanoseconds nanoseconds(double seconds) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(seconds));
}

std::optional<TargetClass> class_named(const std::string& word) {
    const auto* const known = std::ranges::find(target_class_words, word);
    return known == target_class_words.end()
               ? std::nullopt
               : std::optional(static_cast<TargetClass>(known - target_class_words.begin()));
}

}  // namespace

std::size_t Degradation::add_pinged(std::string name, TargetClass far) {
    lines_.push_back({std::move(name), far, WayQuality(settings_)});
    return lines_.size() - 1;
}

void Degradation::pinged(std::size_t target, const probe::Outcome& outcome, const Now& now) {
    auto& line = lines_[target];
    switch (outcome.state) {
        case probe::State::no_address:
        case probe::State::not_allowed:
            return;
        case probe::State::no_answer:
        case probe::State::unreachable:
            ++line.run;
            return;
        default:
            break;
    }
    const auto lost = line.run < interruption ? line.run : 0;
    line.run = 0;
    line.quality.add({.sent = lost + 1, .lost = lost, .round_trip = outcome.round_trip}, now);
}

std::map<Degradation::Key, Degradation::Told> Degradation::told(const Readings& readings) {
    std::map<Key, Told> all;
    for (const auto& [metric, labels, value, part] : readings.all()) {
        const auto of_this = [&all, &path = labels]() -> Told& { return all[{path[0], path[1]}]; };
        if (metric == metric_row<"path_packets_total">()) {
            if (labels[2] == "received") {
                of_this().totals.received = value;
            } else if (labels[2] == "lost") {
                of_this().totals.lost = value;
            }
        } else if (metric == metric_row<"path_packets_lost_total">()) {
            auto& ways = of_this().totals.lost_ways;
            ways = ways.value_or(std::pair(0.0, 0.0));
            (labels[2] == "forward" ? ways->first : ways->second) = value;
        } else if (metric == metric_row<"path_longest_loss_burst">()) {
            of_this().longest_burst = value;
        } else if (metric == metric_row<"path_packet_round_trip_seconds">()) {
            of_this().round_trip = value;
        }
    }
    return all;
}

void Degradation::take(const Key& key, const Told& told, const Now& now) {
    const auto far = class_named(key.second);
    if (!far) {
        return;
    }
    auto known = paths_.find(key);
    if (known == paths_.end()) {
        lines_.push_back({key.first, *far, WayQuality(settings_)});
        known = paths_.emplace(key, Path{.line = lines_.size() - 1}).first;
    }
    auto& path = known->second;
    const auto received = told.totals.received - path.received;
    const auto lost = told.totals.lost - path.lost;
    if (received < 0 || lost < 0) {
        path = {path.line, told.totals.received, told.totals.lost, told.totals.lost_ways, path.answered};
        return;
    }
    if (received + lost < 1) {
        return;  // no window has ended since
    }
    // Within one report at most one window ends, so its longest burst is of these packets.
    const auto burst = told.longest_burst >= interruption ? std::min(told.longest_burst, lost) : 0;
    Passage passage{.sent = static_cast<std::uint32_t>(received + lost - burst),
                    .lost = static_cast<std::uint32_t>(lost - burst)};
    if (told.totals.lost_ways && burst == 0) {
        const auto before = path.lost_ways.value_or(std::pair(0.0, 0.0));
        passage.lost_ways = {
            .forward = static_cast<std::uint32_t>(std::max(0.0, told.totals.lost_ways->first - before.first)),
            .back = static_cast<std::uint32_t>(std::max(0.0, told.totals.lost_ways->second - before.second))};
    }
    if (told.round_trip && received > 0) {
        passage.round_trip = nanoseconds(*told.round_trip);
    }
    lines_[path.line].quality.add(passage, now);
    path = {path.line, told.totals.received, told.totals.lost, told.totals.lost_ways, received > 0};
}

void Degradation::look(const Readings& readings, const Now& now) {
    reached_ = {};
    for (const auto& [key, written] : told(readings)) {
        take(key, written, now);
    }
    for (const auto& [key, path] : paths_) {
        auto& of_class = reached_[static_cast<std::size_t>(lines_[path.line].far)];
        if (path.answered) {
            of_class = best_of(of_class, *path.answered ? Finding::good : Finding::bad);
        }
    }
}

bool Degradation::has_everybody_said(Ailment ailment, Monotonic since, const Now& now) const {
    return now.mono >= since + patience || std::ranges::all_of(lines_, [&](const Line& line) {
               return line.quality.bad_since(ailment) || line.quality.finding_since(ailment, since) ||
                      !line.quality.was_asked_since(ailment, since);
           });
}

Findings Degradation::findings_of(Ailment ailment) const {
    Findings found{};
    const auto since = *courses_[static_cast<std::size_t>(ailment)].since;
    for (const auto& line : lines_) {
        auto& of_class = found[static_cast<std::size_t>(line.far)];
        const auto its = line.quality.bad_since(ailment)
                             ? Finding::bad
                             : line.quality.finding_since(ailment, since).value_or(Finding::unknown);
        of_class = best_of(of_class, its);
    }
    return found;
}

void Degradation::judge(const Now& now) {
    findings_ = {};
    for (auto& line : lines_) {
        line.quality.forget_what_is_old(now);
    }
    for (const auto ailment : {Ailment::loss, Ailment::delay}) {
        auto& course = courses_[static_cast<std::size_t>(ailment)];
        std::optional<Monotonic> begun;
        for (const auto& line : lines_) {
            const auto since = line.quality.bad_since(ailment);
            begun = since && (!begun || *since < *begun) ? since : begun;
        }
        if (!begun) {
            course = {};
            continue;
        }
        // It stays while anything is bad: what has been heard stays heard.
        course.since = course.since.value_or(*begun);
        course.heard = course.heard || has_everybody_said(ailment, *course.since, now);
        if (course.heard && !first_bad(findings_)) {
            findings_ = findings_of(ailment);
            worst_ = ailment;
        }
    }
}

std::string Degradation::text(TargetClass far) const {
    for (const auto& line : lines_) {
        if (line.far == far && line.quality.bad_since(worst_)) {
            return line.name + ": " + line.quality.text(worst_);
        }
    }
    return {};
}

}  // namespace magpie::agent
