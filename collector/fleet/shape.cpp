#include "collector/fleet/shape.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "collector/fleet/label_text.hpp"

namespace magpie::collector {

namespace {

/// A bucket's `le` must be a number, or the page cannot be parsed; no other series of a histogram may have one.
bool le_fits(const SeriesName& name, const Labels& labels) {
    const auto le = std::ranges::find(labels, "le", &Labels::value_type::first);
    if (name.row == nullptr || name.row->kind != catalogue::Kind::histogram) {
        return true;
    }
    if (!name.bucket || le == labels.end()) {
        return !name.bucket && le == labels.end();
    }
    const auto& text = le->second;
    double bound = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bound);
    return text == "+Inf" || (error == std::errc{} && end == text.data() + text.size());
}

struct Line {
    std::uint32_t slot = 0;
    std::uint32_t family = 0;
    std::uint32_t info = 0;
    std::string lead;
    std::string tail;
};

}  // namespace

ShapePlan plan_shape(const FamilyTable& families, std::span<const SeriesDescription> series) {
    ShapePlan plan;
    plan.slots.resize(series.size());
    std::vector<Line> lines;
    std::unordered_map<std::string_view, std::uint32_t> family_of;
    std::unordered_set<std::string> taken;
    for (std::uint32_t slot = 0; slot < series.size(); ++slot) {
        const auto& one = series[slot];
        const auto name = families.resolve(one.name);
        const bool known_info = name.row != nullptr && name.row->kind == catalogue::Kind::info;
        const bool info = known_info || (one.info && name.row == nullptr);
        const auto labels = known_info ? std::string{} : labels_text(one.labels);
        // Two infos of one name tell of two things, or of one as it was and as it is: their labels are the node's.
        const bool may_be_several = known_info && !one.info && name.family != node_info_name;
        if (!name.exposed || !labels || !le_fits(name, one.labels) ||
            (!may_be_several && !taken.insert(one.name + *labels).second)) {
            continue;
        }
        plan.slots[slot] = {.low = name.low, .high = name.high, .exposed = true, .counter = name.counter};
        const auto [family, first] =
            family_of.try_emplace(name.family, static_cast<std::uint32_t>(plan.families.size()));
        if (first) {
            plan.families.push_back({.family = std::string(name.family), .help = one.help});
        }
        ++plan.families[family->second].count;
        if (info) {
            plan.info_slots.push_back(slot);
            plan.info_families.push_back(family->second);
            if (name.family == node_info_name) {
                plan.node_info = static_cast<std::uint32_t>(plan.info_slots.size());
            }
        }
        lines.push_back({.slot = slot,
                         .family = family->second,
                         .info = info ? static_cast<std::uint32_t>(plan.info_slots.size()) : 0,
                         .lead = one.name + "{",
                         .tail = *labels + "} "});
    }

    std::ranges::stable_sort(lines, {}, &Line::family);
    std::uint32_t first = 0;
    for (auto& family : plan.families) {
        family.first = first;
        first += family.count;
    }
    const auto put = [&plan](const std::string& text) {
        const auto at = static_cast<std::uint32_t>(plan.text.size());
        plan.text += text;
        return at;
    };
    for (const auto& line : lines) {
        plan.line_bytes += line.lead.size() + line.tail.size() + 1;
        plan.entries.push_back({.slot = line.slot,
                                .lead = put(line.lead),
                                .lead_size = static_cast<std::uint32_t>(line.lead.size()),
                                .tail = put(line.tail),
                                .tail_size = static_cast<std::uint32_t>(line.tail.size()),
                                .info = line.info});
    }
    plan.text.append(text_room, '\0');
    plan.text.shrink_to_fit();
    return plan;
}

std::string series_key(std::span<const SeriesDescription> series) {
    std::string key;
    key.reserve(series.size() * 96);
    const auto add = [&key](std::string_view text) {
        const auto size = text.size();
        key.append(reinterpret_cast<const char*>(&size), sizeof size);
        key += text;
    };
    for (const auto& one : series) {
        add(one.name);
        add(one.help);
        key += one.info ? 'i' : 'v';
        const auto labels = one.labels.size();
        key.append(reinterpret_cast<const char*>(&labels), sizeof labels);
        for (const auto& [name, value] : one.labels) {
            add(name);
            add(value);
        }
    }
    return key;
}

}  // namespace magpie::collector
