#include "collector/alerts/alert_book.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace magpie::collector::alerts {

using catalogue::Sign;

namespace {

constexpr std::chrono::minutes flood_window{10};

/// NUL is in no name and no label.
std::string key_of(const Node& node, const Watched& watched) {
    std::string key(watched.row->alert);
    for (const auto* part : {&node.area, &node.node}) {
        key.append(1, '\0').append(*part);
    }
    for (const auto& [name, value] : watched.kept) {
        key.append(1, '\0').append(name).append(1, '=').append(value);
    }
    return key;
}

bool has_risen(const UrgentReport& report, std::uint32_t slot, double value) {
    if (slot >= report.before.size() || std::isnan(value)) {
        return false;
    }
    const auto before = report.before[slot];
    if (std::isnan(before)) {
        // What a report of changes holds has changed; the first whole report after a restart tells nothing.
        return !report.whole && value > 0;
    }
    return value > before || (value < before && value > 0);  // begun anew
}

}  // namespace

AlertBook::AlertBook(const Settings& settings, const Fleet& fleet)
    : settings_(settings), fleet_(fleet), watch_(fleet) {}

void AlertBook::take(const UrgentReport& report, const Now& now) {
    const auto& node = fleet_.node(report.node);
    const auto values = fleet_.values(report.node);
    if (values.empty()) {
        return;
    }
    for (const auto& watched : watch_.of(node)) {
        const auto value = values[watched.slot];
        const bool is_sign =
            watched.row->sign == Sign::value ? value == watched.row->value : has_risen(report, watched.slot, value);
        if (is_sign) {
            raise(report.node, watched, report.taken, now);
        }
    }
}

void AlertBook::raise(NodeIndex index, const Watched& watched, UtcMs taken, const Now& now) {
    const auto& node = fleet_.node(index);
    auto key = key_of(node, watched);
    const auto known = alerts_.find(key);
    if (known != alerts_.end() && !known->second.ended && known->second.serial == node.serial) {
        known->second.risen = now.mono;
        known->second.false_since.reset();
        return;
    }
    if (known == alerts_.end() && alerts_.size() >= settings_.most) {
        ++dropped_.too_many;
        return;
    }
    if (!may_open(node, now)) {
        ++dropped_.flood;
        return;
    }
    alerts_.insert_or_assign(std::move(key), Alert{.id = ++last_id_,
                                                   .row = watched.row,
                                                   .index = index,
                                                   .serial = node.serial,
                                                   .area = node.area,
                                                   .node = node.node,
                                                   .kept = watched.kept,
                                                   .starts = taken,
                                                   .risen = now.mono,
                                                   .told = std::vector<Told>(settings_.alertmanagers.size())});
}

bool AlertBook::may_open(const Node& node, const Now& now) {
    auto& openings = openings_[node.serial];
    if (openings.count == 0 || now.mono - openings.since >= flood_window) {
        openings = {.since = now.mono, .count = 0};
    }
    return openings.count++ < settings_.most_of_a_node;
}

void AlertBook::look(const Now& now, bool tells) {
    std::erase_if(openings_, [&](const auto& entry) { return now.mono - entry.second.since >= flood_window; });
    for (auto& [key, alert] : alerts_) {
        if (!alert.ended) {
            judge(alert, now);
        }
    }
    std::erase_if(alerts_, [&](const auto& entry) {
        const bool done = is_done(entry.second, now);
        dropped_.undelivered += tells && done && !entry.second.delivered && !entry.second.kept_back ? 1 : 0;
        return done;
    });
}

bool AlertBook::holds(const Alert& alert, const Now& now) {
    if (alert.row->sign == Sign::rise) {
        return now.mono < alert.risen + alert.row->lasts - settings_.clear;
    }
    const auto values = fleet_.values(alert.index);
    return std::ranges::any_of(watch_.of(fleet_.node(alert.index)), [&](const Watched& watched) {
        return watched.row == alert.row && watched.kept == alert.kept && values[watched.slot] == alert.row->value;
    });
}

void AlertBook::judge(Alert& alert, const Now& now) {
    const auto& node = fleet_.node(alert.index);
    const bool lives = node.serial == alert.serial && !fleet_.values(alert.index).empty();
    if (lives && holds(alert, now)) {
        alert.false_since.reset();
        return;
    }
    if (!alert.false_since) {
        alert.false_since = now.mono;
    }
    // A rise is silent for as long before its end as after it.
    const auto over_after = alert.row->sign == Sign::rise ? 2 * settings_.clear : settings_.clear;
    if (lives && now.mono - *alert.false_since >= over_after) {
        alert.ended = now.wall;
        alert.ended_at = now.mono;
        for (auto& told : alert.told) {
            told.due = now.mono;
        }
    }
}

bool AlertBook::is_done(const Alert& alert, const Now& now) const {
    if (alert.ended) {
        const bool all_know =
            std::ranges::all_of(alert.told, [](const Told& told) { return !told.taken || told.ended; });
        return all_know || now.mono - alert.ended_at >= holds_for;
    }
    const auto& node = fleet_.node(alert.index);
    const bool lives = node.serial == alert.serial && node.life == Life::up;
    return !lives && alert.false_since && now.mono - *alert.false_since >= settings_.clear;
}

}  // namespace magpie::collector::alerts
