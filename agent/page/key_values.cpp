#include "agent/page/key_values.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include <nlohmann/json.hpp>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

constexpr std::size_t most = 60;
constexpr std::array<std::string_view, 20> chosen{"magpie_pole_supply_volts",
                                                  "magpie_link_carrier",
                                                  "magpie_path_up",
                                                  "magpie_path_loss_ratio",
                                                  "magpie_path_round_trip_seconds",
                                                  "magpie_link_utilisation_ratio",
                                                  "magpie_wifi_clients",
                                                  "magpie_client_visit_usable",
                                                  "magpie_wifi_noise_dbm",
                                                  "magpie_host_temperature_celsius",
                                                  "magpie_pole_temperature_celsius",
                                                  "magpie_pole_humidity_ratio",
                                                  "magpie_pole_door_open",
                                                  "magpie_pole_tilt_degrees",
                                                  "magpie_link_module_receive_power_dbm",
                                                  "magpie_host_memory_available_bytes",
                                                  "magpie_host_load_average",
                                                  "magpie_pole_supply_amperes",
                                                  "magpie_pole_pm2_5_grams_per_cubic_meter",
                                                  "magpie_pole_noise_decibels"};

constexpr bool are_gauges_of_the_catalogue() {
    return std::ranges::all_of(chosen, [](std::string_view name) {
        const auto row = catalogue::find(name);
        return row && catalogue::all[*row].kind == catalogue::Kind::gauge;
    });
}
static_assert(are_gauges_of_the_catalogue());

}  // namespace

const std::vector<std::string_view>& key_metrics() {
    static const std::vector<std::string_view> all(chosen.begin(), chosen.end());
    return all;
}

std::vector<Reading> key_values(const std::vector<Reading>& readings) {
    std::vector<Reading> kept;
    for (const auto name : chosen) {
        for (const auto& reading : readings) {
            // The loopback interface is always up, and says nothing.
            const bool idle_talk = !reading.labels.empty() && reading.labels.front() == "lo";
            if (kept.size() < most && !idle_talk && catalogue::all[reading.metric].name == name &&
                std::isfinite(reading.value)) {
                kept.push_back(reading);
            }
        }
    }
    return kept;
}

std::string key_values_json(const std::vector<Reading>& readings) {
    json list = json::array();
    for (const auto& reading : readings) {
        const auto& row = catalogue::all[reading.metric];
        json labels = json::object();
        for (std::size_t i = 0; i < std::min(reading.labels.size(), row.label_count()); ++i) {
            labels[std::string(row.labels[i])] = reading.labels[i];
        }
        list.push_back({{"metric", row.name},
                        {"unit", catalogue::unit_word(row.unit)},
                        {"labels", std::move(labels)},
                        {"value", reading.value}});
    }
    return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace magpie::agent::page
