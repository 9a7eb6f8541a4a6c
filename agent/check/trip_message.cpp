#include "agent/check/trip_message.hpp"

#include <charconv>
#include <cstdint>

#include <fmt/format.h>

namespace magpie::agent::check {

namespace {

constexpr std::string_view begins = "trip 1 ";

std::string text_of(const std::optional<Milliseconds>& time) {
    return time ? fmt::format("{}", time->count()) : std::string("-");
}

/// The next word, which is taken off.
std::string_view take_word(std::string_view& rest) {
    const auto end = rest.find(' ');
    const auto word = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return word;
}

/// False where it is neither a time nor none.
bool read_time(std::string_view word, std::optional<Milliseconds>& time) {
    if (word == "-") {
        return true;
    }
    std::uint32_t count = 0;
    const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), count);
    time = Milliseconds{count};
    return problem == std::errc{} && end == word.data() + word.size();
}

}  // namespace

std::string trip_answer(const Trip& trip) {
    const auto* const how = trip.is_forbidden ? "forbidden" : "asked";
    return fmt::format("{}{} {} {}", begins, trip.let_in ? how : "offline", text_of(trip.broker),
                       text_of(trip.collector));
}

std::optional<Trip> parse_trip_answer(std::string_view message) {
    if (message.size() > longest_trip_message || !message.starts_with(begins)) {
        return std::nullopt;
    }
    message.remove_prefix(begins.size());
    const auto how = take_word(message);
    Trip trip{.let_in = how != "offline", .is_forbidden = how == "forbidden"};
    if (how != "asked" && how != "forbidden" && how != "offline") {
        return std::nullopt;
    }
    const auto broker = take_word(message);
    const bool good = read_time(broker, trip.broker) && read_time(message, trip.collector);
    return good ? std::optional(trip) : std::nullopt;
}

}  // namespace magpie::agent::check
