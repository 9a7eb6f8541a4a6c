#include "collector/console/check_message.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <iterator>

#include <nlohmann/json.hpp>

#include "wire/check/check_topic.hpp"
#include "wire/json_depth.hpp"
#include "wire/text.hpp"

namespace magpie::collector::console {

namespace {

using nlohmann::json;

/// A value of a layer of a result: six; what is deeper is hostile, and the parser is not asked to find its end.
constexpr std::size_t deepest = 8;
constexpr std::size_t most_layers = 64;
constexpr std::size_t most_values = 64;
constexpr std::size_t most_labels = 8;
constexpr std::size_t longest_words = 1'000;
constexpr double longest_check = 3'600;

constexpr std::string_view layer_states[] = {"pass", "warn", "fail", "blocked", "skipped", "running"};
constexpr std::string_view verdicts[] = {"pass", "warn", "fail"};
constexpr std::string_view reasons[] = {"busy", "off", "broken"};

template <std::size_t count>
bool is_among(const std::string_view (&words)[count], std::string_view word) {
    return std::ranges::find(words, word) != std::end(words);
}

bool is_word(std::string_view text, std::size_t most) {
    return !text.empty() && text.size() <= most && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_layer_name(std::string_view text) {
    // The name of a network is at most 32 bytes, of which each may be written as four.
    return is_word(text, 32) ||
           (text.starts_with("ssid:") && text.size() > 5 && text.size() <= 5 + 128 && is_plain_text(text));
}

/// A member that is a text of at most so many bytes; nothing where it is another.
std::optional<std::string> text_in(const json& object, const char* key, std::size_t most) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) {
        return std::nullopt;
    }
    const auto& text = found->get_ref<const std::string&>();
    return text.size() <= most && is_plain_text(text) ? std::optional(text) : std::nullopt;
}

std::optional<double> number_in(const json& object, const char* key, double low, double high) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) {
        return std::nullopt;
    }
    const auto value = found->get<double>();
    return std::isfinite(value) && value >= low && value <= high ? std::optional(value) : std::nullopt;
}

/// In both languages.
std::optional<json> words_in(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_object()) {
        return std::nullopt;
    }
    const auto en = text_in(*found, "en", longest_words);
    const auto ko = text_in(*found, "ko", longest_words);
    return en && ko ? std::optional<json>(json{{"en", *en}, {"ko", *ko}}) : std::nullopt;
}

