#include "collector/ingest/plan.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <unordered_set>

#include <protozero/pbf_builder.hpp>
#include <protozero/pbf_message.hpp>

#include "wire/catalogue/names.hpp"

namespace magpie::collector {

namespace {

enum class ListField : protozero::pbf_tag_type { series = 1, shape = 2 /* fixed64 */ };
enum class SeriesField : protozero::pbf_tag_type { path = 1, datatype = 2, help = 3, label = 4 };
enum class LabelField : protozero::pbf_tag_type { key = 1, value = 2 };
enum class InfoListField : protozero::pbf_tag_type { info = 1 };
enum class InfoField : protozero::pbf_tag_type { slot = 1, label = 2 };

using protozero::pbf_wire_type;
using protozero::tag_and_type;

template <typename Builder, typename Field>
void write_label(Builder& parent, Field field, const std::pair<std::string, std::string>& label) {
    protozero::pbf_builder<LabelField> builder(parent, field);
    builder.add_string(LabelField::key, label.first);
    builder.add_string(LabelField::value, label.second);
}

std::pair<std::string, std::string> read_label(const protozero::data_view& bytes) {
    std::pair<std::string, std::string> label;
    protozero::pbf_message<LabelField> reader(bytes);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(LabelField::key, pbf_wire_type::length_delimited):
                label.first = reader.get_string();
                break;
            case tag_and_type(LabelField::value, pbf_wire_type::length_delimited):
                label.second = reader.get_string();
                break;
            default:
                reader.skip();
        }
    }
    return label;
}

std::string encode_list(const std::vector<PlannedSeries>& list, std::uint64_t shape) {
    std::string content;
    protozero::pbf_builder<ListField> builder(content);
    builder.add_fixed64(ListField::shape, shape);
    for (const auto& one : list) {
        protozero::pbf_builder<SeriesField> series(builder, ListField::series);
        series.add_string(SeriesField::path, one.path);
        series.add_uint32(SeriesField::datatype, one.datatype);
        if (!one.help.empty()) {
            series.add_string(SeriesField::help, one.help);
        }
        for (const auto& label : one.labels) {
            write_label(series, SeriesField::label, label);
        }
    }
    return content;
}

PlannedSeries read_series(const protozero::data_view& bytes) {
    PlannedSeries series;
    protozero::pbf_message<SeriesField> reader(bytes);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
            case tag_and_type(SeriesField::path, pbf_wire_type::length_delimited):
                series.path = reader.get_string();
                break;
            case tag_and_type(SeriesField::datatype, pbf_wire_type::varint):
                series.datatype = reader.get_uint32();
                break;
            case tag_and_type(SeriesField::help, pbf_wire_type::length_delimited):
                series.help = reader.get_string();
                break;
            case tag_and_type(SeriesField::label, pbf_wire_type::length_delimited):
                series.labels.push_back(read_label(reader.get_view()));
                break;
            default:
                reader.skip();
        }
    }
    return series;
}

/// The bytes of each series of a list that encode_list() made.
template <typename Take>
void for_each_series(std::string_view content, Take take) {
    protozero::pbf_message<ListField> reader(content.data(), content.size());
    while (reader.next(ListField::series, pbf_wire_type::length_delimited)) {
        const auto one = reader.get_view();
        take(std::string_view(one.data(), one.size()));
    }
}

}  // namespace

bool Plan::begins_with(const Plan& other) const {
    // A list begins with its shape: a tag and a fixed64.
    const auto list = [](const Plan& plan) {
        return std::string_view(plan.content).substr(std::min<std::size_t>(9, plan.content.size()));
    };
    return list(*this).starts_with(list(other));
}

std::size_t Plan::new_since(const Plan* other) const {
    if (other == nullptr || other == this) {
        return other == nullptr ? types.size() : 0;
    }
    std::unordered_set<std::string_view> known;
    for_each_series(other->content, [&](std::string_view one) { known.insert(one); });
    std::size_t fresh = 0;
    for_each_series(content, [&](std::string_view one) { fresh += known.contains(one) ? 0 : 1; });
    return fresh;
}

std::uint64_t strong_hash(std::string_view content) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest);
    std::uint64_t id = 0;
    std::memcpy(&id, digest, sizeof id);
    return id;
}

