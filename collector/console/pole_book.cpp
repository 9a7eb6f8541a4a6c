// Which poles there are and how they are. What is wrong with one is in pole_alarms.cpp.

#include "collector/console/pole_book.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <utility>

#include "collector/fleet/label_text.hpp"
#include "collector/rollup/label_pick.hpp"

namespace magpie::collector::console {

namespace {

constexpr Milliseconds round_every{2'000};
/// Of one step: half a millisecond at most.
constexpr std::size_t nodes_of_a_step = 4'096;

/// NUL is in no name.
std::string key_of(std::string_view area, std::string_view node) {
    std::string key(area);
    return key.append(1, '\0').append(node);
}

std::optional<double> degrees(std::string_view text, double most) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is = problem == std::errc{} && end == text.data() + text.size() && std::abs(value) <= most;
    return is ? std::optional(value) : std::nullopt;
}

void append_folded(std::string_view text, std::string& to) {
    for (const char c : text) {
        to += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    to += '\n';
}

}  // namespace

PoleBook::PoleBook(Fleet& fleet, const Inventory& inventory, const Maintenance& maintenance, EventBook& events)
    : fleet_(fleet), inventory_(inventory), maintenance_(maintenance), events_(events), watch_(fleet) {}

void PoleBook::step(const Now& now) {
    if (stage_ == Stage::rest && now.mono >= next_round_) {
        stage_ = Stage::nodes;
        at_ = 0;
        next_round_ = now.mono + round_every;
    }
    if (stage_ == Stage::nodes && look_at_nodes(now, nodes_of_a_step)) {
        stage_ = Stage::inventory;
    }
    if (stage_ == Stage::inventory) {
        look_at_inventory(now);
        stage_ = Stage::rest;
        ++rounds_;
    }
}

void PoleBook::round(const Now& now) {
    look_at_inventory(now);
    at_ = 0;
    (void)look_at_nodes(now, std::numeric_limits<std::size_t>::max());
    stage_ = Stage::rest;
    next_round_ = now.mono + round_every;
    ++rounds_;
}

bool PoleBook::look_at_nodes(const Now& now, std::size_t most) {
    const auto nodes = fleet_.nodes().size();
    by_place_.resize(std::max(by_place_.size(), nodes), none);
    const auto end = most < nodes - std::min<std::size_t>(at_, nodes) ? at_ + most : nodes;
    for (; at_ < end; ++at_) {
        visit(at_, now);
    }
    return at_ >= nodes;
}

/// Only when it has changed: then all of it is gone through, and all poles are judged anew.
void PoleBook::look_at_inventory(const Now& now) {
    if (seen_inventory_ == inventory_.version()) {
        return;
    }
    seen_inventory_ = inventory_.version();
    for (auto& record : records_) {
        record.in_inventory = false;
        record.decommissioned = false;
        record.pole.listed = false;
    }
    for (const auto& [name, pole] : inventory_.poles()) {
        auto& record = records_[take(name.area, name.node)];
        record.in_inventory = true;
        record.decommissioned = pole.decommissioned.has_value();
        record.pole.listed = pole.listed;
    }
    for (std::uint32_t number = 0; number < records_.size(); ++number) {
        if (points_[number].gone) {
            continue;
        }
        if (records_[number].place == none && !records_[number].in_inventory) {
            let_go(number, now);
            continue;
        }
        read_texts(number);
        judge(number, now);
    }
}

void PoleBook::visit(std::uint32_t place, const Now& now) {
    const auto& node = fleet_.nodes()[place];
    auto number = by_place_[place];
    if (number != none && records_[number].serial != node.serial) {
        let_go(number, now);
        number = by_place_[place] = none;
    }
    if (node.serial == 0 || node.kind == NodeKind::device) {
        return;
    }
    const bool is_new = number == none;
    if (is_new) {
        number = take(node.area, node.node);
        by_place_[place] = number;
        records_[number].place = place;
        records_[number].serial = node.serial;
    }
    auto& record = records_[number];
    const auto info = std::hash<std::string_view>{}(fleet_.node_info(node).value_or(std::string_view()));
    if (is_new || record.info != info) {
        record.info = info;
        read_texts(number);
    }
    if (is_new && node.life == Life::up && record.alarms.empty()) {
        events_.add(
            {.time = now.wall, .kind = EventKind::event, .area = node.area, .node = node.node, .what = "first_heard"});
    }
    look_for_alarms(record, node, now);
    judge(number, now);
    if (node.maintenance != record.pole.maintenance) {
        fleet_.set_maintenance(NodeIndex{place}, record.pole.maintenance);
    }
}

std::uint32_t PoleBook::take(const std::string& area, const std::string& node) {
    auto key = key_of(area, node);
    if (const auto known = by_name_.find(key); known != by_name_.end()) {
        return known->second;
    }
    std::uint32_t number = 0;
    if (free_.empty()) {
        number = static_cast<std::uint32_t>(records_.size());
        records_.emplace_back();
        points_.emplace_back();
        texts_.emplace_back();
    } else {
        number = free_.back();
        free_.pop_back();
    }
    auto& record = records_[number];
    record.pole.area = area;
    record.pole.node = node;
    const auto [known, is_new] = area_numbers_.try_emplace(area, static_cast<std::uint32_t>(areas_.size()));
    if (is_new) {
        areas_.push_back(area);
    }
    points_[number] = {.area = known->second, .gone = false};
    if (auto alarms = restored_.extract(key); !alarms.empty()) {
        record.alarms = std::move(alarms.mapped());
    }
    by_name_.emplace(std::move(key), number);
    read_texts(number);
    return number;
}

/// The fleet knows it no more.
void PoleBook::let_go(std::uint32_t number, const Now& now) {
    auto& record = records_[number];
    record.place = none;
    record.serial = 0;
    record.rises.clear();
    if (record.in_inventory) {
        record.info = 0;
        read_texts(number);
        judge(number, now);
        return;
    }
    for (const auto& alarm : record.alarms) {
        events_.end(alarm.event, now.wall);
    }
    by_name_.erase(key_of(record.pole.area, record.pole.node));
    record = Record{};
    points_[number] = PolePoint{};
    texts_[number].clear();
    free_.push_back(number);
}

void PoleBook::read_texts(std::uint32_t number) {
    auto& record = records_[number];
    auto& pole = record.pole;
    std::string_view info;
    if (record.place != none) {
        info = fleet_.node_info(fleet_.nodes()[record.place]).value_or(std::string_view());
    }
    const auto latitude = degrees(rollup::label_value(info, "latitude"), 90);
    const auto longitude = degrees(rollup::label_value(info, "longitude"), 180);
    pole.told = latitude && longitude ? std::optional(Place{*latitude, *longitude}) : std::nullopt;
    pole.name.clear();
    pole.site = plain_label_value(rollup::label_value(info, "site"));
    pole.model = plain_label_value(rollup::label_value(info, "model"));
    pole.place = pole.told;
    if (const auto* listed = record.in_inventory ? inventory_.find({pole.area, pole.node}) : nullptr;
        listed != nullptr) {
        pole.name = listed->name;
        pole.site = listed->site.empty() ? pole.site : listed->site;
        pole.model = listed->model.empty() ? pole.model : listed->model;
        if (listed->latitude && listed->longitude) {
            pole.place = Place{*listed->latitude, *listed->longitude};
        }
    }
    auto& text = texts_[number];
    text.clear();
    for (const auto* part : {&pole.name, &pole.node, &pole.area, &pole.site, &pole.model}) {
        append_folded(*part, text);
    }
    auto& point = points_[number];
    point.placed = pole.place.has_value();
    if (pole.place) {
        const auto at = mercator(*pole.place);
        point.x = at.x;
        point.y = at.y;
    }
}

State PoleBook::state_of(const Record& record) const {
    if (record.decommissioned) {
        return State::decommissioned;
    }
    if (record.place == none) {
        return State::missing;
    }
    switch (fleet_.nodes()[record.place].life) {
        case Life::expected:
            return State::missing;
        case Life::down:
            return State::down;
        case Life::up:
            break;
    }
    const bool critical = std::ranges::any_of(
        record.alarms, [](const Alarm& alarm) { return alarm.row != nullptr && alarm.row->severity == "critical"; });
    if (critical || !record.alarms.empty()) {
        return critical ? State::critical : State::problem;
    }
    return inventory_.listed() > 0 && !record.pole.listed ? State::unregistered : State::ok;
}

void PoleBook::judge(std::uint32_t number, const Now& now) {
    auto& record = records_[number];
    auto& pole = record.pole;
    auto& point = points_[number];
    const auto state = state_of(record);
    if (state != pole.state) {
        pole.since = state == State::down ? fleet_.nodes()[record.place].died_at : now.wall;
        pole.state = state;
    }
    pole.maintenance = maintenance_.holds(pole.area, pole.node);
    point.state = state;
    point.maintenance = pole.maintenance;
}

std::uint32_t PoleBook::find(std::string_view area, std::string_view node) const {
    const auto known = by_name_.find(key_of(area, node));
    return known == by_name_.end() ? none : known->second;
}

std::optional<NodeIndex> PoleBook::node_of(std::uint32_t number) const {
    const auto& record = records_[number];
    if (record.place == none || fleet_.nodes()[record.place].serial != record.serial) {
        return std::nullopt;
    }
    return NodeIndex{record.place};
}

std::optional<std::uint32_t> PoleBook::area(std::string_view name) const {
    const auto known = area_numbers_.find(std::string(name));
    return known == area_numbers_.end() ? std::nullopt : std::optional(known->second);
}

PoleBook::InventoryCounts PoleBook::inventory_counts() const {
    InventoryCounts counts;
    for (const auto& record : records_) {
        if (record.pole.area.empty()) {
            continue;
        }
        if (record.decommissioned) {
            ++counts.decommissioned;
        } else if (!record.pole.listed) {
            ++counts.unregistered;
        } else if (record.pole.state == State::missing) {
            ++counts.missing;
        } else {
            ++counts.present;
        }
    }
    return counts;
}

}  // namespace magpie::collector::console
