#include "collector/console/pole_text.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "collector/console/json_text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

/// Six digits are a decimetre.
void append_degrees(double degrees, std::string& out) {
    fmt::format_to(std::back_inserter(out), "{:.6f}", degrees);
}

void append_time(UtcMs time, std::string& out) {
    out.append("\"").append(time_text(time)).append("\"");
}

void append_box(const Box& box, std::string& out) {
    out += '[';
    for (const double side : {box.west, box.south, box.east, box.north}) {
        append_degrees(side, out);
        out += ',';
    }
    out.back() = ']';
}

void comma(std::string& out) {
    if (!out.empty() && out.back() != '[' && out.back() != '{') {
        out += ',';
    }
}

}  // namespace

void append_members(const Pole& pole, std::string& out) {
    out += "\"area\":";
    append_json_text(pole.area, out);
    out += ",\"node\":";
    append_json_text(pole.node, out);
    out += ",\"name\":";
    append_json_text_or_null(pole.name, out);
    out += ",\"lat\":";
    pole.place ? append_degrees(pole.place->latitude, out) : (void)out.append("null");
    out += ",\"lon\":";
    pole.place ? append_degrees(pole.place->longitude, out) : (void)out.append("null");
    out.append(",\"state\":\"").append(state_words[static_cast<std::size_t>(pole.state)]);
    out.append("\",\"maintenance\":").append(pole.maintenance ? "true" : "false").append(",\"since\":");
    pole.since ? append_time(*pole.since, out) : (void)out.append("null");
    out += ",\"model\":";
    append_json_text_or_null(pole.model, out);
    out += ",\"site\":";
    append_json_text_or_null(pole.site, out);
}

void append_pole(const Pole& pole, std::string& out) {
    comma(out);
    out += '{';
    append_members(pole, out);
    out += '}';
}

void append_states(const StateCounts& counts, std::string& out) {
    out += '{';
    for (std::size_t state = 0; state < states; ++state) {
        comma(out);
        fmt::format_to(std::back_inserter(out), "\"{}\":{}", state_words[state], counts[state]);
    }
    out += '}';
}

