#include "tests/fleet/radio_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace magpie::fleet {

namespace {

/// Where a radio goes from a channel with radar: 36, which has none.
constexpr double refuge_mhz = 5180;
constexpr double client_dbm = 15;
constexpr double bytes_of_a_packet = 1100;
/// A client's mean, download; what it sends is an eighth. 52 TB a day over 17,000 access points are some 35 kB/s each.
constexpr double client_bytes_per_second = 3000;
/// Fewer are not told of, as by the agent's default.
constexpr std::uint64_t min_group = 5;
constexpr double churn_seconds = 400;
/// As the agent: a chip that hangs stands still at each look.
constexpr unsigned looks_of_a_hang = 3;
constexpr double crowded = 0.5;
/// Of the time, by neighbours who fill the air.
constexpr double full_air = 0.88;

std::uint64_t milliseconds(double seconds) {
    return static_cast<std::uint64_t>(std::llround(seconds * 1000));
}
std::uint64_t whole(double amount) {
    return static_cast<std::uint64_t>(std::llround(std::max(0.0, amount)));
}
double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}
double seconds_of(std::uint64_t ms) {
    return static_cast<double>(ms) / 1000;
}

}  // namespace

RadioModel::RadioModel(RadioSetup setup, Dice& dice)
    : setup_(std::move(setup)), neighbour_dbm_(dice.between(-85, -45)) {
    for (const auto& ssid : setup_.ssids) {
        networks_.emplace_back().ssid = ssid;
    }
}

void RadioModel::boots() {
    airtime_ = {};
    clients_ = 0;
    joins_ = leaves_ = radars_ = switches_ = returns_ = stops_ = 0;
    still_looks_ = 0;
    frozen_ = 0;
    deauthentications_.clear();
    refusals_.clear();
    for (auto& network : networks_) {
        auto ssid = std::move(network.ssid);
        network = Network{};
        network.ssid = std::move(ssid);
    }
}

void RadioModel::suffers(FaultKind kind, bool begins) {
    if (faults_.has(kind) == begins) {
        return;
    }
    if (kind == FaultKind::radar) {
        radar(begins);
    } else if (kind == FaultKind::network_stop) {
        hostapd(begins);
    }
    faults_.set(kind, begins && (kind != FaultKind::radar || setup_.radar_channel));
}

/// Radar was heard on its channel, or it may go back there.
void RadioModel::radar(bool heard) {
    if (setup_.radar_channel) {
        ++switches_;
        ++(heard ? radars_ : returns_);
    }
}

void RadioModel::hostapd(bool ends) {
    if (ends) {
        stops_ += networks_.size();
        leaves_ = std::min(leaves_ + whole(clients_), joins_);
        clients_ = 0;
    }
}

void RadioModel::clients_come_and_go(double seconds, double expected, Dice& dice) {
    // Who is told to go goes; who is not let in has been away before.
    const double slowness = faults_.has(FaultKind::deauth_flood) ? 10 : 60;
    const double towards = 1 - std::exp(-seconds / slowness);
    const double before = clients_;
    clients_ += (expected - clients_) * towards + dice.normal() * std::sqrt(expected * towards);
    clients_ = std::max(0.0, clients_);
    const auto churn = whole(clients_ * seconds / churn_seconds * 2 * dice.unit());
    joins_ += churn + whole(clients_ - before);
    leaves_ += churn + whole(before - clients_);
    leaves_ = std::min(leaves_, joins_);
}

/// Clients that hostapd turns away try again and again.
void RadioModel::turns_away(double seconds, double crowd, double expected_clients, Dice& dice) {
    if (faults_.has(FaultKind::deauth_flood)) {
        const double frames = seconds * dice.between(15, 30);
        // The reason that tools for it give: a frame of a class that only those may send who are associated.
        deauthentications_["not_authenticated"] += whole(frames);
        joins_ += whole(frames / 10);
        leaves_ += whole(frames / 10);
    }
    const double attempts = seconds * (0.2 + 0.02 * expected_clients);
    if (faults_.has(FaultKind::wrong_passphrase)) {
        refusals_["wrong_passphrase"] += whole(attempts * dice.between(0.5, 1.5));
    }
    if (faults_.has(FaultKind::refusals)) {
        refusals_[crowd >= crowded ? "full" : "eap_failed"] += whole(attempts * dice.between(0.5, 1.5));
    }
}

