#include "agent/ieee80211/frame.hpp"

#include <algorithm>
#include <cstring>

#include "agent/ieee80211/little_endian.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

constexpr std::size_t address_1 = 4;
constexpr std::size_t address_2 = 10;
constexpr std::size_t address_3 = 16;
constexpr std::size_t sequence_control = 22;
constexpr std::size_t one_address = 10;
constexpr std::size_t two_addresses = 16;
constexpr std::size_t three_addresses = 24;
constexpr std::size_t four_addresses = 30;

enum ControlSubtype : std::uint8_t {
    trigger = 2,
    beamforming_report_poll = 4,
    ndp_announcement = 5,
    control_frame_extension = 6,
    control_wrapper = 7,
    block_ack_request = 8,
    block_ack = 9,
    ps_poll = 10,
    rts = 11,
    cf_end = 14,
    cf_end_ack = 15,
};

// Addresses are written where they stay and compared where they came from: copies of six bytes made in between cost
// more than all the rest.

void copy(std::span<const std::byte> bytes, std::size_t at, MacAddress& to) {
    std::memcpy(to.bytes.data(), bytes.data() + at, to.bytes.size());
}

bool is_group(std::span<const std::byte> bytes, std::size_t at) {
    return (u8(bytes.data() + at) & 0x01) != 0;
}

bool are_same(std::span<const std::byte> bytes, std::size_t one, std::size_t other) {
    return std::memcmp(bytes.data() + one, bytes.data() + other, sizeof(MacAddress::bytes)) == 0;
}

/// Nothing of a group's: a wildcard is no network, and a group no client.
void copy_single(std::span<const std::byte> bytes, std::size_t at, std::optional<MacAddress>& to) {
    if (!is_group(bytes, at)) {
        copy(bytes, at, to.emplace());
    }
}

bool has_transmitter(unsigned control_subtype) {
    switch (control_subtype) {
        case trigger:
        case beamforming_report_poll:
        case ndp_announcement:
        case block_ack_request:
        case block_ack:
        case ps_poll:
        case rts:
        case cf_end:
        case cf_end_ack:
            return true;
        default:
            return false;
    }
}

/// In a control frame the group bit of a transmitter says that the frame tells its bandwidth (9.3.1.2).
void copy_transmitter(std::span<const std::byte> bytes, std::size_t at, Frame& frame) {
    auto& transmitter = frame.transmitter.emplace();
    copy(bytes, at, transmitter);
    transmitter.bytes[0] &= 0xfe;
}

/// The header's length; 0 where it is cut.
std::size_t read_control(std::span<const std::byte> bytes, Frame& frame) {
    constexpr std::size_t wrapper = 16;  // with the frame control of the carried frame, and HT control
    if (frame.subtype == control_wrapper) {
        if (bytes.size() < wrapper) {
            return 0;
        }
        if (has_transmitter(std::to_integer<unsigned>(bytes[one_address]) >> 4) && bytes.size() >= wrapper + 6) {
            copy_transmitter(bytes, wrapper, frame);
        }
        return wrapper;
    }
    if (!has_transmitter(frame.subtype)) {
        return one_address;
    }
    if (bytes.size() < two_addresses) {
        return 0;
    }
    copy_transmitter(bytes, address_2, frame);
    if (frame.subtype == ps_poll) {
        frame.duration_us = 0;  // there stands the association's number
        copy_single(bytes, address_1, frame.bssid);
    } else if (frame.subtype == cf_end || frame.subtype == cf_end_ack) {
        frame.bssid = frame.transmitter;
    }
    return two_addresses;
}

std::size_t read_management(std::span<const std::byte> bytes, bool order, Frame& frame) {
    if (bytes.size() < three_addresses) {
        return 0;
    }
    copy(bytes, address_2, frame.transmitter.emplace());
    if (!is_group(bytes, address_3)) {
        copy(bytes, address_3, frame.bssid.emplace());
        if (are_same(bytes, address_2, address_3)) {
            copy_single(bytes, address_1, frame.station);
        } else if (are_same(bytes, address_1, address_3)) {
            copy_single(bytes, address_2, frame.station);
        }
    }
    return order ? three_addresses + 4 : three_addresses;
}

