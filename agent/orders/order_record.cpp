#include "agent/orders/order_record.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace magpie::agent {

namespace {

constexpr std::uint64_t too_high = std::uint64_t{1} << 53;

/// What stands behind the word at the beginning of the text, up to the end of the line, which is taken away.
std::optional<std::string_view> take_line(std::string_view& text, std::string_view word) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos || !text.starts_with(word) || end <= word.size() || text[word.size()] != ' ') {
        return std::nullopt;
    }
    const auto value = text.substr(word.size() + 1, end - word.size() - 1);
    text.remove_prefix(end + 1);
    return value;
}

std::optional<std::uint64_t> take_number(std::string_view& text, std::string_view word) {
    const auto value = take_line(text, word);
    std::uint64_t number = 0;
    if (!value) {
        return std::nullopt;
    }
    const auto [end, problem] = std::from_chars(value->data(), value->data() + value->size(), number);
    return problem == std::errc() && end == value->data() + value->size() && number < too_high ? std::optional(number)
                                                                                               : std::nullopt;
}

}  // namespace

std::string encode(const OrderRecord& record) {
    const auto& state = record.state;
    return fmt::format("followed {}\ntried {}\nrefused {}\nwhy {}\nstarts {}\n",
                       static_cast<std::uint64_t>(state.followed), static_cast<std::uint64_t>(state.tried),
                       static_cast<std::uint64_t>(state.refused),
                       order_refusal_words[static_cast<std::size_t>(state.why)], record.starts);
}

std::optional<OrderRecord> decode_order_record(std::string_view text) {
    const auto followed = take_number(text, "followed");
    const auto tried = followed ? take_number(text, "tried") : std::nullopt;
    const auto refused = tried ? take_number(text, "refused") : std::nullopt;
    const auto why = refused ? take_line(text, "why") : std::nullopt;
    const auto starts = why ? take_number(text, "starts") : std::nullopt;
    if (!starts || !text.empty()) {
        return std::nullopt;
    }
    const auto* const word = std::ranges::find(order_refusal_words, *why);
    if (word == std::end(order_refusal_words)) {
        return std::nullopt;
    }
    return OrderRecord{{OrderNumber{*followed}, OrderNumber{*tried}, OrderNumber{*refused},
                        static_cast<OrderRefusal>(word - std::begin(order_refusal_words))},
                       static_cast<unsigned>(std::min<std::uint64_t>(*starts, 1000))};
}

}  // namespace magpie::agent
