#include "tests/fleet/pole_model.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "tests/fleet/rhythm.hpp"

namespace magpie::fleet {

namespace {

enum class Storage : std::uint8_t { card, emmc, flash };

struct Board {
    std::string_view name;
    double processors;
    double memory;
    double storage;
    std::string_view device;
    std::string_view uplink;
    bool counts_airtime;  // its Wi-Fi driver, by client
    Storage kind;
};
constexpr std::array<Board, pole_models> boards{{
    {"simulated pole A (quad A76, microSD)", 4, 4.1e9, 3.1e10, "mmcblk0", "eth0", false, Storage::card},
    {"simulated pole B (dual A53, router)", 2, 5.1e8, 2.5e8, "mtdblock6", "eth0", true, Storage::flash},
    {"simulated pole C (quad A55, eMMC)", 4, 2.0e9, 1.5e10, "mmcblk1", "end0", false, Storage::emmc},
    {"simulated pole D (dual A7, router)", 2, 2.6e8, 1.2e8, "mtdblock4", "eth0", true, Storage::flash},
}};

constexpr std::array<std::string_view, 8> modes{"user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"};
constexpr std::array<std::string_view, 3> load_windows{"1m", "5m", "15m"};
constexpr std::array<double, 3> load_seconds{60, 300, 900};

/// Clients of a site at its greatest crowd: more than the city's mean, for of fewer than five an agent tells nothing.
/// And neighbours within earshot of 2.4 GHz, by SiteType.
constexpr std::array<double, site_types> peak_clients{80, 100, 60, 60, 90, 50};
constexpr std::array<double, site_types> neighbours_2_4{22, 35, 6, 18, 30, 12};
/// More people have 5 GHz.
constexpr double share_of_5ghz = 0.65;
constexpr double throttles_at = 80;
constexpr double usual_memory = 0.55;  // available, of all

std::vector<std::string> ssids(std::size_t count) {
    std::vector<std::string> names{"SEOUL"};
    if (count > 1) {
        names.emplace_back("SEOUL_Secure");
    }
    while (names.size() < count) {
        names.push_back(fmt::format("guest-{}", names.size() - 1));
    }
    return names;
}

double floor_to(double value, double step) {
    return std::floor(value / step) * step;
}
double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}

}  // namespace

std::string_view model_name(std::size_t model) {
    return boards[model].name;
}

Profile profile_of(std::size_t series, bool sensors, bool capture, bool targets) {
    constexpr std::size_t base = 122;
    constexpr std::size_t of_a_network = 34;  // both radios
    constexpr std::size_t of_an_interface = 14;
    Profile profile{.sensors = sensors, .capture = capture, .targets = targets};
    if (series < 75) {
        profile.radios = false;
    } else if (series > base) {
        profile.networks += (series - base) / of_a_network;
        profile.interfaces += (series - base) % of_a_network / of_an_interface;
    }
    return profile;
}

PoleModel::PoleModel(const Site& site, const Profile& profile, double hours_ahead)
    : profile_(profile),
      type_(site.type),
      model_(site.model),
      hours_ahead_(hours_ahead),
      dice_(site.seed),
      weak_radio_(site.seed % 2) {
    const auto type = static_cast<std::size_t>(site.type);
    const auto& board = boards[site.model];
    // Each network beyond the first, of which a pole has none but to be a load, brings as many.
    peak_clients_ = peak_clients[type] * static_cast<double>(profile.networks) * std::exp(0.5 * dice_.normal());
    available_ = usual_memory * board.memory;
    if (profile.radios) {
        constexpr std::array<double, 3> channels_2_4{2412, 2437, 2462};
        constexpr std::array<double, 5> channels_5{5180, 5220, 5260, 5500, 5745};
        const double near = neighbours_2_4[type] * dice_.between(0.5, 1.5);
        const double at_5 = channels_5[dice_.below(channels_5.size())];
        radios_.emplace_back(RadioSetup{"phy0", "2.4GHz", channels_2_4[dice_.below(channels_2_4.size())], 20, 20, false,
                                        6e6, 220, near, board.counts_airtime, ssids(profile.networks)},
                             dice_);
        radios_.emplace_back(RadioSetup{"phy1", "5GHz", at_5, 80, 23, at_5 > 5250 && at_5 < 5730, 5e7, 130, near * 0.4,
                                        board.counts_airtime, ssids(profile.networks)},
                             dice_);
    }
    interfaces_.push_back({.name = std::string(board.uplink)});
    for (std::size_t i = 1; i < profile.interfaces; ++i) {
        interfaces_.push_back({.name = fmt::format("lan{}", i)});
    }
    if (profile.sensors) {
        sensors_.emplace(site, Dice(site.seed ^ 0x73656e736f727300U));  // its own: radios throw as they did without
    }
    if (profile.capture && profile.radios) {
        capture_ = std::make_unique<CaptureModel>(site, radios_, Dice(site.seed ^ 0x6361707475726500U));
    }
    if (profile.targets) {
        path_ = std::make_unique<PathModel>(Dice(site.seed ^ 0x7461726765747300U));
    }
}

