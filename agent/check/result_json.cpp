#include "agent/check/result_json.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent::check {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_text = 300;
constexpr std::size_t most_layers = 64;

ordered_json text_json(const Text& text) {
    return {{"en", escaped(text.en, longest_text)}, {"ko", escaped(text.ko, longest_text)}};
}

ordered_json words_json(const catalogue::Words& words) {
    return {{"en", words.en}, {"ko", words.ko}};
}

double rounded(double seconds) {
    return std::round(seconds * 1000) / 1000;
}

ordered_json json_of(const Layer& layer) {
    ordered_json values = ordered_json::array();
    for (const auto& value : layer.values) {
        ordered_json labels = ordered_json::object();
        for (const auto& [name, text] : value.labels) {
            labels[name] = escaped(text);
        }
        values.push_back({{"name", value.name}, {"labels", std::move(labels)}, {"value", value.value}});
    }
    ordered_json json{{"layer", layer.id},
                      {"state", word(layer.state)},
                      {"seconds", rounded(layer.seconds)},
                      {"summary", text_json(layer.summary)},
                      {"values", std::move(values)}};
    if (layer.fault != nullptr) {
        const auto& fault = *layer.fault;
        json["fault"] = {{"id", fault.id},
                         {"what", words_json(fault.what)},
                         {"look", words_json(fault.look)},
                         {"act", words_json(fault.act)}};
    }
    return json;
}

ordered_json json_of(const Result& result, bool with_values) {
    ordered_json first;
    if (result.first) {
        const auto& layer = result.layers[*result.first];
        first = {{"layer", layer.id},
                 {"fault", layer.fault != nullptr ? ordered_json(layer.fault->id) : ordered_json()}};
    }
    ordered_json layers = ordered_json::array();
    for (const auto& layer : result.layers) {
        layers.push_back(json_of(layer));
        if (!with_values) {
            layers.back()["values"] = ordered_json::array();
        }
    }
    return {{"version", 1},
            {"program", result.program},
            {"area", result.area},
            {"node", result.node},
            {"begun", time_text(result.begun)},
            {"seconds", rounded(result.seconds)},
            {"accept", result.accept},
            {"verdict", word(result.verdict)},
            {"first", std::move(first)},
            {"layers", std::move(layers)}};
}

ordered_json changes_json(const Result& result, const std::optional<Result>& before) {
    if (!before) {
        return {};
    }
    ordered_json changed = ordered_json::array();
    for (const auto& change : changes(*before, result)) {
        changed.push_back({{"layer", change.layer}, {"before", word(change.before)}, {"now", word(change.now)}});
    }
    return {{"begun", time_text(before->begun)}, {"changes", std::move(changed)}};
}

