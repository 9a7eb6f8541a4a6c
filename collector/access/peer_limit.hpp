#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "platform/http/server.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// A token bucket for each peer that is heard lately, in a table that does not grow. Who comes from very many places
/// pushes others out, who thereby have a full bucket again: strangers can make it forget, but not lock anybody out. A
/// value.
class PeerLimit {
  public:
    struct Settings {
        std::uint32_t burst;
        Milliseconds refill;  // for one token
    };
    explicit PeerLimit(Settings settings) : settings_(settings), table_(sets) {}

    /// Nothing when there was a token, which is now taken; else the time until there will be one.
    std::optional<Milliseconds> take(const http::Peer& peer, const Now& now);
    /// The same, and takes none.
    [[nodiscard]] std::optional<Milliseconds> wait(const http::Peer& peer, const Now& now) const;

  private:
    static constexpr std::size_t sets = 512;
    static constexpr std::size_t ways = 4;

    /// Kept as one time: when it will be full again (GCRA).
    struct Bucket {
        http::Peer peer{};
        Monotonic full{};
    };
    using Set = std::array<Bucket, ways>;

    static std::size_t set_of(const http::Peer& peer);
    [[nodiscard]] std::optional<Milliseconds> wait(Monotonic full, const Now& now) const;

    Settings settings_;
    std::vector<Set> table_;
};

}  // namespace magpie::collector
