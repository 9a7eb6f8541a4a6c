// How far a node is from its neighbours, while its list of series changes.

#include "collector/fleet/fleet.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector {

namespace {

/// What stands before and behind the labels of the node: as `magpie_pole_temperature_celsius{,sensor="air"} `.
std::string name_of(const ShapePlan& plan, const Entry& entry) {
    const std::string_view text(plan.text);
    return std::string(text.substr(entry.lead, entry.lead_size)) +
           std::string(text.substr(entry.tail, entry.tail_size));
}

}  // namespace

void Fleet::set_deviations(NodeIndex node, std::vector<Deviation> deviations) {
    auto& entry = nodes_[static_cast<std::uint32_t>(node)];
    if (entry.row != Node::none) {
        entry.deviations = std::move(deviations);
    }
}

std::vector<Fleet::NamedDeviation> Fleet::named_deviations(const Node& node) const {
    std::vector<NamedDeviation> named;
    for (const auto& deviation : node.deviations) {
        const auto& plan = shapes_[node.shape].plan;
        named.push_back({name_of(plan, plan.entries[deviation.entry]), deviation});
    }
    return named;
}

/// Under the numbers that its series have now; of one that it has no more nothing is said.
void Fleet::keep_deviations(Node& node, std::span<const NamedDeviation> deviations) {
    node.deviations = {};
    if (node.row == Node::none || deviations.empty()) {
        return;
    }
    const auto& plan = shapes_[node.shape].plan;
    for (std::uint32_t number = 0; number < plan.entries.size(); ++number) {
        const auto same = std::ranges::find(deviations, name_of(plan, plan.entries[number]), &NamedDeviation::name);
        if (same != deviations.end()) {
            node.deviations.push_back(
                {.quantity = same->deviation.quantity, .entry = number, .value = same->deviation.value});
        }
    }
}

}  // namespace magpie::collector
