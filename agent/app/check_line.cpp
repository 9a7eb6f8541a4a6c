#include <utility>

#include "agent/app/check_line.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>

#include <boost/asio/post.hpp>

#include "agent/check/status.hpp"
#include "agent/check/trip_message.hpp"
#include "agent/files/file_reader.hpp"
#include "platform/files/files.hpp"

namespace magpie::agent {

CheckLine::CheckLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock,
                     const log::Log& log)
    : loop_(loop),
      clock_(clock),
      log_(log),
      config_file_(config.file),
      directory_(config.check.directory),
      interval_(config.report.interval),
      requests_(config.check.enabled),
      kept_(directory_),
      bell_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!directory_.empty()) {
        std::error_code problem;
        std::filesystem::create_directories(directory_, problem);
        open_desk();
    }
}

void CheckLine::open_desk() {
    auto desk = TripDesk::open(loop_, directory_ + "/" + std::string(check::agent_socket), [this] {
        trip_wanted_ = true;
        ring();
    });
    if (desk) {
        desk_ = std::move(*desk);
    } else {
        log_.warning("a check beside the agent cannot have it ask the collector", {{"reason", desk.error()}});
    }
}

void CheckLine::trip_ended(const check::Trip& trip) {
    if (desk_) {
        desk_->answer(trip);
    }
}

Watch CheckLine::watch() {
    return {[this] { return bell_.descriptor(); },
            [this](const Now&) {
                std::uint64_t rung = 0;
                [[maybe_unused]] const auto read = ::read(bell_.descriptor(), &rung, sizeof rung);
                return false;  // what is told goes out beside the reports
            }};
}

void CheckLine::ring() {
    const std::uint64_t once = 1;
    [[maybe_unused]] const auto written = ::write(bell_.descriptor(), &once, sizeof once);
}

void CheckLine::hear(std::string_view id, const Now& now) {
    requests_.hear(id, now);
    if (requests_.take_begin()) {
        // Once the loop comes to it, and not within what the session is doing.
        boost::asio::post(loop_, [this, here = std::weak_ptr(here_)] {
            if (!here.expired()) {
                begin();
            }
        });
    }
}

void CheckLine::begin() {
    log_.info("a check is begun, as was asked for");
    running_ = check::begin_program(
        loop_, config_file_,
        [this](std::string_view line) {
            requests_.line(line);
            ring();
        },
        [this](bool whole) {
            requests_.ended(clock_.now());
            running_.reset();
            if (!whole) {
                log_.warning("a check did not come to its end");
            }
            ring();
        });
}

void CheckLine::reported(const Readings& readings, bool online, const std::string& trouble, const Now& now) {
    if (directory_.empty()) {
        return;
    }
    const check::Status status{.at = now.mono,
                               .interval = interval_,
                               .online = online,
                               .trouble = trouble,
                               .seen = check::only_of_agent(check::Seen(readings))};
    const auto written = files::write_volatile_file(directory_ + "/" + std::string(check::status_file),
                                                    check::status_json(status), files::for_all_to_read);
    if (!written && !std::exchange(said_, true)) {
        log_.warning("a check beside the agent will not know of it", {{"reason", written.error()}});
    }
}

void CheckLine::sample(Readings& readings, const Now& now) {
    for (std::size_t outcome = 0; outcome < check::Requests::outcome_words.size(); ++outcome) {
        readings.count<"check_runs_total">(static_cast<double>(requests_.outcomes()[outcome]),
                                           check::Requests::outcome_words[outcome]);
    }
    // The status is written there at each report, so the directory is always another: it is looked into once a minute.
    constexpr std::chrono::minutes look_again{1};
    if (!looked_ || now.wall < *looked_ || now.wall >= *looked_ + look_again) {
        looked_ = now.wall;
        last_ = kept_.newest(now.wall);
    }
    if (!last_ || last_->begun + std::chrono::hours(24) < now.wall) {
        return;
    }
    for (const auto id : check::layer_ids) {
        std::optional<check::State> worst;
        // From the worst on: what failed, was warned of, is blocked, was skipped, passed.
        constexpr std::array<int, 6> gravity{0, 3, 4, 2, 1, 0};
        for (const auto& layer : last_->layers) {
            if (check::kind_of(layer.id) == id && (!worst || gravity[static_cast<std::size_t>(layer.state)] >
                                                                 gravity[static_cast<std::size_t>(*worst)])) {
                worst = layer.state;
            }
        }
        if (worst && *worst != check::State::running) {
            readings.set<"check_layer_state">(static_cast<double>(*worst), id);
        }
    }
    if (last_->first) {
        const auto& first = last_->layers[*last_->first];
        readings.set<"check_first_fault_info">(1, check::kind_of(first.id),
                                               first.fault != nullptr ? first.fault->id : std::string_view("unknown"));
    }
    readings.set<"check_duration_seconds">(last_->seconds);
    readings.set<"check_begun_timestamp_seconds">(
        std::chrono::duration<double>(last_->begun.time_since_epoch()).count());
}

}  // namespace magpie::agent
