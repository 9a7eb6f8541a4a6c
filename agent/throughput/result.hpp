#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::agent::throughput {

/// How a run ended, or why there was none: the label `outcome`.
enum class Outcome : std::uint8_t {
    measured,
    unreachable,  ///< no way to the server, or it does not answer
    refused,      ///< nobody listens there
    busy,         ///< the server has another run
    hung,         ///< it went silent within the run, and the time was over
    reset,        ///< the connection broke within the run
    protocol,     ///< the server speaks otherwise, or says that it cannot
    nothing,      ///< it ended well and no byte had arrived
    junk,         ///< what the program of the run said is no result
    crashed,      ///< the program of the run ended without a word
    killed,       ///< it had to be ended
    not_started,  ///< our own system lets it not begin
    no_address,   ///< the target's name has none
    budget,       ///< the bytes of the day are spent
    no_token,     ///< the collector gave no turn, or it came too late
};
inline constexpr std::size_t outcome_count = 15;
inline constexpr std::array<std::string_view, outcome_count> outcome_words{
    "measured", "unreachable", "refused", "busy",        "hung",       "reset",  "protocol", "nothing",
    "junk",     "crashed",     "killed",  "not_started", "no_address", "budget", "no_token"};

[[nodiscard]] inline std::string_view word(Outcome outcome) {
    return outcome_words[static_cast<std::size_t>(outcome)];
}

/// Who cannot be asked once cannot be asked the next moment either; nor was anything sent.
[[nodiscard]] constexpr bool spares_the_rest(Outcome outcome) {
    return outcome == Outcome::unreachable || outcome == Outcome::refused || outcome == Outcome::busy ||
           outcome == Outcome::not_started || outcome == Outcome::no_address;
}

/// What arrived at the far end of one run, by who received it.
struct Measured {
    std::uint64_t bytes = 0;  // not 0
    double seconds = 0;       // above 0
    std::optional<std::uint64_t> retransmits{};
    friend bool operator==(const Measured&, const Measured&) = default;

    [[nodiscard]] double bytes_per_second() const { return static_cast<double>(bytes) / seconds; }
};

/// What one run came to. What was not learnt is absent, never 0.
struct Result {
    Outcome outcome = Outcome::junk;
    std::optional<Measured> measured{};  // where, and only where, it was measured
    std::optional<std::uint64_t>
        cost_bytes{};      // both ends' word on what was sent; absent where they do not agree on an end
    std::string detail{};  // for a person
    friend bool operator==(const Result&, const Result&) = default;
};

inline constexpr std::size_t longest_result = 4096;
inline constexpr std::size_t longest_detail = 200;

/// One line of JSON: what magpie-throughput prints.
[[nodiscard]] std::string encode(const Result& result);
/// Of what somebody printed: `junk` when it is no result, contradicts itself (measured without figures, figures
/// without measured, nothing that arrived, more than was ever asked for), or is longer than a result can be.
[[nodiscard]] Result decode_result(std::string_view printed);

}  // namespace magpie::agent::throughput
