#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>

#include "tests/capture/bytes.hpp"

namespace magpie::captures {

using Mac = std::array<unsigned, 6>;

inline constexpr Mac access_point{0x02, 0xaa, 0x00, 0x00, 0x00, 0x01};
inline constexpr Mac other_access_point{0x02, 0xaa, 0x00, 0x00, 0x00, 0x02};
inline constexpr Mac secure_access_point{0x02, 0xaa, 0x00, 0x00, 0x00, 0x03};
inline constexpr Mac open_copy{0x02, 0xbb, 0x00, 0x00, 0x00, 0x04};
inline constexpr Mac client{0xf6, 0xc1, 0x1e, 0x47, 0x00, 0x01};
inline constexpr Mac other_client{0xf6, 0xc1, 0x1e, 0x47, 0x00, 0x02};
inline constexpr Mac third_client{0xf6, 0xc1, 0x1e, 0x47, 0x00, 0x03};
inline constexpr Mac everybody{0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
inline constexpr Mac multicast{0x01, 0x00, 0x5e, 0x00, 0x00, 0xfb};

// Bits of the frame control's second byte.
inline constexpr unsigned to_ds = 0x01;
inline constexpr unsigned from_ds = 0x02;
inline constexpr unsigned more_fragments = 0x04;
inline constexpr unsigned retry = 0x08;
inline constexpr unsigned protected_frame = 0x40;
inline constexpr unsigned order = 0x80;

/// Up to three addresses and, from three on, the sequence control.
struct MacHeader {
    unsigned type = 0;
    unsigned subtype = 0;
    unsigned flags = 0;
    unsigned duration = 44;
    std::vector<Mac> addresses;
    unsigned sequence = 0;
    unsigned fragment = 0;
};

inline void put(Bytes& into, const Mac& address) {
    for (const auto byte : address) {
        into.push_back(static_cast<std::byte>(byte));
    }
}

inline Bytes mac_header(const MacHeader& header) {
    Bytes result = bytes({header.type << 2 | header.subtype << 4, header.flags});
    put(result, header.duration, 2);
    for (std::size_t place = 0; place < header.addresses.size(); ++place) {
        if (place == 3) {
            put(result, header.sequence << 4 | header.fragment, 2);
        }
        put(result, header.addresses[place]);
    }
    if (header.addresses.size() == 3) {
        put(result, header.sequence << 4 | header.fragment, 2);
    }
    return result;
}

inline Bytes management(unsigned subtype, const Mac& to, const Mac& from, const Mac& network, const Bytes& body,
                        unsigned sequence = 1, unsigned flags = 0) {
    return joined(
        {mac_header({.subtype = subtype, .flags = flags, .addresses = {to, from, network}, .sequence = sequence}),
         body});
}

inline Bytes control(unsigned subtype, const std::vector<Mac>& addresses, const Bytes& body = {},
                     unsigned duration = 100) {
    return joined({mac_header({.type = 1, .subtype = subtype, .duration = duration, .addresses = addresses}), body});
}

inline Bytes data(unsigned subtype, unsigned flags, const std::vector<Mac>& addresses, const Bytes& body,
                  unsigned sequence = 1, unsigned fragment = 0) {
    return joined({mac_header({.type = 2,
                               .subtype = subtype,
                               .flags = flags,
                               .addresses = addresses,
                               .sequence = sequence,
                               .fragment = fragment}),
                   body});
}

inline Bytes element(unsigned id, const Bytes& body) {
    return joined({bytes({id, static_cast<unsigned>(body.size())}), body});
}

inline Bytes ssid(std::string_view name) {
    Bytes body;
    put(body, name);
    return element(0, body);
}

inline Bytes beacon_body(std::uint64_t timestamp, unsigned interval, unsigned capabilities, const Bytes& elements) {
    Bytes body;
    put(body, timestamp, 8);
    put(body, interval, 2);
    put(body, capabilities, 2);
    put(body, elements);
    return body;
}

/// Supported rates and the channel: what every beacon has besides its name.
inline Bytes usual_elements(unsigned channel) {
    return joined({element(1, bytes({0x82, 0x84, 0x8b, 0x96, 0x0c, 0x12, 0x18, 0x24})), element(3, bytes({channel}))});
}

inline Bytes beacon(std::string_view name, const Mac& network = access_point, unsigned channel = 6,
                    std::uint64_t timestamp = 1'024'000, unsigned sequence = 1) {
    const auto body = beacon_body(timestamp, 100, 0x0421, joined({ssid(name), usual_elements(channel)}));
    return management(8, everybody, network, network, body, sequence);
}

/// LLC and SNAP, and so many bytes of nothing.
inline Bytes payload(std::size_t size) {
    auto result = bytes({0xaa, 0xaa, 0x03, 0, 0, 0, 0x88, 0xb5});
    result.resize(8 + size, std::byte{0x5a});
    return result;
}

/// CRC-32 of IEEE 802.3, as it stands behind a frame.
inline Bytes with_fcs(Bytes frame) {
    std::uint32_t crc = 0xffff'ffff;
    for (const auto byte : frame) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xedb8'8320 : 0U);
        }
    }
    put(frame, ~crc, 4);
    return frame;
}

}  // namespace magpie::captures
