#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/alerts/alert.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/ingest/urgent_report.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {

/// Poles with two radios each, as the alerts see them: a fleet, and what Ingest writes down.
struct RadioCity {
    static constexpr std::uint32_t radars = 0;
    static constexpr std::uint32_t other_radars = 1;
    static constexpr std::uint32_t hung = 2;
    static constexpr std::uint32_t other_hung = 3;

    static std::vector<SeriesDescription> series() {
        const auto one = [](const char* name, Labels labels) {
            return SeriesDescription{.name = name, .help = "", .labels = std::move(labels)};
        };
        return {one("magpie_wifi_events_total", {{"radio", "phy0"}, {"type", "radar_detected"}}),
                one("magpie_wifi_events_total", {{"radio", "phy1"}, {"type", "radar_detected"}}),
                one("magpie_wifi_radio_hung", {{"radio", "phy0"}}),
                one("magpie_wifi_radio_hung", {{"radio", "phy1"}}),
                one("magpie_wifi_events_total", {{"radio", "phy0"}, {"type", "join"}}),
                one("magpie_link_up", {{"interface", "eth0"}})};
    }

    /// All quiet.
    NodeIndex born(const std::string& node = "pole-1") {
        const auto index = fleet.born("mapo", node, fleet.intern(1, series()), {}, now().wall);
        for (std::uint32_t slot = 0; slot < series().size(); ++slot) {
            fleet.set(index, slot, 0);
        }
        return index;
    }
    /// A report sent at once in which a series takes this value.
    UrgentReport reports(NodeIndex node, std::uint32_t slot, double value) {
        const auto before = fleet.values(node);
        UrgentReport report{.node = node, .taken = now().wall, .before = {before.begin(), before.end()}};
        fleet.set(node, slot, value);
        return report;
    }

    [[nodiscard]] Now now() const { return clock.now(); }

    fakes::FakeClock clock;
    Fleet fleet;
};

}  // namespace magpie::collector
