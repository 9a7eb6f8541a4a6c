#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

/// Beacons and other frames of access points, byte by byte as on the air, with a radiotap header before them.
namespace magpie::fakes::air {

using agent::MacAddress;
using Bytes = std::vector<std::byte>;

inline Bytes bytes(std::initializer_list<unsigned> values) {
    Bytes result;
    for (const auto value : values) {
        result.push_back(static_cast<std::byte>(value));
    }
    return result;
}

inline Bytes bytes(std::string_view text) {
    Bytes result;
    for (const char letter : text) {
        result.push_back(static_cast<std::byte>(letter));
    }
    return result;
}

inline Bytes bytes(const MacAddress& address) {
    Bytes result;
    for (const auto byte : address.bytes) {
        result.push_back(std::byte{byte});
    }
    return result;
}

inline Bytes all(std::initializer_list<Bytes> parts) {
    Bytes result;
    for (const auto& part : parts) {
        result.insert(result.end(), part.begin(), part.end());
    }
    return result;
}

/// Little-endian.
inline Bytes number(std::uint64_t value, std::size_t size) {
    Bytes result;
    for (std::size_t at = 0; at < size; ++at) {
        result.push_back(static_cast<std::byte>(value >> (8 * at)));
    }
    return result;
}

inline Bytes element(unsigned id, const Bytes& body) {
    return all({bytes({id, static_cast<unsigned>(body.size())}), body});
}

inline Bytes ssid(std::string_view text) {
    return element(0, bytes(text));
}

/// With one pairwise cipher, and each of these key management suites of 00-0F-AC.
inline Bytes rsn(std::initializer_list<unsigned> suites) {
    auto body = bytes({1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4, static_cast<unsigned>(suites.size()), 0});
    for (const auto suite : suites) {
        body = all({body, bytes({0, 0x0f, 0xac, suite})});
    }
    return element(48, all({body, bytes({0, 0})}));
}

inline Bytes rsn(capture::Security security) {
    switch (security) {
        case capture::Security::open:
            return {};
        case capture::Security::owe:
            return rsn({18});
        case capture::Security::personal:
            return rsn({2});
        case capture::Security::enterprise:
            return rsn({1});
    }
    return {};
}

/// Of the half of a pair whose other half is this one.
inline Bytes owe_transition(const MacAddress& other, std::string_view other_ssid) {
    return element(221, all({bytes({0x50, 0x6f, 0x9a, 0x1c}), bytes(other),
                             bytes({static_cast<unsigned>(other_ssid.size())}), bytes(other_ssid)}));
}

/// A profile of a Multiple BSSID element.
inline Bytes profile(unsigned index, std::string_view name, const Bytes& more, bool privacy) {
    return element(
        0, all({element(83, bytes({privacy ? 0x11U : 0x01U, 0x04})), ssid(name), element(85, bytes({index})), more}));
}

inline Bytes multiple_bssid(unsigned bits, std::initializer_list<Bytes> profiles) {
    return element(71, all({bytes({bits}), all(profiles)}));
}

/// A Reduced Neighbour Report of one channel with these neighbours.
inline Bytes reduced_neighbours(std::initializer_list<MacAddress> bssids) {
    auto body = bytes({static_cast<unsigned>(bssids.size() - 1) << 4, 13, 131, 37});
    for (const auto& bssid : bssids) {
        body = all({body, bytes({0xff}), bytes(bssid), bytes({1, 2, 3, 4, 0x42, 0})});
    }
    return element(201, body);
}

/// What a radio says of a frame, and the frame: TSFT, rate, channel and signal.
struct Reception {
    std::uint64_t tsft_us = 0;
    bool has_tsft = true;
    std::uint32_t mhz = 2437;
    std::int8_t signal_dbm = -50;
    bool bad_fcs = false;

    [[nodiscard]] Bytes of(const Bytes& frame) const {
        const auto tail = all({bytes({bad_fcs ? 0x40U : 0U, 12}), number(mhz, 2),
                               bytes({mhz < 3000 ? 0xc0U : 0x40U, mhz < 3000 ? 0x00U : 0x01U}),
                               bytes({static_cast<std::uint8_t>(signal_dbm), 0})});
        if (!has_tsft) {
            return all({bytes({0, 0, 16, 0, 0x2e, 0, 0, 0}), tail, frame});
        }
        return all({bytes({0, 0, 24, 0, 0x2f, 0, 0, 0}), number(tsft_us, 8), tail, frame});
    }
};

/// A header with three addresses. `control` is type and subtype with their bits, as on the air.
inline Bytes header(unsigned control, unsigned flags, const MacAddress& to, const MacAddress& from,
                    const MacAddress& bssid, unsigned sequence) {
    return all({bytes({control, flags, 0, 0}), bytes(to), bytes(from), bytes(bssid), number(sequence << 4, 2)});
}

inline constexpr MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

/// An access point with a clock of its own, as what it sends shows it.
struct FakeAccessPoint {
    MacAddress bssid{{0x02, 0x00, 0x00, 0x00, 0x01, 0x00}};
    std::string ssid = "City";
    capture::Security security = capture::Security::personal;
    std::uint32_t mhz = 2437;
    unsigned channel = 6;  // as its DS Parameter Set says
    std::uint16_t interval_tu = 100;
    std::int8_t signal_dbm = -50;
    std::uint64_t clock_us = 5'000'000'000;  // when the capture's is 0
    double skew_ppm = 0;
    Bytes more{};  // elements behind the others
    unsigned sequence = 0;
    bool hidden = false;

    [[nodiscard]] std::uint64_t clock_at(std::uint64_t us) const {
        return clock_us + us + static_cast<std::uint64_t>(static_cast<double>(us) * (skew_ppm / 1e6));
    }

    [[nodiscard]] Bytes beacon(std::uint64_t us) { return announce(0x80, everybody, hidden ? "" : ssid, us); }
    [[nodiscard]] Bytes probe_response(std::string_view name, std::uint64_t us) {
        return announce(0x50, MacAddress{{0x02, 0xcc, 0, 0, 0, 1}}, name, us);
    }
    [[nodiscard]] Bytes deauthentication(const MacAddress& to, unsigned flags = 0) {
        return all({header(0xc0, flags, to, bssid, bssid, ++sequence), bytes({7, 0})});
    }
    /// To a client, without payload.
    [[nodiscard]] Bytes data(const MacAddress& to, unsigned flags = 0) {
        return header(0x08, 0x02 | flags, to, bssid, bssid, ++sequence);
    }

    [[nodiscard]] Bytes announce(unsigned control, const MacAddress& to, std::string_view name, std::uint64_t us) {
        const unsigned capabilities = security == capture::Security::open ? 0x0401 : 0x0411;
        return all({header(control, 0, to, bssid, bssid, ++sequence), number(clock_at(us), 8), number(interval_tu, 2),
                    number(capabilities, 2), air::ssid(name), element(1, bytes({0x82, 0x84, 0x8b, 0x96})),
                    element(3, bytes({channel})), rsn(security), more});
    }
};

}  // namespace magpie::fakes::air
