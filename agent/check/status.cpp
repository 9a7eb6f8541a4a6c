#include "agent/check/status.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <nlohmann/json.hpp>

#include "wire/text.hpp"

namespace magpie::agent::check {

namespace {

using nlohmann::ordered_json;

constexpr std::size_t most_values = 400;

bool is_of_agent(const Value& value) {
    constexpr std::array<std::string_view, 8> names{
        "magpie_link_neighbour_info",          "magpie_link_poe_allocated_watts",
        "magpie_node_outbox_reports",          "magpie_wifi_radio_hung",
        "magpie_path_mqtt_round_trip_seconds", "magpie_node_info",
        "magpie_node_outbox_failures_total",   "magpie_node_outbox_damaged_total"};
    return value.name.starts_with("magpie_pole_") || std::ranges::find(names, value.name) != names.end();
}

std::string text_at(const ordered_json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? escaped(found->get_ref<const std::string&>()) : std::string();
}

std::optional<double> number_at(const ordered_json& json, const char* key) {
    constexpr double most = 9e15;
    const auto found = json.find(key);
    if (found == json.end() || !found->is_number()) {
        return std::nullopt;
    }
    const auto number = found->get<double>();
    return number >= -most && number <= most ? std::optional(number) : std::nullopt;
}

/// A value as in the output of `sample --json`; nothing where it is none.
std::optional<Value> value_of(const ordered_json& json) {
    if (!json.is_object()) {
        return std::nullopt;
    }
    const auto number = number_at(json, "value");
    Value value{.name = text_at(json, "name"), .labels = {}, .value = number.value_or(0)};
    const auto labels = json.find("labels");
    if (!number || value.name.empty() || labels == json.end() || !labels->is_object()) {
        return std::nullopt;
    }
    for (const auto& [name, text] : labels->items()) {
        if (text.is_string()) {
            value.labels.emplace_back(escaped(name), escaped(text.get_ref<const std::string&>()));
        }
    }
    return value;
}

}  // namespace

Seen only_of_agent(const Seen& all) {
    std::vector<Value> values;
    std::ranges::copy_if(all.values(), std::back_inserter(values), is_of_agent);
    values.resize(std::min(values.size(), most_values));
    return Seen(std::move(values));
}

std::string status_json(const Status& status) {
    ordered_json values = ordered_json::array();
    for (const auto& value : status.seen.values()) {
        ordered_json labels = ordered_json::object();
        for (const auto& [name, text] : value.labels) {
            labels[name] = text;
        }
        values.push_back({{"name", value.name}, {"labels", std::move(labels)}, {"value", value.value}});
    }
    const ordered_json json{{"version", 1},
                            {"at_milliseconds", status.at.time_since_epoch().count()},
                            {"interval_milliseconds", status.interval.count()},
                            {"online", status.online},
                            {"trouble", escaped(status.trouble)},
                            {"values", std::move(values)}};
    return json.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::optional<Status> parse_status(std::string_view text) {
    constexpr int deepest = 6;
    if (text.size() > longest_status) {
        return std::nullopt;
    }
    bool too_deep = false;
    const auto json = ordered_json::parse(
        text,
        [&](int depth, ordered_json::parse_event_t, ordered_json&) {
            too_deep = too_deep || depth > deepest;
            return !too_deep;
        },
        /*allow_exceptions=*/false);
    if (too_deep || !json.is_object() || number_at(json, "version").value_or(0) != 1) {
        return std::nullopt;
    }
    const auto at = number_at(json, "at_milliseconds");
    const auto interval = number_at(json, "interval_milliseconds");
    const auto online = json.find("online");
    const auto values = json.find("values");
    if (!at || !interval || online == json.end() || !online->is_boolean() || values == json.end() ||
        !values->is_array() || values->size() > most_values) {
        return std::nullopt;
    }
    Status status{.at = Monotonic(Milliseconds{static_cast<Milliseconds::rep>(*at)}),
                  .interval = Milliseconds{static_cast<Milliseconds::rep>(*interval)},
                  .online = online->get<bool>(),
                  .trouble = text_at(json, "trouble")};
    std::vector<Value> read;
    for (const auto& one : *values) {
        if (auto value = value_of(one)) {
            read.push_back(std::move(*value));
        }
    }
    status.seen = Seen(std::move(read));
    return status;
}

bool is_fresh(const Status& status, Monotonic now) {
    constexpr Milliseconds least{5000};
    return status.at <= now && now - status.at <= 3 * status.interval + least;
}

AgentTold told_by(const Status& status) {
    const auto& seen = status.seen;
    return {.online = status.online,
            .trouble = status.trouble,
            .waiting = seen.value("magpie_node_outbox_reports").value_or(0)};
}

}  // namespace magpie::agent::check
