#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <tl/expected.hpp>

#include "platform/http/client.hpp"
#include "wire/time.hpp"

namespace magpie::collector::history {

/// What came of a request; each is a value of the label `outcome`.
enum class Outcome : std::uint8_t {
    stored,       // 2xx
    refused,      // the store does not want these samples and never will
    busy,         // 429, 503: later
    failed,       // another 5xx
    denied,       // address, credentials or settings are wrong: nothing about the samples
    unreachable,  // no connection, or none that is trusted, or one that ended before the answer
    timeout,
    garbled,  // no HTTP, or too much of it
};
inline constexpr std::string_view outcome_words[] = {"stored", "refused",     "busy",    "failed",
                                                     "denied", "unreachable", "timeout", "garbled"};

struct Verdict {
    Outcome outcome{};
    std::optional<Milliseconds> retry_after{};  // as the store asked
};

/// Reads an answer. 400, 413 and 422 are about the samples; so are Prometheus' 500 "too old sample" and its like. What
/// else is not 2xx is trouble of the store or of the way to it, and the samples are to be sent again. `now` by the wall
/// clock, for a Retry-After may be a date.
[[nodiscard]] Verdict judge(const tl::expected<http::Answer, http::Failure>& answer, UtcMs now);

}  // namespace magpie::collector::history
