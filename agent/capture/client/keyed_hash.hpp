#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::client {

/// Names clients, flows and queries in memory, and says nothing of their addresses to who has not the key: SipHash-2-4
/// (Aumasson, Bernstein 2012) under a key that stays in memory and is wiped in the end. Each TCP segment is looked up
/// by it, for which HMAC-SHA-256 would take too long, and it needs no library in a sandbox. One thread; owned by
/// Connections.
class KeyedHash {
  public:
    using Key = std::array<std::uint8_t, 16>;

    /// A key of the kernel's random numbers, by getrandom(2): the one system call of this room.
    static KeyedHash random();
    explicit KeyedHash(const Key& key);
    ~KeyedHash();
    KeyedHash(const KeyedHash&) = delete;
    KeyedHash(KeyedHash&&) = delete;
    KeyedHash& operator=(const KeyedHash&) = delete;
    KeyedHash& operator=(KeyedHash&&) = delete;

    [[nodiscard]] std::uint64_t of(std::span<const std::uint8_t> bytes) const;
    [[nodiscard]] std::uint64_t of(const MacAddress& address) const { return of(std::span(address.bytes)); }

    /// Another key instead.
    void renew();

  private:
    KeyedHash() { renew(); }

    std::array<std::uint64_t, 2> key_{};
};

}  // namespace magpie::agent::client