std::size_t read_data(std::span<const std::byte> bytes, bool order, Frame& frame) {
    const bool four = frame.to_ds && frame.from_ds;
    auto length = four ? four_addresses : three_addresses;
    if (bytes.size() < length) {
        return 0;
    }
    copy(bytes, address_2, frame.transmitter.emplace());
    if (!four) {  // else between access points, or of a mesh: nobody's client
        copy_single(bytes, frame.to_ds ? address_1 : frame.from_ds ? address_2 : address_3, frame.bssid);
        copy_single(bytes, frame.from_ds ? address_1 : address_2, frame.station);
    }
    constexpr std::uint8_t qos = 8;
    if ((frame.subtype & qos) != 0) {
        length += order ? 6 : 2;
    }
    return length;
}

/// A DMG beacon, of 60 GHz, has one address, its network's (9.3.4.2); of others only what they are is read.
std::size_t read_extension(std::span<const std::byte> bytes, Frame& frame) {
    if (frame.subtype == 0) {
        copy(bytes, address_1, frame.transmitter.emplace());
        copy_single(bytes, address_1, frame.bssid);
    }
    return one_address;
}

/// False where it is cut.
bool read_frame(std::span<const std::byte> bytes, bool padded, Frame& frame) {
    constexpr unsigned protocol_version = 3;
    if (bytes.size() < one_address || (std::to_integer<unsigned>(bytes[0]) & protocol_version) != 0) {
        return false;
    }
    const auto control = u16(bytes.data());
    const auto bit = [&](unsigned place) { return (control >> place & 1) != 0; };
    frame.type = static_cast<FrameType>(control >> 2 & 3);
    frame.subtype = control >> 4 & 0x0f;
    copy(bytes, address_1, frame.receiver);
    constexpr std::uint16_t no_duration = 0x8000;
    const auto duration = u16(bytes.data() + 2);
    frame.duration_us = (duration & no_duration) != 0 ? std::uint16_t{0} : duration;
    const bool plain_flags = frame.type != FrameType::extension &&
                             (frame.type != FrameType::control || frame.subtype != control_frame_extension);
    if (plain_flags) {
        frame.to_ds = bit(8);
        frame.from_ds = bit(9);
        frame.more_fragments = bit(10);
        frame.retry = bit(11);
        frame.protected_frame = bit(14);
    }
    const bool order = plain_flags && bit(15);

    std::size_t length = 0;
    switch (frame.type) {
        case FrameType::management:
            length = read_management(bytes, order, frame);
            break;
        case FrameType::control:
            length = read_control(bytes, frame);
            break;
        case FrameType::data:
            length = read_data(bytes, order, frame);
            break;
        case FrameType::extension:
            length = read_extension(bytes, frame);
            break;
    }
    if (length == 0 || bytes.size() < length) {
        return false;
    }
    if (frame.type == FrameType::management || frame.type == FrameType::data) {
        const auto numbers = u16(bytes.data() + sequence_control);
        frame.sequence = numbers >> 4;
        frame.fragment = numbers & 0x0f;
        if (padded) {
            length = (length + 3) / 4 * 4;
        }
    }
    frame.body = bytes.subspan(std::min(length, bytes.size()));
    return true;
}

}  // namespace

tl::expected<Frame, BadFrame> parse_frame(std::span<const std::byte> bytes, bool padded) {
    tl::expected<Frame, BadFrame> frame;
    if (!read_frame(bytes, padded, *frame)) {
        frame = tl::unexpected(BadFrame::frame_short);
    }
    return frame;
}

std::optional<Beacon> parse_beacon(std::span<const std::byte> body) {
    constexpr std::size_t fixed = 12;
    if (body.size() < fixed) {
        return std::nullopt;
    }
    Beacon beacon;
    for (std::size_t place = 0; place < 4; ++place) {
        beacon.timestamp_us |= static_cast<std::uint64_t>(u16(body.data() + 2 * place)) << (16 * place);
    }
    beacon.interval_tu = u16(body.data() + 8);
    beacon.capabilities = u16(body.data() + 10);
    beacon.elements = body.subspan(fixed);
    return beacon;
}

std::optional<Authentication> parse_authentication(std::span<const std::byte> body) {
    if (body.size() < 6) {
        return std::nullopt;
    }
    return Authentication{u16(body.data()), u16(body.data() + 2), u16(body.data() + 4)};
}

std::optional<std::uint16_t> association_status(std::span<const std::byte> body) {
    return body.size() < 4 ? std::nullopt : std::optional(u16(body.data() + 2));
}

std::optional<std::uint16_t> reason_code(std::span<const std::byte> body) {
    return body.size() < 2 ? std::nullopt : std::optional(u16(body.data()));
}

}  // namespace magpie::agent
