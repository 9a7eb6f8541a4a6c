#include "collector/console/maintenance.hpp"

#include <utility>

namespace magpie::collector::console {

namespace {

std::string place(std::string_view area, std::string_view node) {
    std::string text(area);
    return text.append("/").append(node);
}

}  // namespace

void Maintenance::restore(Windows windows, const Now& now) {
    windows_ = std::move(windows);
    last_id_ = windows_.empty() ? 0 : static_cast<std::uint64_t>(windows_.rbegin()->first);
    look(now);
    turns_ = {};
}

std::optional<WindowId> Maintenance::add(Window window) {
    if (windows_.size() >= most_windows) {
        return std::nullopt;
    }
    const WindowId id{++last_id_};
    windows_.emplace(id, std::move(window));
    changes_.insert(id);
    return id;
}

bool Maintenance::remove(WindowId id) {
    const auto known = windows_.find(id);
    if (known == windows_.end()) {
        return false;
    }
    if (open_.erase(id) > 0) {
        turns_.ended.push_back(known->second);
        find_places();
    }
    windows_.erase(known);
    changes_.insert(id);
    return true;
}

bool Maintenance::look(const Now& now) {
    bool others = false;
    for (auto at = windows_.begin(); at != windows_.end();) {
        const auto& [id, window] = *at;
        const bool is_open = window.from <= now.wall && now.wall < window.to;
        if (is_open && open_.insert(id).second) {
            turns_.began.push_back(window);
            others = true;
        } else if (!is_open && open_.erase(id) > 0) {
            turns_.ended.push_back(window);
            others = true;
        }
        if (window.to + kept < now.wall) {
            changes_.insert(id);
            at = windows_.erase(at);
        } else {
            ++at;
        }
    }
    if (others) {
        find_places();
    }
    return others;
}

void Maintenance::find_places() {
    areas_.clear();
    nodes_.clear();
    for (const auto id : open_) {
        const auto& window = windows_.at(id);
        if (window.node) {
            nodes_.insert(place(window.area, *window.node));
        } else {
            areas_.insert(window.area);
        }
    }
}

bool Maintenance::holds(std::string_view area, std::string_view node) const {
    if (areas_.empty() && nodes_.empty()) {
        return false;
    }
    return areas_.contains(std::string(area)) || (!nodes_.empty() && nodes_.contains(place(area, node)));
}

const Window* Maintenance::find(WindowId id) const {
    const auto known = windows_.find(id);
    return known == windows_.end() ? nullptr : &known->second;
}

std::set<WindowId> Maintenance::take_changes() {
    return std::exchange(changes_, {});
}

Maintenance::Turns Maintenance::take_turns() {
    return std::exchange(turns_, {});
}

}  // namespace magpie::collector::console
