#include "collector/history/verdict.hpp"

#include <algorithm>
#include <charconv>

namespace magpie::collector::history {

namespace {

/// Prometheus 2.42 answers 500 where a later one answers 400 (storage/remote/write_handler.go).
constexpr std::string_view final_words[] = {"too old sample", "out of bounds", "out of order sample",
                                            "duplicate sample for timestamp"};

/// Retry-After as a number of seconds; a date is none (RFC 9110, 10.2.3).
std::optional<Milliseconds> seconds(std::string_view text) {
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return std::chrono::seconds(number);
}

Outcome outcome_of(http::Failure failure) {
    switch (failure) {
        case http::Failure::timeout:
            return Outcome::timeout;
        case http::Failure::garbled:
            return Outcome::garbled;
        case http::Failure::no_connection:
        case http::Failure::connection_lost:
            break;
    }
    return Outcome::unreachable;
}

Outcome outcome_of(const http::Answer& answer) {
    const auto status = answer.status;
    if (status >= 200 && status < 300) {
        return Outcome::stored;
    }
    if (status == 400 || status == 413 || status == 422) {
        return Outcome::refused;
    }
    if (status >= 500 && std::ranges::any_of(final_words, [&](std::string_view words) {
            return answer.body.find(words) != std::string::npos;
        })) {
        return Outcome::refused;
    }
    if (status == 429 || status == 503) {
        return Outcome::busy;
    }
    return status >= 500 ? Outcome::failed : Outcome::denied;
}

}  // namespace

Verdict judge(const tl::expected<http::Answer, http::Failure>& answer) {
    if (!answer) {
        return {outcome_of(answer.error())};
    }
    return {outcome_of(*answer), seconds(answer->retry_after)};
}

}  // namespace magpie::collector::history
