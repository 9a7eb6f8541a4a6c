#include "collector/rollup/rollup.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iterator>
#include <utility>

#include "collector/rollup/label_pick.hpp"
#include "collector/rollup/rules.hpp"

namespace magpie::collector {

namespace {

constexpr std::chrono::seconds round_every{10};
/// A round is complete within half of that, at ten steps a second; and a small fleet within one step.
constexpr std::size_t steps_of_a_round = 50;
constexpr std::size_t least_budget = 500;
/// Rounds without a word of its nodes until a total is forgotten: five minutes.
constexpr std::uint64_t forget_after = 30;
/// Texts of groups that no node is in any more stay until there are so many.
constexpr std::size_t most_groups = 300'000;

constexpr std::string_view state_labels[] = {",state=\"down\"} ", ",state=\"up\"} "};

std::string_view node_info_of(const Fleet& fleet, const Node& node) {
    if (node.shape == Node::none) {
        return {};
    }
    const auto& plan = fleet.shapes()[node.shape].plan;
    for (const auto& use : plan.families) {
        if (use.family == "magpie_node_info" && use.count > 0) {
            const auto info = plan.entries[use.first].info;
            return info > 0 ? node.info_text(info) : std::string_view();
        }
    }
    return {};
}

}  // namespace

Rollup::Rollup(const Fleet& fleet) : fleet_(fleet) {
    for (const auto& rule : rollup::rules) {
        totals_.emplace_back(catalogue::all[*catalogue::find(rule.to)]);
    }
    node_totals_ = static_cast<std::uint32_t>(totals_.size());
    totals_.emplace_back(rollup::row(rollup::nodes));
    site_node_totals_ = static_cast<std::uint32_t>(totals_.size());
    totals_.emplace_back(rollup::row(rollup::site_nodes));
    lost_totals_ = static_cast<std::uint32_t>(totals_.size());
    totals_.emplace_back(rollup::row(rollup::reports_lost));
}

void Rollup::step(const Now& now) {
    if (stage_ == Stage::rest) {
        if (now.mono < next_round_) {
            return;
        }
        next_round_ = now.mono + round_every;
        begin();
    }
    if (stage_ == Stage::shapes && !shapes(budget_)) {
        return;
    }
    if (stage_ == Stage::shapes) {
        stage_ = Stage::nodes;
        node_ = 0;
    }
    if (nodes(4 * budget_)) {
        complete();
        stage_ = Stage::rest;
    }
}

void Rollup::begin() {
    stage_ = Stage::shapes;
    shape_ = 0;
    row_ = 0;
    budget_ = std::max(least_budget, 2 * fleet_.nodes().size() / steps_of_a_round);
    watched_.resize(fleet_.shapes().size());
    if (group_texts_.size() > most_groups) {
        for (auto& groups : groups_) {
            groups.info = 0;  // to be named anew
        }
        group_texts_.clear();
        groups_by_text_.clear();
        places_.clear();
    }
    groups_.resize(fleet_.nodes().size());
}

bool Rollup::shapes(std::size_t budget) {
    // Shapes and nodes that have come since the round began are for the next.
    const auto& all = fleet_.shapes();
    for (; shape_ < watched_.size(); ++shape_, row_ = 0) {
        const auto& shape = all[shape_];
        auto& watched = watched_[shape_];
        if (shape.serial != watched.serial) {
            row_ = 0;
            watch(shape, watched);
        }
        if (watched.parts.empty()) {
            continue;
        }
        const auto rows = static_cast<std::uint32_t>(shape.rows.size());
        watched.rows.resize(rows, Row::free);
        watched.before.resize(rows * watched.counters);
        for (; row_ < rows; ++row_) {
            if (budget-- == 0) {
                return false;
            }
            row(shape, row_, watched);
        }
    }
    return true;
}

void Rollup::watch(const Shape& shape, Watched& watched) const {
    watched = Watched{.serial = shape.serial, .parts = {}, .rows = {}, .before = {}};
    for (const auto& use : shape.plan.families) {
        for (std::uint32_t which = 0; which < std::size(rollup::rules); ++which) {
            if (rollup::rules[which].from != use.family) {
                continue;
            }
            const auto& total = totals_[which].row();
            for (auto place = use.first; place < use.first + use.count; ++place) {
                const auto& entry = shape.plan.entries[place];
                const auto text = std::string_view(shape.plan.text);
                const auto lead = text.substr(entry.lead, entry.lead_size);
                const auto tail = text.substr(entry.tail, entry.tail_size);
                const bool counter = shape.plan.slots[entry.slot].counter;
                // The sum of a histogram that may be negative falls and rises; it goes by its increments all the same.
                const bool by_increments = counter || total.kind == catalogue::Kind::histogram;
                watched.parts.push_back(
                    {.slot = entry.slot,
                     .totals = which,
                     .head = std::string(total.name) + std::string(lead.substr(use.family.size())),
                     .kept = rollup::kept_labels(tail, total),
                     .before = by_increments ? static_cast<std::uint32_t>(watched.counters++) : no_counter,
                     .by_site = total.labels[0] == "site"});
            }
        }
    }
}

void Rollup::row(const Shape& shape, std::uint32_t row, Watched& watched) {
    const auto& seen = shape.rows[row];
    if (seen.serial == Row::free || seen.node >= groups_.size()) {
        return;
    }
    const bool first = std::exchange(watched.rows[row], seen.serial) != seen.serial;
    const auto& groups = groups_of(seen.node);
    const auto& by_type = places(watched, groups.type, false);
    const auto& by_site = places(watched, groups.site, true);
    const auto* values = shape.row_values(row);
    auto* before = watched.before.data() + row * watched.counters;
    for (std::size_t i = 0; i < watched.parts.size(); ++i) {
        const auto& part = watched.parts[i];
        double value = values[part.slot];
        const auto place = part.by_site ? by_site[i] : by_type[i];
        if (part.before != no_counter) {
            const double last = std::exchange(before[part.before], value);
            if (first || std::isnan(last)) {
                value = 0;  // its total begins with it, and what it counted before was never seen growing
            } else if (shape.plan.slots[part.slot].counter && value < last) {
                // begun anew: all of it is increment
            } else {
                value -= last;
            }
        }
        if (!std::isnan(value) && place != Totals::none) {
            totals_[part.totals].add(place, value);
        }
    }
}

const std::vector<std::uint32_t>& Rollup::places(const Watched& watched, std::uint32_t group, bool by_site) {
    auto [found, is_new] = places_.try_emplace({watched.serial, group, by_site});
    if (is_new) {
        for (const auto& part : watched.parts) {
            auto place = Totals::none;
            if (part.by_site == by_site) {
                line_ = part.head;
                line_ += group_texts_[group];
                line_ += part.kept;
                line_ += "} ";
                place = totals_[part.totals].place(line_);
            }
            found->second.push_back(place);
        }
    }
    return found->second;
}

Rollup::Groups& Rollup::groups_of(std::uint32_t index) {
    const auto& node = fleet_.nodes()[index];
    auto& groups = groups_[index];
    const auto info = std::hash<std::string>{}(node.info);
    if (groups.serial != node.serial || groups.info != info) {
        const auto labels = node_info_of(fleet_, node);
        const auto area = "area=\"" + node.area + "\"";
        const auto type = rollup::site_type_word(rollup::label_value(labels, "site_type"));
        const auto site = rollup::label_value(labels, "site");
        const auto lost = groups.serial == node.serial ? groups.lost : 0;
        groups = {.serial = node.serial,
                  .info = info,
                  .type = intern(area + ",site_type=\"" + std::string(type) + "\""),
                  .site = intern(area + ",site=\"" + std::string(site.empty() ? "none" : site) + "\""),
                  .lost = lost};
    }
    return groups;
}

std::uint32_t Rollup::intern(std::string text) {
    const auto [found, is_new] =
        groups_by_text_.try_emplace(std::move(text), static_cast<std::uint32_t>(group_texts_.size()));
    if (is_new) {
        group_texts_.push_back(found->first);
    }
    return found->second;
}

bool Rollup::nodes(std::size_t budget) {
    const auto& all = fleet_.nodes();
    const auto add = [&](std::uint32_t totals, std::uint32_t group, std::string_view kept, double value) {
        line_ = totals_[totals].row().name;
        line_ += '{';
        line_ += group_texts_[group];
        line_ += kept;
        if (const auto place = totals_[totals].place(line_); place != Totals::none) {
            totals_[totals].add(place, value);
        }
    };
    for (; node_ < groups_.size(); ++node_) {
        if (budget-- == 0) {
            return false;
        }
        const auto& node = all[node_];
        if (node.serial == 0 || node.life == Life::expected || node.kind == NodeKind::device) {
            continue;
        }
        auto& groups = groups_of(static_cast<std::uint32_t>(node_));
        const auto state = state_labels[node.life == Life::up ? 1 : 0];
        add(node_totals_, groups.type, state, 1);
        add(site_node_totals_, groups.site, state, 1);
        // What a node lost before the first look is counted too: the collector has counted it from zero.
        const auto before = std::exchange(groups.lost, node.lost);
        add(lost_totals_, groups.type, "} ", static_cast<double>(node.lost - std::min(before, node.lost)));
    }
    return true;
}

void Rollup::complete() {
    bool moved = false;
    for (auto& totals : totals_) {
        moved |= totals.complete(forget_after);
    }
    if (moved || places_.size() > most_groups) {
        places_.clear();  // of shapes that have gone, too
    }
}

std::string Rollup::page() const {
    std::string page;
    for (const auto& totals : totals_) {
        totals.write(page);
    }
    return page;
}

}  // namespace magpie::collector
