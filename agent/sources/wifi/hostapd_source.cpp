#include "agent/sources/wifi/hostapd_source.hpp"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "agent/sources/wifi/radio_files.hpp"

namespace magpie::agent {

using hostapd::EventType;

namespace {

/// A radio that is plugged in and out gets a new name each time; those beyond share one.
constexpr std::size_t most_radios = 16;
constexpr std::string_view other = "other";

/// Empty of what is no refusal.
std::string_view refusal_word(EventType type) {
    switch (type) {
        case EventType::wrong_passphrase:
            return "wrong_passphrase";
        case EventType::full:
            return "full";
        case EventType::blocked:
            return "blocked";
        case EventType::eap_failed:
        case EventType::eap_timed_out:
            return "eap_failed";
        case EventType::connected:
        case EventType::disconnected:
        case EventType::deauthenticated:
        case EventType::eap_started:
        case EventType::eap_succeeded:
            break;
    }
    return {};
}

std::string_view failure_word(int error) {
    switch (error) {
        case EACCES:
        case EPERM:
            return "denied";
        case ECONNREFUSED:
            return "nobody_answers";  // hostapd was killed and left its socket behind
        default:
            return "system";
    }
}

}  // namespace

std::string_view reason_word(std::uint16_t code) {
    switch (code) {
        case 1:
            return "unspecified";
        case 2:
            return "authentication_expired";
        case 3:
        case 8:
            return "leaving";
        case 4:
            return "inactivity";
        case 5:
            return "too_many_stations";
        case 6:
        case 7:
            return "not_authenticated";  // a frame that only those may send who are known
        case 14:
            return "mic_failure";
        case 15:
            return "handshake_timeout";
        case 16:
            return "group_key_timeout";
        case 23:
            return "eap_failed";
        case 34:
            return "poor_channel";
        default:
            return other;
    }
}

HostapdSource::HostapdSource(std::string directory, std::string sys)
    : sys_(std::move(sys)), monitor_(std::move(directory)) {}

void HostapdSource::sample(Readings& readings, const Now& /*now*/) {
    read_events();
    const auto errors = monitor_.refresh();
    was_there_ |= !errors.empty() || monitor_.attached() > 0;
    if (!was_there_) {
        return;
    }
    const bool had_one = std::exchange(attached_, monitor_.attached() > 0);
    if (attached_) {
        health_.works();
    } else if (had_one && errors.empty()) {
        health_.down("gone");  // said once: it went in order, and may be meant to stay away
    }
    for (const int error : errors) {
        if (attached_) {
            health_.failed(failure_word(error));
        } else {
            health_.down(failure_word(error));
        }
    }
    for (const auto& [of, count] : deauthentications_) {
        readings.count<"wifi_deauthentications_total">(static_cast<double>(count), of.first, of.second);
    }
    for (const auto& [of, count] : refusals_) {
        readings.count<"wifi_refused_joins_total">(static_cast<double>(count), of.first, of.second);
    }
    health_.write(readings);
}

void HostapdSource::read_events() {
    for (const auto& heard : monitor_.read()) {
        count(heard);
        if (hear_) {
            hear_(heard);
        }
    }
}

void HostapdSource::count(const hostapd::Heard& heard) {
    if (heard.event.type == EventType::deauthenticated) {
        count(deauthentications_, heard.interface, reason_word(heard.event.reason.value_or(0)));
    } else if (const auto word = refusal_word(heard.event.type); !word.empty()) {
        count(refusals_, heard.interface, word);
    }
}

void HostapdSource::count(Counts& counts, const std::string& interface, std::string_view reason) {
    auto radio = radio_of_interface(sys_, interface);
    const auto is_its = [&](const auto& entry) { return entry == radio; };
    if (radio.empty()) {
        radio = other;
    } else if (std::ranges::none_of(radios_, is_its)) {
        if (radios_.size() == most_radios) {
            radio = other;
        } else {
            radios_.push_back(radio);
        }
    }
    ++counts[{std::move(radio), reason}];
}

}  // namespace magpie::agent
