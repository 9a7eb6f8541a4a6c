#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/console/event_book.hpp"
#include "collector/console/inventory.hpp"
#include "collector/console/maintenance.hpp"

namespace magpie::collector::console {

/// What outlives a restart, as JSON. What is none of it decodes to nothing.
[[nodiscard]] std::string encode(const InventoryPole& pole);
[[nodiscard]] std::optional<InventoryPole> decode_pole(std::string_view bytes);
[[nodiscard]] std::string encode(const Window& window);
[[nodiscard]] std::optional<Window> decode_window(std::string_view bytes);
/// Without its number.
[[nodiscard]] std::string encode(const Event& event);
[[nodiscard]] std::optional<Event> decode_event(EventNumber number, std::string_view bytes);

}  // namespace magpie::collector::console
