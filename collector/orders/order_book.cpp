#include "collector/orders/order_book.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::collector {

namespace {

constexpr double per_second = 50;  // of the whole city: an order may be as long as a birth
constexpr std::uint32_t first_wait = 60;
constexpr std::uint32_t longest_wait = 3600;

bool is_for_all(const Order& order) {
    return order.areas.empty() && order.nodes.empty();
}

std::vector<std::string_view> sorted(const std::vector<std::string>& names) {
    std::vector<std::string_view> views(names.begin(), names.end());
    std::ranges::sort(views);
    return views;
}

std::uint32_t seconds(const Now& now) {
    return static_cast<std::uint32_t>(std::chrono::floor<std::chrono::seconds>(now.mono).time_since_epoch().count());
}

bool is_open(OrderStage stage) {
    return stage == OrderStage::sent || stage == OrderStage::waiting;
}

std::size_t place(OrderStage stage) {
    return static_cast<std::size_t>(stage);
}

/// Of another make it would not understand; of one that never said what it is nothing is known.
bool is_ours(const Node& node) {
    return node.serial != 0 && node.kind == NodeKind::magpie && node.shape != Node::none;
}

}  // namespace

bool OrderBook::replaces(const Holding& newer, const Holding& older) {
    const auto& by = newer.held.order;
    const auto& order = older.held.order;
    return by.number > order.number && by.share >= order.share &&
           (is_for_all(by) || (!is_for_all(order) && std::ranges::includes(newer.areas, older.areas) &&
                               std::ranges::includes(newer.nodes, older.nodes)));
}

bool OrderBook::concerns_node(const Holding& holding, const Node& node) {
    const auto& order = holding.held.order;
    const bool named = is_for_all(order) || std::ranges::binary_search(holding.areas, std::string_view(node.area)) ||
                       std::ranges::binary_search(holding.nodes, std::string_view(node.node));
    // Names are found faster here than by going through thousands for each node; the share is the wire's to tell.
    return named && concerns(Order{.share = order.share}, node.area, node.node);
}

OrderBook::Put OrderBook::put(HeldOrder order, std::vector<OrderNumber>& replaced) {
    const auto number = order.order.number;
    if (const auto* held = find(number)) {
        return held->order == order.order ? Put::held_before : Put::number_taken;
    }
    if (held_.size() >= most_orders && !make_room(replaced)) {
        return Put::too_many;
    }
    if (held_.empty()) {
        know_all();
    }
    auto& holding = held_[number];
    holding.held = std::move(order);
    holding.areas = sorted(holding.held.order.areas);
    holding.nodes = sorted(holding.held.order.nodes);
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        auto& entry = entries_[index];
        if (entry.known && entry.wanted < number && concerns_node(holding, fleet_.nodes()[index])) {
            want(entry, number);
        }
    }
    return Put::taken;
}

bool OrderBook::make_room(std::vector<OrderNumber>& replaced) {
    for (auto older = held_.begin(); older != held_.end();) {
        const auto next = std::next(older);
        if (std::any_of(held_.begin(), older,
                        [&](const auto& newer) { return replaces(newer.second, older->second); })) {
            replaced.push_back(older->first);
            drop(older);
        }
        older = next;
    }
    return held_.size() < most_orders;
}

bool OrderBook::withdraw(OrderNumber number) {
    const auto found = held_.find(number);
    if (found == held_.end()) {
        return false;
    }
    drop(found);
    return true;
}

void OrderBook::drop(Held::iterator order) {
    const auto number = order->first;
    auto gone = held_.extract(order);  // counted until nobody wants it
    if (held_.empty()) {
        entries_ = {};
        counts_ = {};
        return;
    }
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        auto& entry = entries_[index];
        if (entry.known && entry.wanted == number) {
            --counts_[place(entry.stage)];
            entry.wanted = {};
            want_newest(entry, fleet_.nodes()[index]);
        }
    }
}

void OrderBook::know_all() {
    const auto& nodes = fleet_.nodes();
    entries_.resize(nodes.size());
    for (std::size_t index = 0; index < nodes.size(); ++index) {
        entries_[index].known = is_ours(nodes[index]);
    }
}

void OrderBook::born(NodeIndex node, const OrderState& state) {
    if (held_.empty()) {
        return;
    }
    auto& entry = entry_of(node);
    entry.due = 0;  // whoever starts anew may have lost what was on the way
    say(node, entry, state);
}

void OrderBook::heard(NodeIndex node, const OrderState& state) {
    if (!held_.empty()) {
        say(node, entry_of(node), state);
    }
}

OrderBook::Entry& OrderBook::entry_of(NodeIndex node) {
    const auto index = static_cast<std::size_t>(node);
    if (index >= entries_.size()) {
        entries_.resize(index + 1);
    }
    return entries_[index];
}

void OrderBook::say(NodeIndex node, Entry& entry, const OrderState& state) {
    if (!entry.known) {
        entry.known = true;
        want_newest(entry, fleet_.node(node));
    }
    count(entry, false);
    entry.followed = state.followed;
    entry.tried = state.tried;
    entry.refused = state.refused;
    entry.why = state.why;
    entry.heard = true;
    entry.stage = stage_of(entry);
    count(entry, true);
}

