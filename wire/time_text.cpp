#include "wire/time_text.hpp"

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>

namespace magpie {

namespace {

constexpr double last_second = 253'402'300'799;  // of the year 9999
constexpr UtcMs last_time{Milliseconds{253'402'300'799'999}};

/// Takes so many digits off.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) {
        return std::nullopt;
    }
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') {
            return std::nullopt;
        }
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char letter) {
    if (!text.starts_with(letter)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<UtcMs> of_seconds(std::string_view text) {
    double seconds = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (problem != std::errc{} || end != text.data() + text.size() || !(seconds >= 0 && seconds <= last_second)) {
        return std::nullopt;
    }
    return UtcMs{Milliseconds{std::llround(seconds * 1000)}};
}

/// Of a fraction what counts: three digits of at most nine.
std::optional<int> milliseconds(std::string_view& text) {
    int value = 0;
    std::size_t count = 0;
    for (; count < 9 && !text.empty() && text.front() >= '0' && text.front() <= '9'; ++count) {
        value = count < 3 ? value * 10 + (text.front() - '0') : value;
        text.remove_prefix(1);
    }
    for (auto missing = count; missing < 3; ++missing) {
        value *= 10;
    }
    return count == 0 ? std::nullopt : std::optional(value);
}

std::optional<std::chrono::minutes> offset(std::string_view& text) {
    if (take(text, 'Z')) {
        return std::chrono::minutes{0};
    }
    const int sign = text.starts_with('-') ? -1 : 1;
    if (!take(text, '+') && !take(text, '-')) {
        return std::nullopt;
    }
    const auto hours = digits(text, 2);
    const bool colon = take(text, ':');
    const auto minutes = colon ? digits(text, 2) : std::nullopt;
    if (!hours || !minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    return sign * std::chrono::minutes{*hours * 60 + *minutes};
}

}  // namespace

/// By the calendar, not by time_t, which ends in 2038 on boards of 32 bits.
std::string time_text(UtcMs time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    char text[64];
    const int size =
        std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return {text, static_cast<std::size_t>(size)};
}

std::string minute_text(UtcMs time) {
    const auto text = time_text(time);
    return text.substr(0, 10) + " " + text.substr(11, 5);
}

std::optional<UtcMs> parse_time(std::string_view text) {
    if (text.find('-') == std::string_view::npos) {
        return of_seconds(text);
    }
    const auto year = digits(text, 4);
    const bool dash = take(text, '-');
    const auto month = dash ? digits(text, 2) : std::nullopt;
    const bool second_dash = take(text, '-');
    const auto day = second_dash ? digits(text, 2) : std::nullopt;
    if (!year || !month || !day || !take(text, 'T')) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    const auto hour = digits(text, 2);
    const bool colon = take(text, ':');
    const auto minute = colon ? digits(text, 2) : std::nullopt;
    const auto second = take(text, ':') ? digits(text, 2) : std::optional(0);
    const auto fraction = take(text, '.') ? milliseconds(text) : std::optional(0);
    const auto ahead = offset(text);
    if (!date.ok() || !hour || !minute || !second || !fraction || !ahead || !text.empty() || *hour > 23 ||
        *minute > 59 || *second > 60) {
        return std::nullopt;
    }
    const UtcMs time = UtcMs{std::chrono::sys_days{date}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
                       std::chrono::seconds{*second} + Milliseconds{*fraction} - *ahead;
    return time >= UtcMs{} && time <= last_time ? std::optional(time) : std::nullopt;
}

}  // namespace magpie
