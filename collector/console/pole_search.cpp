#include "collector/console/pole_search.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace magpie::collector::console {

namespace {

constexpr std::size_t most_words = 8;
constexpr std::size_t longest_key = 2048;

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : text) {
        if (c != ' ') {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!word.empty()) {
            words.push_back(std::exchange(word, {}));
        }
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    if (words.size() > most_words) {
        words.resize(most_words);
    }
    return words;
}

/// Where a pole stands in an order; the texts are those of the book, or of a cursor.
struct Key {
    State state{};  // of PoleOrder::worst
    std::string_view name;
    std::string_view area;
    std::string_view node;

    friend bool operator<(const Key& a, const Key& b) {
        return std::tie(a.state, a.name, a.area, a.node) < std::tie(b.state, b.name, b.area, b.node);
    }
};

Key key_of(const Pole& pole, PoleOrder order) {
    if (order == PoleOrder::worst) {
        return {.state = pole.state, .name = {}, .area = pole.area, .node = pole.node};
    }
    return {.state = {}, .name = pole.name.empty() ? pole.node : pole.name, .area = pole.area, .node = pole.node};
}

/// In hexadecimal digits, so that it stands in an address as it is.
std::string cursor(const Key& key) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string plain(1, static_cast<char>('0' + static_cast<int>(key.state)));
    for (const auto part : {key.name, key.area, key.node}) {
        plain.append(part).append(1, '\n');
    }
    std::string text;
    for (const char c : plain) {
        text += digits[static_cast<unsigned char>(c) >> 4U];
        text += digits[static_cast<unsigned char>(c) & 15U];
    }
    return text;
}

std::optional<std::string> plain_of(std::string_view cursor) {
    if (cursor.empty() || cursor.size() % 2 != 0 || cursor.size() > longest_key) {
        return std::nullopt;
    }
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    std::string plain;
    for (std::size_t i = 0; i < cursor.size(); i += 2) {
        const int high = digit(cursor[i]);
        const int low = digit(cursor[i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        plain += static_cast<char>(high * 16 + low);
    }
    return plain;
}

/// `plain` must outlive it.
std::optional<Key> key_in(std::string_view plain) {
    const auto state = static_cast<std::size_t>(plain.front() - '0');
    if (plain.front() < '0' || state >= states) {
        return std::nullopt;
    }
    plain.remove_prefix(1);
    Key key{.state = static_cast<State>(state), .name = {}, .area = {}, .node = {}};
    for (auto* part : {&key.name, &key.area, &key.node}) {
        const auto end = plain.find('\n');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        *part = plain.substr(0, end);
        plain.remove_prefix(end + 1);
    }
    return plain.empty() ? std::optional(key) : std::nullopt;
}

}  // namespace

std::optional<PoleList> list_poles(const PoleBook& book, const PoleQuestion& question) {
    std::string plain;
    std::optional<Key> after;
    if (question.after) {
        const auto read = plain_of(*question.after);
        plain = read.value_or("");
        after = read ? key_in(plain) : std::nullopt;
        if (!after) {
            return std::nullopt;
        }
    }
    const auto words = words_of(question.text);
    const auto& points = book.points();
    PoleList list;
    std::vector<std::uint32_t> rest;
    for (std::uint32_t number = 0; number < points.size(); ++number) {
        const auto& point = points[number];
        if (point.gone || (question.area && point.area != *question.area) || !question.states.has(point.state)) {
            continue;
        }
        const std::string_view text = book.texts()[number];
        if (!std::ranges::all_of(words, [&](const auto& word) { return text.find(word) != std::string_view::npos; })) {
            continue;
        }
        ++list.total;
        if (!after || *after < key_of(book.pole(number), question.order)) {
            rest.push_back(number);
        }
    }
    const auto shown = std::min(rest.size(), question.most);
    std::partial_sort(rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(shown), rest.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                          return key_of(book.pole(a), question.order) < key_of(book.pole(b), question.order);
                      });
    if (rest.size() > shown && shown > 0) {
        list.next = cursor(key_of(book.pole(rest[shown - 1]), question.order));
    }
    rest.resize(shown);
    list.poles = std::move(rest);
    return list;
}

}  // namespace magpie::collector::console
