#include "tests/fleet/connection_model.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "wire/capture/words.hpp"

namespace magpie::fleet {

namespace {

using capture::Stage;

/// Clients that come back renew their address.
constexpr double come_back = 0.3;
/// Between two stages a client's own system has something to do; all of it together.
constexpr double pauses = 0.25;
constexpr double asks_portal = 0.5;
constexpr double portal_seconds = 0.06;
/// A client that got no address asks again so often, and gives up after so long.
constexpr double seconds_between_tries = 15;
constexpr double seconds_of_patience = 120;
constexpr double seconds_of_a_lease = 600;
/// Of a client that is there, a second.
constexpr double queries_a_second = 0.05;
constexpr double connections_a_second = 0.1;
constexpr double names_that_are_none = 0.03;
constexpr double bytes_of_a_segment_down = 1300;
constexpr double bytes_of_a_segment_up = 500;
constexpr double segments_of_a_round_trip = 4;
/// Who fails tries twice in a minute.
constexpr double minutes_of_a_failure = 0.5;
/// Beyond these a minute is not good.
constexpr double slow_dns = 1;
constexpr double slow_network = 0.4;

constexpr std::size_t place(Stage stage) {
    return static_cast<std::size_t>(stage);
}
/// Whole, and right in the mean.
std::uint64_t whole(double amount, Dice& dice) {
    return static_cast<std::uint64_t>(std::max(0.0, amount) + dice.unit());
}
double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}

}  // namespace

const ConnectionModel::Steps ConnectionModel::usual{{
    {Stage::authentication, 0.005, 0.6, 0.002, Outcome::no_answer},
    {Stage::association, 0.005, 0.6, 0.001, Outcome::refused},
    {Stage::handshake, 0.030, 0.5, 0.004, Outcome::wrong_key},
    {Stage::dhcp_discover, 0.040, 0.7, 0.002, Outcome::no_answer},
    {Stage::dhcp_request, 0.020, 0.6, 0.001, Outcome::nak},
    {Stage::dns, 0.015, 0.8, 0.003, Outcome::no_answer},
    {Stage::tcp_network, 0.020, 0.6, 0.003, Outcome::reset},
    {Stage::tcp_radio, 0.008, 0.8, 0.001, Outcome::no_answer},
}};

ConnectionModel::ConnectionModel(std::string ssid) : ssid_(std::move(ssid)) {}

void ConnectionModel::boots() {
    *this = ConnectionModel(std::move(ssid_));
}

ConnectionModel::Steps ConnectionModel::steps_of(const Faults& faults, const Traffic& traffic) {
    auto steps = usual;
    auto& [authentication, association, handshake, discover, request, dns, network, radio] = steps;
    // A frame that is sent again waits longer each time.
    radio.median *= 1 + 200 * traffic.collisions;
    radio.fails += 0.1 * traffic.collisions;
    authentication.fails += 0.1 * traffic.collisions;
    if (faults.has(FaultKind::deauth_flood)) {
        handshake.fails = 0.5;
        handshake.how = Outcome::no_answer;
    }
    if (faults.has(FaultKind::dhcp_silent)) {
        discover.fails = request.fails = 1;
        request.how = Outcome::no_answer;
    } else if (faults.has(FaultKind::pool_exhausted)) {
        discover.fails = 1;
        discover.how = Outcome::pool_exhausted;
    }
    if (faults.has(FaultKind::dns_slow)) {
        dns.median = 2;
        dns.deviation = 0.4;
        dns.fails = 0.1;
    }
    if (faults.has(FaultKind::dns_failing)) {
        dns.fails = 0.9;
        dns.how = Outcome::server_failure;
    }
    if (faults.has(FaultKind::backbone_slow)) {
        network.median = 0.9;
        network.deviation = 0.3;
        network.fails = 0.05;
        network.how = Outcome::no_answer;
    }
    return steps;
}

