// Nodes, their shapes and their values. Devices are in fleet_devices.cpp, what readers ask of a node is in
// fleet_reading.cpp.

#include "collector/fleet/fleet.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "collector/fleet/info_text.hpp"
#include "collector/fleet/label_text.hpp"

namespace magpie::collector {

namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::uint32_t place(NodeIndex index) {
    return static_cast<std::uint32_t>(index);
}
std::uint32_t place(ShapeIndex index) {
    return static_cast<std::uint32_t>(index);
}

template <typename Element>
std::uint32_t take_place(std::vector<Element>& all, std::vector<std::uint32_t>& free) {
    if (free.empty()) {
        all.emplace_back();
        return static_cast<std::uint32_t>(all.size() - 1);
    }
    const auto index = free.back();
    free.pop_back();
    return index;
}

}  // namespace

std::uint64_t node_hash(std::string_view area, std::string_view node) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    const auto add = [&hash](std::string_view text) {
        for (const char c : text) {
            hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
        }
    };
    add(area);
    add("/");
    add(node);
    // FNV leaves its low bits poorly mixed, and shards are low bits.
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdULL;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53ULL;
    return hash ^ (hash >> 33);
}

Fleet::Fleet() : by_name_(0, Hash{&nodes_}, Equal{&nodes_}) {}
Fleet::~Fleet() = default;

// ---- shapes

ShapeIndex Fleet::intern(std::uint64_t hash, std::span<const SeriesDescription> series) {
    auto list = series_key(series);
    const auto [first, last] = shapes_by_hash_.equal_range(hash);
    for (auto known = first; known != last; ++known) {
        if (shapes_[known->second].list == list) {
            return ShapeIndex{known->second};
        }
    }
    const auto index = take_place(shapes_, free_shapes_);
    auto& shape = shapes_[index];
    shape.hash = hash;
    shape.serial = ++serial_;
    shape.list = std::move(list);
    shape.list.shrink_to_fit();
    shape.plan = plan_shape(families_, series);
    for (const auto& use : shape.plan.families) {
        shape.family_places.push_back(families_.join(
            use.family, use.help, {.serial = shape.serial, .shape = index, .first = use.first, .count = use.count}));
    }
    shapes_by_hash_.emplace(hash, index);
    untaken_shapes_.push_back(index);
    ++counts_.shapes;
    return ShapeIndex{index};
}

void Fleet::free_shape(std::uint32_t index) {
    auto& shape = shapes_[index];
    for (const auto family : shape.family_places) {
        families_.leave(family, shape.serial);
    }
    const auto [first, last] = shapes_by_hash_.equal_range(shape.hash);
    shapes_by_hash_.erase(std::find_if(first, last, [index](const auto& known) { return known.second == index; }));
    shape = Shape{};
    free_shapes_.push_back(index);
    --counts_.shapes;
}

// ---- nodes

std::optional<NodeIndex> Fleet::find(std::string_view area, std::string_view node) const {
    const auto known = by_name_.find(Key{area, node, node_hash(area, node)});
    if (known == by_name_.end()) {
        return std::nullopt;
    }
    return NodeIndex{*known};
}

std::uint32_t Fleet::new_place(std::string_view text, std::uint64_t hash) {
    const auto index = take_place(nodes_, free_nodes_);
    auto& entry = nodes_[index];
    entry.serial = ++serial_;
    entry.hash = hash;
    entry.text = std::make_unique<char[]>(text.size() + text_room);
    std::memcpy(entry.text.get(), text.data(), text.size());
    entry.text_size = static_cast<std::uint32_t>(text.size());
    return index;
}

std::uint32_t Fleet::find_or_create(std::string_view area, std::string_view node) {
    if (const auto known = find(area, node)) {
        return place(*known);
    }
    const auto index = new_place("area=\"" + label_value_text(area) + "\",node=\"" + label_value_text(node) + "\"",
                                 node_hash(area, node));
    auto& entry = nodes_[index];
    entry.area = area;
    entry.node = node;
    by_name_.insert(index);
    ++counts_.expected;
    return index;
}

NodeIndex Fleet::expect(std::string_view area, std::string_view node, std::optional<ShapeIndex> shape,
                        std::span<const InfoLabels> info) {
    const auto known = find(area, node);
    if (known) {
        return *known;
    }
    const auto index = find_or_create(area, node);
    hold(index, shape, info);
    return NodeIndex{index};
}

