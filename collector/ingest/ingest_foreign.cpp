// Sparkplug edges that are none of ours, and devices: their births, deaths and values.

#include <algorithm>
#include <functional>
#include <string_view>
#include <utility>

#include "collector/ingest/foreign_list.hpp"
#include "collector/ingest/ingest.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

using sparkplug::MetricView;

ShapeIndex Ingest::foreign_shape(DeclaredMetrics& metrics, const Incoming& in) {
    const ForeignPlace place{.area = in.topic.area, .node = in.topic.node, .device = in.topic.device};
    const auto list = describe(in.payload, place, settings_.foreign, refusals_, tolerated_);
    metrics.show(list);
    return fleet_.intern(strong_hash(series_key(list.series)), list.series);
}

tl::expected<void, Reason> Ingest::foreign_birth(EdgeNode& node, const Incoming& in) {
    auto declared = DeclaredMetrics::read(in.payload, settings_.payload.metrics);
    if (!declared) {
        return tl::unexpected(declared.error());
    }
    const auto shape = foreign_shape(*declared, in);
    if (!admits_foreign_list(node, shape, in)) {
        return tl::unexpected(Reason::too_many_new_series);
    }
    node.metrics = std::move(*declared);
    node.plan.reset();
    node.info_labels.clear();
    node.interval = Milliseconds{0};
    node.fleet = fleet_.born(node.area, node.id, shape, {}, in.now.wall, NodeKind::foreign);
    forget_index(*node.fleet);
    foreign_values_of_birth(node, node.metrics, *node.fleet, in);
    fleet_.reported(*node.fleet, in.now.wall);
    return {};
}

void Ingest::foreign_values_of_birth(EdgeNode& node, const DeclaredMetrics& metrics, NodeIndex series,
                                     const Incoming& in) {
    for (std::uint32_t slot = 0; slot < in.payload.metrics.size(); ++slot) {
        foreign_sample(node, metrics, {series, slot}, in.payload.metrics[slot], in);
    }
}

void Ingest::foreign_data(EdgeNode& node, const DeclaredMetrics& metrics, NodeIndex series, const Incoming& in) {
    bool unknown = false;
    for (const auto& metric : in.payload.metrics) {
        if (const auto slot = metrics.slot_of(metric, refusals_, tolerated_)) {
            foreign_sample(node, metrics, {series, *slot}, metric, in);
        } else {
            unknown = unknown || metric.has_name || metric.has_alias;
        }
    }
    if (unknown) {
        need_birth(node, "unknown_metric", in.now);
    }
}

void Ingest::foreign_sample(EdgeNode& node, const DeclaredMetrics& metrics, const ForeignSlot& at,
                            const MetricView& metric, const Incoming& in) {
    const auto type = metrics.type(at.slot);
    const bool text = sparkplug::is_text(type);
    if (metric.is_historical || (!text && !sparkplug::is_numeric(type))) {
        return;
    }
    const bool bad = says_bad_quality(metric);
    if (bad) {
        refusals_.count(Reason::bad_quality);
    }
    if (metric.is_null || bad) {
        fleet_.clear(at.series, at.slot);
        return;
    }
    if (text) {
        foreign_text(node, at, metric, in);
        return;
    }
    const auto number = metrics.number(at.slot, metric.value, refusals_);
    if (!number) {
        fleet_.clear(at.series, at.slot);
        return;
    }
    switch (fleet_.set(at.series, at.slot, *number)) {
        case Set::counter_reset:
            ++counters_.counter_resets;
            [[fallthrough]];
        case Set::applied:
            ++counters_.samples;
            break;
        default:
            break;
    }
}