double RadioModel::who_gets_in(double crowd, double expected_clients) const {
    const bool shut = faults_.has(FaultKind::deauth_flood) || faults_.has(FaultKind::wrong_passphrase) ||
                      (faults_.has(FaultKind::refusals) && crowd < crowded);
    return shut ? 0.05 * expected_clients : expected_clients;
}

RadioModel::Share RadioModel::shares_of_the_air(double crowd, Dice& dice) {
    Share air{};
    air.noise = 0.01 + 0.02 * dice.unit();
    air.foreign = 0.75 * (1 - std::exp(-0.03 * setup_.neighbours * (0.25 + 0.75 * crowd))) * dice.between(0.8, 1.2);
    if (faults_.has(FaultKind::crowded_air)) {
        air.foreign = std::max(air.foreign, full_air);
    }
    if (faults_.has(FaultKind::interference)) {
        air.foreign *= 0.3;  // neighbours hear it, too, and wait
        air.noise = 0.93 + 0.03 * dice.unit() - air.foreign;
    }
    return air;
}

/// The chip hangs, or no network is there to serve.
void RadioModel::stands_still(double seconds, Dice& dice) {
    busy_ = retry_ratio_ = to_clients_ = from_clients_ = 0;
    if (!faults_.has(FaultKind::network_stop)) {
        ++still_looks_;
        ++frozen_;
        clients_come_and_go(seconds, 0, dice);
    }
    const double share = 1 / static_cast<double>(networks_.size());
    for (auto& network : networks_) {
        network.clients = whole(clients_ * share);
    }
}

void RadioModel::passes(double seconds, double crowd, double expected_clients, Dice& dice) {
    if (faults_.has(FaultKind::radio_hang) || faults_.has(FaultKind::network_stop)) {
        return stands_still(seconds, dice);
    }
    still_looks_ = 0;
    turns_away(seconds, crowd, expected_clients, dice);
    clients_come_and_go(seconds, who_gets_in(crowd, expected_clients), dice);
    noise_dbm_ = std::clamp(noise_dbm_ + std::round(dice.normal() * 0.6), -97.0, -90.0);

    auto air = shares_of_the_air(crowd, dice);
    const double left = std::max(0.05, 1 - air.foreign - air.noise);
    const double wanted = clients_ * client_bytes_per_second * dice.between(0.4, 1.6) / setup_.capacity;
    const double own = std::min(wanted * (1 + retry_ratio_), left * 0.9);
    air.transmit = own * 0.85 + 0.002;  // beacons
    air.own_receive = own * 0.15;
    busy_ = std::min(0.99, air.foreign + air.transmit + air.own_receive + air.noise);
    own_ = air.transmit + air.own_receive;
    foreign_ = air.foreign;
    noise_ = air.noise;
    const double drowned = faults_.has(FaultKind::interference) ? 0.2 : faults_.has(FaultKind::crowded_air) ? 0.1 : 0;
    retry_ratio_ = std::clamp(0.04 + 0.45 * busy_ * busy_ + drowned + 0.02 * dice.normal(), 0.01, 0.7);

    to_clients_ = own * 0.85 * setup_.capacity * seconds / (1 + retry_ratio_);
    from_clients_ = to_clients_ / 8;
    const double share = 1 / static_cast<double>(networks_.size());
    for (auto& network : networks_) {
        pass(network, share, seconds, air, dice);
    }

    // The parts are rounded and the whole is their sum, so that none is ever more than it.
    const auto active = milliseconds(seconds);
    const auto transmit = milliseconds(seconds * air.transmit);
    const auto own_receive = milliseconds(seconds * air.own_receive);
    const auto room = active - std::min(active, transmit + own_receive);
    const auto foreign = std::min(room, milliseconds(seconds * air.foreign));
    const auto noise = std::min(room - foreign, milliseconds(seconds * air.noise));
    airtime_.active += active;
    airtime_.transmit += transmit;
    airtime_.own_receive += own_receive;
    airtime_.receive += own_receive + foreign;
    airtime_.busy += transmit + own_receive + foreign + noise;
}