NodeIndex Fleet::born(std::string_view area, std::string_view node, std::optional<ShapeIndex> shape,
                      std::span<const InfoLabels> info, UtcMs now, NodeKind kind) {
    const auto index = find_or_create(area, node);
    auto& entry = nodes_[index];
    entry.kind = kind;
    begin_row(index, shape, info);
    become(index, Life::up, now);
    devices_down(entry, now);
    std::erase_if(entry.devices, [now](const Device& device) { return now - device.since >= remembered; });
    return NodeIndex{index};
}

void Fleet::revive(NodeIndex node, UtcMs now) {
    if (life(node) != Life::up) {
        become(place(node), Life::up, now);
        take_row(place(node));
    }
}

void Fleet::died(NodeIndex node, UtcMs now) {
    auto& entry = nodes_[place(node)];
    if (entry.life != Life::down) {
        leave_row(entry);
        devices_down(entry, now);
        become(place(node), Life::down, now);
    }
}

std::vector<Forgotten> Fleet::forget_expired(UtcMs now) {
    std::vector<Forgotten> forgotten;
    while (first_dead_ != Node::none && now - nodes_[first_dead_].died_at >= remembered) {
        const auto index = first_dead_;
        auto& entry = nodes_[index];
        leave_dead(index);
        by_name_.erase(by_name_.find(index));
        --counts_.down;
        release(entry);
        forgotten.push_back({NodeIndex{index}, std::move(entry.area), std::move(entry.node)});
        entry = Node{};
        free_nodes_.push_back(index);
    }
    for (const auto shape : std::exchange(untaken_shapes_, {})) {
        if (shapes_[shape].serial != 0 && shapes_[shape].holders == 0) {
            free_shape(shape);
        }
    }
    return forgotten;
}

void Fleet::hold(std::uint32_t index, std::optional<ShapeIndex> shape, std::span<const InfoLabels> info) {
    auto& entry = nodes_[index];
    if (shape) {
        ++shapes_[place(*shape)].holders;
    }
    release(entry);
    entry.shape = shape ? place(*shape) : Node::none;
    entry.info = shape ? info_texts(shapes_[place(*shape)].plan, info) : std::string();
    entry.info.shrink_to_fit();
}

void Fleet::release(Node& entry) {
    if (entry.shape != Node::none && --shapes_[entry.shape].holders == 0) {
        free_shape(entry.shape);
    }
    entry.shape = Node::none;
}

void Fleet::begin_row(std::uint32_t index, std::optional<ShapeIndex> shape, std::span<const InfoLabels> info) {
    auto& entry = nodes_[index];
    const auto deviations = named_deviations(entry);
    if (entry.shape != (shape ? place(*shape) : Node::none)) {
        leave_row(entry);
    }
    hold(index, shape, info);
    if (entry.row == Node::none) {
        take_row(index);
    } else {
        auto& same = shapes_[entry.shape];
        std::fill_n(same.row_values(entry.row), same.plan.slots.size(), absent);
    }
    keep_deviations(entry, deviations);
}

void Fleet::take_row(std::uint32_t index) {
    auto& entry = nodes_[index];
    if (entry.shape == Node::none) {
        return;
    }
    auto& shape = shapes_[entry.shape];
    entry.row = take_place(shape.rows, shape.free_rows);
    shape.values.resize(shape.rows.size() * shape.plan.slots.size());
    std::fill_n(shape.row_values(entry.row), shape.plan.slots.size(), absent);
    shape.rows[entry.row] = {.serial = ++serial_,
                             .text = entry.text.get(),
                             .text_size = entry.text_size,
                             .hash = static_cast<std::uint32_t>(entry.hash),
                             .node = index};
    counts_.series += shape.plan.entries.size();
}

void Fleet::leave_row(Node& entry) {
    if (entry.row == Node::none) {
        return;
    }
    auto& shape = shapes_[entry.shape];
    shape.rows[entry.row] = Row{};
    shape.free_rows.push_back(entry.row);
    counts_.series -= shape.plan.entries.size();
    entry.row = Node::none;
    entry.deviations = {};
}

// ---- life and death

std::size_t& Fleet::count_of(Life life) {
    return life == Life::up ? counts_.up : life == Life::down ? counts_.down : counts_.expected;
}

