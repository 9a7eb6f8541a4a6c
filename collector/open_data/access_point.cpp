#include "collector/open_data/access_point.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "collector/fleet/label_text.hpp"
#include "collector/rollup/label_pick.hpp"

namespace magpie::collector::open_data {

namespace {

/// Poles of one model share a shape, but every pole of a hostile city may have one of its own.
constexpr std::size_t most_remembered = 256;

std::optional<double> degrees(std::string_view text, double most) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is = problem == std::errc{} && end == text.data() + text.size() && std::abs(value) <= most;
    return is ? std::optional(value) : std::nullopt;
}

std::optional<double> sum(const double* values, const std::vector<std::uint32_t>& slots) {
    std::optional<double> all;
    for (const auto slot : slots) {
        if (!std::isnan(values[slot])) {
            all = all.value_or(0) + values[slot];
        }
    }
    return all;
}

}  // namespace

bool AccessPointReader::read(const Node& node, AccessPoint& into) {
    if (node.serial == 0 || node.kind != NodeKind::magpie || node.life == Life::expected) {
        return false;
    }
    into = AccessPoint{};
    into.id = node.node;
    into.area = node.area;
    into.up = node.life == Life::up;
    if (!into.up) {
        into.as_of = node.died_at;
    } else if (node.reported) {
        into.as_of = node.last_report;
    }
    into.site_type = rollup::site_type_word({});
    if (node.shape != Node::none) {
        const auto& places = places_of(node.shape);
        read_place(node, places, into);
        if (node.row != Node::none) {
            read_values(fleet_.shapes()[node.shape].row_values(node.row), places, into);
        }
    }
    into.simulated = into.simulated || into.id.starts_with("sim-");
    return true;
}

const AccessPointReader::Places& AccessPointReader::places_of(std::uint32_t index) {
    const auto& shape = fleet_.shapes()[index];
    if (places_.size() >= most_remembered && !places_.contains(index)) {
        places_.clear();
    }
    auto& places = places_[index];
    if (places.serial != shape.serial) {
        places = Places{};
        places.serial = shape.serial;
        find_places(shape, places);
    }
    return places;
}

void AccessPointReader::find_places(const Shape& shape, Places& places) {
    const auto text = std::string_view(shape.plan.text);
    std::unordered_map<std::string_view, std::size_t> by_labels;
    const auto group_of = [&](const Entry& entry) -> Group& {
        const auto labels = text.substr(entry.tail, entry.tail_size);
        const auto [known, is_new] = by_labels.try_emplace(labels, places.groups.size());
        if (is_new) {
            const auto band = std::ranges::find(bands, rollup::label_value(labels, "band"));
            places.groups.push_back({.band = static_cast<std::size_t>(band - bands.begin())});
        }
        return places.groups[known->second];
    };
    for (const auto& use : shape.plan.families) {
        for (auto place = use.first; place < use.first + use.count; ++place) {
            const auto& entry = shape.plan.entries[place];
            if (use.family == "magpie_node_info") {
                places.info = entry.info;
            } else if (use.family == "magpie_wifi_networks") {
                group_of(entry).networks = entry.slot;
            } else if (use.family == "magpie_wifi_clients") {
                group_of(entry).clients = entry.slot;
            } else if (use.family == "magpie_wifi_client_receive_bytes_total") {
                places.received.push_back(entry.slot);
            } else if (use.family == "magpie_wifi_client_transmit_bytes_total") {
                places.sent.push_back(entry.slot);
            }
        }
    }
}

void AccessPointReader::read_place(const Node& node, const Places& places, AccessPoint& into) {
    const auto labels = places.info > 0 ? node.info_text(places.info) : std::string_view();
    into.site = plain_label_value(rollup::label_value(labels, "site"));
    into.site_type = rollup::site_type_word(rollup::label_value(labels, "site_type"));
    into.latitude = degrees(rollup::label_value(labels, "latitude"), 90);
    into.longitude = degrees(rollup::label_value(labels, "longitude"), 180);
    into.simulated = rollup::label_value(labels, "model").starts_with("simulated");
}

void AccessPointReader::read_values(const double* values, const Places& places, AccessPoint& into) {
    const auto value = [&](std::uint32_t slot) { return slot == none ? std::nan("") : values[slot]; };
    double clients = 0;
    bool told = false;
    bool held_back = false;
    for (const auto& group : places.groups) {
        const double networks = value(group.networks);
        const double some = value(group.clients);
        if (std::isnan(networks) && std::isnan(some)) {
            continue;  // it has gone
        }
        if (networks > 0) {
            into.networks = into.networks.value_or(0) + networks;
            if (group.band < bands.size()) {
                into.serves[group.band] = true;
            }
        }
        // A part that is not told is a few clients, and so is what is left when the others are taken from the whole.
        held_back |= std::isnan(some) || (some > 0 && some < min_group);
        told |= !std::isnan(some);
        clients += std::isnan(some) ? 0 : some;
    }
    if (told && !held_back) {
        into.clients = clients;
        // What few clients took since the last look is theirs alone.
        into.received_bytes = sum(values, places.received);
        into.sent_bytes = sum(values, places.sent);
    }
}

}  // namespace magpie::collector::open_data
