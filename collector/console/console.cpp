#include "collector/console/console.hpp"

#include <set>
#include <utility>

#include "collector/console/stored.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

using console::Event;
using console::EventKind;
using console::EventNumber;
using console::PoleName;
using console::Window;
using console::WindowId;

namespace {

std::string in_words(const SuspectedFault& fault) {
    return std::string(shared_kind_words[static_cast<std::size_t>(fault.kind)]) + " " + escaped(fault.name) + ": " +
           std::to_string(fault.fell) + (fault.kind == SharedKind::core ? " hubs" : " poles");
}

/// What stays the same while more and more fall.
std::string key_of(const SuspectedFault& fault) {
    return std::string(shared_kind_words[static_cast<std::size_t>(fault.kind)]) + " " + fault.area + " " + fault.name;
}

}  // namespace

Console::Console(const ConsoleSettings& settings, Fleet& fleet, const Suspicion& suspicion)
    : suspicion_(suspicion), events_(settings.events), poles_(fleet, inventory_, maintenance_, events_) {}

void Console::restore(const console::Kept& kept, const console::Keep& keep, const Now& now) {
    console::Inventory::Poles poles;
    for (const auto& [name, bytes] : kept.poles) {
        if (auto pole = console::decode_pole(bytes)) {
            poles.emplace(name, std::move(*pole));
        } else {
            keep.no_pole(name);
        }
    }
    console::Maintenance::Windows windows;
    for (const auto& [id, bytes] : kept.windows) {
        if (auto window = console::decode_window(bytes)) {
            windows.emplace(WindowId{id}, std::move(*window));
        } else {
            keep.no_window(id);
        }
    }
    std::vector<Event> events;
    for (const auto& [number, bytes] : kept.events) {
        if (auto event = console::decode_event(EventNumber{number}, bytes)) {
            events.push_back(std::move(*event));
        }
    }
    inventory_.restore(std::move(poles));
    maintenance_.restore(std::move(windows), now);
    events_.restore(std::move(events));
    // Whether a fault that was suspected is still one is found out anew.
    for (const auto& event : events_.all()) {
        if (event.what == "suspected_fault" && event.kind == EventKind::alarm && !event.until) {
            events_.end(event.number, now.wall);
        }
    }
    poles_.restore_open_alarms();
    poles_.round(now);
}

void Console::step(const Now& now) {
    maintenance_.look(now);
    tell_turns(now);
    look_at_faults(now);
    poles_.step(now);
    events_.look(now);
    checks_.look(now);
}

void Console::tell_turns(const Now& now) {
    auto [began, ended] = maintenance_.take_turns();
    for (const auto& [windows, what] : {std::pair(&began, "maintenance_begun"), {&ended, "maintenance_ended"}}) {
        for (const auto& window : *windows) {
            note(what, {window.area, window.node.value_or("")}, window.reason, now);
        }
    }
}

void Console::look_at_faults(const Now& now) {
    if (seen_faults_ == suspicion_.rounds()) {
        return;
    }
    seen_faults_ = suspicion_.rounds();
    std::set<std::string> open;
    for (const auto& fault : suspicion_.faults()) {
        const auto [known, is_new] = faults_.try_emplace(key_of(fault));
        open.insert(known->first);
        if (is_new) {
            known->second = events_.add({.time = now.wall,
                                         .kind = EventKind::alarm,
                                         .area = fault.area,
                                         .node = {},
                                         .what = "suspected_fault",
                                         .detail = in_words(fault)});
        }
    }
    std::erase_if(faults_, [&](const auto& known) {
        if (open.contains(known.first)) {
            return false;
        }
        events_.end(known.second, now.wall);
        const auto* alarm = events_.find(known.second);
        events_.add({.time = now.wall,
                     .kind = EventKind::recovery,
                     .area = alarm != nullptr ? alarm->area : std::string(),
                     .node = {},
                     .what = "suspected_fault",
                     .detail = alarm != nullptr ? alarm->detail : escaped(known.first)});
        return true;
    });
}

void Console::keep_changes(const console::Keep& keep) {
    for (const auto& name : inventory_.take_changes()) {
        const auto* pole = inventory_.find(name);
        pole != nullptr ? keep.pole(name, console::encode(*pole)) : keep.no_pole(name);
    }
    for (const auto id : maintenance_.take_changes()) {
        const auto* window = maintenance_.find(id);
        const auto number = static_cast<std::uint64_t>(id);
        window != nullptr ? keep.window(number, console::encode(*window)) : keep.no_window(number);
    }
    for (const auto number : events_.take_changes()) {
        if (const auto* event = events_.find(number)) {
            keep.event(static_cast<std::uint64_t>(number), console::encode(*event));
        }
    }
    if (const auto first = events_.first(); first > kept_from_) {
        kept_from_ = first;
        keep.no_event_below(static_cast<std::uint64_t>(first));
    }
}

console::Inventory::Counts Console::replace_inventory(console::Inventory::Poles poles, const Now& now) {
    const auto counts = inventory_.replace(std::move(poles));
    note("inventory_replaced", {},
         std::to_string(inventory_.listed()) + " poles: " + std::to_string(counts.added) + " added, " +
             std::to_string(counts.removed) + " removed, " + std::to_string(counts.changed) + " changed",
         now);
    poles_.round(now);
    return counts;
}

bool Console::decommission(const PoleName& name, std::string reason, const std::string& by, const Now& now) {
    if (!inventory_.decommission(name, {.at = now.wall, .reason = reason, .by = by})) {
        return false;
    }
    note("decommissioned", name, std::move(reason), now);
    poles_.round(now);
    return true;
}

bool Console::recommission(const PoleName& name, const Now& now) {
    if (!inventory_.recommission(name)) {
        return false;
    }
    note("recommissioned", name, "", now);
    poles_.round(now);
    return true;
}

std::optional<WindowId> Console::add_window(Window window, const Now& now) {
    const auto id = maintenance_.add(std::move(window));
    if (id && maintenance_.look(now)) {
        tell_turns(now);
        poles_.round(now);
    }
    return id;
}

bool Console::remove_window(WindowId id, const Now& now) {
    if (!maintenance_.remove(id)) {
        return false;
    }
    tell_turns(now);
    poles_.round(now);
    return true;
}

void Console::note(std::string_view what, const PoleName& of, std::string detail, const Now& now) {
    events_.add({.time = now.wall,
                 .kind = EventKind::event,
                 .area = of.area,
                 .node = of.node,
                 .what = std::string(what),
                 .detail = std::move(detail)});
}

}  // namespace magpie::collector
