#include "agent/capture/air/air.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <variant>

#include "agent/ieee80211/channel.hpp"
#include "agent/ieee80211/multiple_bssid.hpp"
#include "agent/ieee80211/rate.hpp"
#include "agent/ieee80211/reduced_neighbours.hpp"

namespace magpie::agent {

using capture::BadFrame;
using capture::FrameClass;
using capture::Threat;

namespace {

constexpr std::size_t fcs_size = 4;
/// Further back than frames can wait: the clock was set.
constexpr std::chrono::seconds step_back{1};
/// The capability of an access point (IEEE 802.11-2020 9.4.1.4); of an IBSS or a mesh it is 0.
constexpr unsigned ess_bit = 1;

bool is_management(const Frame& frame, ManagementSubtype subtype) {
    return frame.type == FrameType::management && frame.subtype == static_cast<std::uint8_t>(subtype);
}

FrameClass class_of(const Frame& frame) {
    switch (frame.type) {
        case FrameType::management:
            return is_management(frame, ManagementSubtype::beacon) ? FrameClass::beacon : FrameClass::management;
        case FrameType::data:
            return FrameClass::data;
        case FrameType::control:
        case FrameType::extension:
            break;
    }
    return FrameClass::control;
}

std::string_view text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// As records have it, where 0 is that the radio does not say.
std::int16_t signal_of(const Radiotap& radio) {
    return radio.signal_dbm.value_or(0);
}

/// A beacon is heard on the channels beside its own too, so what it says itself counts, within the band of the radio.
std::uint32_t mhz_of(const Radiotap& radio, const Elements& elements) {
    const auto heard = radio.mhz.value_or(0);
    const auto band = band_of(heard);
    if (band && elements.channel) {
        return centre_of(*band, *elements.channel).value_or(heard);
    }
    return heard;
}

}  // namespace

void Air::hear(const capture::Record& record) {
    own_.hear(record);
    if (std::holds_alternative<capture::Settled>(record)) {
        networks_.settle(own_);
    }
}

void Air::pass_time(CaptureTime at) {
    now_ = at + stepped_back_;
    if (newest_ - now_ > step_back) {
        stepped_back_ += newest_ - now_;
        now_ = newest_;
    }
    newest_ = std::max(newest_, now_);
}

std::optional<Frame> Air::frame(const CapturedFrame& frame, LinkType link_type) {
    ++frames_;
    if (link_type == LinkType::ethernet) {
        return std::nullopt;
    }
    pass_time(frame.at);
    auto bytes = frame.bytes;
    auto length = std::max(frame.length, bytes.size());
    Radiotap radio;
    if (link_type == LinkType::radiotap) {
        const auto header = parse_radiotap(bytes);
        if (!header) {
            return bad(header.error());
        }
        radio = *header;
        if (radio.bad_fcs) {
            return bad(BadFrame::bad_fcs);
        }
        bytes = bytes.subspan(radio.length);
        length -= radio.length;
    }
    if (radio.fcs_at_end) {
        length -= std::min(length, fcs_size);
        bytes = bytes.first(std::min(bytes.size(), length));
    }
    const auto parsed = radio.zero_length ? Frame{} : parse_frame(bytes, radio.padded);
    if (!parsed) {
        return bad(parsed.error());
    }
    const Received received{*parsed, radio, frame.at, length > bytes.size(), airtime(radio, length + fcs_size)};
    if (radio.mhz) {
        channels_.frame(*radio.mhz, now_, received.airtime_us);
    }
    if (radio.zero_length) {
        return std::nullopt;
    }
    heard(received);
    return *parsed;
}

std::uint32_t Air::airtime(const Radiotap& radio, std::size_t bytes) {
    const bool preamble = !radio.ampdu_reference || radio.ampdu_reference != ampdu_;
    ampdu_ = radio.ampdu_reference;
    if (radio.ppdu_us) {
        return preamble ? *radio.ppdu_us : 0;
    }
    return airtime_us(radio.modulation, bytes, preamble).value_or(0);
}

void Air::heard(const Received& received) {
    const auto& frame = received.frame;
    if (is_management(frame, ManagementSubtype::beacon) || is_management(frame, ManagementSubtype::probe_response)) {
        announced(received);
    } else if (is_management(frame, ManagementSubtype::deauthentication) ||
               is_management(frame, ManagementSubtype::disassociation)) {
        left(received);
    }
    attribute(received);
}

void Air::attribute(const Received& received) {
    const auto& frame = received.frame;
    auto* network = networks_.find(frame.bssid.value_or(frame.transmitter.value_or(frame.receiver)));
    if (network == nullptr && !frame.bssid) {
        network = networks_.find(frame.receiver);
    }
    if (network == nullptr) {
        return;
    }
    const auto index = static_cast<std::size_t>(class_of(frame));
    ++network->frames[index];
    network->airtime_us[index] += received.airtime_us;
    network->retries += frame.retry ? 1 : 0;
    network->changed = true;
}

void Air::announced(const Received& received) {
    const auto& frame = received.frame;
    const auto beacon = parse_beacon(frame.body);
    if (!beacon) {
        bad(BadFrame::frame_short);
        return;
    }
    if (!frame.bssid || (beacon->capabilities & ess_bit) == 0) {
        return;
    }
    const auto elements = parse_elements(beacon->elements);
    if (elements.malformed && !received.cut) {
        bad(BadFrame::elements);
    }
    auto* network = networks_.hear(*frame.bssid, own_);
    if (network == nullptr) {
        return;
    }
    const bool is_beacon = is_management(frame, ManagementSubtype::beacon);
    if (is_beacon) {
        measure(received, *beacon, elements, *network);
    }
    // Some answer to every name that is asked for: theirs is in the beacon, and only where it is hidden in the answer.
    if (elements.ssid && (is_beacon || network->ssid.empty())) {
        network->ssid = *elements.ssid;
    }
    const auto& protection = elements.protection;
    judge(received,
          {.ssid = elements.ssid ? std::string_view(*elements.ssid) : std::string_view(network->ssid),
           .own = network->own,
           .security = protection.security(beacon->privacy()),
           .owe_transition = protection.owe_transition,
           .cut = received.cut},
          *network);
    announced_with(received, *beacon, elements, *network);
}

void Air::measure(const Received& received, const Beacon& beacon, const Elements& elements, HeardNetwork& network) {
    const auto& radio = received.radio;
    network.mhz = mhz_of(radio, elements);
    network.signal_dbm = signal_of(radio);
    network.load = elements.load;

    const auto stamped = static_cast<std::uint64_t>(received.stamped.time_since_epoch().count());
    const BeaconClock::Stamp stamp{.timestamp_us = beacon.timestamp_us,
                                   .interval_tu = beacon.interval_tu,
                                   .local_us = radio.tsft_us.value_or(stamped),
                                   .of_radio = radio.tsft_us.has_value(),
                                   .at = now_};
    const bool two_clocks = network.clock.hear(stamp, channels_.there_since() <= network.last_beacon);
    network.last_beacon = now_;
    const bool two_channels = elements.channel && network.channels.hear(*elements.channel, now_);
    if (!is_ours(network)) {
        return;
    }
    if (two_clocks) {
        show(Threat::two_clocks, received, network.bssid, network.ssid);
    }
    if (two_channels) {
        show(Threat::two_channels, received, network.bssid, network.ssid);
    }
}

void Air::announced_with(const Received& received, const Beacon& beacon, const Elements& elements,
                         const HeardNetwork& network) {
    const bool believed = network.own && !threats_.is_present(Threat::two_clocks, network.bssid) &&
                          !threats_.is_present(Threat::two_channels, network.bssid);
    if (believed) {
        ReducedNeighbours neighbours(beacon.elements);
        while (const auto bssid = neighbours.next()) {
            own_.speak_for(*bssid);
        }
    }
    if (elements.non_transmitted_networks == 0) {
        return;
    }
    const auto mhz = network.mhz;
    MultipleBssid several(beacon.elements, network.bssid, elements.protection);
    while (const auto one = several.next()) {
        if (believed) {
            own_.speak_for(one->bssid);
        }
        auto* with = networks_.hear(one->bssid, own_);
        if (with == nullptr) {
            continue;
        }
        with->mhz = mhz;
        with->signal_dbm = signal_of(received.radio);
        with->changed = true;
        if (!one->ssid.empty()) {
            with->ssid = text(one->ssid);
        }
        judge(received,
              {.ssid = with->ssid,
               .own = with->own,
               .security = one->security(),
               .owe_transition = one->protection.owe_transition,
               .cut = received.cut},
              *with);
    }
}

void Air::judge(const Received& received, const Announcement& announcement, HeardNetwork& network) {
    if (!own_.settled() || announcement.ssid.empty()) {
        return;
    }
    if (const auto* name = own_.name(announcement.ssid)) {
        const auto found = differences(announcement, *name, own_.knows_access_points());
        if (found.unknown_bssid) {
            show(Threat::unknown_bssid, received, network.bssid, name->ssid);
        }
        if (found.other_security) {
            show(Threat::other_security, received, network.bssid, name->ssid);
        }
        if (found.open_twin) {
            show(Threat::open_twin, received, network.bssid, name->ssid);
        }
        return;
    }
    if (network.own) {
        return;
    }
    if (network.compared_in != own_.settlements() || network.compared != announcement.ssid) {
        network.compared_in = own_.settlements();
        network.compared = announcement.ssid;
        network.looks_like = own_.looks_like(announcement.ssid);
    }
    if (network.looks_like != nullptr) {
        show(Threat::look_alike, received, network.bssid, network.looks_like->ssid);
    }
}

void Air::left(const Received& received) {
    const auto& frame = received.frame;
    // Without the key nobody can make one that is protected.
    if (!own_.settled() || !frame.bssid || frame.protected_frame) {
        return;
    }
    const auto* network = networks_.find(*frame.bssid);
    // What is no access point's may be a client's address.
    if (network == nullptr ? !own_.is_named(*frame.bssid) : !is_ours(*network)) {
        return;
    }
    const bool too_many = flood_.hear({.bssid = *frame.bssid,
                                       .everybody = frame.receiver.group(),
                                       .retry = frame.retry,
                                       .sequence = frame.sequence,
                                       .at = now_});
    if (too_many) {
        show(Threat::deauthentications, received, *frame.bssid,
             network == nullptr ? std::string_view() : std::string_view(network->ssid));
    }
}

bool Air::is_ours(const HeardNetwork& network) const {
    return network.own || (!own_.knows_access_points() && own_.name(network.ssid) != nullptr);
}

void Air::show(Threat threat, const Received& received, const MacAddress& bssid, std::string_view ssid) {
    threats_.add({.threat = threat,
                  .bssid = bssid,
                  .ssid = capture::text32(ssid),
                  .mhz = received.radio.mhz.value_or(0),
                  .signal_dbm = signal_of(received.radio),
                  .sequence = received.frame.sequence,
                  .at = now_});
}

void Air::take_threats(std::vector<capture::Record>& into) {
    threats_.take(newest_, into);
}

void Air::tick(CaptureTime now, std::vector<capture::Record>& into) {
    pass_time(now);
    networks_.tell(into);
    channels_.tell(into);
    threats_.tell(newest_, into);
}

}  // namespace magpie::agent
