#include "collector/alerts/watch.hpp"

#include <algorithm>
#include <string_view>

#include "collector/history/label_bytes.hpp"

namespace magpie::collector::alerts {

namespace {

std::string_view value_of(const Labels& labels, std::string_view name) {
    const auto found = std::ranges::find(labels, name, &Labels::value_type::first);
    return found == labels.end() ? std::string_view() : std::string_view(found->second);
}

std::vector<Watched> found_in(const ShapePlan& plan) {
    std::vector<Watched> found;
    const std::string_view text = plan.text;
    for (const auto& use : plan.families) {
        for (const auto& row : catalogue::urgent) {
            if (row.metric != use.family) {
                continue;
            }
            for (auto place = use.first; place < use.first + use.count; ++place) {
                const auto& entry = plan.entries[place];
                // `,radio="phy0"} `
                const auto tail = text.substr(entry.tail, entry.tail_size - 2);
                const auto labels = history::parse_labels(tail).value_or(Labels{});
                if (!row.label.empty() && value_of(labels, row.label) != row.is) {
                    continue;
                }
                auto& one = found.emplace_back(Watched{.slot = entry.slot, .row = &row, .kept = {}});
                for (const auto name : row.kept) {
                    if (const auto value = value_of(labels, name); !value.empty()) {
                        one.kept.emplace_back(name, value);
                    }
                }
            }
        }
    }
    return found;
}

}  // namespace

const std::vector<Watched>& Watch::of(const Node& node) {
    if (node.shape >= shapes_.size()) {
        shapes_.resize(fleet_.shapes().size());
    }
    const auto& shape = fleet_.shapes()[node.shape];
    auto& known = shapes_[node.shape];
    if (known.serial != shape.serial) {
        known = {.serial = shape.serial, .series = found_in(shape.plan)};
    }
    return known.series;
}

}  // namespace magpie::collector::alerts
