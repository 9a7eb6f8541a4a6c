#include "collector/history/verdict.hpp"

#include <algorithm>
#include <charconv>

#include "platform/http/date.hpp"

namespace magpie::collector::history {

namespace {

/// Prometheus 2.42 answers 500 where a later one answers 400 (storage/remote/write_handler.go).
constexpr std::string_view final_words[] = {"too old sample", "out of bounds", "out of order sample",
                                            "duplicate sample for timestamp"};

constexpr Milliseconds longest_wait{std::chrono::hours(24)};

/// Retry-After: seconds, or a date (RFC 9110, 10.2.3); one that has passed is no wait.
std::optional<Milliseconds> wait_of(std::string_view text, UtcMs now) {
    std::uint32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem == std::errc{} && end == text.data() + text.size()) {
        return std::min<Milliseconds>(std::chrono::seconds(number), longest_wait);
    }
    const auto date = http::parse_date(text, now);
    return date ? std::optional(std::clamp<Milliseconds>(*date - now, Milliseconds{0}, longest_wait)) : std::nullopt;
}

Outcome outcome_of(http::Failure failure) {
    switch (failure) {
        case http::Failure::timeout:
            return Outcome::timeout;
        case http::Failure::garbled:
            return Outcome::garbled;
        default:
            return Outcome::unreachable;
    }
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

Verdict judge(const tl::expected<http::Answer, http::Failure>& answer, UtcMs now) {
    if (!answer) {
        return {outcome_of(answer.error())};
    }
    return {outcome_of(*answer), wait_of(answer->retry_after, now)};
}

}  // namespace magpie::collector::history