void Fleet::become(std::uint32_t index, Life life, UtcMs now) {
    auto& entry = nodes_[index];
    if (entry.life == life) {
        return;
    }
    if (entry.life == Life::down) {
        leave_dead(index);
    }
    --count_of(entry.life);
    ++count_of(life);
    entry.life = life;
    if (life == Life::down) {
        enter_dead(index, now);
    }
}

void Fleet::enter_dead(std::uint32_t index, UtcMs now) {
    auto& entry = nodes_[index];
    entry.died_at = now;
    entry.died_before = last_dead_;
    entry.died_after = Node::none;
    (last_dead_ == Node::none ? first_dead_ : nodes_[last_dead_].died_after) = index;
    last_dead_ = index;
}

void Fleet::leave_dead(std::uint32_t index) {
    auto& entry = nodes_[index];
    (entry.died_before == Node::none ? first_dead_ : nodes_[entry.died_before].died_after) = entry.died_after;
    (entry.died_after == Node::none ? last_dead_ : nodes_[entry.died_after].died_before) = entry.died_before;
    entry.died_before = Node::none;
    entry.died_after = Node::none;
}

// ---- values

namespace {

Set judged(const Slot& rule, double value) {
    if (!rule.exposed) {
        return Set::not_exposed;
    }
    if (!std::isfinite(value)) {
        return Set::not_a_number;
    }
    return value < rule.low || value > rule.high ? Set::out_of_bounds : Set::applied;
}

}  // namespace

Set Fleet::set(NodeIndex node, std::uint32_t slot, double value) {
    const auto& entry = nodes_[place(node)];
    if (entry.life != Life::up) {
        return Set::node_down;
    }
    if (entry.shape == Node::none) {
        return Set::no_such_slot;
    }
    auto& shape = shapes_[entry.shape];
    if (slot >= shape.plan.slots.size()) {
        return Set::no_such_slot;
    }
    const auto& rule = shape.plan.slots[slot];
    const auto verdict = judged(rule, value);
    if (verdict == Set::not_exposed) {
        return verdict;
    }
    auto& held = shape.row_values(entry.row)[slot];
    if (verdict != Set::applied) {
        held = absent;
        return verdict;
    }
    const bool fell = rule.counter && value < held;
    held = value;
    return fell ? Set::counter_reset : Set::applied;
}

Set Fleet::set_info(NodeIndex node, std::uint32_t slot, const Labels& labels) {
    auto& entry = nodes_[place(node)];
    if (entry.row == Node::none) {
        return Set::node_down;
    }
    const auto& slots = shapes_[entry.shape].plan.info_slots;
    const auto known = std::ranges::lower_bound(slots, slot);
    if (known == slots.end() || *known != slot) {
        return Set::not_exposed;
    }
    std::size_t begin = 0;
    for (auto before = slots.begin(); before != known; ++before) {
        begin = entry.info.find('\n', begin) + 1;
    }
    const auto size = entry.info.find('\n', begin) - begin;
    const auto text = labels_text(labels).value_or("");
    if (entry.info.compare(begin, size, text) != 0) {
        entry.info.replace(begin, size, text);
    }
    return set(node, slot, 1);
}

Set Fleet::judge(NodeIndex node, std::uint32_t slot, double value) const {
    const auto& entry = nodes_[place(node)];
    if (entry.shape == Node::none || slot >= shapes_[entry.shape].plan.slots.size()) {
        return Set::no_such_slot;
    }
    return judged(shapes_[entry.shape].plan.slots[slot], value);
}

void Fleet::clear(NodeIndex node, std::uint32_t slot) {
    const auto& entry = nodes_[place(node)];
    if (entry.row != Node::none && slot < shapes_[entry.shape].plan.slots.size()) {
        shapes_[entry.shape].row_values(entry.row)[slot] = absent;
    }
}

void Fleet::reported(NodeIndex node, UtcMs now) {
    auto& entry = nodes_[place(node)];
    entry.reported = true;
    entry.last_report = now;
}

void Fleet::set_maintenance(NodeIndex node, bool is) {
    nodes_[place(node)].maintenance = is;
}

void Fleet::set_lost(NodeIndex node, std::uint64_t total) {
    nodes_[place(node)].lost = total;
}

}  // namespace magpie::collector
