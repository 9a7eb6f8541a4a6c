#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "wire/stamp/packet.hpp"

namespace magpie::stamp {

using Mac = std::array<std::byte, mac_size>;

/// Whoever has it can speak for a session. 16 to 64 octets: as long as a block of SHA-256, beyond which a key is hashed
/// and gains nothing.
class Key {
  public:
    static constexpr std::size_t least = 16;
    static constexpr std::size_t most = 64;

    /// The error is one line for a person. `text` is hexadecimal, as of a file: white space at its end is left out.
    [[nodiscard]] static tl::expected<Key, std::string> from_hexadecimal(std::string_view text);

    /// HMAC-SHA-256, its first 16 octets (RFC 8762 §4.4).
    [[nodiscard]] Mac mac(std::span<const std::byte> text) const;

  private:
    std::array<std::byte, most> octets_{};
    std::size_t size_ = 0;
};

/// Writes the HMAC of an authenticated base that is otherwise complete.
void sign(std::span<std::byte> datagram, const Key& key);
/// Whether it is right; false also for a datagram that is too short to have one. Takes the same time either way.
[[nodiscard]] bool is_signed(std::span<const std::byte> datagram, const Key& key);

/// For the HMAC TLV (RFC 8972 §4.8): over the sequence number of the packet and the TLVs before it, together at most
/// 4 + most_datagram octets.
[[nodiscard]] Mac mac_of_tlvs(const Key& key, std::uint32_t sequence, std::span<const std::byte> tlvs);
[[nodiscard]] bool is_equal(std::span<const std::byte> mac, const Mac& expected);

/// No packet is longer: what an Ethernet frame of the usual kind carries.
inline constexpr std::size_t most_datagram = 1472;

}  // namespace magpie::stamp
