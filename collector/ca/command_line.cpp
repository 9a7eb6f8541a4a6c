#include "collector/ca/command_line.hpp"

#include <algorithm>
#include <charconv>

#include "wire/text.hpp"

namespace magpie::collector::ca {

std::optional<std::string> Call::option(std::string_view name) const {
    const auto found = options.find(name);
    return found == options.end() ? std::nullopt : std::optional(found->second.back());
}

std::string Call::option(std::string_view name, const std::string& otherwise) const {
    return option(name).value_or(otherwise);
}

tl::expected<Call, std::string> parse_call(const std::vector<std::string>& words, const std::vector<Shape>& shapes) {
    if (words.empty()) {
        return tl::unexpected(std::string("what is to be done?"));
    }
    Call call{.command = words.front(), .places = {}, .options = {}};
    const auto shape = std::ranges::find(shapes, call.command, &Shape::command);
    if (shape == shapes.end()) {
        return tl::unexpected("there is no `" + escaped(call.command) + "`");
    }
    for (std::size_t i = 1; i < words.size(); ++i) {
        const auto& word = words[i];
        if (!word.starts_with("--")) {
            call.places.push_back(word);
            continue;
        }
        const auto name = word.substr(2);
        if (std::ranges::find(shape->flags, name) != shape->flags.end()) {
            call.flags.insert(name);
            continue;
        }
        if (std::ranges::find(shape->options, name) == shape->options.end()) {
            return tl::unexpected("`" + call.command + "` knows no " + escaped(word));
        }
        if (i + 1 == words.size()) {
            return tl::unexpected(word + " wants a value");
        }
        call.options[name].push_back(words[++i]);
    }
    if (call.places.size() < shape->least_places || call.places.size() > shape->most_places) {
        return tl::unexpected("`" + call.command + "` is short of something, or has too much");
    }
    for (const auto& name : shape->needed) {
        if (!call.option(name)) {
            return tl::unexpected("`" + call.command + "` wants --" + std::string(name));
        }
    }
    return call;
}

tl::expected<unsigned, std::string> number_of(const Call& call, std::string_view option, unsigned otherwise,
                                              unsigned most) {
    const auto text = call.option(option);
    if (!text) {
        return otherwise;
    }
    unsigned number = 0;
    const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (problem != std::errc() || end != text->data() + text->size() || number == 0 || number > most) {
        return tl::unexpected("--" + std::string(option) + " must be 1 to " + std::to_string(most) + ", not `" +
                              escaped(*text) + "`");
    }
    return number;
}

}  // namespace magpie::collector::ca
