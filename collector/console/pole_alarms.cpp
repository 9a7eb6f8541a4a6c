// What is wrong with a pole, what began and what is over.

#include "collector/console/pole_book.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "wire/text.hpp"

namespace magpie::collector::console {

using catalogue::Sign;

namespace {

constexpr std::string_view down = "node_down";
constexpr std::string_view device_down = "device_down";

std::string in_words(const Labels& kept) {
    std::string text;
    for (const auto& [name, value] : kept) {
        text.append(text.empty() ? "" : ", ").append(name).append("=").append(value);
    }
    return text;
}

bool has_risen(double before, double value) {
    return !std::isnan(before) && !std::isnan(value) && (value > before || (value < before && value > 0));
}

const catalogue::Urgent* urgent_row(std::string_view alert) {
    const auto found = std::ranges::find(catalogue::urgent, alert, &catalogue::Urgent::alert);
    return found == catalogue::urgent.end() ? nullptr : &*found;
}

}  // namespace

void PoleBook::restore_open_alarms() {
    for (const auto& event : events_.all()) {
        if (event.kind == EventKind::alarm && !event.until && !event.node.empty()) {
            std::string key = event.area;
            restored_[key.append(1, '\0').append(event.node)].push_back(
                {.row = urgent_row(event.alert), .what = event.what, .detail = event.detail, .event = event.number});
        }
    }
}

void PoleBook::look_for_alarms(Record& record, const Node& node, const Now& now) {
    if (record.decommissioned) {
        for (const auto& alarm : std::exchange(record.alarms, {})) {
            events_.end(alarm.event, now.wall);
        }
        return;
    }
    if (node.life == Life::down) {
        // What else was wrong with it nobody can know; it stays as it was.
        raise(record, nullptr, down, "", node.died_at, now, false);
        return;
    }
    if (node.life != Life::up) {
        return;
    }
    for (auto& alarm : record.alarms) {
        alarm.holds = false;
    }
    look_at_series(record, node, now);
    for (const auto& device : node.devices) {
        if (!device.up) {
            raise(record, nullptr, device_down, escaped(device.name), device.since, now, false);
        }
    }
    if (!record.alarms.empty()) {
        end_alarms(record, now);
    }
}

void PoleBook::look_at_series(Record& record, const Node& node, const Now& now) {
    const auto values = node.row == Node::none ? std::span<const double>() : fleet_.values(NodeIndex{record.place});
    if (values.empty()) {
        for (auto& alarm : record.alarms) {
            alarm.holds = alarm.row != nullptr;  // not said yet
        }
        return;
    }
    const auto& watched = watch_.of(node);
    if (const auto shape = fleet_.shapes()[node.shape].serial; record.shape != shape) {
        record.shape = shape;
        record.rises.assign(static_cast<std::size_t>(std::ranges::count(
                                watched, Sign::rise, [](const alerts::Watched& one) { return one.row->sign; })),
                            std::numeric_limits<double>::quiet_NaN());
    }
    std::size_t rise = 0;
    for (const auto& one : watched) {
        const double value = values[one.slot];
        bool is = false;
        bool stays = std::isnan(value);  // not said yet
        if (one.row->sign == Sign::rise) {
            is = has_risen(std::exchange(record.rises[rise], std::isnan(value) ? record.rises[rise] : value), value);
            ++rise;
            stays = true;  // until its time is over
        } else {
            is = value == one.row->value;
        }
        if (is) {
            raise(record, one.row, one.row->alert, in_words(one.kept), now.wall, now, true);
        } else if (stays && !record.alarms.empty()) {
            const auto words = in_words(one.kept);
            for (auto& alarm : record.alarms) {
                if (alarm.row == one.row && alarm.detail == words) {
                    alarm.risen = alarm.risen == Monotonic{} ? now.mono : alarm.risen;
                    alarm.holds = one.row->sign == Sign::value || now.mono - alarm.risen < one.row->lasts;
                }
            }
        }
    }
}

void PoleBook::raise(Record& record, const catalogue::Urgent* row, std::string_view what, std::string detail, UtcMs at,
                     const Now& now, bool risen) {
    const auto known = std::ranges::find_if(
        record.alarms, [&](const Alarm& alarm) { return alarm.what == what && alarm.detail == detail; });
    if (known != record.alarms.end()) {
        known->holds = true;
        known->risen = risen ? now.mono : known->risen;
        return;
    }
    const auto number = events_.add({.time = at,
                                     .kind = EventKind::alarm,
                                     .area = record.pole.area,
                                     .node = record.pole.node,
                                     .what = std::string(what),
                                     .alert = std::string(row != nullptr ? row->alert : std::string_view()),
                                     .detail = detail});
    record.alarms.push_back({.row = row,
                             .what = std::string(what),
                             .detail = std::move(detail),
                             .event = number,
                             .risen = now.mono,
                             .holds = true});
}

void PoleBook::end_alarms(Record& record, const Now& now) {
    for (const auto& alarm : record.alarms) {
        if (alarm.holds) {
            continue;
        }
        events_.end(alarm.event, now.wall);
        events_.add({.time = now.wall,
                     .kind = EventKind::recovery,
                     .area = record.pole.area,
                     .node = record.pole.node,
                     .what = alarm.what,
                     .alert = std::string(alarm.row != nullptr ? alarm.row->alert : std::string_view()),
                     .detail = alarm.detail});
    }
    std::erase_if(record.alarms, [](const Alarm& alarm) { return !alarm.holds; });
}

}  // namespace magpie::collector::console
