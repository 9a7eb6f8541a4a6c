#include "agent/capture/read/json.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "agent/capture/read/names.hpp"
#include "agent/ieee80211/channel.hpp"
#include "agent/ieee80211/elements.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"
#include "wire/capture/words.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;
using nlohmann::ordered_json;

constexpr std::size_t fcs_size = 4;

bool is(const Frame& frame, ManagementSubtype subtype) {
    return frame.type == FrameType::management && frame.subtype == static_cast<std::uint8_t>(subtype);
}

/// Of the frames in which only an access point can be the BSSID: in others, as of two clients that talk directly, it
/// may be a client's address.
std::optional<MacAddress> access_point_of(const Frame& frame) {
    constexpr std::uint16_t ess = 1;
    if (!frame.bssid) {
        return std::nullopt;
    }
    bool told = false;
    if (frame.type == FrameType::data) {
        told = frame.to_ds != frame.from_ds;
    } else if (is(frame, ManagementSubtype::beacon) || is(frame, ManagementSubtype::probe_response)) {
        const auto beacon = parse_beacon(frame.body);
        told = beacon && (beacon->capabilities & ess) != 0;
    } else {
        told =
            is(frame, ManagementSubtype::association_request) || is(frame, ManagementSubtype::association_response) ||
            is(frame, ManagementSubtype::reassociation_request) || is(frame, ManagementSubtype::reassociation_response);
    }
    return told ? frame.bssid : std::nullopt;
}

std::string_view whose(const MacAddress& address, const std::optional<MacAddress>& access_point) {
    return address.group() ? "group" : address == access_point ? "access_point" : "client";
}

double megabits(std::uint64_t bits) {
    return std::round(static_cast<double>(bits) / 1e5) / 10;
}

void add_modulation(const Modulation& modulation, ordered_json& line) {
    line["phy"] = name(modulation.phy);
    if (const auto rate = rate_of(modulation)) {
        line["rate_mbps"] = megabits(*rate);
    }
    if (modulation.phy == Phy::dsss || modulation.phy == Phy::ofdm) {
        return;
    }
    line["mcs"] = modulation.mcs;
    line["streams"] = modulation.streams;
    line["width_mhz"] = modulation.width_mhz;
    line["guard_ns"] = modulation.guard_ns;
    if (modulation.ru_tones != 0) {
        line["ru_tones"] = modulation.ru_tones;
    }
    if (modulation.stbc) {
        line["stbc"] = true;
    }
    if (modulation.dcm) {
        line["dcm"] = true;
    }
}

void add_radio(const Radiotap& radiotap, ordered_json& line) {
    if (radiotap.tsft_us) {
        line["tsft_us"] = *radiotap.tsft_us;
    }
    if (radiotap.mhz) {
        line["mhz"] = *radiotap.mhz;
        if (const auto channel = channel_of(*radiotap.mhz)) {
            line["channel"] = *channel;
        }
    }
    if (radiotap.signal_dbm) {
        line["signal_dbm"] = *radiotap.signal_dbm;
    }
    if (radiotap.noise_dbm) {
        line["noise_dbm"] = *radiotap.noise_dbm;
    }
    if (radiotap.modulation.phy != Phy::unknown) {
        add_modulation(radiotap.modulation, line);
    }
    if (radiotap.ampdu_reference) {
        line["ampdu"] = *radiotap.ampdu_reference;
    }
}

/// The elements of those frames that bear a network's name; nothing where there are none.
std::optional<std::span<const std::byte>> named_elements(const Frame& frame) {
    constexpr std::size_t before_association = 4;
    constexpr std::size_t before_reassociation = 10;
    const auto behind = [&](std::size_t fixed) -> std::optional<std::span<const std::byte>> {
        return frame.body.size() < fixed ? std::nullopt : std::optional(frame.body.subspan(fixed));
    };
    if (is(frame, ManagementSubtype::beacon) || is(frame, ManagementSubtype::probe_response)) {
        const auto beacon = parse_beacon(frame.body);
        return beacon ? std::optional(beacon->elements) : std::nullopt;
    }
    if (is(frame, ManagementSubtype::probe_request)) {
        return behind(0);
    }
    if (is(frame, ManagementSubtype::association_request)) {
        return behind(before_association);
    }
    return is(frame, ManagementSubtype::reassociation_request) ? behind(before_reassociation) : std::nullopt;
}

