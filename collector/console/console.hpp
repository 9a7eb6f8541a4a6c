#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/console/check_book.hpp"
#include "collector/console/event_book.hpp"
#include "collector/console/inventory.hpp"
#include "collector/console/maintenance.hpp"
#include "collector/console/pole_book.hpp"
#include "collector/fleet/fleet.hpp"
#include "collector/suspicion/suspicion.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

struct ConsoleSettings {
    console::EventLimits events;
};

namespace console {

/// What outlives a restart, by what it is found under.
struct Kept {
    std::map<PoleName, std::string> poles;
    std::map<std::uint64_t, std::string> windows;
    std::map<std::uint64_t, std::string> events;
};

/// Where it is kept.
struct Keep {
    std::function<void(const PoleName& name, std::string bytes)> pole;
    std::function<void(const PoleName& name)> no_pole;
    std::function<void(std::uint64_t id, std::string bytes)> window;
    std::function<void(std::uint64_t id)> no_window;
    std::function<void(std::uint64_t number, std::string bytes)> event;
    /// None below this number.
    std::function<void(std::uint64_t number)> no_event_below;
};

}  // namespace console

/// What the console knows beside the fleet: which poles there should be, where people work, what happened, and how each
/// pole is. One thread; owned by the Collector, which calls it with `now`.
class Console {
  public:
    Console(const ConsoleSettings& settings, Fleet& fleet, const Suspicion& suspicion);

    /// What was kept before a restart, after the fleet has its nodes. What cannot be read is dropped from `keep`.
    void restore(const console::Kept& kept, const console::Keep& keep, const Now& now);
    /// A few times a second.
    void step(const Now& now);
    /// Hands out what has changed since the last time.
    void keep_changes(const console::Keep& keep);

    // What people change. All of it is in the answers at once.
    console::Inventory::Counts replace_inventory(console::Inventory::Poles poles, const Now& now);
    bool decommission(const console::PoleName& name, std::string reason, const std::string& by, const Now& now);
    bool recommission(const console::PoleName& name, const Now& now);
    std::optional<console::WindowId> add_window(console::Window window, const Now& now);
    bool remove_window(console::WindowId id, const Now& now);
    /// Something that people did, of a pole or of the city.
    void note(std::string_view what, const console::PoleName& of, std::string detail, const Now& now);

    [[nodiscard]] bool in_maintenance(std::string_view area, std::string_view node) const {
        return maintenance_.holds(area, node);
    }
    [[nodiscard]] const console::PoleBook& poles() const { return poles_; }
    [[nodiscard]] const console::Inventory& inventory() const { return inventory_; }
    [[nodiscard]] const console::Maintenance& maintenance() const { return maintenance_; }
    [[nodiscard]] const console::EventBook& events() const { return events_; }
    [[nodiscard]] console::CheckBook& checks() { return checks_; }
    [[nodiscard]] const console::CheckBook& checks() const { return checks_; }

  private:
    void tell_turns(const Now& now);
    void look_at_faults(const Now& now);

    const Suspicion& suspicion_;
    console::Inventory inventory_;
    console::Maintenance maintenance_;
    console::EventBook events_;
    console::PoleBook poles_;
    console::CheckBook checks_;
    std::uint64_t seen_faults_ = 0;                       // rounds of the suspicion
    std::map<std::string, console::EventNumber> faults_;  // open, by what they are
    console::EventNumber kept_from_{};
};

}  // namespace magpie::collector
