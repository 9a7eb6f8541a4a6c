#include "tests/fleet/air_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "agent/ieee80211/channel.hpp"
#include "wire/capture/words.hpp"
#include "wire/catalogue/urgent.hpp"

namespace magpie::fleet {

using capture::Threat;

namespace {

constexpr std::string_view others = "other";

constexpr double beacon_seconds = 0.1024;
constexpr double bytes_of_a_frame = 1100;
constexpr double bytes_from_clients = 400;
constexpr double seconds_of_a_strange_frame = 0.0004;
constexpr double acknowledgements = 0.7;  // a frame of data
constexpr double frames_of_a_join = 6;
constexpr double full_load = 255;  // of the element that tells it
/// As the agent: nothing is told of the signal of one that is not heard any more.
constexpr double heard_for = 120;
constexpr double evidence_stays = 600;
/// As magpie-capture: a threat lasts so long after it was seen last.
constexpr double twin_lasts = 30;
constexpr double flood_lasts = 10;

constexpr std::uint64_t address_bits = 0xffffffffffU;

bool is_urgent(std::string_view threat) {
    return std::ranges::any_of(catalogue::urgent, [&](const catalogue::Urgent& row) {
        return row.metric == "magpie_air_threat" && row.is == threat;
    });
}

/// Invented and locally administered.
std::string address_text(std::uint64_t address, std::uint8_t first) {
    std::string text = fmt::format("{:02x}", first);
    for (int shift = 32; shift >= 0; shift -= 8) {
        text += fmt::format(":{:02x}", (address >> shift) & 0xff);
    }
    return text;
}

std::string channel_text(double mhz) {
    const auto channel = agent::channel_of(static_cast<std::uint32_t>(mhz));
    return channel ? std::to_string(*channel) : std::string("unknown");
}

std::uint64_t of_the_hub(const Site& site) {
    return Dice(site.hub ^ 0x7477696e00000000U).next();
}

}  // namespace

AirModel::AirModel(const Site& site, const std::vector<RadioModel>& radios, Dice& dice)
    : own_address_(dice.next() & address_bits & ~std::uint64_t{1}),
      strange_address_(of_the_hub(site) & address_bits),
      strange_mhz_(2412 + 25 * static_cast<double>(of_the_hub(site) % 3)),
      strange_dbm_(std::round(dice.between(-75, -45))),
      hears_own_(dice.between(0.8, 0.92)),
      hears_others_(dice.between(0.5, 0.7)),
      near_dbm_(dice.between(-45, -32)) {
    for (const auto& radio : radios) {
        radios_.push_back({.setup = &radio.setup()});
    }
}

void AirModel::boots() {
    for (auto& beside : radios_) {
        beside = OfRadio{.setup = beside.setup};
    }
    threats_ = {};
}

void AirModel::passes(double seconds, const Faults& faults, const std::vector<RadioModel>& radios, Dice& dice) {
    const bool flooded = faults.has(FaultKind::deauth_flood);
    for (std::size_t i = 0; i < radios_.size(); ++i) {
        listen(radios_[i], seconds, flooded, radios[i], dice);
    }
    const bool twin = faults.has(FaultKind::evil_twin);
    // Who is near the city's own access points is heard as well as they are, nearly.
    const double beacons = seconds / beacon_seconds * hears_others_;
    pass(Threat::unknown_bssid, seconds, twin, beacons);
    pass(Threat::open_twin, seconds, twin, beacons);
    pass(Threat::deauthentications, seconds, flooded, seconds * dice.between(15, 30) * hears_others_);
}

void AirModel::is_deaf(double seconds) {
    for (auto& beside : radios_) {
        beside.silent += seconds;
    }
    for (auto& threat : threats_) {
        threat.left = 0;
        threat.evidence_left -= seconds;
    }
}

void AirModel::listen(OfRadio& beside, double seconds, bool flooded, const RadioModel& radio, Dice& dice) {
    const double retries = radio.retry_ratio();
    const double other = seconds * radio.foreign() * hears_others_;
    beside.mhz = radio.mhz();
    beside.listened += seconds;
    beside.other_airtime += other;
    double heard = other / seconds_of_a_strange_frame + radio.setup().neighbours * seconds / beacon_seconds * 0.5;
    beside.silent += seconds;
    const double joined = static_cast<double>(radio.joins() - std::min(beside.joins, radio.joins()));
    beside.joins = radio.joins();
    if (radio.serves()) {
        beside.own_airtime += seconds * radio.own() * hears_own_;
        beside.load = std::round(radio.busy() * full_load) / full_load;
        beside.signal_dbm = std::round(near_dbm_ + dice.normal());
        beside.silent = 0;
        // Beacons are sent once, at the slowest rate: others drown few of them, and what is no Wi-Fi half.
        const double expected = seconds / beacon_seconds;
        const double lost = expected * std::min(0.9, retries * retries * retries + 0.5 * radio.noise());
        beside.beacons_expected += expected;
        beside.beacons_lost += lost;
        beside.beacons += expected - lost;
        const double data = hears_own_ / (1 - retries) *
                            (radio.to_clients() / bytes_of_a_frame + radio.from_clients() / bytes_from_clients);
        const double management = hears_own_ * (frames_of_a_join * joined + 0.02 * radio.clients() * seconds) +
                                  (flooded ? seconds * dice.between(15, 30) * hears_others_ : 0);
        beside.data += data;
        beside.control += data * acknowledgements;
        beside.retries += data * retries;
        beside.management += management;
        const auto networks = static_cast<double>(radio.setup().ssids.size());
        heard += data * (1 + acknowledgements) + management + networks * (expected - lost);
    }
    beside.heard += heard;
    beside.damaged += heard * (dice.between(0.01, 0.03) + 0.3 * radio.noise());
}

void AirModel::pass(Threat threat, double seconds, bool shows, double frames) {
    auto& lasting = threats_[static_cast<std::size_t>(threat)];
    lasting.left -= seconds;
    lasting.evidence_left -= seconds;
    if (shows) {
        if (!lasting.lasts()) {
            ++lasting.begun;
            lasting.frames = 0;
        }
        // Seen to the end of the interval, however long that is.
        lasting.left = threat == Threat::deauthentications ? flood_lasts : twin_lasts;
        lasting.evidence_left = evidence_stays;
        lasting.frames += frames;
    }
}

void AirModel::write(agent::Readings& readings, std::size_t networks) const {
    for (const auto& beside : radios_) {
        write(readings, beside, networks);
    }
    write_threats(readings);
}

void AirModel::write(agent::Readings& readings, const OfRadio& beside, std::size_t networks) {
    const auto& band = beside.setup->band;
    const auto& ssids = beside.setup->ssids;
    const double share = 1 / static_cast<double>(ssids.size());
    for (std::size_t i = 0; i < std::min(networks, ssids.size()); ++i) {
        const auto count = [&](double frames, std::string_view type) {
            if (frames >= 1) {
                readings.count<"air_frames_total">(std::floor(frames), band, ssids[i], type);
            }
        };
        count(beside.beacons, "beacon");
        count(beside.management * share, "management");
        count(beside.control * share, "control");
        count(beside.data * share, "data");
        if (beside.beacons >= 1) {
            readings.count<"air_retries_total">(std::floor(beside.retries * share), band, ssids[i]);
            readings.count<"air_airtime_seconds_total">(beside.own_airtime * share, band, ssids[i]);
            readings.count<"air_beacons_expected_total">(std::floor(beside.beacons_expected), band, ssids[i]);
            readings.count<"air_beacons_lost_total">(std::floor(beside.beacons_lost), band, ssids[i]);
        }
        if (beside.beacons >= 1 && beside.silent <= heard_for) {
            readings.set<"air_signal_dbm">(beside.signal_dbm, band, ssids[i]);
            readings.set<"air_load_ratio">(beside.load, band, ssids[i]);
        }
    }
    readings.count<"air_airtime_seconds_total">(beside.other_airtime, band, others);
    readings.count<"air_channel_listened_seconds_total">(beside.listened, band);
    readings.count<"air_channel_airtime_seconds_total">(beside.own_airtime + beside.other_airtime, band);
}

void AirModel::write_threats(agent::Readings& readings) const {
    const auto& ssid = radios_.front().setup->ssids.front();
    for (std::size_t i = 0; i < capture::threat_count; ++i) {
        const auto name = word(static_cast<Threat>(i));
        const auto& threat = threats_[i];
        readings.count<"air_threats_total">(static_cast<double>(threat.begun), name);
        if (is_urgent(name)) {
            readings.set<"air_threat">(0, name, others);
        }
        if (threat.begun != 0) {
            readings.set<"air_threat">(threat.lasts() ? 1 : 0, name, ssid);
        }
        if (threat.lasts()) {
            readings.set<"air_threat_frames">(std::floor(threat.frames), name, ssid);
            readings.set<"air_threat_signal_dbm">(strange_dbm_, name, ssid);
        }
        if (threat.evidence_left > 0) {
            write_evidence(readings, static_cast<Threat>(i));
        }
    }
}

/// A twin has an address and a channel of its own; a flood comes in the name of ours.
void AirModel::write_evidence(agent::Readings& readings, Threat threat) const {
    const auto& ssid = radios_.front().setup->ssids.front();
    const auto name = word(threat);
    const auto write = [&](const std::string& bssid, double mhz, std::string_view severity) {
        readings.set<"air_threat_evidence">(1, name, ssid, bssid, channel_text(mhz), severity);
    };
    if (threat == Threat::deauthentications) {
        for (std::size_t i = 0; i < radios_.size(); ++i) {
            write(address_text(own_address_ + i, 0x02), radios_[i].mhz, "critical");
        }
    } else {
        write(address_text(strange_address_, 0x0a), strange_mhz_, threat == Threat::open_twin ? "critical" : "warning");
    }
}

}  // namespace magpie::fleet