void OrderBook::forget(NodeIndex node) {
    const auto index = static_cast<std::size_t>(node);
    if (index < entries_.size()) {
        count(entries_[index], false);
        entries_[index] = {};
    }
}

OrderStage OrderBook::stage_of(const Entry& entry) {
    if (entry.followed == entry.wanted) {
        return OrderStage::followed;
    }
    if (entry.tried == entry.wanted) {
        return OrderStage::tried;
    }
    // It waits for a newer list of what was revoked, and takes the order with that.
    const bool waits = entry.why == OrderRefusal::revocations;
    if (entry.refused == entry.wanted && !waits) {
        return OrderStage::refused;
    }
    const auto refused = is_vouched_for(entry.why) ? entry.refused : OrderNumber{};
    if (std::max({entry.followed, entry.tried, refused}) > entry.wanted) {
        return OrderStage::beyond;
    }
    return entry.sends > 0 ? OrderStage::sent : OrderStage::waiting;
}

void OrderBook::want_newest(Entry& entry, const Node& node) {
    const auto newest =
        std::ranges::find_if(held_, [&](const auto& order) { return concerns_node(order.second, node); });
    if (newest != held_.end()) {
        want(entry, newest->first);
    }
}

void OrderBook::want(Entry& entry, OrderNumber number) {
    count(entry, false);
    entry.wanted = number;
    entry.sends = 0;
    entry.due = 0;
    entry.stage = stage_of(entry);
    count(entry, true);
}

void OrderBook::count(const Entry& entry, bool comes) {
    if (entry.wanted == OrderNumber{}) {
        return;
    }
    auto& of_all = counts_[place(entry.stage)];
    auto& of_one = held_.find(entry.wanted)->second.counts[place(entry.stage)];
    of_all += comes ? 1 : std::size_t{0} - 1;
    of_one += comes ? 1 : std::size_t{0} - 1;
}

/// In turn, so that nobody has a place in a queue to remember: a round over all of a city takes a tenth of a
/// millisecond, and there is none while nobody waits.
void OrderBook::due(const Now& now, std::vector<Send>& sends) {
    const double passed = std::chrono::duration<double>(now.mono - filled_at_).count();
    tokens_ = std::min(per_second, tokens_ + passed * per_second);
    filled_at_ = now.mono;
    if (counts_[place(OrderStage::sent)] + counts_[place(OrderStage::waiting)] == 0) {
        return;
    }
    const auto now_seconds = seconds(now);
    for (std::size_t step = 0; step < entries_.size() && tokens_ >= 1; ++step) {
        cursor_ = cursor_ + 1 < entries_.size() ? cursor_ + 1 : 0;
        auto& entry = entries_[cursor_];
        const NodeIndex node{static_cast<std::uint32_t>(cursor_)};
        if (!entry.heard || entry.wanted == OrderNumber{} || !is_open(entry.stage) || entry.due > now_seconds ||
            fleet_.life(node) != Life::up) {
            continue;
        }
        const auto& held = held_.find(entry.wanted)->second.held;
        if (held.order.not_after < now.wall) {
            entry.due = now_seconds + longest_wait;
            continue;
        }
        tokens_ -= 1;
        entry.due = now_seconds + std::min(longest_wait, first_wait << std::min<std::uint8_t>(entry.sends, 6));
        count(entry, false);
        entry.sends = static_cast<std::uint8_t>(std::min(entry.sends + 1, 255));
        entry.stage = OrderStage::sent;
        count(entry, true);
        ++sent_;
        sends.push_back({.node = node, .order = &held});
    }
}

const HeldOrder* OrderBook::find(OrderNumber number) const {
    const auto found = held_.find(number);
    return found == held_.end() ? nullptr : &found->second.held;
}

const HeldOrder* OrderBook::newest_below(OrderNumber number) const {
    const auto found = held_.upper_bound(number);
    return found == held_.end() ? nullptr : &found->second.held;
}

OrderBook::Counts OrderBook::counts(OrderNumber number) const {
    const auto found = held_.find(number);
    return found == held_.end() ? Counts{} : found->second.counts;
}

std::vector<NodeOrder> OrderBook::nodes(std::optional<OrderStage> stage, std::size_t most,
                                        std::size_t& left_out) const {
    std::vector<NodeOrder> found;
    left_out = 0;
    for (std::size_t index = 0; index < entries_.size(); ++index) {
        const auto& entry = entries_[index];
        if (entry.wanted == OrderNumber{} || (stage && entry.stage != *stage)) {
            continue;
        }
        if (found.size() == most) {
            ++left_out;
            continue;
        }
        found.push_back({.node = NodeIndex{static_cast<std::uint32_t>(index)},
                         .wanted = entry.wanted,
                         .stage = entry.stage,
                         .state = {entry.followed, entry.tried, entry.refused, entry.why}});
    }
    return found;
}

}  // namespace magpie::collector
