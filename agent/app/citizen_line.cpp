#include <utility>

#include "agent/app/citizen_line.hpp"

#include <algorithm>
#include <chrono>

#include "agent/citizen/secret.hpp"
#include "agent/citizen/supplicant.hpp"

namespace magpie::agent {

namespace {

using citizen::Stage;

/// The clock on the wall may be set meanwhile.
constexpr Milliseconds longest_wait{60'000};

double seconds(std::chrono::duration<double> time) {
    return time.count();
}

std::vector<MacAddress> access_points_of(const Config& config) {
    std::vector<MacAddress> known;
    for (const auto& [access_point, node] : config.wifi.known_neighbours) {
        known.push_back(access_point);
    }
    return known;
}

}  // namespace

CitizenLine::CitizenLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock)
    : loop_(loop),
      clock_(clock),
      config_(config.citizen),
      identity_("magpie-" + config.node.id),
      neighbours_(access_points_of(config)),
      turns_({.node = config.node.area + "/" + config.node.id,
              .interval = config_.interval,
              .turns = config_.turns,
              .networks = config_.networks.size()}),
      budget_(config_.airtime_share),
      found_(config_.networks.size()),
      timer_(loop) {
    health_.works();
    next_ = turns_.after(clock_.now().wall);
    wait_for_turn();
}

void CitizenLine::wait_for_turn() {
    const auto wall = clock_.now().wall;
    if (next_.begin - wall > 2 * Milliseconds(config_.interval)) {
        next_ = turns_.after(wall);  // the clock was set back
    }
    timer_.call_after(std::clamp(Milliseconds(next_.begin - wall), Milliseconds{0}, longest_wait),
                      [this] { begin_due(); });
}

void CitizenLine::begin_due() {
    const auto now = clock_.now();
    if (now.wall >= next_.begin) {
        if (const auto reason = begin(next_.network, now)) {
            miss(*reason);
        }
        next_ = turns_.after(now.wall);
    }
    wait_for_turn();
}

std::optional<CitizenLine::Missed> CitizenLine::begin(std::size_t network, const Now& now) {
    if (visit_) {
        return Missed::busy;
    }
    if (!budget_.has_room(now)) {
        return Missed::airtime;
    }
    const auto& wanted = config_.networks[network];
    const auto secret = citizen::secret_in(wanted.secret_file);
    auto variables = secret ? citizen::variables_of(wanted, *secret, neighbours_) : std::nullopt;
    if (!variables) {
        return Missed::secret;
    }
    visit_ = citizen::VisitRun::start(loop_, clock_,
                                      {.variables = std::move(*variables),
                                       .portal_is_good = wanted.portal,
                                       .socket = config_.socket,
                                       .identity = identity_,
                                       .transaction = random_(),
                                       .portal_url = config_.portal_url,
                                       .page_url = config_.page_url,
                                       .download_url = config_.download_url,
                                       .download_bytes = config_.download_bytes},
                                      [this, network](const citizen::VisitResult& result) { ended(network, result); });
    return std::nullopt;
}

void CitizenLine::ended(std::size_t network, const citizen::VisitResult& result) {
    visit_.reset();
    if (result.ends.empty()) {
        miss(Missed::station);
        return;
    }
    health_.works();
    budget_.spend(result.airtime, clock_.now());
    auto& found = found_[network];
    for (const auto& end : result.ends) {
        ++found.ends[{end.stage, end.outcome}];
        if (end.outcome == citizen::success) {
            found.took[static_cast<std::size_t>(end.stage)] = end.took;
        }
    }
    found.usable = result.ends.back().outcome == citizen::success;
    found.download_rate = result.download_rate ? result.download_rate : found.download_rate;
}

void CitizenLine::miss(Missed reason) {
    const auto place = static_cast<std::size_t>(reason);
    ++missed_[place];
    if (reason == Missed::station || reason == Missed::secret) {
        health_.down(missed_words[place]);
    }
}

void CitizenLine::sample(Readings& readings, const Now& now) {
    health_.write(readings);
    for (std::size_t reason = 0; reason < missed_words.size(); ++reason) {
        readings.count<"client_visits_missed_total">(static_cast<double>(missed_[reason]), missed_words[reason]);
    }
    readings.count<"client_visit_airtime_seconds_total">(seconds(budget_.total()));
    readings.set<"client_visit_airtime_ratio">(budget_.share(now));
    for (std::size_t network = 0; network < found_.size(); ++network) {
        const auto& ssid = config_.networks[network].ssid;
        auto ends = found_[network].ends;
        // Told from the start: nobody can tell that what begins at 1 has risen.
        ends.try_emplace({Stage::visit, citizen::success}, 0);
        ends.try_emplace({Stage::visit, "failed"}, 0);
        for (const auto& [which, count] : ends) {
            readings.count<"client_visit_stages_total">(static_cast<double>(count), ssid, word(which.first),
                                                        which.second);
        }
        const auto& took = found_[network].took;
        for (std::size_t stage = 0; stage < took.size(); ++stage) {
            if (took[stage]) {
                readings.set<"client_visit_stage_seconds">(seconds(*took[stage]), ssid, citizen::stage_words[stage]);
            }
        }
        if (found_[network].usable) {
            readings.set<"client_visit_usable">(*found_[network].usable ? 1 : 0, ssid);
        }
        if (found_[network].download_rate) {
            readings.set<"client_visit_download_bytes_per_second">(*found_[network].download_rate, ssid);
        }
    }
}

}  // namespace magpie::agent
