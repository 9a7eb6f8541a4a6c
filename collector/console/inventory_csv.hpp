#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collector/console/inventory.hpp"
#include "collector/csv/csv.hpp"

namespace magpie::collector::console {

inline constexpr std::size_t longest_inventory = std::size_t{16} << 20;

/// The whole of a CSV with a header: area, node, name, latitude, longitude, model, site in any order, of which area and
/// node must be there. All or nothing: the error names the first row and column that is wrong.
[[nodiscard]] tl::expected<Inventory::Poles, csv::Problem> parse_inventory(std::string_view text);

/// The same, written, with a byte order mark, so that a spreadsheet reads Korean.
void append_inventory_csv_header(std::string& out);
void append_inventory_csv(const PoleName& name, const InventoryPole& pole, std::string& out);

}  // namespace magpie::collector::console
