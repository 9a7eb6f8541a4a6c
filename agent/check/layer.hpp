#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/catalogue/faults.hpp"

namespace magpie::agent::check {

/// What is known of a layer. A warning is a fault that stops nobody; blocked is a fault that one further up explains.
enum class State : std::uint8_t { pass, warn, fail, blocked, skipped, running };
inline constexpr std::array<std::string_view, 6> state_words{"pass", "warn", "fail", "blocked", "skipped", "running"};

[[nodiscard]] constexpr std::string_view word(State state) {
    return state_words[static_cast<std::size_t>(state)];
}

/// The layers in the order in which a person looks. In the place of `ssid` stand those of the networks, "ssid:NAME".
inline constexpr std::array<std::string_view, 18> layer_ids{
    "power", "poe",      "door",   "temperature", "link",      "lldp",   "vlan", "dhcp",    "gateway",
    "dns",   "internet", "portal", "time",        "collector", "radios", "ssid", "sensors", "storage"};

/// "ssid" of "ssid:NAME", else the id itself.
[[nodiscard]] constexpr std::string_view kind_of(std::string_view layer) {
    return layer.substr(0, layer.find(':'));
}

/// One sentence in the languages of those who read it.
struct Text {
    std::string en;
    std::string ko;
};

/// One value that the judgement stands on, under its name in the catalogue.
struct Value {
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels;
    double value = 0;
};

/// One layer of the pole, judged. A value.
struct Layer {
    std::string id;
    State state = State::skipped;
    Text summary{};
    std::vector<Value> values{};
    const catalogue::Fault* fault = nullptr;  // what is most likely wrong; of catalogue::faults
    std::vector<std::string_view> needs{};    // layers that explain this fault, if they fail
    double seconds = 0;                       // that it took
    bool is_unproved = false;                 // what is configured of it was not looked at: no acceptance
};

/// Keeps the worst that is said of a layer; of two that are as bad the first.
void blame(Layer& layer, State state, const catalogue::Fault* fault, Text summary);
/// A layer of which nothing can be said, and why.
[[nodiscard]] Layer skipped(std::string id, Text why);

/// The row of catalogue::faults. A name that is none stops the compiler.
consteval const catalogue::Fault* fault(std::string_view id) {
    for (const auto& row : catalogue::faults) {
        if (row.id == id) {
            return &row;
        }
    }
    throw "this fault is not in the catalogue";
}

}  // namespace magpie::agent::check
