#include "agent/check/result_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "wire/time_text.hpp"

namespace magpie::agent::check {

namespace {

constexpr std::string_view plain = "\x1b[0m";
constexpr std::size_t width = 64;

std::string_view colour_of(State state) {
    switch (state) {
        case State::pass:
            return "\x1b[32m";
        case State::warn:
            return "\x1b[33m";
        case State::fail:
            return "\x1b[1;31m";
        default:
            return "\x1b[2m";
    }
}

/// All of one width on a terminal: a Korean letter takes two places.
std::string_view mark(State state, Language language) {
    constexpr std::array<std::string_view, 6> en{"OK     ", "WARN   ", "FAIL   ", "blocked", "skipped", "...    "};
    constexpr std::array<std::string_view, 6> ko{"정상   ", "주의   ", "고장   ", "영향   ", "생략   ", "...    "};
    return (language == Language::ko ? ko : en)[static_cast<std::size_t>(state)];
}

const std::string& in(const Text& text, Language language) {
    return language == Language::ko ? text.ko : text.en;
}

std::string_view in(const catalogue::Words& words, Language language) {
    return language == Language::ko ? words.ko : words.en;
}

std::string coloured(std::string_view text, std::string_view colour, const TextStyle& style) {
    return style.colour ? fmt::format("{}{}{}", colour, text, plain) : std::string(text);
}

std::string capitals(std::string_view text) {
    std::string all(text);
    std::ranges::transform(all, all.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return all;
}

/// Broken between words, each line indented but the first.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string all;
    std::size_t column = indent;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto part = text.substr(0, end);
        // Of UTF-8 what begins a letter counts; Korean is twice as wide, so its lines are a little longer.
        const auto letters = static_cast<std::size_t>(
            std::ranges::count_if(part, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
        if (column > indent && column + letters + 1 > width) {
            all += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (column > indent) {
            all += ' ';
            ++column;
        }
        all += part;
        column += letters;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return all;
}

}  // namespace

Language language_of(std::string_view locale) {
    return locale.starts_with("ko") ? Language::ko : Language::en;
}

std::string layer_line(const Layer& layer, const TextStyle& style) {
    const auto state = coloured(mark(layer.state, style.language), colour_of(layer.state), style);
    return fmt::format("  {}  {:<12} {}", state, layer.id, in(layer.summary, style.language));
}

std::string verdict_text(const Result& result, const TextStyle& style) {
    const bool korean = style.language == Language::ko;
    std::string text = "\n";
    if (!result.first) {
        text += coloured(korean ? "  모두 정상" : "  ALL IS WELL", "\x1b[1;32m", style) + "\n";
    } else {
        const auto& layer = result.layers[*result.first];
        const auto bar = std::string(width, '=');
        const auto colour = colour_of(layer.state == State::fail ? State::fail : State::warn);
        const auto what = layer.fault != nullptr ? in(layer.fault->what, style.language) : std::string_view();
        text += coloured(bar, colour, style) + "\n\n";
        text +=
            coloured(fmt::format("  {}: {}", capitals(layer.id), wrapped(capitals(what), 4)), colour, style) + "\n\n";
        text += fmt::format("  {}\n", wrapped(in(layer.summary, style.language), 2));
        if (layer.fault != nullptr) {
            text += fmt::format("\n  {}{}\n",
                                korean ? "확인:  " : "LOOK:  ", wrapped(in(layer.fault->look, style.language), 9));
            text += fmt::format("\n  {}{}\n",
                                korean ? "조치:  " : "DO:    ", wrapped(in(layer.fault->act, style.language), 9));
        }
        text += "\n" + coloured(bar, colour, style) + "\n";
    }
    const auto count = [&](State state) { return std::ranges::count(result.layers, state, &Layer::state); };
    text += korean ? fmt::format("\n  정상 {}  주의 {}  고장 {}  영향 {}  생략 {}   {:.1f}초\n", count(State::pass),
                                 count(State::warn), count(State::fail), count(State::blocked), count(State::skipped),
                                 result.seconds)
                   : fmt::format("\n  {} ok  {} warn  {} fail  {} blocked  {} skipped   {:.1f} s\n", count(State::pass),
                                 count(State::warn), count(State::fail), count(State::blocked), count(State::skipped),
                                 result.seconds);
    if (result.accept) {
        const bool good = result.verdict == Verdict::pass;
        text += korean ? fmt::format("\n  인수 시험: {}\n", good ? "합격" : "불합격")
                       : fmt::format("\n  ACCEPTANCE: {}\n", good ? "PASSED" : "NOT PASSED");
        for (const auto& layer : result.layers) {
            if (layer.state == State::skipped) {
                text += fmt::format("    {} {}: {}\n", korean ? "생략" : "skipped", layer.id,
                                    in(layer.summary, style.language));
            }
        }
    }
    return text;
}

std::string comparison_text(const Result& before, const Result& now, const TextStyle& style) {
    const bool korean = style.language == Language::ko;
    auto text = korean ? fmt::format("\n  {} 점검과 비교:\n", time_text(before.begun))
                       : fmt::format("\n  Against the check of {}:\n", time_text(before.begun));
    const auto changed = changes(before, now);
    for (const auto& change : changed) {
        const auto& layer = *std::ranges::find(now.layers, change.layer, &Layer::id);
        text +=
            fmt::format("    {:<12} {} -> {}  {}\n", layer.id, word(change.before),
                        coloured(word(change.now), colour_of(change.now), style), in(layer.summary, style.language));
    }
    if (changed.empty()) {
        text += korean ? "    달라진 것이 없음\n" : "    nothing is another\n";
    }
    return text;
}

}  // namespace magpie::agent::check
