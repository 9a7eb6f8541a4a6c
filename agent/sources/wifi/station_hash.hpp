#pragma once

#include <cstdint>
#include <memory>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/time.hpp"

struct evp_mac_ctx_st;

namespace magpie::agent {

/// Names a station within this process for at most a day, and says nothing of its address to who has not the key: the
/// first 64 bits of HMAC-SHA-256 under a random key that is made here, stays in memory and is wiped in the end. One
/// thread; owned by Clients.
class StationHash {
  public:
    explicit StationHash(Monotonic now);

    [[nodiscard]] std::uint64_t of(const MacAddress& address) const;
    /// Whether the key is a day old; then it is time for another StationHash.
    [[nodiscard]] bool stale(Monotonic now) const;

  private:
    struct Wipe {
        void operator()(evp_mac_ctx_st* keyed) const;
    };

    std::unique_ptr<evp_mac_ctx_st, Wipe> keyed_;  // the only place of the key
    Monotonic made_;
};

}  // namespace magpie::agent