std::string summary_text(const PoleBook& book, UtcMs now) {
    StateCounts all{};
    std::vector<StateCounts> areas(book.areas().size());
    std::size_t maintenance = 0;
    for (const auto& point : book.points()) {
        if (!point.gone) {
            ++all[static_cast<std::size_t>(point.state)];
            ++areas[point.area][static_cast<std::size_t>(point.state)];
            maintenance += point.maintenance ? 1 : 0;
        }
    }
    std::string out = "{\"time\":";
    append_time(now, out);
    out += ",\"states\":";
    append_states(all, out);
    out.append(",\"maintenance\":").append(std::to_string(maintenance)).append(",\"areas\":[");
    std::vector<std::size_t> order(areas.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::ranges::sort(order, {}, [&](std::size_t area) -> const std::string& { return book.areas()[area]; });
    for (const auto area : order) {
        if (std::ranges::all_of(areas[area], [](auto count) { return count == 0; })) {
            continue;  // its last pole has gone
        }
        comma(out);
        out += "{\"area\":";
        append_json_text(book.areas()[area], out);
        out += ",\"name\":";
        append_json_text(book.areas()[area], out);
        out += ",\"states\":";
        append_states(areas[area], out);
        out += '}';
    }
    return out += "]}";
}

std::string map_text(const PoleBook& book, const MapAnswer& answer) {
    std::string out = "{\"clusters\":[";
    for (const auto& cluster : answer.clusters) {
        comma(out);
        out += "{\"lat\":";
        append_degrees(cluster.place.latitude, out);
        out += ",\"lon\":";
        append_degrees(cluster.place.longitude, out);
        fmt::format_to(std::back_inserter(out), ",\"count\":{},\"worst\":\"{}\",\"states\":", cluster.count,
                       state_words[static_cast<std::size_t>(cluster.worst)]);
        append_states(cluster.states, out);
        out += ",\"box\":";
        append_box(cluster.box, out);
        out += '}';
    }
    out += "],\"poles\":[";
    for (const auto pole : answer.poles) {
        append_pole(book.pole(pole), out);
    }
    return out += "]}";
}

std::string list_text(const PoleBook& book, const PoleList& list) {
    std::string out = "{\"poles\":[";
    for (const auto pole : list.poles) {
        append_pole(book.pole(pole), out);
    }
    fmt::format_to(std::back_inserter(out), "],\"total\":{},\"next\":", list.total);
    append_json_text_or_null(list.next, out);
    return out += '}';
}

std::string differences_text(const PoleBook& book, const Inventory& inventory) {
    std::vector<std::uint32_t> missing;
    std::vector<std::uint32_t> unregistered;
    std::vector<Near> moved;
    for (std::uint32_t number = 0; inventory.listed() > 0 && number < book.points().size(); ++number) {
        const auto& pole = book.pole(number);
        if (book.points()[number].gone || pole.state == State::decommissioned) {
            continue;
        }
        if (!pole.listed) {
            unregistered.push_back(number);
        } else if (pole.state == State::missing) {
            missing.push_back(number);
        }
        if (pole.listed && pole.place && pole.told) {
            if (const auto meters = meters_between(*pole.place, *pole.told); meters >= moved_from_meters) {
                moved.push_back({number, meters});
            }
        }
    }
    const auto by_name = [&](std::uint32_t number) {
        return std::pair<std::string_view, std::string_view>(book.pole(number).area, book.pole(number).node);
    };
    std::ranges::sort(missing, {}, by_name);
    std::ranges::sort(unregistered, {}, by_name);
    std::ranges::sort(moved, {}, [&](const Near& one) { return by_name(one.pole); });
    std::string out = "{\"missing\":[";
    for (const auto number : missing) {
        append_pole(book.pole(number), out);
    }
    out += "],\"unregistered\":[";
    for (const auto number : unregistered) {
        append_pole(book.pole(number), out);
    }
    out += "],\"moved\":[";
    for (const auto& one : moved) {
        comma(out);
        out += '{';
        append_members(book.pole(one.pole), out);
        fmt::format_to(std::back_inserter(out), ",\"metres\":{:.0f}}}", one.meters);
    }
    return out += "]}";
}

void append_listed(const InventoryPole& pole, std::string& out) {
    out += "{\"name\":";
    append_json_text_or_null(pole.name, out);
    out += ",\"lat\":";
    pole.latitude ? append_degrees(*pole.latitude, out) : (void)out.append("null");
    out += ",\"lon\":";
    pole.longitude ? append_degrees(*pole.longitude, out) : (void)out.append("null");
    out += ",\"model\":";
    append_json_text_or_null(pole.model, out);
    out += ",\"site\":";
    append_json_text_or_null(pole.site, out);
    out.append(",\"listed\":").append(pole.listed ? "true" : "false").append(",\"decommissioned\":");
    if (!pole.decommissioned) {
        out += "null}";
        return;
    }
    out += "{\"at\":";
    append_time(pole.decommissioned->at, out);
    out += ",\"reason\":";
    append_json_text(pole.decommissioned->reason, out);
    out += ",\"by\":";
    append_json_text(pole.decommissioned->by, out);
    out += "}}";
}

void append_window(WindowId id, const Window& window, std::string& out) {
    comma(out);
    fmt::format_to(std::back_inserter(out), "{{\"id\":{},\"area\":", static_cast<std::uint64_t>(id));
    append_json_text(window.area, out);
    out += ",\"node\":";
    append_json_text_or_null(window.node.value_or(""), out);
    out += ",\"from\":";
    append_time(window.from, out);
    out += ",\"to\":";
    append_time(window.to, out);
    out += ",\"reason\":";
    append_json_text(window.reason, out);
    out += ",\"by\":";
    append_json_text(window.by, out);
    out += '}';
}

}  // namespace magpie::collector::console
