#include "collector/history/label_bytes.hpp"

#include <algorithm>

#include <protozero/pbf_builder.hpp>

namespace magpie::collector::history {

namespace {

// prometheus/prompb types.proto.
enum class SeriesField : protozero::pbf_tag_type { label = 1 };
enum class LabelField : protozero::pbf_tag_type { name = 1, value = 2 };

constexpr std::string_view name_label = "__name__";

void append(std::string& bytes, std::string_view name, std::string_view value) {
    protozero::pbf_builder<SeriesField> series(bytes);
    protozero::pbf_builder<LabelField> label(series, SeriesField::label);
    label.add_string(LabelField::name, name.data(), name.size());
    label.add_string(LabelField::value, value.data(), value.size());
}

std::uint32_t append_all(std::string& bytes, Labels::const_iterator first, Labels::const_iterator last) {
    const auto before = bytes.size();
    for (; first != last; ++first) {
        append(bytes, first->first, first->second);
    }
    return static_cast<std::uint32_t>(bytes.size() - before);
}

Labels sorted_with_name(std::string_view name, Labels labels) {
    labels.emplace_back(name_label, name);
    std::ranges::sort(labels);
    return labels;
}

std::string_view part(const std::string& text, std::uint32_t at, std::uint32_t size) {
    return std::string_view(text).substr(at, size);
}

/// `magpie_link_up{`
std::string_view name_in(const Shape& shape, const Entry& entry) {
    return part(shape.plan.text, entry.lead, entry.lead_size - 1);
}

Labels labels_of(const Node& node) {
    return parse_labels({node.text.get(), node.text_size}).value_or(Labels{});
}

}  // namespace

LabelPieces pieces(const NodeLabels& labels, std::uint32_t slot) {
    if (slot >= labels.shape->series.size()) {
        return {};
    }
    const auto& series = labels.shape->series[slot];
    if (series.info > 0) {
        return {.before_area = labels.info[series.info - 1], .area = {}, .before_node = {}, .node = {}, .rest = {}};
    }
    if (series.before_area == 0) {
        return {};
    }
    const char* at = labels.shape->bytes.data() + series.at;
    return {.before_area = {at, series.before_area},
            .area = labels.area,
            .before_node = {at + series.before_area, series.before_node},
            .node = labels.node,
            .rest = {at + series.before_area + series.before_node, series.rest}};
}

std::optional<Labels> parse_labels(std::string_view text) {
    Labels labels;
    while (!text.empty()) {
        if (text.front() == ',') {
            text.remove_prefix(1);
        }
        const auto equals = text.find("=\"");
        if (equals == 0 || equals == std::string_view::npos) {
            return std::nullopt;
        }
        auto& [name, value] = labels.emplace_back(text.substr(0, equals), std::string{});
        text.remove_prefix(equals + 2);
        while (!text.empty() && text.front() != '"') {
            const bool is_escape = text.front() == '\\' && text.size() > 1;
            const char c = text[is_escape ? 1 : 0];
            value += is_escape && c == 'n' ? '\n' : c;
            text.remove_prefix(is_escape ? 2 : 1);
        }
        if (text.empty()) {
            return std::nullopt;
        }
        text.remove_prefix(1);
    }
    return labels;
}

ShapeLabels shape_labels(const Shape& shape) {
    ShapeLabels made;
    made.series.resize(shape.plan.slots.size());
    for (const auto& entry : shape.plan.entries) {
        auto& series = made.series[entry.slot];
        series.info = entry.info;
        if (entry.info > 0) {
            continue;
        }
        // `,interface="eth0"} `
        const auto tail = part(shape.plan.text, entry.tail, entry.tail_size - 2);
        const auto labels = sorted_with_name(name_in(shape, entry), parse_labels(tail).value_or(Labels{}));
        const auto area = std::ranges::lower_bound(labels, "area", {}, &Labels::value_type::first);
        const auto node = std::ranges::lower_bound(labels, "node", {}, &Labels::value_type::first);
        series.at = static_cast<std::uint32_t>(made.bytes.size());
        series.before_area = append_all(made.bytes, labels.begin(), area);
        series.before_node = append_all(made.bytes, area, node);
        series.rest = append_all(made.bytes, node, labels.end());
    }
    made.bytes.shrink_to_fit();
    return made;
}

NodeLabels node_labels(const Node& node, const Shape& shape, std::shared_ptr<const ShapeLabels> labels) {
    NodeLabels made{.shape = std::move(labels), .area = {}, .node = {}, .info = {}};
    const auto own = labels_of(node);
    for (const auto& [name, value] : own) {
        append(name == "area" ? made.area : made.node, name, value);
    }
    made.info.resize(shape.plan.info_slots.size());
    for (const auto& entry : shape.plan.entries) {
        if (entry.info == 0) {
            continue;
        }
        std::string_view text = node.info;
        for (std::uint32_t skip = 1; skip < entry.info; ++skip) {
            text.remove_prefix(std::min(text.size(), text.find('\n') + 1));
        }
        auto all = parse_labels(text.substr(0, text.find('\n'))).value_or(Labels{});
        all.insert(all.end(), own.begin(), own.end());
        const auto sorted = sorted_with_name(name_in(shape, entry), std::move(all));
        append_all(made.info[entry.info - 1], sorted.begin(), sorted.end());
    }
    return made;
}

LabelCache::LabelCache(const Fleet& fleet) : fleet_(fleet) {
    ShapeLabels up;
    append(up.bytes, name_label, "magpie_node_up");
    up.series.push_back({.before_area = static_cast<std::uint32_t>(up.bytes.size())});
    up_ = std::make_shared<const ShapeLabels>(std::move(up));
}

const std::shared_ptr<const NodeLabels>& LabelCache::of(NodeIndex index) {
    const auto place = static_cast<std::size_t>(index);
    const auto& node = fleet_.node(index);
    if (node.shape == Node::none) {
        return none_;
    }
    if (place >= nodes_.size()) {
        nodes_.resize(std::max(place + 1, fleet_.nodes().size()));
    }
    auto& cached = nodes_[place];
    const auto& shape = fleet_.shapes()[node.shape];
    if (cached.node_serial != node.serial || cached.shape_serial != shape.serial || cached.info != node.info) {
        cached = {.node_serial = node.serial,
                  .shape_serial = shape.serial,
                  .info = node.info,
                  .labels = std::make_shared<const NodeLabels>(node_labels(node, shape, of_shape(shape)))};
    }
    return cached.labels;
}

std::shared_ptr<const ShapeLabels> LabelCache::of_shape(const Shape& shape) {
    if (shapes_.size() >= sweep_at_) {
        std::erase_if(shapes_, [](const auto& entry) { return entry.second.expired(); });
        sweep_at_ = std::max<std::size_t>(64, 2 * shapes_.size());
    }
    auto& known = shapes_[shape.serial];
    auto labels = known.lock();
    if (!labels) {
        labels = std::make_shared<const ShapeLabels>(shape_labels(shape));
        known = labels;
    }
    return labels;
}

std::shared_ptr<const NodeLabels> LabelCache::of_up(NodeIndex index) const {
    NodeLabels made{.shape = up_, .area = {}, .node = {}, .info = {}};
    for (const auto& [name, value] : labels_of(fleet_.node(index))) {
        append(name == "area" ? made.area : made.node, name, value);
    }
    return std::make_shared<const NodeLabels>(std::move(made));
}

}  // namespace magpie::collector::history
