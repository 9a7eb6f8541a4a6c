#include "agent/sources/wifi/event_counts.hpp"

#include <algorithm>

#include "wire/catalogue/urgent.hpp"

namespace magpie::agent {

using netlink::WifiEventType;

namespace {

/// A radio that is plugged in and out gets a new name each time; those beyond share one.
constexpr std::size_t most_radios = 16;
constexpr std::string_view others = "other";

}  // namespace

/// Under which name it is counted.
std::string_view EventCounts::name_of(std::string_view radio) {
    const auto is_its = [&](const auto& entry) { return entry.first.first == radio; };
    if (std::ranges::any_of(counts_, is_its)) {
        return radio;
    }
    if (radios_ == most_radios) {
        return others;
    }
    ++radios_;
    return radio;
}

void EventCounts::count(std::string_view radio, std::string_view type) {
    ++counts_[{std::string(name_of(radio)), type}];
}

void EventCounts::exists(std::string_view radio) {
    for (const auto& row : catalogue::urgent) {
        if (row.metric == "magpie_wifi_events_total") {
            counts_.try_emplace({std::string(name_of(radio)), row.is}, 0);
        }
    }
}

void EventCounts::write(Readings& readings) const {
    for (const auto& [of, count] : counts_) {
        readings.count<"wifi_events_total">(static_cast<double>(count), of.first, of.second);
    }
}

std::string_view word(WifiEventType type) {
    switch (type) {
        case WifiEventType::interface_added:
            return "interface_added";
        case WifiEventType::interface_removed:
            return "interface_removed";
        case WifiEventType::radio_added:
            return "radio_added";
        case WifiEventType::radio_removed:
            return "radio_removed";
        case WifiEventType::channel_switch_started:
            return "channel_switch_started";
        case WifiEventType::channel_switched:
            return "channel_switch";
        case WifiEventType::radar_detected:
            return "radar_detected";
        case WifiEventType::cac_started:
            return "cac_started";
        case WifiEventType::cac_finished:
            return "cac_finished";
        case WifiEventType::cac_aborted:
            return "cac_aborted";
        case WifiEventType::nop_finished:
            return "nop_finished";
        case WifiEventType::scan_started:
            return "scan_started";
        case WifiEventType::scan_finished:
            return "scan";
        case WifiEventType::scan_aborted:
            return "scan_aborted";
        case WifiEventType::regulatory_changed:
            return "regulatory_changed";
        case WifiEventType::ap_stopped:
            return "ap_stopped";
        case WifiEventType::disconnected:
            return "disconnected";
        case WifiEventType::deauthenticated:
            return "deauthenticated";
        case WifiEventType::disassociated:
            return "disassociated";
    }
    return "unknown";
}

bool is_urgent(WifiEventType type) {
    switch (type) {
        case WifiEventType::radio_added:
        case WifiEventType::radio_removed:
        case WifiEventType::interface_added:
        case WifiEventType::interface_removed:
        case WifiEventType::channel_switched:
        case WifiEventType::radar_detected:
        case WifiEventType::cac_aborted:
        case WifiEventType::ap_stopped:
            return true;
        default:
            return false;
    }
}

bool disturbs_airtime(WifiEventType type) {
    switch (type) {
        case WifiEventType::scan_started:
        case WifiEventType::scan_finished:
        case WifiEventType::scan_aborted:
        case WifiEventType::cac_started:
        case WifiEventType::cac_finished:
        case WifiEventType::cac_aborted:
            return true;
        default:
            return false;
    }
}

bool ends_scan(WifiEventType type) {
    return type == WifiEventType::scan_finished || type == WifiEventType::scan_aborted;
}

}  // namespace magpie::agent