std::shared_ptr<const Plan> Plans::intern(const std::vector<PlannedSeries>& series, std::uint64_t shape,
                                          BirthSkeleton skeleton) {
    auto plan = find_or_make(encode_list(series, shape), series, shape);
    if (!skeleton.empty()) {
        plan->skeleton = std::move(skeleton);
        latest_[shape] = plan;
    }
    return plan;
}

std::shared_ptr<const Plan> Plans::known(std::uint64_t shape) const {
    const auto found = latest_.find(shape);
    auto plan = found == latest_.end() ? nullptr : found->second.lock();
    return plan && has_its_shape(*plan) ? plan : nullptr;
}

bool Plans::has_its_shape(const Plan& plan) const {
    return fleet_.shapes()[static_cast<std::size_t>(plan.fleet_shape)].serial == plan.fleet_serial;
}

std::shared_ptr<const Plan> Plans::restore(std::string_view content) {
    std::vector<PlannedSeries> list;
    std::uint64_t shape = 0;
    try {
        protozero::pbf_message<ListField> reader(content.data(), content.size());
        while (reader.next()) {
            switch (reader.tag_and_type()) {
                case tag_and_type(ListField::series, pbf_wire_type::length_delimited):
                    list.push_back(read_series(reader.get_view()));
                    break;
                case tag_and_type(ListField::shape, pbf_wire_type::fixed64):
                    shape = reader.get_fixed64();
                    break;
                default:
                    reader.skip();
            }
        }
    } catch (const std::exception&) {
        return nullptr;
    }
    return find_or_make(std::string(content), list, shape);
}

std::shared_ptr<Plan> Plans::find_or_make(std::string content, const std::vector<PlannedSeries>& series,
                                          std::uint64_t shape) {
    const auto id = strong_hash(content);
    if (plans_.size() >= sweep_at_) {
        const auto expired = [](const auto& entry) { return entry.second.expired(); };
        std::erase_if(plans_, expired);
        std::erase_if(latest_, expired);
        sweep_at_ = std::max<std::size_t>(64, 2 * plans_.size());
    }
    auto& known = plans_[id];
    if (auto plan = known.lock(); plan && has_its_shape(*plan)) {
        return plan;
    }
    auto plan = std::make_shared<Plan>();
    plan->id = id;
    plan->shape = shape;
    plan->content = std::move(content);
    std::vector<SeriesDescription> descriptions;
    descriptions.reserve(series.size());
    for (const auto& one : series) {
        const auto slot = static_cast<std::uint32_t>(plan->types.size());
        plan->types.push_back(static_cast<sparkplug::DataType>(one.datatype));
        auto name = catalogue::prometheus_name(one.path).value_or("");
        if (name == "magpie_node_report_interval_seconds") {
            plan->interval_slot = slot;
        }
        if (!sparkplug::is_numeric(plan->types.back())) {
            name.clear();
        }
        descriptions.push_back({.name = std::move(name), .help = one.help, .labels = one.labels});
    }
    plan->fleet_shape = fleet_.intern(id, descriptions);
    plan->fleet_serial = fleet_.shapes()[static_cast<std::size_t>(plan->fleet_shape)].serial;
    known = plan;
    return plan;
}

std::string encode_info(const std::vector<InfoLabels>& info) {
    std::string bytes;
    protozero::pbf_builder<InfoListField> builder(bytes);
    for (const auto& one : info) {
        protozero::pbf_builder<InfoField> entry(builder, InfoListField::info);
        entry.add_uint32(InfoField::slot, one.slot);
        for (const auto& label : one.labels) {
            write_label(entry, InfoField::label, label);
        }
    }
    return bytes;
}

std::vector<InfoLabels> decode_info(std::string_view bytes) {
    std::vector<InfoLabels> info;
    try {
        protozero::pbf_message<InfoListField> reader(bytes.data(), bytes.size());
        while (reader.next(InfoListField::info, pbf_wire_type::length_delimited)) {
            auto& one = info.emplace_back();
            protozero::pbf_message<InfoField> entry(reader.get_view());
            while (entry.next()) {
                switch (entry.tag_and_type()) {
                    case tag_and_type(InfoField::slot, pbf_wire_type::varint):
                        one.slot = entry.get_uint32();
                        break;
                    case tag_and_type(InfoField::label, pbf_wire_type::length_delimited):
                        one.labels.push_back(read_label(entry.get_view()));
                        break;
                    default:
                        entry.skip();
                }
            }
        }
    } catch (const std::exception&) {
        return {};
    }
    return info;
}

}  // namespace magpie::collector
