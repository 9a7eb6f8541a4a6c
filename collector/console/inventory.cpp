#include "collector/console/inventory.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector::console {

namespace {

std::size_t listed_of(const Inventory::Poles& poles) {
    return static_cast<std::size_t>(std::ranges::count_if(poles, [](const auto& one) { return one.second.listed; }));
}

}  // namespace

void Inventory::restore(Poles poles) {
    poles_ = std::move(poles);
    listed_ = listed_of(poles_);
    ++version_;
}

Inventory::Counts Inventory::replace(Poles poles) {
    Counts counts;
    for (auto& [name, pole] : poles_) {
        const auto next = poles.find(name);
        if (next != poles.end()) {
            next->second.decommissioned = pole.decommissioned;
            counts.added += pole.listed ? 0 : 1;
            counts.changed += pole.listed && !(next->second == pole) ? 1 : 0;
            if (!(next->second == pole)) {
                changed(name);
            }
            continue;
        }
        counts.removed += pole.listed ? 1 : 0;
        if (pole.decommissioned) {
            auto kept = std::move(pole);
            if (std::exchange(kept.listed, false)) {
                changed(name);
            }
            poles.emplace(name, std::move(kept));
        } else {
            changed(name);
        }
    }
    for (const auto& [name, pole] : poles) {
        if (!poles_.contains(name)) {
            ++counts.added;
            changed(name);
        }
    }
    poles_ = std::move(poles);
    listed_ = listed_of(poles_);
    return counts;
}

bool Inventory::decommission(const PoleName& name, Decommissioned why) {
    const auto known = poles_.find(name);
    if (known == poles_.end()) {
        if (poles_.size() >= most_poles) {
            return false;
        }
        InventoryPole pole;
        pole.listed = false;
        pole.decommissioned = std::move(why);
        poles_.emplace(name, std::move(pole));
    } else if (known->second.decommissioned) {
        return false;
    } else {
        known->second.decommissioned = std::move(why);
    }
    changed(name);
    return true;
}

bool Inventory::recommission(const PoleName& name) {
    const auto known = poles_.find(name);
    if (known == poles_.end() || !known->second.decommissioned) {
        return false;
    }
    known->second.decommissioned.reset();
    if (!known->second.listed) {
        poles_.erase(known);
    }
    changed(name);
    return true;
}

const InventoryPole* Inventory::find(const PoleName& name) const {
    const auto known = poles_.find(name);
    return known == poles_.end() ? nullptr : &known->second;
}

std::set<PoleName> Inventory::take_changes() {
    return std::exchange(changes_, {});
}

void Inventory::changed(const PoleName& name) {
    changes_.insert(name);
    ++version_;
}

}  // namespace magpie::collector::console
