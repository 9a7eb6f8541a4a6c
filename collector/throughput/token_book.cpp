#include "collector/throughput/token_book.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "collector/rollup/label_pick.hpp"

namespace magpie::collector {

void TokenBook::heard(NodeIndex node, const ThroughputState& state, Monotonic sent, const Now& now) {
    if (state.needs == Milliseconds{0}) {
        if (nodes_.contains(node)) {
            forget(node);
        }
        return;
    }
    auto& known = nodes_[node];
    const auto ended_before = std::exchange(known.state, state).ended;
    known.sent = sent;
    if (state.waits) {
        queue(node, known);
    } else if (!known.asked) {
        leave_queue(known);
    }
    if (state.ended == ended_before) {
        return;
    }
    const auto turn = std::ranges::find_if(turns_, [&](const auto& one) {
        return one.second.node == node && one.second.id == state.ended && one.second.ends > now.mono;
    });
    if (turn != turns_.end()) {
        count(TurnOutcome::returned);
        turns_.erase(turn);
    }
}

void TokenBook::forget(NodeIndex node) {
    if (const auto known = nodes_.find(node); known != nodes_.end()) {
        leave_queue(known->second);
        nodes_.erase(known);
    }
    for (auto& [shared, turn] : turns_) {
        if (turn.node == node) {
            turn.node.reset();  // its time goes on
        }
    }
}

/// Who waits keeps its place.
void TokenBook::queue(NodeIndex index, Node& node) {
    if (node.place == 0) {
        node.place = ++last_place_;
        queue_[node.place] = index;
    }
}

void TokenBook::leave_queue(Node& node) {
    queue_.erase(std::exchange(node.place, 0));
    asked_ -= std::exchange(node.asked, false) ? 1 : 0;
}

TokenBook::Asked TokenBook::ask(NodeIndex node) {
    const auto known = nodes_.find(node);
    if (known == nodes_.end() || known->second.state.needs > settings_.longest || fleet_.life(node) != Life::up) {
        return Asked::unable;
    }
    if (known->second.asked) {
        return Asked::taken;
    }
    if (asked_ >= most_asked) {
        return Asked::too_many;
    }
    known->second.asked = true;
    ++asked_;
    queue(node, known->second);
    return Asked::taken;
}

/// Spelt apart, so that no area is taken for a hub of its name.
std::string TokenBook::shared_by(NodeIndex index) const {
    const auto& node = fleet_.node(index);
    const auto hub = rollup::label_value(fleet_.node_info(node).value_or(""), "hub");
    return hub.empty() ? "area " + std::string(node.area) : "hub " + std::string(hub);
}

void TokenBook::expire(const Now& now) {
    for (auto turn = turns_.begin(); turn != turns_.end();) {
        const bool over = now.mono >= turn->second.ends;
        if (over) {
            count(TurnOutcome::expired);
        }
        turn = over ? turns_.erase(turn) : std::next(turn);
    }
}

void TokenBook::due(const Now& now, std::vector<Send>& sends) {
    const auto begun = begun_.value_or(now.mono);
    begun_ = begun;
    if (now.mono < next_look_) {
        return;
    }
    next_look_ = now.mono + look_every;
    expire(now);
    if (now.mono - begun < settings_.longest + settings_.way) {
        return;
    }
    for (auto place = queue_.begin(); place != queue_.end();) {
        const auto index = (place++)->second;
        auto& node = nodes_[index];
        if (node.state.needs > settings_.longest || fleet_.life(index) != Life::up) {
            continue;
        }
        const auto lasts = node.state.needs + settings_.way;
        // Above all that was given before, also by who was here before us: what a node says of an old one ends no new.
        const TokenId id{std::max(static_cast<std::uint64_t>(last_id_) + 1,
                                  static_cast<std::uint64_t>(now.wall.time_since_epoch().count()))};
        if (!turns_.try_emplace(shared_by(index), Turn{.id = id, .node = index, .ends = now.mono + lasts}).second) {
            continue;
        }
        last_id_ = id;
        leave_queue(node);
        count(TurnOutcome::given);
        sends.push_back({.node = index, .token = {.id = id, .asked = node.sent, .lasts = lasts}});
    }
}

void TokenBook::rest() {
    begun_.reset();
    turns_.clear();
}

TokenBook::Numbers TokenBook::numbers() const {
    auto numbers = numbers_;
    numbers.measuring = turns_.size();
    numbers.waiting = queue_.size();
    return numbers;
}

}  // namespace magpie::collector
