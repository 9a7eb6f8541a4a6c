#include "collector/console/stored.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "wire/text.hpp"

namespace magpie::collector::console {

namespace {

using nlohmann::json;

std::string dumped(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json read(std::string_view bytes) {
    auto value = json::parse(bytes, nullptr, /*allow_exceptions=*/false);
    return value.is_object() ? value : json::object();
}

std::string text_in(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) {
        return {};
    }
    auto text = found->get<std::string>();
    return is_plain_text(text) ? text : escaped(text, text.size());
}

std::optional<std::int64_t> number_in(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_number_integer() ? std::optional(found->get<std::int64_t>())
                                                               : std::nullopt;
}

std::optional<UtcMs> time_in(const json& object, const char* key) {
    constexpr std::int64_t year_9999 = 253'402'300'799'999;
    const auto number = number_in(object, key);
    return number && *number >= 0 && *number <= year_9999 ? std::optional(UtcMs{Milliseconds{*number}}) : std::nullopt;
}

std::optional<double> degrees_in(const json& object, const char* key, double most) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number()) {
        return std::nullopt;
    }
    const auto value = found->get<double>();
    return std::abs(value) <= most ? std::optional(value) : std::nullopt;
}

std::int64_t milliseconds(UtcMs time) {
    return time.time_since_epoch().count();
}

}  // namespace

std::string encode(const InventoryPole& pole) {
    json value = {{"name", pole.name}, {"model", pole.model}, {"site", pole.site}, {"listed", pole.listed}};
    if (pole.latitude && pole.longitude) {
        value["latitude"] = *pole.latitude;
        value["longitude"] = *pole.longitude;
    }
    if (pole.decommissioned) {
        value["decommissioned_ms"] = milliseconds(pole.decommissioned->at);
        value["reason"] = pole.decommissioned->reason;
        value["by"] = pole.decommissioned->by;
    }
    return dumped(value);
}

std::optional<InventoryPole> decode_pole(std::string_view bytes) {
    const auto value = read(bytes);
    const auto listed = value.find("listed");
    if (listed == value.end() || !listed->is_boolean()) {
        return std::nullopt;
    }
    InventoryPole pole{.name = text_in(value, "name"),
                       .latitude = degrees_in(value, "latitude", 90),
                       .longitude = degrees_in(value, "longitude", 180),
                       .model = text_in(value, "model"),
                       .site = text_in(value, "site"),
                       .listed = listed->get<bool>()};
    if (!pole.latitude || !pole.longitude) {
        pole.latitude.reset();
        pole.longitude.reset();
    }
    if (const auto at = time_in(value, "decommissioned_ms")) {
        pole.decommissioned = {.at = *at, .reason = text_in(value, "reason"), .by = text_in(value, "by")};
    }
    return pole.listed || pole.decommissioned ? std::optional(std::move(pole)) : std::nullopt;
}

std::string encode(const Window& window) {
    json value = {{"area", window.area},
                  {"from_ms", milliseconds(window.from)},
                  {"to_ms", milliseconds(window.to)},
                  {"reason", window.reason},
                  {"by", window.by}};
    if (window.node) {
        value["node"] = *window.node;
    }
    return dumped(value);
}

std::optional<Window> decode_window(std::string_view bytes) {
    const auto value = read(bytes);
    const auto from = time_in(value, "from_ms");
    const auto to = time_in(value, "to_ms");
    Window window{.area = text_in(value, "area"),
                  .node = {},
                  .from = from.value_or(UtcMs{}),
                  .to = to.value_or(UtcMs{}),
                  .reason = text_in(value, "reason"),
                  .by = text_in(value, "by")};
    if (value.contains("node")) {
        window.node = text_in(value, "node");
    }
    const bool is = from && to && *from < *to && !window.area.empty() && (!window.node || !window.node->empty());
    return is ? std::optional(std::move(window)) : std::nullopt;
}

std::string encode(const Event& event) {
    json value = {{"time_ms", milliseconds(event.time)},
                  {"kind", event_kind_words[static_cast<std::size_t>(event.kind)]},
                  {"what", event.what}};
    for (const auto& [key, text] :
         {std::pair("area", &event.area), {"node", &event.node}, {"alert", &event.alert}, {"detail", &event.detail}}) {
        if (!text->empty()) {
            value[key] = *text;
        }
    }
    if (event.until) {
        value["until_ms"] = milliseconds(*event.until);
    }
    return dumped(value);
}

std::optional<Event> decode_event(EventNumber number, std::string_view bytes) {
    const auto value = read(bytes);
    const auto time = time_in(value, "time_ms");
    const auto kind = text_in(value, "kind");
    const auto* const known = std::ranges::find(event_kind_words, kind);
    auto what = text_in(value, "what");
    if (!time || known == std::end(event_kind_words) || what.empty()) {
        return std::nullopt;
    }
    return Event{.number = number,
                 .time = *time,
                 .kind = static_cast<EventKind>(known - std::begin(event_kind_words)),
                 .area = text_in(value, "area"),
                 .node = text_in(value, "node"),
                 .what = std::move(what),
                 .alert = text_in(value, "alert"),
                 .detail = text_in(value, "detail"),
                 .until = time_in(value, "until_ms")};
}

}  // namespace magpie::collector::console