void RadioModel::pass(Network& network, double share, double seconds, const Share& air, Dice& dice) {
    network.clients = whole(clients_ * share);
    if (network.clients < min_group) {
        return;  // nothing is told of what they do
    }
    const double sent = to_clients_ * share;
    const double packets = sent / bytes_of_a_packet;
    network.transmit_bytes += whole(sent);
    network.receive_bytes += whole(sent / 8);
    network.packets += whole(packets);
    network.retries += whole(packets * retry_ratio_ / (1 - retry_ratio_));
    network.failed += whole(packets * retry_ratio_ * retry_ratio_ * 0.05);
    network.transmit_airtime += seconds * air.transmit * share;
    network.receive_airtime += seconds * air.own_receive * share;
    network.fairness = std::clamp(0.6 + 0.15 * dice.normal(), 1 / as_double(network.clients), 1.0);
    for (std::uint64_t client = 0; client < network.clients; ++client) {
        network.signal.observe(signal_of_a_client(dice));
    }
}

/// ITU-R P.1411-10 4.1.1, residential without line of sight: 30.1 log d + 18.8 + 20.7 log f(GHz) + N(0, 3.07); clients
/// are spread evenly over the circle within reach.
double RadioModel::signal_of_a_client(Dice& dice) const {
    const double metres = std::max(2.0, setup_.reach_m * std::sqrt(dice.unit()));
    const double loss = 30.1 * std::log10(metres) + 18.8 + 20.7 * std::log10(setup_.mhz / 1000) + 3.07 * dice.normal();
    return std::clamp(std::round(client_dbm - loss), -95.0, -20.0);
}

double RadioModel::mhz() const {
    return faults_.has(FaultKind::radar) ? refuge_mhz : setup_.mhz;
}

bool RadioModel::serves() const {
    return !faults_.has(FaultKind::radio_hang) && !faults_.has(FaultKind::network_stop);
}

std::uint64_t RadioModel::refusals(std::string_view reason) const {
    const auto found = refusals_.find(reason);
    return found == refusals_.end() ? 0 : found->second;
}

void RadioModel::write(agent::Readings& readings) const {
    if (!faults_.has(FaultKind::network_stop)) {
        write_settings(readings);
    }
    write_events(readings);
    write_airtime(readings);
    for (const auto& network : networks_) {
        write(network, readings);
    }
    readings.set<"wifi_neighbours">(std::round(setup_.neighbours), setup_.band);
    readings.set<"wifi_neighbour_signal_dbm">(std::round(neighbour_dbm_), setup_.band);
}

/// Of a channel that the radio serves on; without a network it has none.
void RadioModel::write_settings(agent::Readings& readings) const {
    const auto& radio = setup_.name;
    const bool driven_away = faults_.has(FaultKind::radar);
    readings.set<"wifi_frequency_hertz">(mhz() * 1e6, radio, setup_.band);
    readings.set<"wifi_channel_width_hertz">(setup_.width_mhz * 1e6, radio);
    readings.set<"wifi_transmit_power_dbm">(setup_.transmit_dbm, radio);
    if (setup_.band == "5GHz") {
        readings.set<"wifi_dfs_state">(setup_.radar_channel && !driven_away ? 2 : 0, radio);
    }
    const double louder_by = faults_.has(FaultKind::interference) ? 20 : 0;
    readings.set<"wifi_noise_dbm">(noise_dbm_ + louder_by, radio, setup_.band);
    readings.set<"wifi_radio_hung">(still_looks_ >= looks_of_a_hang ? 1 : 0, radio);
}

