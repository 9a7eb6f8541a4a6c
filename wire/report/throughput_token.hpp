#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie {

/// Name of the Bytes metric of the NCMD that carries it.
inline constexpr std::string_view throughput_token_metric = "Node Control/Measure Throughput";

/// Given by the collector to each turn; ascending, also over its restarts.
enum class TokenId : std::uint64_t {};

inline constexpr Milliseconds longest_turn{900'000};

/// A node's turn to fill its line. It ends, whatever happens, `lasts` after the moment `asked` on the node's own
/// monotonic time line: that of the report the collector decided by. So a command that was long on its way gives no
/// turn to a node whose time is over, and nobody's clock need be right.
struct ThroughputToken {
    TokenId id{};
    Monotonic asked{};
    Milliseconds lasts{};
    friend bool operator==(const ThroughputToken&, const ThroughputToken&) = default;
};

/// How far a node is with it, in the header of its reports.
struct ThroughputState {
    Milliseconds needs{};  // for all it measures in one turn; 0: it measures none
    bool waits = false;    // wants a turn by itself
    TokenId ended{};       // the turn that it has had, or given back, last
    friend bool operator==(const ThroughputState&, const ThroughputState&) = default;
};

[[nodiscard]] std::string encode(const ThroughputToken& token);
/// Nothing when the bytes are no token (no id, a number of 2^53 or more, a turn that is none or above the longest).
[[nodiscard]] std::optional<ThroughputToken> decode_throughput_token(std::string_view bytes);

[[nodiscard]] std::string encode(const ThroughputState& state);
/// Nothing when the bytes are no state (needs that are none or above the longest turn, a number of 2^53 or more).
[[nodiscard]] std::optional<ThroughputState> decode_throughput_state(std::string_view bytes);

}  // namespace magpie
