#include "firmware/node/app/sha256.hpp"

#include <algorithm>
#include <bit>

namespace magpie::node {

namespace {

// clang-format off
constexpr std::array<std::uint32_t, 64> round_constants{
    0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
    0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
    0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
    0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
    0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
    0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
    0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
    0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2};
// clang-format on

std::uint32_t big_endian(std::span<const std::uint8_t> bytes) {
    return (std::uint32_t{bytes[0]} << 24U) | (std::uint32_t{bytes[1]} << 16U) | (std::uint32_t{bytes[2]} << 8U) |
           bytes[3];
}

void put_big_endian(std::uint32_t value, std::span<std::uint8_t> bytes) {
    for (std::size_t i = 0; i < 4; ++i) {
        bytes[i] = static_cast<std::uint8_t>(value >> (24U - 8U * i));
    }
}

}  // namespace

void Sha256::block(std::span<const std::uint8_t, block_bytes> bytes) {
    // The message schedule needs its last 16 words only: a quarter of the stack.
    std::array<std::uint32_t, 16> words{};
    for (std::size_t i = 0; i < words.size(); ++i) {
        words[i] = big_endian(bytes.subspan(4 * i, 4));
    }
    auto [a, b, c, d, e, f, g, h] = state_;
    for (std::size_t i = 0; i < round_constants.size(); ++i) {
        auto& word = words[i % 16];
        if (i >= 16) {
            const auto w15 = words[(i + 1) % 16];
            const auto w2 = words[(i + 14) % 16];
            word += (std::rotr(w15, 7) ^ std::rotr(w15, 18) ^ (w15 >> 3U)) + words[(i + 9) % 16] +
                    (std::rotr(w2, 17) ^ std::rotr(w2, 19) ^ (w2 >> 10U));
        }
        const auto t1 = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                        round_constants[i] + word;
        const auto t2 = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    const std::array<std::uint32_t, 8> mixed{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < mixed.size(); ++i) {
        state_[i] += mixed[i];
    }
}

void Sha256::add(std::span<const std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const std::size_t used = bytes_ % block_bytes;
        const auto taken = bytes.first(std::min(bytes.size(), block_bytes - used));
        std::copy(taken.begin(), taken.end(), part_.begin() + static_cast<std::ptrdiff_t>(used));
        bytes_ += static_cast<std::uint32_t>(taken.size());
        bytes = bytes.subspan(taken.size());
        if (bytes_ % block_bytes == 0) {
            block(part_);
        }
    }
}

Digest Sha256::end() {
    const std::uint32_t bits = bytes_ * 8;
    constexpr std::array<std::uint8_t, block_bytes> padding{0x80};
    const std::size_t used = bytes_ % block_bytes;
    const std::size_t length_at = block_bytes - 8;
    add(std::span(padding).first(used < length_at ? length_at - used : block_bytes + length_at - used));
    std::array<std::uint8_t, 8> length{};
    put_big_endian(bits, std::span(length).subspan(4));
    add(length);
    Digest digest{};
    for (std::size_t i = 0; i < state_.size(); ++i) {
        put_big_endian(state_[i], std::span(digest).subspan(4 * i));
    }
    return digest;
}

}  // namespace magpie::node
