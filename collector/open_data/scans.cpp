#include "collector/open_data/scans.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "collector/fleet/label_text.hpp"
#include "collector/open_data/row.hpp"
#include "collector/rollup/label_pick.hpp"

namespace magpie::collector::open_data {

namespace {

/// About the middle of each: how far a signal reaches does not change much within a band.
constexpr std::array<std::pair<std::string_view, double>, 5> middles{
    {{"2.4GHz", 2.437}, {"5GHz", 5.5}, {"6GHz", 6.525}, {"60GHz", 60.48}, {"sub1GHz", 0.92}}};

}  // namespace

bool Scans::step(std::string& out, std::size_t budget) {
    const auto full = out.size() + budget;
    if (!std::exchange(begun_, true)) {
        out += "from,to,frequency_ghz,rssi_dbm\r\n";
    }
    const auto& nodes = fleet_.nodes();
    for (; node_ < nodes.size(); ++node_) {
        if (out.size() >= full) {
            return true;
        }
        const auto& node = nodes[node_];
        if (node.serial != 0 && node.serial <= began_ && node.kind == NodeKind::magpie && node.life == Life::up) {
            append(node, out);
        }
    }
    return false;
}

void Scans::append(const Node& node, std::string& out) const {
    if (node.shape == Node::none || node.row == Node::none) {
        return;
    }
    const auto& shape = fleet_.shapes()[node.shape];
    const auto* const values = shape.row_values(node.row);
    const auto to = csv_text(node.node);
    for (const auto& one : heard_in(shape)) {
        if (!std::isnan(values[one.slot])) {
            fmt::format_to(std::back_inserter(out), "{},{},{:g},{:g}\r\n", csv_text(one.from), to, one.gigahertz,
                           values[one.slot]);
        }
    }
}

std::vector<Scans::Heard> Scans::heard_in(const Shape& shape) {
    std::vector<Heard> heard;
    const auto use = std::ranges::find(shape.plan.families, "magpie_wifi_own_neighbour_signal_dbm", &FamilyUse::family);
    if (use == shape.plan.families.end()) {
        return heard;
    }
    const auto text = std::string_view(shape.plan.text);
    for (auto place = use->first; place < use->first + use->count; ++place) {
        const auto& entry = shape.plan.entries[place];
        const auto labels = text.substr(entry.tail, entry.tail_size);
        const auto band = std::ranges::find(middles, rollup::label_value(labels, "band"),
                                            &std::pair<std::string_view, double>::first);
        if (band != middles.end()) {
            heard.push_back({.from = plain_label_value(rollup::label_value(labels, "target")),
                             .gigahertz = band->second,
                             .slot = entry.slot});
        }
    }
    return heard;
}

}  // namespace magpie::collector::open_data
