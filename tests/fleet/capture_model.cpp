#include "tests/fleet/capture_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

namespace magpie::fleet {

namespace {

/// As many as an agent may be told of.
constexpr std::size_t most_networks = 8;
constexpr std::array<std::string_view, 2> monitors{"mon0", "mon1"};
constexpr std::string_view bridge = "br-lan";
/// Share of frames that collide three times in a row, from which on minutes are not good; and at which none is.
constexpr double felt = 0.03;
constexpr double unbearable = 0.1;

}  // namespace

CaptureModel::CaptureModel(const Site& site, const std::vector<RadioModel>& radios, Dice dice)
    : dice_(dice), air_(site, radios, dice_), doors_(radios.size()) {
    const auto& ssids = radios.front().setup().ssids;
    for (std::size_t i = 0; i < std::min(ssids.size(), most_networks); ++i) {
        networks_.emplace_back(ssids[i]);
    }
}

void CaptureModel::boots() {
    air_.boots();
    for (auto& network : networks_) {
        network.boots();
    }
    doors_.assign(doors_.size(), {});
    ends_ = 0;
}

void CaptureModel::suffers(FaultKind kind, bool begins) {
    ends_ += kind == FaultKind::capture_stopped && begins && !faults_.has(kind) ? 1 : 0;
    faults_.set(kind, begins);
}

void CaptureModel::passes(double seconds, const std::vector<RadioModel>& radios) {
    const auto traffic = share_out(radios);
    if (faults_.has(FaultKind::capture_stopped)) {
        air_.is_deaf(seconds);
        return;
    }
    air_.passes(seconds, faults_, radios, dice_);
    for (std::size_t i = 0; i < networks_.size(); ++i) {
        networks_[i].passes(seconds, faults_, traffic[i], dice_);
    }
}

/// What the radios had since the last time, among the networks: their clients are in equal parts, and who comes goes
/// where chance wills.
std::vector<ConnectionModel::Traffic> CaptureModel::share_out(const std::vector<RadioModel>& radios) {
    std::vector<ConnectionModel::Traffic> traffic(networks_.size());
    const auto deal = [&](std::uint64_t ConnectionModel::Traffic::*what, std::uint64_t all, std::uint64_t& before) {
        // Of networks beyond those listened to, nothing is known.
        const auto networks = radios.front().setup().ssids.size();
        for (; before < all; ++before) {
            const auto network = networks == 1 ? 0 : dice_.below(networks);
            if (network < traffic.size()) {
                ++(traffic[network].*what);
            }
        }
        before = all;
    };
    for (std::size_t i = 0; i < radios.size(); ++i) {
        const auto& radio = radios[i];
        auto& door = doors_[i];
        deal(&ConnectionModel::Traffic::come, radio.joins(), door.joins);
        deal(&ConnectionModel::Traffic::wrong_passphrases, radio.refusals("wrong_passphrase"), door.wrong_passphrases);
        deal(&ConnectionModel::Traffic::full, radio.refusals("full"), door.full);
        deal(&ConnectionModel::Traffic::eap_failures, radio.refusals("eap_failed"), door.eap_failures);
        const double share = 1 / static_cast<double>(radio.setup().ssids.size());
        for (auto& one : traffic) {
            // The air that a client meets is that of its radio.
            const double clients = radio.serves() ? radio.clients() * share : 0;
            const double collisions = std::pow(radio.retry_ratio(), 3);
            one.collisions += clients * collisions;
            one.hindered += clients * std::clamp((collisions - felt) / (unbearable - felt), 0.0, 0.95);
            one.clients += clients;
            one.down += radio.to_clients() * share;
            one.up += radio.from_clients() * share;
        }
    }
    for (auto& one : traffic) {
        const double clients = std::max(one.clients, 1e-9);
        one.collisions /= clients;
        one.hindered /= clients;
    }
    return traffic;
}

void CaptureModel::write(agent::Readings& readings) const {
    readings.set<"node_source_up">(faults_.has(FaultKind::capture_stopped) ? 0 : 1, "capture");
    if (ends_ != 0) {
        readings.count<"node_source_failures_total">(static_cast<double>(ends_), "capture", "gone");
    }
    air_.write(readings, networks_.size());
    double packets = 0;
    for (const auto& network : networks_) {
        network.write(readings);
        packets += network.frames();
    }
    for (std::size_t i = 0; i < monitors.size(); ++i) {
        readings.count<"node_capture_frames_total">(std::floor(air_.frames(i)), monitors[i]);
        readings.count<"node_capture_dropped_total">(0, monitors[i]);
        if (air_.damaged(i) >= 1) {
            readings.count<"node_capture_bad_frames_total">(std::floor(air_.damaged(i)), monitors[i], "bad_fcs");
        }
    }
    readings.count<"node_capture_frames_total">(std::floor(packets), bridge);
    readings.count<"node_capture_dropped_total">(0, bridge);
}

}  // namespace magpie::fleet
