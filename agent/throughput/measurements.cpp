#include "agent/throughput/measurements.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::agent::throughput {

namespace {

/// How often it is looked whether it is night.
constexpr Milliseconds look_every{10'000};
/// A collector that has others before us: so much of the night is left for it.
constexpr Milliseconds for_the_others{120'000};

double seconds(probe::Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

Milliseconds longest_turn_of(const MeasurementSettings& settings) {
    Milliseconds all{0};
    for (const auto& server : settings.servers) {
        const auto runs = static_cast<std::int64_t>(server.streams.size() * server.directions.size());
        all += Measurements::idle_for + runs * Milliseconds(settings.duration + around_run);
    }
    return all;
}

Measurements::Measurements(MeasurementSettings settings, Surroundings surroundings, const std::string& boot,
                           const std::optional<std::string>& kept, std::uint32_t seed, const Now& now)
    : settings_(std::move(settings)),
      surroundings_(std::move(surroundings)),
      random_(seed),
      budget_(settings_.daily_bytes, boot),
      idle_(settings_.servers.size()),
      counts_(settings_.servers.size()),
      next_look_(now.mono) {
    if (kept) {
        budget_.restore(*kept, now.mono);
    }
    for (std::size_t server = 0; server < settings_.servers.size(); ++server) {
        for (const auto streams : settings_.servers[server].streams) {
            for (const auto direction : settings_.servers[server].directions) {
                runs_.push_back({.server = server, .direction = direction, .streams = streams});
            }
        }
    }
}

void Measurements::hear(std::string_view bytes, const Now& now) {
    const auto token = decode_throughput_token(bytes);
    if (!token || turn_ || token->id <= ended_) {
        return;
    }
    waits_ = false;
    const auto ends = token->asked + token->lasts;
    if (token->asked > now.mono || ends - now.mono < longest_turn_of(settings_)) {
        // It was so long on its way that another may have the next turn before we were done.
        for (std::size_t server = 0; server < settings_.servers.size(); ++server) {
            count(server, Outcome::no_token);
        }
        ended_ = token->id;
        news_ = true;
    } else {
        turn_ = Turn{.id = token->id, .ends = ends};
    }
    surroundings_.wake();
}

void Measurements::tick(const Now& now) {
    next_look_ = now.mono + look_every;
    if (!settings_.nightly || turn_) {
        return;
    }
    const auto window = now.wall_known ? window_at(settings_.night, now.wall) : std::nullopt;
    if (!window) {
        planned_.reset();
        if (waits_) {
            want_no_more();
        }
        return;
    }
    if (planned_for_ != window->begin) {
        plan_night(*window, now);
    }
    if (planned_ && now.mono >= *planned_) {
        planned_.reset();
        want();
    } else if (planned_) {
        next_look_ = std::min(next_look_, *planned_);
    }
}

/// At a moment of its own, so that the poles of a hub do not all come at once.
void Measurements::plan_night(const Window& window, const Now& now) {
    planned_for_ = window.begin;
    planned_.reset();
    const auto latest = budget_.latest();
    if (latest && now.mono - *latest <= now.wall - window.begin) {
        return;  // before a restart, or because somebody asked: this night has its figures
    }
    const auto left = window.end - now.wall - longest_turn_of(settings_) - for_the_others;
    std::uniform_int_distribution<std::int64_t> within(0, std::max(Milliseconds{0}, left).count());
    planned_ = now.mono + Milliseconds{within(random_)};
}

void Measurements::want() {
    waits_ = true;
    news_ = true;
}

void Measurements::want_no_more() {
    waits_ = false;
    for (std::size_t server = 0; server < settings_.servers.size(); ++server) {
        count(server, Outcome::no_token);
    }
    news_ = true;
}

std::optional<Step> Measurements::take(const Now& now) {
    if (!turn_ || turn_->busy) {
        return std::nullopt;
    }
    if (turn_->next == runs_.size()) {
        finish();
        return std::nullopt;
    }
    const auto& run = runs_[turn_->next];
    if (!turn_->idled) {
        turn_->busy = true;
        return Step{.server = run.server};
    }
    if (turn_->ends - now.mono < settings_.duration + around_run) {
        count(run.server, Outcome::no_token);
        finish();
        return std::nullopt;
    }
    if (!budget_.reserve(settings_.run_bytes, now.mono) || !surroundings_.keep(budget_.text())) {
        count(run.server, Outcome::budget);
        finish();
        return std::nullopt;
    }
    turn_->busy = true;
    return Step{.server = run.server,
                .job = Job{.port = settings_.servers[run.server].port,
                           .direction = run.direction,
                           .streams = run.streams,
                           .duration = settings_.duration,
                           .bytes = settings_.run_bytes}};
}

void Measurements::idled(const Reachability& echoes) {
    turn_->busy = false;
    turn_->idled = true;
    idle_[runs_[turn_->next].server] = echoes;
}

void Measurements::ended(const Result& result, const Reachability& echoes, const Now& now) {
    turn_->busy = false;
    auto& run = runs_[turn_->next];
    count(run.server, result.outcome);
    if (result.cost_bytes || spares_the_rest(result.outcome)) {
        budget_.settle(result.cost_bytes.value_or(0));
        (void)surroundings_.keep(budget_.text());  // else what was reserved stays spent
    }
    if (result.measured) {
        run.bytes_per_second = result.measured->bytes_per_second();
        run.at = now.wall_known ? std::optional(now.wall) : std::nullopt;
        run.loaded = echoes;
    }
    if (spares_the_rest(result.outcome)) {
        skip_server();
    } else {
        ++turn_->next;
    }
    if (turn_->next < runs_.size() && runs_[turn_->next].server != run.server) {
        turn_->idled = false;
    }
}

void Measurements::skip_server() {
    const auto server = runs_[turn_->next].server;
    while (turn_->next < runs_.size() && runs_[turn_->next].server == server) {
        ++turn_->next;
    }
}

void Measurements::finish() {
    ended_ = turn_->id;
    turn_.reset();
    news_ = true;
}

ThroughputState Measurements::state() const {
    return {.needs = longest_turn_of(settings_), .waits = waits_, .ended = ended_};
}

bool Measurements::take_news() {
    return std::exchange(news_, false);
}

void Measurements::write(Readings& readings, const Now& now) const {
    readings.set<"path_throughput_spent_bytes">(static_cast<double>(budget_.spent(now.mono)));
    for (std::size_t i = 0; i < settings_.servers.size(); ++i) {
        const auto& server = settings_.servers[i];
        const auto far = target_class_words[static_cast<std::size_t>(server.far)];
        for (std::size_t outcome = 0; outcome < outcome_count; ++outcome) {
            // Of what begins at 1 nobody can tell that it has risen.
            if (counts_[i][outcome] > 0 || static_cast<Outcome>(outcome) == Outcome::measured) {
                readings.count<"path_throughput_runs_total">(static_cast<double>(counts_[i][outcome]), server.name, far,
                                                             outcome_words[outcome]);
            }
        }
        if (idle_[i].median) {
            readings.set<"path_idle_round_trip_seconds">(seconds(*idle_[i].median), server.name, far);
        }
    }
    for (const auto& run : runs_) {
        if (!run.bytes_per_second) {
            continue;
        }
        const auto& server = settings_.servers[run.server];
        const auto far = target_class_words[static_cast<std::size_t>(server.far)];
        const auto direction = direction_words[static_cast<std::size_t>(run.direction)];
        const auto streams = std::to_string(run.streams);
        readings.set<"path_throughput_bytes_per_second">(*run.bytes_per_second, server.name, far, direction, streams);
        if (run.at) {
            readings.set<"path_throughput_measured_timestamp_seconds">(
                std::chrono::duration<double>(run.at->time_since_epoch()).count(), server.name, far, direction,
                streams);
        }
        if (run.loaded->median) {
            readings.set<"path_loaded_round_trip_seconds">(seconds(*run.loaded->median), server.name, far, direction,
                                                           streams);
            readings.set<"path_loaded_round_trip_high_seconds">(seconds(*run.loaded->p95), server.name, far, direction,
                                                                streams);
        }
    }
}

}  // namespace magpie::agent::throughput
