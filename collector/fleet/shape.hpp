#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/family.hpp"
#include "collector/fleet/series.hpp"

namespace magpie::collector {

enum class ShapeIndex : std::uint32_t {};

/// Bytes behind every cached text that may be read, so that a short copy needs no exact length.
inline constexpr std::size_t text_room = 64;

/// How a value of one slot is checked.
struct Slot {
    double low = 0;
    double high = 0;
    bool exposed = false;
    bool counter = false;
};

/// One exposed series of a shape. A line is: lead, text of the node, for an info metric its labels at the node, tail,
/// value, newline.
struct Entry {
    std::uint32_t slot = 0;
    std::uint32_t lead = 0;  // `magpie_link_up{` at this place of the text
    std::uint32_t lead_size = 0;
    std::uint32_t tail = 0;  // `,interface="eth0"} `
    std::uint32_t tail_size = 0;
    std::uint32_t info = 0;  // 1 and up: which of the node's info texts; 0: no info metric
};

/// Entries of one family stand together.
struct FamilyUse {
    std::string family;
    std::string help;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
};

/// A list of series made ready for exposition: the same for every node with this list.
struct ShapePlan {
    std::vector<Slot> slots;
    std::vector<Entry> entries;
    std::vector<FamilyUse> families;
    std::vector<std::uint32_t> info_slots;
    std::vector<std::uint32_t> info_families;  // of each of these, its place in families
    std::uint32_t node_info = 0;   // which of the node's info texts is that of magpie_node_info; 0: there is none
    std::string text;              // what entries point into, with room behind it
    std::uint64_t line_bytes = 0;  // of all lines, without what the node adds
};

/// A series that cannot be exposed (bad name or labels, one of the collector's own, the same name and labels as a slot
/// before it) keeps its slot and has no entry. Of an info metric a node may have several series: those are told apart
/// at the node, where their labels are (info_text.hpp).
[[nodiscard]] ShapePlan plan_shape(const FamilyTable& families, std::span<const SeriesDescription> series);

/// Bytes that are equal for equal lists, and only for those.
[[nodiscard]] std::string series_key(std::span<const SeriesDescription> series);

/// One live node of a shape. A row keeps its place as long as its node keeps this shape.
struct Row {
    static constexpr std::uint64_t free = std::numeric_limits<std::uint64_t>::max();

    std::uint64_t serial = free;  // when the node took this row
    const char* text = nullptr;   // `area="a",node="n"`
    std::uint32_t text_size = 0;
    std::uint32_t hash = 0;  // of area and node
    std::uint32_t node = 0;
};

/// An interned list of series and the values of its live nodes, row by row; absent is NaN.
struct Shape {
    std::uint64_t hash = 0;
    std::uint64_t serial = 0;  // 0: a free place
    std::size_t holders = 0;   // nodes, live or not, whose last birth this is
    std::string list;          // series_key() of it
    ShapePlan plan;
    std::vector<std::uint32_t> family_places;  // one for each of plan.families
    std::vector<double> values;                // rows x slots
    std::vector<Row> rows;
    std::vector<std::uint32_t> free_rows;

    [[nodiscard]] double* row_values(std::uint32_t row) { return values.data() + std::size_t{row} * plan.slots.size(); }
    [[nodiscard]] const double* row_values(std::uint32_t row) const {
        return values.data() + std::size_t{row} * plan.slots.size();
    }
};

}  // namespace magpie::collector
