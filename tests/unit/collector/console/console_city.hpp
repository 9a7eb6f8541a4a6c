#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "collector/console/console.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspicion.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {

/// Poles with a radio and a door, as the console sees them.
struct ConsoleCity {
    enum : std::uint32_t { info, radars, hung, door };

    NodeIndex stands(const std::string& node, double latitude = 37.5, double longitude = 127.0,
                     const std::string& area = "mapo", const std::string& site = "") {
        const std::vector<SeriesDescription> list{
            {.name = "magpie_node_info", .help = "", .labels = {}},
            {.name = "magpie_wifi_events_total", .help = "", .labels = {{"radio", "phy0"}, {"type", "radar_detected"}}},
            {.name = "magpie_wifi_radio_hung", .help = "", .labels = {{"radio", "phy0"}}},
            {.name = "magpie_pole_door_open", .help = "", .labels = {{"sensor", "door"}}}};
        Labels labels{{"latitude", std::to_string(latitude)}, {"longitude", std::to_string(longitude)}};
        if (!site.empty()) {
            labels.emplace_back("site", site);
        }
        const std::vector<InfoLabels> says{{.slot = info, .labels = std::move(labels)}};
        const auto index = fleet.born(area, node, fleet.intern(1, list), says, clock.now().wall);
        for (const auto slot : {radars, hung, door}) {
            fleet.set(index, slot, 0);
        }
        return index;
    }
    /// Long enough that the console has looked at everybody.
    void pass(Milliseconds time = std::chrono::seconds(3)) {
        for (; time > Milliseconds{0}; time -= Milliseconds{100}) {
            clock.advance(Milliseconds{100});
            console.step(clock.now());
        }
    }
    void die(NodeIndex node) { fleet.died(node, clock.now().wall); }

    [[nodiscard]] const console::Pole& pole(const std::string& node, const std::string& area = "mapo") const {
        return console.poles().pole(console.poles().find(area, node));
    }
    [[nodiscard]] console::State state(const std::string& node) const { return pole(node).state; }
    /// `alarm node_down pole-1`, oldest first.
    [[nodiscard]] std::vector<std::string> told(std::optional<console::EventKind> kind = std::nullopt) const {
        std::vector<std::string> lines;
        for (const auto& event : console.events().all()) {
            if (!kind || event.kind == *kind) {
                lines.push_back(std::string(console::event_kind_words[static_cast<std::size_t>(event.kind)]) + " " +
                                event.what + " " + event.node);
            }
        }
        return lines;
    }
    using Told = std::vector<std::string>;

    /// What is kept, as a restart finds it.
    struct Kept {
        console::Kept kept;

        [[nodiscard]] console::Keep keep() {
            return {
                .pole = [this](const auto& name, std::string bytes) { kept.poles[name] = std::move(bytes); },
                .no_pole = [this](const auto& name) { kept.poles.erase(name); },
                .window = [this](auto id, std::string bytes) { kept.windows[id] = std::move(bytes); },
                .no_window = [this](auto id) { kept.windows.erase(id); },
                .event = [this](auto number, std::string bytes) { kept.events[number] = std::move(bytes); },
                .no_event_below =
                    [this](auto number) { kept.events.erase(kept.events.begin(), kept.events.lower_bound(number)); }};
        }
    };

    fakes::FakeClock clock;
    Fleet fleet;
    Suspicion suspicion{{}, fleet};
    Console console{{}, fleet, suspicion};
};

}  // namespace magpie::collector