void PoleModel::boots(const Now& now, std::string_view reason) {
    booted_ = now.mono;
    boot_reason_ = reason;
    looked_.reset();
    for (auto& radio : radios_) {
        radio.boots();
    }
    if (capture_) {
        capture_->boots();
    }
    if (path_) {
        path_->boots();
    }
    for (auto& interface : interfaces_) {
        interface = Interface{.name = std::move(interface.name)};
    }
    processor_ = {};
    load_ = {};
    written_ = 0;
    agent_seconds_ = 0;
}

void PoleModel::suffers(FaultKind kind, bool begins) {
    if (faults_.has(kind) == begins) {
        return;
    }
    faults_.set(kind, begins);
    if (sensors_) {
        sensors_->suffers(kind, begins);
    }
    if (capture_) {
        capture_->suffers(kind, begins);
    }
    if (path_) {
        path_->suffers(kind, begins);
    }
    const bool of_one = kind == FaultKind::radio_hang || kind == FaultKind::network_stop;
    for (std::size_t i = 0; i < radios_.size(); ++i) {
        // A video sender or an oven: of 2.4 GHz.
        if (kind == FaultKind::interference ? i == 0 : !of_one || i == weak_radio_) {
            radios_[i].suffers(kind, begins);
        }
    }
    if (kind == FaultKind::bad_cable) {
        interfaces_.front().carrier_changes += 2;  // to negotiate anew
    }
    if (kind == FaultKind::memory_leak && !begins) {
        available_ = usual_memory * boards[model_].memory;
    }
}

void PoleModel::sample(agent::Readings& readings, const Now& now) {
    // The first look finds a board that has been up for some seconds.
    const double seconds = looked_ ? std::chrono::duration<double>(now.mono - *looked_).count() : 10;
    looked_ = now.mono;
    if (seconds > 0) {
        pass(seconds, std::fmod(hour_in_seoul(now.wall) + hours_ahead_, 24));
    }
    for (std::size_t i = 0; i < interfaces_.size(); ++i) {
        write(interfaces_[i], i == 0, readings);
    }
    readings.set<"node_source_up">(1, "link");
    if (profile_.radios) {
        for (const auto& radio : radios_) {
            radio.write(readings);
        }
        readings.set<"wifi_regulatory_info">(1, "KR");
        readings.set<"node_source_up">(1, "wifi");
    }
    write_board(readings, now);
    if (sensors_) {
        sensors_->write(readings);
    }
    if (capture_) {
        capture_->write(readings);
    }
    if (path_) {
        path_->write(readings, std::chrono::duration<double>(now.wall.time_since_epoch()).count());
    }
}