void ConnectionModel::passes(double seconds, const Faults& faults, const Traffic& traffic, Dice& dice) {
    const auto steps = steps_of(faults, traffic);
    const auto& [authentication, association, handshake, discover, request, dns, network, radio] = steps;
    for (std::uint64_t i = 0; i < traffic.come; ++i) {
        connect(steps, dice);
    }
    turn_away(traffic);
    ask_again(seconds, faults, dice);
    // Who has no address asks no names, and whose names are not found opens no connection.
    const double served = traffic.clients * (1 - lease_lost_) * seconds;
    const double queries = served * queries_a_second;
    const auto answered = use(dns, queries, dice);
    resolvers_.asks(Outcome::success, answered.done, answered.seconds);
    resolvers_.asks(dns.how, answered.failed, 0);
    const auto no_names = whole(queries * names_that_are_none * (1 - dns.fails), dice);
    ends(Stage::dns, Outcome::name_error, no_names);
    resolvers_.asks(Outcome::name_error, no_names, 0);
    const double connections = served * connections_a_second * (1 - dns.fails);
    use(network, connections, dice);
    use(radio, connections * (1 - network.fails), dice);
    exchange(network, radio, traffic, dice);
    judge(seconds, faults, dns, network, traffic);
}

void ConnectionModel::ends(Stage stage, Outcome outcome, std::uint64_t times) {
    counts_[place(stage)][static_cast<std::size_t>(outcome)] += times;
}

void ConnectionModel::fails(Stage stage, Outcome outcome, std::uint64_t times) {
    ends(stage, outcome, times);
    ends(Stage::connect, outcome, times);
    bad_minutes_[place(stage)] += minutes_of_a_failure * as_double(times);
}

void ConnectionModel::connect(const Steps& steps, Dice& dice) {
    const bool returns = dice.unit() < come_back;
    double all = pauses * std::exp(0.5 * dice.normal());
    for (const auto& step : steps) {
        frames_ += 4;
        if (step.stage == Stage::dhcp_discover && returns) {
            continue;
        }
        if (dice.unit() < step.fails) {
            waiting_ += step.stage == Stage::dhcp_discover ? 1 : 0;
            if (step.stage == Stage::dns) {
                resolvers_.asks(step.how, 1, 0);
            }
            return fails(step.stage, step.how);
        }
        const double took = step.median * std::exp(step.deviation * dice.normal());
        ends(step.stage, Outcome::success);
        seconds_[place(step.stage)] += took;
        if (step.stage == Stage::dns) {
            resolvers_.asks(Outcome::success, 1, took);
        }
        all += took;
    }
    ends(Stage::connect, Outcome::success);
    connect_seconds_.observe(all);
    if (dice.unit() < asks_portal) {
        ends(Stage::portal, Outcome::success);
        seconds_[place(Stage::portal)] += portal_seconds * std::exp(0.5 * dice.normal());
    }
}

/// As far as a client comes that the access point does not let in.
void ConnectionModel::turn_away(const Traffic& traffic) {
    const auto all = traffic.wrong_passphrases + traffic.full + traffic.eap_failures;
    const auto associated = all - traffic.full;
    for (const auto& [step, times] : {std::pair{usual[0], all}, std::pair{usual[1], associated}}) {
        ends(step.stage, Outcome::success, times);
        seconds_[place(step.stage)] += step.median * 1.2 * as_double(times);  // the mean lies above the median
    }
    fails(Stage::association, Outcome::refused, traffic.full);
    fails(Stage::handshake, Outcome::wrong_key, traffic.wrong_passphrases);
    fails(Stage::dot1x, Outcome::refused, traffic.eap_failures);
}

void ConnectionModel::ask_again(double seconds, const Faults& faults, Dice& dice) {
    const bool silent = faults.has(FaultKind::dhcp_silent);
    const bool out = silent || faults.has(FaultKind::pool_exhausted);
    if (out) {
        const auto tries = whole(waiting_ * seconds / seconds_between_tries, dice);
        fails(Stage::dhcp_discover, silent ? Outcome::no_answer : Outcome::pool_exhausted, tries);
        frames_ += as_double(tries);
    }
    // Where others renew, a server is heard.
    silence_ = silent && waiting_ > 0.5 ? silence_ + seconds : 0;
    waiting_ *= std::exp(-seconds / (out ? seconds_of_patience : seconds_between_tries));
    // Where no server is left nobody can renew, either.
    lease_lost_ += ((silent ? 0.9 : 0) - lease_lost_) * (1 - std::exp(-seconds / (silent ? seconds_of_a_lease : 30)));
}

/// So many at once of a stage that clients who are there go through again and again.
ConnectionModel::Used ConnectionModel::use(const Step& step, double times, Dice& dice) {
    const auto failed = whole(times * step.fails, dice);
    const auto done = whole(times * (1 - step.fails), dice);
    ends(step.stage, step.how, failed);
    ends(step.stage, Outcome::success, done);
    double seconds = 0;
    if (done != 0) {
        const double mean = step.median * std::exp(step.deviation * step.deviation / 2);
        const double spread = 1 + step.deviation / std::sqrt(as_double(done)) * dice.normal();
        seconds = as_double(done) * mean * std::max(0.2, spread);
        seconds_[place(step.stage)] += seconds;
    }
    frames_ += 2 * times;
    return {.failed = failed, .done = done, .seconds = seconds};
}

