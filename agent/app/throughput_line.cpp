#include <utility>

#include "agent/app/throughput_line.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "agent/app/board.hpp"
#include "agent/files/file_reader.hpp"
#include "platform/files/files.hpp"

namespace magpie::agent {

namespace {

std::string budget_file(const ThroughputConfig& config) {
    return config.run_directory + "/throughput_budget";
}

/// Nothing where there is none; text that nobody wrote where it cannot be read, so that all counts as spent.
std::optional<std::string> kept_budget(const ThroughputConfig& config) {
    FileReader files;
    const auto text = files.read(budget_file(config));
    if (text) {
        return std::string(*text);
    }
    return text.error() == ReadError::missing ? std::nullopt : std::optional(std::string());
}

}  // namespace

ThroughputLine::ThroughputLine(boost::asio::io_context& loop, const ThroughputConfig& config, std::uint32_t seed,
                               const platform::Clock& clock, const log::Log& log)
    : loop_(loop),
      clock_(clock),
      log_(log),
      config_(config),
      measurements_(config.measured,
                    {.keep = [this](const std::string& budget) { return keep(budget); },
                     // Once the loop comes to it, and not within what the session is doing.
                     .wake = [this] { timer_.call_after(Milliseconds{0}, [this] { look(); }); }},
                    boot_id("/proc"), kept_budget(config), seed, clock.now()),
      idle_(loop),
      timer_(loop) {
    for (const auto& server : config_.measured.servers) {
        addresses_.push_back(std::make_unique<TargetAddress>(loop, lookups_, server.host, server.family, "/proc"));
        (void)addresses_.back()->now(clock_.now());  // so that a name is known by the first turn
    }
    health_.works();
    look();
}

bool ThroughputLine::keep(const std::string& budget) {
    const auto written = files::write_file(budget_file(config_), budget, files::for_us_alone);
    if (!written) {
        health_.failed("budget_file");
        log_.warning("throughput is not measured: what it takes cannot be kept", {{"reason", written.error()}});
    }
    return written.has_value();
}

void ThroughputLine::look() {
    const auto now = clock_.now();
    if (now.mono >= measurements_.deadline()) {
        measurements_.tick(now);
    }
    if (const auto step = measurements_.take(now)) {
        begin(*step, now);
    }
    if (measurements_.take_news()) {
        bell_.ring();
    }
    timer_.call_after(std::max(Milliseconds{0}, measurements_.deadline() - clock_.now().mono), [this] { look(); });
}

void ThroughputLine::begin(throughput::Step step, const Now& now) {
    step_ = std::move(step);
    const auto address = addresses_[step_.server]->now(now);
    if (address) {
        echoes_ = std::make_unique<throughput::Echoes>(loop_, clock_, random_, *address);
    }
    if (!step_.job) {
        idle_.call_after(address ? throughput::Measurements::idle_for : Milliseconds{0}, [this] {
            measurements_.idled(echoes_ ? echoes_->take() : Reachability());
            echoes_.reset();
            look();
        });
        return;
    }
    if (!address) {
        idle_.call_after(Milliseconds{0}, [this] { over({.outcome = throughput::Outcome::no_address}); });
        return;
    }
    step_.job->address = address->to_string();
    run_ = throughput::begin_program(loop_, throughput::program_path(), *step_.job,
                                     [this](const throughput::Result& result) { over(result); });
}

void ThroughputLine::over(const throughput::Result& result) {
    const auto loaded = echoes_ ? echoes_->take() : Reachability();
    echoes_.reset();
    run_.reset();
    if (loaded.ended[static_cast<std::size_t>(probe::State::not_allowed)] > 0) {
        health_.failed("ping");
    }
    const auto& server = config_.measured.servers[step_.server];
    const auto direction = throughput::direction_words[static_cast<std::size_t>(step_.job->direction)];
    if (result.measured) {
        log_.info("throughput is measured", {{"target", server.name},
                                             {"direction", direction},
                                             {"streams", std::uint64_t{step_.job->streams}},
                                             {"bytes", result.measured->bytes},
                                             {"seconds", result.measured->seconds}});
    } else {
        log_.warning("throughput is not measured", {{"target", server.name},
                                                    {"direction", direction},
                                                    {"reason", throughput::word(result.outcome)},
                                                    {"detail", result.detail}});
    }
    measurements_.ended(result, loaded, clock_.now());
    look();
}

void ThroughputLine::sample(Readings& readings, const Now& now) {
    health_.write(readings);
    measurements_.write(readings, now);
}

}  // namespace magpie::agent