std::optional<json> value_of(const json& given) {
    if (!given.is_object()) {
        return std::nullopt;
    }
    const auto name = text_in(given, "name", 120);
    const auto value = number_in(given, "value", -1e300, 1e300);
    const auto labels = given.find("labels");
    if (!name || !is_word(*name, 120) || !value || labels == given.end() || !labels->is_object() ||
        labels->size() > most_labels) {
        return std::nullopt;
    }
    auto kept = json::object();
    for (const auto& [label, text] : labels->items()) {
        auto plain = text_in(*labels, label.c_str(), 1'024);
        if (!is_word(label, 64) || !plain) {
            return std::nullopt;
        }
        kept[label] = std::move(*plain);
    }
    return json{{"name", *name}, {"labels", std::move(kept)}, {"value", *value}};
}

std::optional<json> fault_of(const json& given) {
    if (!given.is_object()) {
        return std::nullopt;
    }
    const auto id = text_in(given, "id", 64);
    auto what = words_in(given, "what");
    auto look = words_in(given, "look");
    auto act = words_in(given, "act");
    if (!id || !is_word(*id, 64) || !what || !look || !act) {
        return std::nullopt;
    }
    return json{{"id", *id}, {"what", std::move(*what)}, {"look", std::move(*look)}, {"act", std::move(*act)}};
}

std::optional<json> layer_of(const json& given) {
    if (!given.is_object()) {
        return std::nullopt;
    }
    const auto name = text_in(given, "layer", 200);
    const auto state = text_in(given, "state", 16);
    if (!name || !is_layer_name(*name) || !state || !is_among(layer_states, *state)) {
        return std::nullopt;
    }
    json layer{{"layer", *name}, {"state", *state}};
    // While it runs there is little to say; what is said is checked.
    if (given.contains("seconds")) {
        const auto seconds = number_in(given, "seconds", 0, longest_check);
        if (!seconds) {
            return std::nullopt;
        }
        layer["seconds"] = *seconds;
    }
    if (given.contains("summary")) {
        auto summary = words_in(given, "summary");
        if (!summary) {
            return std::nullopt;
        }
        layer["summary"] = std::move(*summary);
    }
    if (const auto values = given.find("values"); values != given.end()) {
        if (!values->is_array() || values->size() > most_values) {
            return std::nullopt;
        }
        auto kept = json::array();
        for (const auto& one : *values) {
            auto value = value_of(one);
            if (!value) {
                return std::nullopt;
            }
            kept.push_back(std::move(*value));
        }
        layer["values"] = std::move(kept);
    }
    if (const auto fault = given.find("fault"); fault != given.end() && !fault->is_null()) {
        auto kept = fault_of(*fault);
        if (!kept) {
            return std::nullopt;
        }
        layer["fault"] = std::move(*kept);
    }
    return layer;
}

std::optional<json> layers_of(const json& given) {
    const auto layers = given.find("layers");
    if (layers == given.end() || !layers->is_array() || layers->size() > most_layers) {
        return std::nullopt;
    }
    auto kept = json::array();
    for (const auto& one : *layers) {
        auto layer = layer_of(one);
        if (!layer) {
            return std::nullopt;
        }
        kept.push_back(std::move(*layer));
    }
    return kept;
}

/// null, or which layer is the first to mend and why.
std::optional<json> first_of(const json& given) {
    const auto first = given.find("first");
    if (first == given.end() || first->is_null()) {
        return json(nullptr);
    }
    if (!first->is_object()) {
        return std::nullopt;
    }
    const auto layer = text_in(*first, "layer", 200);
    if (!layer || !is_layer_name(*layer)) {
        return std::nullopt;
    }
    const auto unnamed = first->find("fault");
    if (unnamed != first->end() && unnamed->is_null()) {
        return json{{"layer", *layer}, {"fault", nullptr}};
    }
    const auto fault = text_in(*first, "fault", 64);
    if (!fault || !is_word(*fault, 64)) {
        return std::nullopt;
    }
    return json{{"layer", *layer}, {"fault", *fault}};
}

std::optional<json> result_of(const json& given, const PoleName& from) {
    if (!given.is_object()) {
        return std::nullopt;
    }
    const auto version = number_in(given, "version", 1, 1);
    const auto program = text_in(given, "program", 100);
    const auto begun = text_in(given, "begun", 40);
    const auto seconds = number_in(given, "seconds", 0, longest_check);
    const auto verdict = text_in(given, "verdict", 16);
    const auto accept = given.find("accept");
    auto layers = layers_of(given);
    auto first = first_of(given);
    if (!version || !program || !begun || !seconds || !verdict || !is_among(verdicts, *verdict) ||
        accept == given.end() || !accept->is_boolean() || !layers || !first ||
        text_in(given, "area", 255) != from.area || text_in(given, "node", 255) != from.node) {
        return std::nullopt;
    }
    return json{{"version", 1},
                {"program", *program},
                {"area", from.area},
                {"node", from.node},
                {"begun", *begun},
                {"seconds", *seconds},
                {"accept", accept->get<bool>()},
                {"verdict", *verdict},
                {"first", std::move(*first)},
                {"layers", std::move(*layers)}};
}

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::optional<CheckMessage> read_check_message(std::string_view payload, const PoleName& from) {
    if (payload.size() > check::longest_message || json_is_deeper_than(deepest, payload)) {
        return std::nullopt;
    }
    const auto given = json::parse(payload, nullptr, /*allow_exceptions=*/false);
    if (!given.is_object()) {
        return std::nullopt;
    }
    CheckMessage message;
    const auto member = [&given](std::string_view key) {
        return text_in(given, std::string(key).c_str(), 16).value_or("");
    };
    message.id = member(check::id_key);
    const auto event = member(check::event_key);
    if (!check::is_check_id(message.id)) {
        return std::nullopt;
    }
    if (event == check::refused_event) {
        message.kind = CheckMessage::Kind::refused;
        message.reason = member(check::reason_key);
        return is_among(reasons, message.reason) ? std::optional(std::move(message)) : std::nullopt;
    }
    if (event == check::layer_event && given.contains("layer")) {
        const auto layer = layer_of(given["layer"]);
        if (!layer) {
            return std::nullopt;
        }
        message.kind = CheckMessage::Kind::layer;
        message.layer = (*layer)["layer"].get<std::string>();
        message.json = dumped(*layer);
        return message;
    }
    if (event == check::result_event && given.contains("result")) {
        const auto result = result_of(given["result"], from);
        if (!result) {
            return std::nullopt;
        }
        message.kind = CheckMessage::Kind::result;
        message.verdict = (*result)["verdict"].get<std::string>();
        message.json = dumped(*result);
        return message;
    }
    return std::nullopt;
}

}  // namespace magpie::collector::console