void PoleModel::pass(double seconds, double hour) {
    const double people = crowd(type_, hour);
    double down = 2000 * seconds;  // what the city's own machines say to the pole
    double up = 600 * seconds;
    double busy = 0;
    for (auto& radio : radios_) {
        const bool at_5 = &radio != &radios_.front();
        radio.passes(seconds, people, peak_clients_ * people * (at_5 ? share_of_5ghz : 1 - share_of_5ghz), dice_);
        down += radio.to_clients() * 1.04;
        up += radio.from_clients() * 1.04;
        busy = std::max(busy, radio.busy());
    }
    for (auto& interface : interfaces_) {
        pass(interface, seconds, &interface == &interfaces_.front() ? down : down / 10,
             &interface == &interfaces_.front() ? up : up / 10);
    }

    if (sensors_) {
        sensors_->passes(seconds, hour);
    }
    if (capture_) {
        capture_->passes(seconds, radios_);
    }
    if (path_) {
        path_->passes(seconds);
    }

    const bool throttled = celsius_ > throttles_at;
    const double work = std::min(0.95, (0.06 + 0.3 * busy + 0.03 * dice_.unit()) * (throttled ? 1.8 : 1));
    const double time = seconds * boards[model_].processors;
    const std::array<double, 8> shares{work * 0.5,  work * 0.003, work * 0.25, 1 - work,
                                       work * 0.02, work * 0.08,  work * 0.15, 0};
    for (std::size_t mode = 0; mode < modes.size(); ++mode) {
        processor_[mode] += shares[mode] * time;
    }
    for (std::size_t window = 0; window < load_.size(); ++window) {
        load_[window] +=
            (work * boards[model_].processors - load_[window]) * (1 - std::exp(-seconds / load_seconds[window]));
    }
    // Sheltered sites have no sun on the lid.
    const bool in_the_sun = type_ != SiteType::building && type_ != SiteType::market && hour > 9 && hour < 18;
    const double around = summer_air(hour) + (faults_.has(FaultKind::heat) ? 14 : 0) + (in_the_sun ? 8 : 0);
    celsius_ += (around + 14 + 35 * work - celsius_) * (1 - std::exp(-seconds / 240)) + 0.15 * dice_.normal();
    pass_memory(seconds);
    const double written = seconds * dice_.between(0, 2000);
    if (!faults_.has(FaultKind::card_dying)) {
        written_ += written;
    }
    agent_seconds_ += seconds * 0.0005;
    clock_offset_ = 2e-4 * dice_.normal();
}

void PoleModel::pass_memory(double seconds) {
    const double all = boards[model_].memory;
    available_ += dice_.normal() * 2e5;
    if (faults_.has(FaultKind::memory_leak)) {
        available_ += (0.03 * all - available_) * (1 - std::exp(-seconds / 40));
    }
    available_ = std::clamp(available_, (faults_.has(FaultKind::memory_leak) ? 0.03 : 0.3) * all, 0.7 * all);
}

void PoleModel::pass(Interface& interface, double seconds, double receive, double transmit) {
    const auto whole = [](double amount) { return static_cast<std::uint64_t>(amount); };
    interface.receive_bytes += whole(receive);
    interface.receive_packets += whole(receive / 1050) + 1;
    interface.transmit_bytes += whole(transmit);
    interface.transmit_packets += whole(transmit / 210) + 1;
    interface.multicast += whole(seconds * dice_.between(1, 3));
    interface.dropped += whole(seconds * dice_.between(0, 0.2));
    if (faults_.has(FaultKind::bad_cable) && &interface == &interfaces_.front()) {
        pass_over_a_bad_cable(interface, seconds, receive, transmit);
    }
}

void PoleModel::pass_over_a_bad_cable(Interface& uplink, double seconds, double receive, double transmit) {
    const auto some = [&](double packets, double share) {
        return static_cast<std::uint64_t>(std::ceil(packets * share * dice_.between(0.5, 1.5)));
    };
    const double received = receive / 1050;
    const double sent = transmit / 210;
    uplink.errors += some(received, 0.02);
    uplink.collisions += some(sent, 0.05);
    uplink.late_collisions += some(sent, 0.005);
    uplink.carrier_changes += dice_.unit() < seconds / 60 ? 2 : 0;  // gone for less than a look
}

