#include "agent/internet/eapol.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

constexpr std::size_t header_size = 4;
constexpr std::uint8_t type_eap = 0;
constexpr std::uint8_t type_key = 3;

constexpr std::size_t eap_header_size = 4;
constexpr std::uint8_t last_eap_code = 4;

constexpr std::uint8_t descriptor_rsn = 2;
constexpr std::uint8_t descriptor_wpa = 254;

// IEEE 802.11-2020 figure 12-33.
constexpr unsigned key_pairwise = 0x0008;
constexpr unsigned key_install = 0x0040;
constexpr unsigned key_ack = 0x0080;
constexpr unsigned key_mic = 0x0100;
constexpr unsigned key_secure = 0x0200;
constexpr unsigned key_error = 0x0400;
constexpr unsigned key_request = 0x0800;
constexpr unsigned key_smk = 0x2000;

// Figure 12-32.
constexpr std::size_t place_of_information = 1;
constexpr std::size_t place_of_replay_counter = 5;
constexpr std::size_t place_of_nonce = 13;
constexpr std::size_t nonce_size = 32;
constexpr std::size_t place_of_mic = 77;
/// Table 12-11: which it is only the association says, so all are tried, the most usual first.
constexpr std::array<std::size_t, 3> mic_sizes{16, 24, 32};

/// The size of the key data; nothing where it does not fit. `length`: of the body, by its header.
std::optional<std::size_t> key_data_size(std::span<const std::byte> body, std::size_t length) {
    std::optional<std::size_t> fits;
    for (const auto mic_size : mic_sizes) {
        const auto before = place_of_mic + mic_size + 2;
        if (body.size() < before) {
            break;
        }
        const std::size_t size = number16(body, before - 2);
        if (before + size == length) {
            return size;
        }
        if (!fits && mic_size == mic_sizes.front() && before + size < length) {
            fits = size;
        }
    }
    return fits;
}

std::uint8_t key_message(std::span<const std::byte> body, std::size_t data_size) {
    const unsigned information = number16(body, place_of_information);
    const auto has = [&](unsigned bit) { return (information & bit) != 0; };
    if (!has(key_pairwise) || has(key_error) || has(key_request) || has(key_smk)) {
        return 0;
    }
    if (has(key_ack)) {
        return has(key_mic) || has(key_install) ? 3 : 1;
    }
    if (!has(key_mic)) {
        return 0;
    }
    // In WPA the fourth is not secure yet; in a multi-link association it has data, and only the nonce tells it from
    // the second of a later handshake, which is secure already.
    const auto nonce = body.subspan(place_of_nonce, nonce_size);
    const bool has_nonce = std::ranges::any_of(nonce, [](std::byte byte) { return byte != std::byte{0}; });
    return data_size == 0 || (has(key_secure) && !has_nonce) ? 4 : 2;
}

}  // namespace

tl::expected<Eapol, BadFrame> parse_eapol(std::span<const std::byte> bytes, std::size_t length) {
    const auto refused = tl::unexpected(BadFrame::eapol);
    if (bytes.size() < header_size) {
        return refused;
    }
    const auto type = number8(bytes, 1);
    const std::size_t body_length = number16(bytes, 2);
    if (header_size + body_length > length) {
        return refused;
    }
    const auto body = bytes.subspan(header_size, std::min(body_length, bytes.size() - header_size));
    Eapol eapol;
    if (type == type_eap) {
        if (body.size() < eap_header_size) {
            return refused;
        }
        const std::size_t eap_length = number16(body, 2);
        if (eap_length < eap_header_size || eap_length > body_length) {
            return refused;
        }
        const auto code = number8(body, 0);
        eapol.eap_code = code <= last_eap_code ? code : 0;
    } else if (type == type_key) {
        if (body.empty()) {
            return refused;
        }
        const auto descriptor = number8(body, 0);
        if (descriptor != descriptor_rsn && descriptor != descriptor_wpa) {
            return eapol;
        }
        const auto data_size = key_data_size(body, body_length);
        if (!data_size) {
            return refused;
        }
        eapol.key_message = key_message(body, *data_size);
        eapol.replay_counter = number64(body, place_of_replay_counter);
    }
    return eapol;
}

}  // namespace magpie::agent
