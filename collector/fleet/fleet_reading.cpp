#include "collector/fleet/fleet.hpp"

namespace magpie::collector {

std::string_view Node::info_text(std::uint32_t which) const {
    std::size_t begin = 0;
    for (; which > 1 && begin < info.size(); --which) {
        begin = info.find('\n', begin) + 1;
    }
    return std::string_view(info).substr(begin, info.find('\n', begin) - begin);
}

std::optional<std::string_view> Fleet::node_info(const Node& node) const {
    const auto which = node.shape == Node::none ? 0 : shapes_[node.shape].plan.node_info;
    return which == 0 ? std::nullopt : std::optional(node.info_text(which));
}

std::span<const double> Fleet::values(NodeIndex index) const {
    const auto& entry = node(index);
    if (entry.row == Node::none) {
        return {};
    }
    const auto& shape = shapes_[entry.shape];
    return {shape.row_values(entry.row), shape.plan.slots.size()};
}

}  // namespace magpie::collector
