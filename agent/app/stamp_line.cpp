#include <utility>

#include "agent/app/stamp_line.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstring>
#include <random>
#include <string_view>

#include "agent/stamp/session_filter.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

namespace {

/// In the order of stamp::Refusal.
constexpr std::array<std::string_view, stamp::refusal_count> refusals{
    "unprovisioned", "oversized", "truncated", "corrupt", "no_time", "forged", "replayed", "too_often"};

constexpr std::string_view no_key = "no_key";

double seconds(stamp::Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

std::string_view reason_of(int error) {
    return error == EACCES || error == EPERM               ? "not_allowed"
           : error == EADDRINUSE                           ? "in_use"
           : error == EADDRNOTAVAIL                        ? "no_address"
           : error == ENETUNREACH || error == EHOSTUNREACH ? "unreachable"
                                                           : "other";
}

/// The error is one line for a person.
tl::expected<std::optional<stamp::Key>, std::string> key_of(const std::string& file) {
    if (file.empty()) {
        return std::nullopt;
    }
    return config::load(file)
        .and_then([](const std::string& text) { return stamp::Key::from_hexadecimal(text); })
        .map([](const stamp::Key& key) { return std::optional(key); });
}

}  // namespace

StampLine::StampLine(boost::asio::io_context& loop, const StampConfig& config, std::uint32_t seed, const log::Log& log)
    : window_(config.window), timer_(loop) {
    std::minstd_rand random(seed);
    health_.works();
    for (const auto& target : config.targets) {
        std::uniform_int_distribution<std::int64_t> within(0, target.options.interval.count());
        add_path(target, stamp::Nanoseconds{within(random)}, log);
    }
    if (!config.sessions.empty()) {
        listen(config, log);
    }
    wait_for_deadline();
}

void StampLine::add_path(const StampTarget& target, stamp::Nanoseconds phase, const log::Log& log) {
    auto options = target.options;
    const auto key = key_of(target.key_file);
    auto socket = UdpSocket::connected(target.peer);
    if (!key || !socket) {
        health_.down(key ? reason_of(socket.error()) : no_key);
        log.warning("a path is not measured",
                    {{"target", target.name}, {"reason", key ? std::strerror(socket.error()) : key.error()}});
        return;
    }
    options.key = *key;
    const auto begin = clock_.now().mono + phase;
    paths_.push_back(std::make_unique<Path>(Path{.name = target.name,
                                                 .far = target.far,
                                                 .socket = std::move(*socket),
                                                 .sender = stamp::Sender(options, begin),
                                                 .close_at = begin + window_}));
}

void StampLine::listen(const StampConfig& config, const log::Log& log) {
    std::vector<stamp::Provision> provisions;
    for (const auto& session : config.sessions) {
        if (const auto key = key_of(session.key_file)) {
            provisions.push_back(session.provision);
            provisions.back().key = *key;
        } else {
            health_.down(no_key);
            log.warning("a path is not answered", {{"peer", text_of(session.provision.peer)}, {"reason", key.error()}});
        }
    }
    auto socket = UdpSocket::bound(config.listen);
    if (!socket) {
        health_.down(reason_of(socket.error()));
        log.warning("nobody's path is answered",
                    {{"listen", text_of(config.listen)}, {"reason", std::strerror(socket.error())}});
        return;
    }
    listener_ = std::move(*socket);
    (void)listener_->filter(stamp::session_filter(provisions));  // without it all is the same, and dearer
    reflector_.emplace(std::move(provisions), config.stateful);
}

std::vector<Watch> StampLine::watches() {
    std::vector<Watch> watches;
    for (const auto& path : paths_) {
        watches.push_back({[&path = *path] { return path.socket->descriptor(); },
                           [this, &path = *path](const Now&) {
                               take(path);
                               return false;
                           }});
    }
    if (listener_) {
        watches.push_back({[this] { return listener_->descriptor(); },
                           [this](const Now&) {
                               answer();
                               return false;
                           }});
    }
    return watches;
}

void StampLine::send_due() {
    for (const auto& path : paths_) {
        for (auto now = clock_.now(); const auto packet = path->sender.next(now); now = clock_.now()) {
            // What our own system refuses is lost on the way there, like any other.
            const auto sent = path->socket->send(*packet);
            if (!sent && !path->unreachable) {
                health_.failed(reason_of(sent.error()));
            }
            path->unreachable = !sent;
        }
    }
    wait_for_deadline();
}

void StampLine::take(Path& path) {
    for (const auto& departure : path.socket->departures()) {
        path.sender.left(departure.token, departure.at);
    }
    const auto now = clock_.now();
    for (const auto& datagram : path.socket->receive()) {
        (void)path.sender.receive(datagram, now);
    }
}

void StampLine::answer() {
    for (const auto& datagram : listener_->receive()) {
        if (const auto reply = reflector_->reflect(datagram, clock_.now())) {
            unsent_ += listener_->send(*reply) ? 0 : 1;
        }
    }
    for (const auto& departure : listener_->departures()) {
        reflector_->left(departure.token, departure.at);
    }
}

void StampLine::wait_for_deadline() {
    std::optional<stamp::Instant> due;
    for (const auto& path : paths_) {
        const auto next = path->sender.due();
        due = next && (!due || *next < *due) ? next : due;
    }
    if (!due) {
        return;
    }
    timer_.call_after(std::max(stamp::Nanoseconds::zero(), *due - clock_.now().mono), [this] { send_due(); });
}

void StampLine::close(Path& path, stamp::Instant now) {
    path.sender.settle(now);
    if (now < path.close_at) {
        return;
    }
    // After a suspend the windows that nobody saw are skipped.
    path.close_at = std::max(path.close_at + window_, now);
    auto closed = path.sender.close();
    if (closed.sent == 0) {
        return;
    }
    auto& totals = path.totals;
    totals.received += closed.received;
    totals.lost += closed.lost;
    totals.late += closed.late;
    totals.duplicates += closed.duplicates;
    totals.reordered += closed.reordered;
    totals.undefined += closed.undefined;
    if (closed.ways) {
        auto& ways = totals.ways.emplace(totals.ways.value_or(stamp::LostWays{}));
        ways.forward += closed.ways->forward;
        ways.back += closed.ways->back;
    }
    path.shown = closed;
}

void StampLine::sample(Readings& readings, const Now& /*now*/) {
    health_.write(readings);
    const auto now = clock_.now().mono;
    for (const auto& path : paths_) {
        close(*path, now);
        write(readings, *path);
    }
    if (reflector_) {
        const auto& counts = reflector_->counts();
        const auto tell = [&](std::uint64_t count, std::string_view outcome) {
            readings.count<"path_reflections_total">(static_cast<double>(count), outcome);
        };
        tell(counts.answered, "answered");
        for (std::size_t i = 0; i < refusals.size(); ++i) {
            if (counts.refused[i] > 0) {
                tell(counts.refused[i], refusals[i]);
            }
        }
        if (unsent_ > 0) {
            tell(unsent_, "not_sent");
        }
        // Most of the unprovisioned never reach us.
        readings.count<"path_reflector_dropped_total">(listener_->dropped());
    }
}

void StampLine::write(Readings& readings, const Path& path) const {
    const auto& totals = path.totals;
    const auto count = [&](std::uint64_t of, std::string_view outcome) {
        readings.count<"path_packets_total">(static_cast<double>(of), path.name, path.far, outcome);
    };
    count(totals.received, "received");
    count(totals.lost, "lost");
    for (const auto& [of, outcome] :
         {std::pair(totals.late, "late"), std::pair(totals.duplicates, "duplicate"),
          std::pair(totals.reordered, "reordered"), std::pair(totals.undefined, "undefined")}) {
        if (of > 0) {
            count(of, outcome);
        }
    }
    if (totals.ways) {
        readings.count<"path_packets_lost_total">(static_cast<double>(totals.ways->forward), path.name, path.far,
                                                  "forward");
        readings.count<"path_packets_lost_total">(static_cast<double>(totals.ways->back), path.name, path.far, "back");
    }
    if (!path.shown) {
        return;
    }
    const auto& shown = *path.shown;
    readings.set<"path_loss_ratio">(static_cast<double>(shown.lost) / static_cast<double>(shown.sent), path.name,
                                    path.far);
    readings.set<"path_longest_loss_burst">(static_cast<double>(shown.longest_burst), path.name, path.far);
    if (shown.round_trip) {
        readings.set<"path_packet_round_trip_seconds">(seconds(shown.round_trip->median), path.name, path.far);
        readings.set<"path_packet_round_trip_max_seconds">(seconds(shown.round_trip->most), path.name, path.far);
        const auto& variation = shown.round_trip->variation;
        if (variation.median) {
            readings.set<"path_delay_variation_median_seconds">(seconds(*variation.median), path.name, path.far);
        }
        if (variation.p95) {
            readings.set<"path_delay_variation_seconds">(seconds(*variation.p95), path.name, path.far);
        }
        if (variation.p99) {
            readings.set<"path_delay_variation_high_seconds">(seconds(*variation.p99), path.name, path.far);
        }
    }
    if (shown.forward && shown.back) {
        readings.set<"path_one_way_delay_seconds">(seconds(shown.forward->delay.median), path.name, path.far,
                                                   "forward");
        readings.set<"path_one_way_delay_seconds">(seconds(shown.back->delay.median), path.name, path.far, "back");
        readings.set<"path_one_way_error_seconds">(seconds(std::max(shown.forward->bound, shown.back->bound)),
                                                   path.name, path.far);
    }
}

}  // namespace magpie::agent