void RadioModel::write_events(agent::Readings& readings) const {
    const auto& radio = setup_.name;
    readings.count<"wifi_events_total">(as_double(joins_), radio, "join");
    readings.count<"wifi_events_total">(as_double(leaves_), radio, "leave");
    // What must not wait for a scrape is told from the start, so that its first rise can be seen.
    readings.count<"wifi_events_total">(as_double(radars_), radio, "radar_detected");
    readings.count<"wifi_events_total">(as_double(stops_), radio, "ap_stopped");
    if (switches_ != 0) {
        readings.count<"wifi_events_total">(as_double(switches_), radio, "channel_switch");
    }
    if (returns_ != 0) {
        readings.count<"wifi_events_total">(as_double(returns_), radio, "nop_finished");
    }
    if (frozen_ != 0) {
        readings.count<"wifi_discarded_total">(as_double(frozen_), radio, "frozen");
    }
    for (const auto& [reason, count] : deauthentications_) {
        readings.count<"wifi_deauthentications_total">(as_double(count), radio, reason);
    }
    for (const auto& [reason, count] : refusals_) {
        readings.count<"wifi_refused_joins_total">(as_double(count), radio, reason);
    }
}

void RadioModel::write_airtime(agent::Readings& readings) const {
    const auto& radio = setup_.name;
    const auto& band = setup_.band;
    const auto& air = airtime_;
    readings.count<"wifi_channel_active_seconds_total">(seconds_of(air.active), radio, band);
    readings.count<"wifi_channel_busy_seconds_total">(seconds_of(air.busy), radio, band);
    readings.count<"wifi_channel_receive_seconds_total">(seconds_of(air.receive), radio, band);
    readings.count<"wifi_channel_transmit_seconds_total">(seconds_of(air.transmit), radio, band);
    readings.count<"wifi_channel_own_receive_seconds_total">(seconds_of(air.own_receive), radio, band);
    readings.count<"wifi_channel_foreign_seconds_total">(seconds_of(air.busy - air.transmit - air.own_receive), radio,
                                                         band);
    readings.count<"wifi_channel_non_wifi_seconds_total">(seconds_of(air.busy - air.transmit - air.receive), radio,
                                                          band);
}

void RadioModel::write(const Network& network, agent::Readings& readings) const {
    const auto& band = setup_.band;
    const auto& ssid = network.ssid;
    readings.set<"wifi_networks">(faults_.has(FaultKind::network_stop) ? 0 : 1, band, ssid);
    if (network.clients == 0 || network.clients >= min_group) {
        readings.set<"wifi_clients">(as_double(network.clients), band, ssid);
    }
    readings.count<"wifi_client_receive_bytes_total">(as_double(network.receive_bytes), band, ssid);
    readings.count<"wifi_client_transmit_bytes_total">(as_double(network.transmit_bytes), band, ssid);
    readings.count<"wifi_client_transmit_packets_total">(as_double(network.packets), band, ssid);
    readings.count<"wifi_client_transmit_retries_total">(as_double(network.retries), band, ssid);
    readings.count<"wifi_client_transmit_failed_total">(as_double(network.failed), band, ssid);
    if (setup_.counts_airtime) {
        readings.count<"wifi_client_receive_airtime_seconds_total">(network.receive_airtime, band, ssid);
        readings.count<"wifi_client_transmit_airtime_seconds_total">(network.transmit_airtime, band, ssid);
        if (network.clients >= min_group && to_clients_ > 0) {
            readings.set<"wifi_client_airtime_fairness_ratio">(network.fairness, band, ssid);
        }
    }
    readings.spread<"wifi_client_signal_dbm">(network.signal, band, ssid);
}

}  // namespace magpie::fleet
