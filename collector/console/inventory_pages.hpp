#pragma once

#include <string>

#include "collector/console/console.hpp"
#include "platform/http/server.hpp"

namespace magpie::collector::console {

/// The inventory in CSV or JSON, in pieces. It outlives the response.
[[nodiscard]] http::Response inventory_page(const Inventory& inventory, const http::Request& request);

/// A new one: all of it, or an answer that names the row and the column that are wrong. `detail` is for the audit,
/// empty where nothing was taken.
[[nodiscard]] http::Response take_inventory(Console& console, const http::Request& request, const Now& now,
                                            std::string& detail);

}  // namespace magpie::collector::console
