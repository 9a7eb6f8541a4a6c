#include <utility>

#include "agent/app/path_line.hpp"

#include <algorithm>
#include <chrono>

#include "agent/probe_line/target_question.hpp"
#include "platform/http/credentials.hpp"

namespace magpie::agent {

namespace {

/// A turn may come so much late, so that those of about the same time share one waking: half of what a ping costs is to
/// be woken for it.
constexpr Milliseconds slack{50};

double seconds(probe::Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

PathLine::PathLine(boost::asio::io_context& loop, const PathConfig& config, const std::vector<StampTarget>& measured,
                   std::uint32_t seed, const platform::Clock& clock, const log::Log& log)
    : loop_(loop),
      clock_(clock),
      config_(config),
      schedule_(intervals_of(config), config.at_once, seed),
      lines_(lines_of(config)),
      segment_(loop, config, measured, seed, clock, log,
               [this](std::size_t target, const Now& now) { return addresses_[target]->now(now); }),
      timer_(loop) {
    auto credentials =
        http::read_credentials({.ca_file = config.ca_file, .certificate_file{}, .key_file{}, .token_file{}});
    if (!credentials) {
        log.warning("HTTPS targets are judged by what the system trusts", {{"reason", credentials.error()}});
        credentials = http::read_credentials({});
    }
    tls_ = credentials->tls;
    const auto now = clock_.now();
    for (const auto& target : config_.targets) {
        addresses_.push_back(std::make_unique<TargetAddress>(loop, lookups_, target.host, target.family, "/proc"));
        (void)addresses_.back()->now(now);  // so that a name is known by its first turn
    }
    health_.works();
    schedule_.begin(now);
    wait_for_deadline();
}

std::vector<PathLine::Line> PathLine::lines_of(const PathConfig& config) {
    std::vector<Line> lines;
    for (std::size_t target = 0; target < config.targets.size(); ++target) {
        for (const auto kind : config.targets[target].probes) {
            lines.push_back({.target = target, .kind = kind});
        }
    }
    return lines;
}

std::vector<Milliseconds> PathLine::intervals_of(const PathConfig& config) {
    std::vector<Milliseconds> intervals;
    for (const auto& target : config.targets) {
        for (const auto kind : target.probes) {
            intervals.push_back(kind == probe::Kind::mtu ? std::max(target.interval, config.mtu_interval)
                                                         : target.interval);
        }
    }
    return intervals;
}

void PathLine::begin_due() {
    const auto now = clock_.now();
    while (const auto which = schedule_.take(now)) {
        begin(*which, now);
    }
    wait_for_deadline();
}

void PathLine::begin(std::size_t which, const Now& now) {
    auto& line = lines_[which];
    auto& address = *addresses_[line.target];
    const auto known = address.now(now);
    if (!known) {
        schedule_.ended(which);
        // Of a name that is looked up just now nothing is known: the turn is given back.
        if (!address.is_pending(now)) {
            line.window.add({.state = probe::State::no_address});
            segment_.ended(line.target, line.kind, {.state = probe::State::no_address}, now);
        }
        return;
    }
    auto asked = question_of(config_.targets[line.target], line.kind, config_.timeout, tls_);
    asked.address = *known;
    asked.sequence = ++line.sequence;
    line.running = begin_probe(loop_, clock_, random_, asked,
                               [this, which](const probe::Outcome& outcome) { ended(which, outcome); });
}

void PathLine::ended(std::size_t which, const probe::Outcome& outcome) {
    auto& line = lines_[which];
    line.window.add(outcome);
    if (outcome.state == probe::State::not_allowed) {
        health_.failed(word(line.kind));
    }
    segment_.ended(line.target, line.kind, outcome, clock_.now());
    line.running.reset();
    schedule_.ended(which);
    wait_for_deadline();
}

void PathLine::wait_for_deadline() {
    const auto deadline = schedule_.deadline();
    if (!deadline) {
        timer_.cancel();
        return;
    }
    timer_.call_after(std::max(Milliseconds{0}, *deadline + slack - clock_.now().mono), [this] { begin_due(); });
}

void PathLine::sample(Readings& readings, const Now& now) {
    health_.write(readings);
    readings.count<"path_probes_missed_total">(static_cast<double>(schedule_.missed()));
    for (auto& line : lines_) {
        auto found = line.window.take();
        if (found.sent > 0) {
            for (std::size_t state = 0; state < probe::state_count; ++state) {
                line.ended[state] += found.ended[state];
            }
            // Where nobody was asked since the last look, what was found then still holds.
            line.shown = std::move(found);
        }
        write(readings, line);
    }
    segment_.sample(readings, now);
}

void PathLine::write(Readings& readings, const Line& line) const {
    if (!line.shown.last) {
        return;
    }
    const auto& target = config_.targets[line.target];
    const auto far = target_class_words[static_cast<std::size_t>(target.far)];
    const auto probe = word(line.kind);
    const auto& last = *line.shown.last;
    readings.set<"path_up">(last.state == probe::State::answered ? 1 : 0, target.name, far, probe);
    for (std::size_t state = 0; state < probe::state_count; ++state) {
        // That nobody answers is told from the start: nobody can tell that what begins at 1 has risen.
        const auto which = static_cast<probe::State>(state);
        if (line.ended[state] > 0 || which == probe::State::answered || which == probe::State::no_answer) {
            readings.count<"path_probes_total">(static_cast<double>(line.ended[state]), target.name, far, probe,
                                                word(which));
        }
    }
    if (line.shown.median) {
        readings.set<"path_round_trip_seconds">(seconds(*line.shown.median), target.name, far, probe);
        readings.set<"path_round_trip_max_seconds">(seconds(*line.shown.most), target.name, far, probe);
    }
    if (last.certificate_ends) {
        readings.set<"path_certificate_expires_timestamp_seconds">(
            std::chrono::duration<double>(last.certificate_ends->time_since_epoch()).count(), target.name, far);
    }
    if (last.clock_offset) {
        readings.set<"path_clock_offset_seconds">(seconds(*last.clock_offset), target.name, far);
    }
    if (last.mtu) {
        readings.set<"path_mtu_bytes">(static_cast<double>(*last.mtu), target.name, far);
        readings.set<"path_mtu_black_hole">(last.black_hole ? 1 : 0, target.name, far);
    }
    if (last.captive) {
        readings.set<"path_captive">(*last.captive ? 1 : 0, target.name, far);
    }
}

}  // namespace magpie::agent