void ConnectionModel::exchange(const Step& network, const Step& radio, const Traffic& traffic, Dice& dice) {
    const double down = traffic.down / bytes_of_a_segment_down;
    const double up = traffic.up / bytes_of_a_segment_up;
    // The link layer mends most of what collides.
    const double lost = 0.005 + 0.15 * traffic.collisions + 0.3 * network.fails;
    segments_down_ += down;
    segments_up_ += up;
    again_down_ += down * lost * dice.between(0.8, 1.2);
    again_up_ += up * lost * dice.between(0.5, 0.9);
    const double measured = (down + up) / segments_of_a_round_trip;
    round_trips_ += measured;
    network_seconds_ += measured * network.median * dice.between(1, 1.2);
    radio_seconds_ += measured * radio.median * dice.between(1.1, 1.4);
    frames_ += down + up;
}

/// Minutes of those who are there; the earliest stage is to blame.
void ConnectionModel::judge(double seconds, const Faults& faults, const Step& dns, const Step& network,
                            const Traffic& traffic) {
    double left = traffic.clients * seconds / 60;
    const auto blame = [&](Stage stage, double share) {
        const double bad = left * std::clamp(share, 0.0, 0.95);
        bad_minutes_[place(stage)] += bad;
        left -= bad;
    };
    blame(Stage::handshake, faults.has(FaultKind::deauth_flood) ? 0.7 : 0);
    blame(Stage::dhcp_discover, lease_lost_);
    blame(Stage::dns, dns.median > slow_dns ? 0.8 : 2 * dns.fails);
    blame(Stage::tcp_network, network.median > slow_network ? 0.85 : network.fails);
    blame(Stage::tcp_radio, 0.005 + traffic.hindered);
    good_minutes_ += left;
}

void ConnectionModel::write(agent::Readings& readings) const {
    for (std::size_t stage = 0; stage < counts_.size(); ++stage) {
        for (std::size_t outcome = 0; outcome < capture::outcome_count; ++outcome) {
            if (counts_[stage][outcome] != 0) {
                readings.count<"client_stage_total">(as_double(counts_[stage][outcome]), ssid_,
                                                     word(static_cast<Stage>(stage)),
                                                     word(static_cast<capture::Outcome>(outcome)));
            }
        }
        if (seconds_[stage] > 0) {  // that of `connect` is the sum of its histogram
            readings.count<"client_stage_seconds_total">(seconds_[stage], ssid_, word(static_cast<Stage>(stage)));
        }
        if (bad_minutes_[stage] >= 1) {
            readings.count<"client_bad_seconds_total">(60 * std::floor(bad_minutes_[stage]), ssid_,
                                                       word(static_cast<Stage>(stage)));
        }
    }
    resolvers_.write(readings, ssid_);
    if (connect_seconds_.count() != 0) {
        readings.spread<"client_connect_seconds">(connect_seconds_, ssid_);
    }
    if (counts_[place(Stage::dhcp_discover)] != std::array<std::uint64_t, capture::outcome_count>{}) {
        readings.set<"client_dhcp_silence_seconds">(silence_, ssid_);
    }
    if (round_trips_ < 1) {
        return;  // as an agent: what was never counted is no series
    }
    readings.count<"client_tcp_segments_total">(std::floor(segments_up_), ssid_, "up");
    readings.count<"client_tcp_segments_total">(std::floor(segments_down_), ssid_, "down");
    readings.count<"client_tcp_retransmissions_total">(std::floor(again_up_), ssid_, "up");
    readings.count<"client_tcp_retransmissions_total">(std::floor(again_down_), ssid_, "down");
    readings.count<"client_round_trip_seconds_total">(network_seconds_, ssid_, "network");
    readings.count<"client_round_trip_seconds_total">(radio_seconds_, ssid_, "radio");
    readings.count<"client_round_trips_total">(std::floor(round_trips_), ssid_, "network");
    readings.count<"client_round_trips_total">(std::floor(round_trips_), ssid_, "radio");
    readings.count<"client_good_seconds_total">(60 * std::floor(good_minutes_), ssid_);
}

}  // namespace magpie::fleet