void add_body(const Frame& frame, bool cut, ordered_json& line) {
    if (const auto bytes = named_elements(frame)) {
        const auto elements = parse_elements(*bytes);
        if (elements.malformed && !cut) {
            line["bad"] = word(BadFrame::elements);
        } else if (elements.ssid) {
            line["ssid"] = escaped(*elements.ssid);
        }
        return;
    }
    if (is(frame, ManagementSubtype::beacon) || is(frame, ManagementSubtype::probe_response)) {
        line["bad"] = word(BadFrame::frame_short);
        return;
    }
    if (frame.protected_frame) {
        return;
    }
    if (is(frame, ManagementSubtype::authentication)) {
        if (const auto authentication = parse_authentication(frame.body)) {
            line["algorithm"] = authentication->algorithm;
            line["transaction"] = authentication->transaction;
            line["status"] = authentication->status;
        }
    } else if (is(frame, ManagementSubtype::association_response) ||
               is(frame, ManagementSubtype::reassociation_response)) {
        if (const auto status = association_status(frame.body)) {
            line["status"] = *status;
        }
    } else if (is(frame, ManagementSubtype::deauthentication) || is(frame, ManagementSubtype::disassociation)) {
        if (const auto reason = reason_code(frame.body)) {
            line["reason"] = *reason;
        }
    }
}

void add_frame(std::span<const std::byte> bytes, bool padded, bool cut, ordered_json& line) {
    const auto frame = parse_frame(bytes, padded);
    if (!frame) {
        line["bad"] = word(frame.error());
        return;
    }
    line["type"] = name(frame->type);
    line["subtype"] = subtype_name(frame->type, frame->subtype);
    line["retry"] = frame->retry;
    line["protected"] = frame->protected_frame;
    if (frame->type == FrameType::management || frame->type == FrameType::data) {
        line["sequence"] = frame->sequence;
        line["fragment"] = frame->fragment;
        const auto access_point = access_point_of(*frame);
        if (access_point) {
            line["bssid"] = capture::access_point_text(access_point->bytes);
        }
        const bool between = frame->to_ds && frame->from_ds;
        if (access_point || !between) {
            line["receiver"] = whose(frame->receiver, frame->bssid);
            line["transmitter"] = whose(*frame->transmitter, frame->bssid);
        }
    }
    add_body(*frame, cut, line);
}

/// `behind` is what stands behind the radiotap header, `length` how long it was in the air.
void add_behind_radiotap(const Radiotap& radiotap, std::span<const std::byte> behind, std::size_t length,
                         ordered_json& line) {
    const auto on_air = radiotap.fcs_at_end ? length : length + fcs_size;
    if (const auto us = radiotap.ppdu_us ? radiotap.ppdu_us : airtime_us(radiotap.modulation, on_air, true);
        us && !radiotap.zero_length) {
        line["airtime_us"] = *us;
    }
    if (radiotap.bad_fcs) {
        line["bad"] = word(BadFrame::bad_fcs);
        return;
    }
    if (radiotap.zero_length) {
        line["zero_length"] = true;
        return;
    }
    const auto without_fcs = radiotap.fcs_at_end ? length - std::min(length, fcs_size) : length;
    add_frame(behind.first(std::min(behind.size(), without_fcs)), radiotap.padded, behind.size() < without_fcs, line);
}

}  // namespace

std::string json_line(std::size_t number, const CapturedFrame& frame, LinkType link_type) {
    ordered_json line;
    line["number"] = number;
    line["time"] = static_cast<double>(frame.at.time_since_epoch().count()) / 1e6;
    line["length"] = frame.length;
    if (link_type == LinkType::ieee80211) {
        add_frame(frame.bytes, false, frame.bytes.size() < frame.length, line);
    } else if (link_type == LinkType::radiotap) {
        if (const auto radiotap = parse_radiotap(frame.bytes)) {
            add_radio(*radiotap, line);
            add_behind_radiotap(*radiotap, frame.bytes.subspan(radiotap->length), frame.length - radiotap->length,
                                line);
        } else {
            line["bad"] = word(radiotap.error());
        }
    }
    return line.dump();
}

void print_frames(PacketSource& source, std::ostream& out) {
    constexpr std::size_t at_once = 1000;
    std::size_t number = 0;
    const auto link_type = source.link_type();
    while (!source.ended()) {
        source.read(at_once, [&](const CapturedFrame& frame) { out << json_line(++number, frame, link_type) << '\n'; });
    }
}

}  // namespace magpie::agent
