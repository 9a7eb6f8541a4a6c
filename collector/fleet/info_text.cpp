#include "collector/fleet/info_text.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <utility>

#include "collector/fleet/label_text.hpp"

namespace magpie::collector {

std::string info_texts(const ShapePlan& plan, std::span<const InfoLabels> info) {
    std::string all;
    std::set<std::pair<std::uint32_t, std::string>> taken;
    for (std::size_t which = 0; which < plan.info_slots.size(); ++which) {
        const auto labels = std::ranges::find(info, plan.info_slots[which], &InfoLabels::slot);
        auto text = labels == info.end() ? std::string() : labels_text(labels->labels).value_or("");
        const auto family = plan.info_families[which];
        // A node may say what is put here in its place, too.
        for (std::size_t number = which; !taken.emplace(family, text).second; ++number) {
            text = ",duplicate=\"" + std::to_string(number) + "\"";
        }
        all += text + '\n';
    }
    return all;
}

}  // namespace magpie::collector
