#include "collector/suspicion/suspicion.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>

#include "collector/fleet/label_text.hpp"
#include "collector/rollup/label_pick.hpp"

namespace magpie::collector {

namespace {

/// What a step may cost, in nodes counted or groups judged: a millisecond or so.
constexpr std::size_t work_of_a_step = 4'000;
/// A report may be late, and is sent again; two that are missing are missing.
constexpr int missed_reports = 2;
constexpr Milliseconds slack{1'000};
/// A wall clock that was set moves every last report as far.
constexpr Milliseconds jump{2'000};
/// Names that no node has any more stay until there are so many.
constexpr std::size_t most_groups = 300'000;
constexpr std::size_t most_shown = 100;
constexpr std::size_t most_members = 1'000;
constexpr std::string_view whole_city = "city";

Milliseconds ahead(const Now& now) {
    return now.wall.time_since_epoch() - now.mono.time_since_epoch();
}

}  // namespace

Suspicion::Suspicion(const SuspicionSettings& settings, const Fleet& fleet) : settings_(settings), fleet_(fleet) {}

void Suspicion::step(const Now& now, bool hears) {
    if (!settings_.enabled) {
        return;
    }
    if (!hears) {
        hears_ = false;
        stage_ = Stage::rest;
        return;
    }
    const auto wall_ahead = ahead(now);
    if (!std::exchange(hears_, true) || std::chrono::abs(wall_ahead - wall_ahead_) > jump) {
        heard_since_ = now;
        stage_ = Stage::rest;
    }
    wall_ahead_ = wall_ahead;
    if (stage_ == Stage::rest) {
        if (now.mono < next_round_) {
            return;
        }
        next_round_ = now.mono + settings_.every;
        begin();
    }
    if (stage_ == Stage::count) {
        if (count_nodes(now)) {
            stage_ = Stage::judge;
            at_ = 0;
            of_round_ = groups_.size();
        }
    } else if (judge_groups(now)) {
        complete(now);
        stage_ = Stage::rest;
        ++rounds_;
    }
}

void Suspicion::begin() {
    stage_ = Stage::count;
    at_ = 0;
    of_round_ = fleet_.nodes().size();
    if (groups_.size() > most_groups) {
        groups_.clear();
        by_key_.clear();
        shares_.clear();
        cores_.clear();
        shown_.clear();
        city_ = none;
    }
    shares_.resize(of_round_);
    for (auto& group : groups_) {
        group.making = {};
        group.within = none;
        group.falling.clear();
    }
    open_.clear();
}

bool Suspicion::count_nodes(const Now& now) {
    for (auto work = work_of_a_step; at_ < of_round_; ++at_, --work) {
        if (work == 0) {
            return false;
        }
        count_node(at_, now);
    }
    return true;
}

void Suspicion::count_node(std::uint32_t index, const Now& now) {
    const auto& node = fleet_.nodes()[index];
    if (node.serial == 0 || node.kind == NodeKind::device) {
        return;
    }
    const auto* watched = watch(node);
    const auto& shares = shares_of(index, watched);
    if (shares.count == 0) {
        return;
    }
    const bool fallen = has_fallen(node, *watched, now);
    const auto at = node.reported ? node.last_report : node.died_at;
    const auto hub = groups_[shares.groups[0]].kind == SharedKind::hub ? shares.groups[0] : several;
    for (std::size_t i = 0; i < shares.count; ++i) {
        auto& group = groups_[shares.groups[i]];
        group.within = group.within == none || group.within == hub ? hub : several;
        if (!fallen) {
            ++group.making.up;
        } else if (at < group.verdict.counts_from(settings_.rules, now)) {
            ++group.making.down_before;
        } else {
            group.making.add_fall(at);
            group.falling.push_back({index, node.serial});
        }
    }
}

/// One that is expected since a restart is not known to have fallen.
bool Suspicion::has_fallen(const Node& node, const Watched& watched, const Now& now) const {
    if (node.life != Life::up || node.row == Node::none) {
        return node.life == Life::down;
    }
    if (!node.reported || watched.interval == none) {
        return false;
    }
    const double interval = fleet_.shapes()[node.shape].row_values(node.row)[watched.interval];
    if (std::isnan(interval)) {
        return false;
    }
    const std::chrono::duration<double> silent = now.wall - std::max(node.last_report, heard_since_.wall);
    return silent > missed_reports * std::chrono::duration<double>(interval) + slack;
}

const Suspicion::Watched* Suspicion::watch(const Node& node) {
    if (node.shape == Node::none) {
        return nullptr;
    }
    const auto& shape = fleet_.shapes()[node.shape];
    if (watched_.size() <= node.shape) {
        watched_.resize(node.shape + 1);
    }
    auto& watched = watched_[node.shape];
    if (watched.serial == shape.serial) {
        return &watched;
    }
    watched = {};
    watched.serial = shape.serial;
    for (const auto& use : shape.plan.families) {
        if (use.family == "magpie_node_report_interval_seconds") {
            watched.interval = shape.plan.entries[use.first].slot;
        } else if (use.family == "magpie_link_neighbour_info") {
            constexpr std::uint32_t most = 64;
            for (auto place = use.first; place < use.first + std::min(use.count, most); ++place) {
                const auto& entry = shape.plan.entries[place];
                watched.lldp.push_back({.slot = entry.slot, .info = entry.info});
            }
        }
    }
    return &watched;
}

const Suspicion::Shares& Suspicion::shares_of(std::uint32_t index, const Watched* watched) {
    const auto& node = fleet_.nodes()[index];
    auto& shares = shares_[index];
    const auto info = std::hash<std::string_view>{}(node.info);
    const auto shape = watched == nullptr ? 0 : watched->serial;
    const bool is_known = shares.serial == node.serial && shares.info == info && shares.shape == shape;
    // The words of a neighbour that another has followed stay until the next connection. Where none is told, as of a
    // node that is down, what was known last counts.
    const auto values = fleet_.values(NodeIndex{index});
    std::uint64_t told = 0;
    for (std::size_t place = 0; watched != nullptr && !values.empty() && place < watched->lldp.size(); ++place) {
        told |= std::uint64_t{!std::isnan(values[watched->lldp[place].slot])} << place;
    }
    const auto present = told != 0 ? told : is_known ? shares.present : ~std::uint64_t{0};
    if (is_known && shares.present == present) {
        return shares;
    }
    shares = {.serial = node.serial, .shape = shape, .info = info, .present = present, .groups = {}, .count = 0};
    if (watched == nullptr) {
        return shares;
    }
    const auto add = [&](SharedKind kind, std::string_view name) {
        if (!name.empty() && shares.count < shares.groups.size()) {
            const auto found = group(kind, node.area, plain_label_value(name));
            const auto end = shares.groups.begin() + shares.count;
            if (std::find(shares.groups.begin(), end, found) == end) {
                shares.groups[shares.count++] = found;
            }
        }
    };
    add(SharedKind::hub, rollup::label_value(fleet_.node_info(node).value_or(""), "hub"));
    for (std::size_t place = 0; place < watched->lldp.size(); ++place) {
        if ((present >> place & 1) == 0) {
            continue;
        }
        const auto text = node.info_text(watched->lldp[place].info);
        const auto system = rollup::label_value(text, "system");
        add(SharedKind::line_switch, system.empty() ? rollup::label_value(text, "chassis") : system);
    }
    return shares;
}

std::uint32_t Suspicion::group(SharedKind kind, const std::string& area, std::string name) {
    // NUL is in no name and no label.
    std::string key(shared_kind_words[static_cast<std::size_t>(kind)]);
    key.append(1, '\0').append(area).append(1, '\0').append(name);
    if (const auto known = by_key_.find(key); known != by_key_.end()) {
        return known->second;
    }
    auto core = none;
    if (kind == SharedKind::hub) {
        core = group(SharedKind::core, area, area);
    } else if (kind == SharedKind::core && city_ == none) {
        city_ = static_cast<std::uint32_t>(groups_.size());
        groups_.push_back({.kind = kind, .area = {}, .name = std::string(whole_city)});
    }
    const auto index = static_cast<std::uint32_t>(groups_.size());
    if (kind == SharedKind::core) {
        cores_.push_back(index);
    }
    by_key_.emplace(std::move(key), index);
    groups_.push_back({.kind = kind, .area = area, .name = std::move(name), .core = core});
    return index;
}

bool Suspicion::judge_groups(const Now& now) {
    for (auto work = work_of_a_step; at_ < of_round_; ++at_, --work) {
        if (work == 0) {
            return false;
        }
        if (groups_[at_].kind == SharedKind::core) {
            continue;
        }
        judge(at_, now);
        const auto& group = groups_[at_];
        if (group.verdict.open()) {
            open_.push_back(at_);
        }
        if (group.kind != SharedKind::hub) {
            continue;
        }
        for (const auto core : {group.core, city_}) {
            auto& of = groups_[core];
            if (group.verdict.open() && group.verdict.since() < of.verdict.counts_from(settings_.rules, now)) {
                ++of.making.down_before;
            } else if (group.verdict.open()) {
                of.making.add_fall(group.verdict.since());
                of.falling.push_back({at_, 0});
            } else if (group.last.up + group.last.fell >= settings_.rules.least_members) {
                ++of.making.up;
            }
        }
    }
    return true;
}

void Suspicion::judge(std::uint32_t index, const Now& now) {
    auto& group = groups_[index];
    const bool settled = now.mono - heard_since_.mono >= settings_.settle;
    group.verdict.judge(group.making, settings_.rules, settled, now);
    group.last = group.making;
    group.members.clear();
    if (group.verdict.open()) {
        group.members.swap(group.falling);
    }
}

void Suspicion::complete(const Now& now) {
    for (const auto core : cores_) {
        judge(core, now);
    }
    if (city_ != none && cores_.size() > 1) {
        judge(city_, now);
    }
    shown_.clear();
    for (const auto* some : {&open_, &cores_}) {
        std::ranges::copy_if(*some, std::back_inserter(shown_), [&](std::uint32_t index) {
            return groups_[index].verdict.open() && !is_within_another(groups_[index]);
        });
    }
    if (city_ != none && groups_[city_].verdict.open()) {
        shown_.push_back(city_);
    }
    std::ranges::stable_sort(shown_, std::greater{}, [&](std::uint32_t index) { return groups_[index].last.fell; });
    not_shown_ = shown_.size() - std::min(shown_.size(), most_shown);
    shown_.resize(shown_.size() - not_shown_);
}

bool Suspicion::is_within_another(const Group& group) const {
    const auto open = [&](std::uint32_t index) { return index < groups_.size() && groups_[index].verdict.open(); };
    if (open(city_)) {
        return true;
    }
    switch (group.kind) {
        case SharedKind::hub:
            return open(group.core);
        case SharedKind::line_switch:
            return open(group.within) || (group.within < groups_.size() && open(groups_[group.within].core));
        case SharedKind::core:
            break;
    }
    return false;
}

std::vector<SuspectedFault> Suspicion::faults() const {
    std::vector<SuspectedFault> faults;
    faults.reserve(shown_.size());
    for (const auto index : shown_) {
        const auto& group = groups_[index];
        if (!group.verdict.open()) {
            continue;  // judged anew since
        }
        auto& fault = faults.emplace_back(SuspectedFault{.kind = group.kind,
                                                         .area = group.area,
                                                         .name = group.name,
                                                         .since = group.verdict.since(),
                                                         .fell = group.last.fell,
                                                         .up = group.last.up,
                                                         .down_before = group.last.down_before,
                                                         .members = {}});
        for (const auto& member : group.members) {
            if (fault.members.size() == most_members) {
                break;
            }
            if (group.kind == SharedKind::core) {
                fault.members.push_back(groups_[member.index].name);
            } else if (const auto& node = fleet_.nodes()[member.index]; node.serial == member.serial) {
                fault.members.push_back(node.node);
            }
        }
    }
    return faults;
}

}  // namespace magpie::collector