bool Ingest::says_bad_quality(const MetricView& metric) {
    constexpr std::uint64_t bad = 0;  // tck-id-payloads-propertyset-quality-value-value; 192 is good
    constexpr std::uint64_t stale = 500;
    if (metric.properties.empty() || !sparkplug::decode_properties(metric.properties, most_properties, properties_)) {
        return false;
    }
    return std::ranges::any_of(properties_, [](const sparkplug::PropertyView& property) {
        const auto& value = property.value;
        return property.key == "Quality" && value.field == sparkplug::ValueField::int_value &&
               (value.bits == bad || value.bits == stale);
    });
}

void Ingest::foreign_text(EdgeNode& node, const ForeignSlot& at, const MetricView& metric, const Incoming& in) {
    if (metric.value.field != sparkplug::ValueField::string_value) {
        refusals_.count(Reason::field_type);
        fleet_.clear(at.series, at.slot);
        return;
    }
    auto text = escaped(metric.value.text, longest_text);
    const std::hash<std::string_view> hash;
    const auto key = hash(text) ^ (hash(in.topic.device) + at.slot) * 0x9e3779b97f4a7c15ULL;
    if (!node.texts.take(key, settings_.texts, in.now)) {
        refusals_.count(Reason::too_many_texts);
        fleet_.clear(at.series, at.slot);
        return;
    }
    if (text != metric.value.text) {
        tolerated_.count(Reason::text_escaped);
    }
    if (fleet_.set_info(at.series, at.slot, {{"value", std::move(text)}}) == Set::applied) {
        ++counters_.samples;
    }
}

void Ingest::device_birth(EdgeNode& node, const Incoming& in) {
    auto used = node.metrics.size();
    for (const auto& device : node.devices) {
        used += device.name == in.topic.device ? 0 : device.metrics.size();
    }
    auto declared =
        DeclaredMetrics::read(in.payload, settings_.payload.metrics - std::min(used, settings_.payload.metrics));
    if (!declared) {
        refuse(declared.error(), in);
        return;
    }
    const auto shares = [&](const EdgeDevice& device) {
        return device.name != in.topic.device && declared->shares_alias_with(device.metrics);
    };
    if (declared->shares_alias_with(node.metrics) || std::ranges::any_of(node.devices, shares)) {
        refuse(Reason::alias_duplicate, in);
        return;
    }
    const auto shape = foreign_shape(*declared, in);
    if (!admits_foreign_list(node, shape, in)) {
        over_quota(Reason::too_many_new_series, in);
        return;
    }
    if (!fleet_.device_born(*node.fleet, in.topic.device, in.now.wall)) {
        refuse(Reason::too_many_devices, in);
        return;
    }
    const auto series = fleet_.expose_device(*node.fleet, in.topic.device, shape);
    auto device = std::ranges::find(node.devices, in.topic.device, &EdgeDevice::name);
    if (device == node.devices.end()) {
        device = node.devices.insert(device, EdgeDevice{.name = std::string(in.topic.device)});
    }
    device->metrics = std::move(*declared);
    device->series = *series;
    foreign_values_of_birth(node, device->metrics, device->series, in);
}

void Ingest::device_data(EdgeNode& node, const Incoming& in) {
    const auto device = std::ranges::find(node.devices, in.topic.device, &EdgeDevice::name);
    if (device == node.devices.end()) {
        refuse(Reason::not_born, in);
        rebirths_.need(node.id, "not_born", in.now);
        return;
    }
    foreign_data(node, device->metrics, device->series, in);
}

void Ingest::device_death(EdgeNode& node, const Incoming& in) {
    // Dead since the moment the payload says, as the specification asks, where that can be: dead it is all the same.
    const auto said = UtcMs{Milliseconds{static_cast<std::int64_t>(in.payload.timestamp.value_or(0))}};
    const bool believable = said >= in.now.wall - settings_.behind && said <= in.now.wall + settings_.ahead;
    fleet_.device_died(*node.fleet, in.topic.device, believable ? said : in.now.wall);
    std::erase_if(node.devices, [&](const EdgeDevice& device) { return device.name == in.topic.device; });
}

}  // namespace magpie::collector
