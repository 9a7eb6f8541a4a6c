#pragma once

#include <string>

#include "collector/console/inventory.hpp"
#include "collector/console/maintenance.hpp"
#include "collector/console/pole_book.hpp"
#include "collector/console/pole_map.hpp"
#include "collector/console/pole_search.hpp"

namespace magpie::collector::console {

// Answers of the console about poles, as docs/openapi.yaml describes them.

/// The members of a pole, without braces.
void append_members(const Pole& pole, std::string& out);
void append_pole(const Pole& pole, std::string& out);
/// `{"ok":3,...}`, all of them.
void append_states(const StateCounts& states, std::string& out);

[[nodiscard]] std::string summary_text(const PoleBook& book, UtcMs now);
[[nodiscard]] std::string map_text(const PoleBook& book, const MapAnswer& answer);
[[nodiscard]] std::string list_text(const PoleBook& book, const PoleList& list);
/// Who is missing, who is not in the inventory, and who says another place than it: by at least so many meters.
/// Nobody where there is no inventory.
[[nodiscard]] std::string differences_text(const PoleBook& book, const Inventory& inventory);
inline constexpr double moved_from_meters = 50;

/// `{"name":..,"lat":..}` and so on of one in the inventory.
void append_listed(const InventoryPole& pole, std::string& out);
void append_window(WindowId id, const Window& window, std::string& out);

}  // namespace magpie::collector::console