void PoleModel::write(const Interface& interface, bool uplink, agent::Readings& readings) const {
    const auto& name = interface.name;
    readings.set<"link_up">(1, name);
    readings.set<"link_carrier">(1, name);
    readings.count<"link_carrier_changes_total">(as_double(interface.carrier_changes), name);
    readings.set<"link_mtu_bytes">(1500, name);
    if (uplink) {
        const bool bad = faults_.has(FaultKind::bad_cable);
        readings.set<"link_speed_bytes_per_second">(bad ? 1.25e7 : 1.25e8, name);
        readings.set<"link_full_duplex">(bad ? 0 : 1, name);
    }
    // As from a driver without standard counters: from the first error on.
    if (interface.errors != 0) {
        readings.count<"link_driver_errors_total">(as_double(interface.errors), name, "frame_check_sequence_errors");
        readings.count<"link_driver_errors_total">(as_double(interface.late_collisions), name, "late_collisions");
    }
    readings.count<"link_receive_bytes_total">(as_double(interface.receive_bytes), name);
    readings.count<"link_receive_packets_total">(as_double(interface.receive_packets), name);
    readings.count<"link_receive_errors_total">(as_double(interface.errors), name);
    readings.count<"link_receive_dropped_total">(as_double(interface.dropped), name);
    readings.count<"link_receive_multicast_total">(as_double(interface.multicast), name);
    readings.count<"link_transmit_bytes_total">(as_double(interface.transmit_bytes), name);
    readings.count<"link_transmit_packets_total">(as_double(interface.transmit_packets), name);
    readings.count<"link_transmit_errors_total">(0, name);
    readings.count<"link_transmit_dropped_total">(0, name);
    readings.count<"link_transmit_collisions_total">(as_double(interface.collisions), name);
}

void PoleModel::write_board(agent::Readings& readings, const Now& now) {
    const auto& board = boards[model_];
    readings.set<"host_temperature_celsius">(floor_to(celsius_, 0.05), "cpu");
    readings.set<"host_uptime_seconds">(std::chrono::duration<double>(now.mono - booted_).count() + 10);
    readings.set<"node_source_up">(1, "host");
    readings.count<"node_cpu_seconds_total">(floor_to(agent_seconds_, 0.01));
    readings.set<"node_resident_bytes">(5.2e6);
    if (!profile_.radios) {
        return;
    }
    for (std::size_t mode = 0; mode < modes.size(); ++mode) {
        readings.count<"host_cpu_seconds_total">(floor_to(processor_[mode], 0.01), modes[mode]);
    }
    for (std::size_t window = 0; window < load_.size(); ++window) {
        readings.set<"host_load_average">(floor_to(load_[window], 0.01), load_windows[window]);
    }
    readings.set<"host_memory_size_bytes">(board.memory);
    readings.set<"host_memory_available_bytes">(floor_to(available_, 4096));
    readings.set<"host_boot_info">(1, boot_reason_);
    write_storage(readings);
    write_clock(readings);
}

/// A card that dies becomes read-only, an eMMC says that it is worn, and where a board has neither its file system is
/// full.
void PoleModel::write_storage(agent::Readings& readings) const {
    const auto& board = boards[model_];
    const bool dying = faults_.has(FaultKind::card_dying);
    const double free =
        dying && board.kind == Storage::flash ? 0 : floor_to(board.storage * 0.7 - written_ * 0.01, 4096);
    readings.set<"host_storage_size_bytes">(board.storage, "/");
    readings.set<"host_storage_available_bytes">(free, "/");
    readings.set<"host_storage_readonly">(dying && board.kind == Storage::card ? 1 : 0, "/");
    readings.count<"host_storage_written_bytes_total">(floor_to(written_, 512), board.device);
    if (board.kind == Storage::emmc) {
        readings.set<"host_flash_life_used_ratio">(dying ? 1.1 : 0.1, board.device, "a");
        readings.set<"host_flash_life_used_ratio">(dying ? 1.1 : 0.1, board.device, "b");
        readings.set<"host_flash_spare_state">(dying ? 3 : 1, board.device);
    }
}

void PoleModel::write_clock(agent::Readings& readings) const {
    const bool lost = faults_.has(FaultKind::clock_lost);
    readings.set<"host_clock_synchronised">(lost ? 0 : 1);
    if (!lost) {
        readings.set<"host_clock_offset_seconds">(clock_offset_);
        readings.set<"host_clock_error_seconds">(0.002 + std::abs(clock_offset_));
    }
}

}  // namespace magpie::fleet