std::string text_of(const ordered_json& json) {
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

/// Room for what is around a result when it travels.
constexpr std::size_t around = 256;

// What is read is looked at before it is believed: nothing here throws but for want of memory.

std::string string_at(const ordered_json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? escaped(found->get_ref<const std::string&>(), longest_text)
                                                     : std::string();
}

double number_at(const ordered_json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_number() ? found->get<double>() : 0;
}

const ordered_json* member(const ordered_json& json, const char* key) {
    const auto found = json.find(key);
    return found == json.end() ? nullptr : &*found;
}

std::optional<Value> value_of(const ordered_json& json) {
    if (!json.is_object()) {
        return std::nullopt;
    }
    Value value{.name = string_at(json, "name"), .labels = {}, .value = number_at(json, "value")};
    const auto* const labels = member(json, "labels");
    if (labels != nullptr && labels->is_object()) {
        for (const auto& [name, text] : labels->items()) {
            if (text.is_string()) {
                value.labels.emplace_back(escaped(name), escaped(text.get_ref<const std::string&>()));
            }
        }
    }
    return value;
}

std::optional<Layer> layer_of(const ordered_json& json) {
    if (!json.is_object()) {
        return std::nullopt;
    }
    Layer layer{.id = string_at(json, "layer"), .seconds = number_at(json, "seconds")};
    const auto state = std::ranges::find(state_words, string_at(json, "state"));
    if (state == state_words.end() || std::ranges::find(layer_ids, kind_of(layer.id)) == layer_ids.end()) {
        return std::nullopt;
    }
    layer.state = static_cast<State>(state - state_words.begin());
    if (const auto* const summary = member(json, "summary"); summary != nullptr && summary->is_object()) {
        layer.summary = {string_at(*summary, "en"), string_at(*summary, "ko")};
    }
    if (const auto* const values = member(json, "values"); values != nullptr && values->is_array()) {
        for (const auto& one : *values) {
            if (auto value = value_of(one)) {
                layer.values.push_back(std::move(*value));
            }
        }
    }
    if (const auto* const fault = member(json, "fault"); fault != nullptr && fault->is_object()) {
        const auto known = std::ranges::find(catalogue::faults, string_at(*fault, "id"), &catalogue::Fault::id);
        layer.fault = known == catalogue::faults.end() ? nullptr : &*known;
    }
    return layer;
}

std::optional<Result> result_of(const ordered_json& json) {
    if (!json.is_object() || number_at(json, "version") != 1) {
        return std::nullopt;
    }
    Result result{.program = string_at(json, "program"),
                  .area = string_at(json, "area"),
                  .node = string_at(json, "node"),
                  .begun = parse_time(string_at(json, "begun")).value_or(UtcMs{}),
                  .seconds = number_at(json, "seconds")};
    const auto* const accept = member(json, "accept");
    result.accept = accept != nullptr && accept->is_boolean() && accept->get<bool>();
    const auto verdict = std::ranges::find(verdict_words, string_at(json, "verdict"));
    const auto* const layers = member(json, "layers");
    if (verdict == verdict_words.end() || layers == nullptr || !layers->is_array() || layers->size() > most_layers) {
        return std::nullopt;
    }
    result.verdict = static_cast<Verdict>(verdict - verdict_words.begin());
    for (const auto& one : *layers) {
        if (auto layer = layer_of(one)) {
            result.layers.push_back(std::move(*layer));
        }
    }
    if (const auto* const first = member(json, "first"); first != nullptr && first->is_object()) {
        const auto at = std::ranges::find(result.layers, string_at(*first, "layer"), &Layer::id);
        if (at != result.layers.end()) {
            result.first = static_cast<std::size_t>(at - result.layers.begin());
        }
    }
    return result;
}

/// Discarded where it is none, or nested deeper than anything of ours.
ordered_json parsed(std::string_view text) {
    constexpr int deepest = 8;
    if (text.size() > longest_result) {
        return ordered_json(ordered_json::value_t::discarded);
    }
    bool too_deep = false;
    auto json = ordered_json::parse(
        text,
        [&](int depth, ordered_json::parse_event_t, ordered_json&) {
            too_deep = too_deep || depth > deepest;
            return !too_deep;
        },
        /*allow_exceptions=*/false);
    return too_deep ? ordered_json(ordered_json::value_t::discarded) : json;
}

}  // namespace

std::string result_json(const Result& result) {
    auto text = text_of(json_of(result, true));
    // What the judgements stand on goes before the judgements.
    return text.size() + around <= longest_result ? text : text_of(json_of(result, false));
}

std::string result_json(const Result& result, const std::optional<Result>& before) {
    auto json = json_of(result, true);
    json["against"] = changes_json(result, before);
    auto text = text_of(json);
    if (text.size() + around <= longest_result) {
        return text;
    }
    json = json_of(result, false);
    json["against"] = changes_json(result, before);
    return text_of(json);
}

std::string event_json(const Layer& layer) {
    return text_of({{"event", "layer"}, {"layer", json_of(layer)}});
}

std::string event_json(const Result& result) {
    return R"({"event":"result","result":)" + result_json(result) + "}";
}

std::string event_json(const Result& result, const std::optional<Result>& before) {
    return R"({"event":"result","result":)" + result_json(result, before) + "}";
}

tl::expected<Result, std::string> parse_result(std::string_view json) {
    auto result = result_of(parsed(json));
    return result ? tl::expected<Result, std::string>(std::move(*result))
                  : tl::unexpected(std::string("is not the result of a check"));
}

std::optional<Event> parse_event(std::string_view line) {
    const auto json = parsed(line);
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto event = string_at(json, "event");
    if (const auto* const layer = member(json, "layer"); event == "layer" && layer != nullptr) {
        auto read = layer_of(*layer);
        return read ? std::optional<Event>(std::move(*read)) : std::nullopt;
    }
    if (const auto* const result = member(json, "result"); event == "result" && result != nullptr) {
        auto read = result_of(*result);
        return read ? std::optional<Event>(std::move(*read)) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace magpie::agent::check
