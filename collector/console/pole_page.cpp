#include "collector/console/pole_page.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "collector/console/json_text.hpp"
#include "collector/console/pole_map.hpp"
#include "collector/console/pole_text.hpp"
#include "collector/history/label_bytes.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::collector::console {

namespace {

constexpr std::size_t neighbours_shown = 8;

/// What is set beside the same of the neighbours: what a look at one pole alone tells little of.
constexpr std::string_view compared[] = {
    "magpie_wifi_clients",      "magpie_air_load_ratio",           "magpie_path_round_trip_seconds",
    "magpie_path_loss_ratio",   "magpie_host_temperature_celsius", "magpie_pole_temperature_celsius",
    "magpie_pole_supply_volts",
};

/// One series of a node that has a value now.
struct Series {
    std::string_view family;
    std::string_view name;    // with the end that a part of a histogram has
    std::string_view labels;  // `,radio="phy0"`
    double value = 0;
};

std::vector<Series> series_of(const Fleet& fleet, NodeIndex index) {
    std::vector<Series> all;
    const auto values = fleet.values(index);
    if (values.empty()) {
        return all;
    }
    const auto& node = fleet.node(index);
    const auto& plan = fleet.shapes()[node.shape].plan;
    const std::string_view text = plan.text;
    for (const auto& use : plan.families) {
        for (auto place = use.first; place < use.first + use.count; ++place) {
            const auto& entry = plan.entries[place];
            const double value = values[entry.slot];
            if (std::isnan(value)) {
                continue;
            }
            const auto lead = text.substr(entry.lead, entry.lead_size);  // `magpie_link_up{`
            const auto tail = text.substr(entry.tail, entry.tail_size);  // `,interface="eth0"} `
            all.push_back({.family = use.family,
                           .name = lead.substr(0, lead.find('{')),
                           .labels = entry.info > 0 ? node.info_text(entry.info) : tail.substr(0, tail.rfind('}')),
                           .value = value});
        }
    }
    return all;
}

void append_labels(std::string_view text, std::string& out) {
    out += '{';
    for (const auto& [name, value] : history::parse_labels(text).value_or(Labels{})) {
        out += out.back() == '{' ? "" : ",";
        append_json_text(name, out);
        out += ':';
        append_json_text(value, out);
    }
    out += '}';
}

void append_value(const Series& series, std::string& out) {
    out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
    append_json_text(series.name, out);
    const auto row = catalogue::find(series.family);
    out += ",\"unit\":";
    append_json_text(row ? catalogue::unit_word(catalogue::all[*row].unit) : std::string_view(), out);
    out += ",\"help\":";
    append_json_text(row ? catalogue::all[*row].help : std::string_view(), out);
    out += ",\"labels\":";
    append_labels(series.labels, out);
    out += ",\"value\":";
    append_json_number(series.value, out);
    out += '}';
}

struct Neighbour {
    std::string_view node;
    std::vector<Series> series;
};

void append_compared(const std::vector<Series>& here, const std::vector<Neighbour>& neighbours, std::string& out) {
    for (const auto& series : here) {
        if (std::ranges::find(compared, series.family) == std::end(compared)) {
            continue;
        }
        out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
        append_json_text(series.name, out);
        out += ",\"labels\":";
        append_labels(series.labels, out);
        out += ",\"here\":";
        append_json_number(series.value, out);
        out += ",\"neighbours\":[";
        for (const auto& neighbour : neighbours) {
            const auto same = std::ranges::find_if(neighbour.series, [&](const Series& one) {
                return one.name == series.name && one.labels == series.labels;
            });
            if (same != neighbour.series.end()) {
                out += out.back() == '[' ? "{\"node\":" : ",{\"node\":";
                append_json_text(neighbour.node, out);
                out += ",\"value\":";
                append_json_number(same->value, out);
                out += '}';
            }
        }
        out += "]}";
    }
}

}  // namespace

std::string pole_page(const Console& console, const Fleet& fleet, std::uint32_t number) {
    const auto& book = console.poles();
    const auto& pole = book.pole(number);
    const auto node = book.node_of(number);
    std::string out = "{";
    append_members(pole, out);
    out += ",\"labels\":";
    append_labels(node ? fleet.node_info(fleet.node(*node)).value_or(std::string_view()) : std::string_view(), out);
    out += ",\"inventory\":";
    if (const auto* listed = console.inventory().find({pole.area, pole.node})) {
        append_listed(*listed, out);
    } else {
        out += "null";
    }
    out += ",\"windows\":[";
    for (const auto& [id, window] : console.maintenance().windows()) {
        if (window.area == pole.area && (!window.node || *window.node == pole.node)) {
            append_window(id, window, out);
        }
    }
    const auto here = node ? series_of(fleet, *node) : std::vector<Series>{};
    out += "],\"values\":[";
    for (const auto& series : here) {
        append_value(series, out);
    }
    out += "],\"neighbours\":[";
    std::vector<Neighbour> neighbours;
    for (const auto& near : nearest(book, number, neighbours_shown)) {
        const auto& other = book.pole(near.pole);
        out += out.back() == '[' ? "{" : ",{";
        append_members(other, out);
        fmt::format_to(std::back_inserter(out), ",\"metres\":{:.0f}}}", near.meters);
        if (const auto index = book.node_of(near.pole)) {
            neighbours.push_back({other.node, series_of(fleet, *index)});
        }
    }
    out += "],\"compare\":[";
    append_compared(here, neighbours, out);
    return out += "]}";
}

}  // namespace magpie::collector::console
