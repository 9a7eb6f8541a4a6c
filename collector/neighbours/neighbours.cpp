#include "collector/neighbours/neighbours.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "collector/rollup/label_pick.hpp"

namespace magpie::collector {

namespace {

using neighbours::compared;
using neighbours::Position;

/// What a step may cost, in poles looked at: a millisecond or two. In a city where a round takes more than there are
/// steps in its time, the next begins when it is done.
constexpr std::size_t work_of_a_step = 16'000;
/// To read where a pole stands and what it measures costs as much as looking at so many.
constexpr std::size_t work_of_taking = 10;
/// Of poles that all stand in one place not all are looked at, nearest or not.
constexpr std::size_t most_looked_at = 1024;
/// Sensors of one pole that are compared; a pole has a few.
constexpr std::size_t most_parts = 16;
/// Names of sensors that no pole has any more stay until there are so many.
constexpr std::size_t most_measures = 10'000;

std::optional<double> degrees(std::string_view text, double most) {
    double value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is = problem == std::errc{} && end == text.data() + text.size() && std::abs(value) <= most;
    return is ? std::optional(value) : std::nullopt;
}

/// A node can add labels of its own, and one called `quantity` would stand twice in our line.
bool has_sensor_alone(std::string_view labels) {
    constexpr std::string_view begin = ",sensor=\"";
    constexpr std::string_view end = "\"} ";
    return labels.starts_with(begin) &&
           labels.size() == begin.size() + rollup::label_value(labels, "sensor").size() + end.size();
}

std::optional<Position> position_in(std::string_view info) {
    const auto latitude = degrees(rollup::label_value(info, "latitude"), 90);
    const auto longitude = degrees(rollup::label_value(info, "longitude"), 180);
    return latitude && longitude ? std::optional(Position{*latitude, *longitude}) : std::nullopt;
}

}  // namespace

Neighbours::Neighbours(const NeighbourSettings& settings, Fleet& fleet)
    : settings_(settings), fleet_(fleet), grid_(settings.distance_meters) {}

void Neighbours::step(const Now& now) {
    if (stage_ == Stage::rest) {
        if (!settings_.enabled || now.mono < next_round_) {
            return;
        }
        next_round_ = now.mono + settings_.every;
        begin();
    }
    if (stage_ == Stage::values) {
        if (take_values()) {
            stage_ = Stage::compare;
            at_ = 0;
        }
    } else if (compare()) {
        stage_ = Stage::rest;
        ++rounds_;
    }
}

void Neighbours::begin() {
    stage_ = Stage::values;
    at_ = 0;
    of_round_ = fleet_.nodes().size();
    grid_.clear(of_round_);
    poles_.clear();
    values_.clear();
    if (measures_.size() > most_measures) {
        measures_.clear();
        watched_.clear();
    }
}

bool Neighbours::take_values() {
    auto work = work_of_a_step;
    for (; at_ < of_round_; ++at_) {
        if (work == 0) {
            return false;
        }
        const auto before = poles_.size();
        take(at_);
        work -= std::min(work, poles_.size() > before ? work_of_taking : 1);
    }
    return true;
}

/// Of a node that takes no part, what was said of it before is said no more.
void Neighbours::take(std::uint32_t index) {
    const auto& node = fleet_.nodes()[index];
    const auto begin = values_.size();
    if (node.row != Node::none && node.kind != NodeKind::device) {
        const auto& parts = parts_of(node.shape);
        const auto& shape = fleet_.shapes()[node.shape];
        const auto* row = shape.row_values(node.row);
        for (const auto& part : parts) {
            if (const double value = row[shape.plan.entries[part.entry].slot]; !std::isnan(value)) {
                values_.push_back({part, value});
            }
        }
        const auto position =
            values_.size() > begin ? position_in(fleet_.node_info(node).value_or("")) : std::optional<Position>();
        if (position) {
            grid_.add(*position);
            poles_.push_back({.node = index,
                              .values = static_cast<std::uint32_t>(begin),
                              .count = static_cast<std::uint32_t>(values_.size() - begin),
                              .row_serial = shape.rows[node.row].serial});
            return;
        }
        values_.resize(begin);
    }
    fleet_.set_deviations(NodeIndex{index}, {});
}

const std::vector<Neighbours::Part>& Neighbours::parts_of(std::uint32_t index) {
    if (watched_.size() <= index) {
        watched_.resize(index + 1);
    }
    const auto& shape = fleet_.shapes()[index];
    auto& watched = watched_[index];
    if (watched.serial == shape.serial) {
        return watched.parts;
    }
    watched = {.serial = shape.serial, .parts = {}};
    for (const auto& use : shape.plan.families) {
        const auto* row = std::ranges::find(compared, use.family, &neighbours::Compared::family);
        if (row == std::end(compared)) {
            continue;
        }
        for (auto place = use.first; place < use.first + use.count && watched.parts.size() < most_parts; ++place) {
            const auto& entry = shape.plan.entries[place];
            const auto labels = std::string_view(shape.plan.text).substr(entry.tail, entry.tail_size);
            if (!has_sensor_alone(labels)) {
                continue;
            }
            auto key = std::string(row->quantity) + std::string(labels);
            const auto measure =
                measures_.try_emplace(std::move(key), static_cast<std::uint32_t>(measures_.size())).first->second;
            watched.parts.push_back(
                {.measure = measure, .quantity = static_cast<std::uint32_t>(row - compared), .entry = place});
        }
    }
    std::ranges::sort(watched.parts, {}, &Part::measure);
    return watched.parts;
}

bool Neighbours::compare() {
    auto work = work_of_a_step;
    for (; at_ < poles_.size(); ++at_) {
        if (work == 0) {
            return false;
        }
        work -= std::min(work, compare(at_));
    }
    return true;
}

/// What it cost.
std::size_t Neighbours::compare(std::uint32_t number) {
    const auto& me = poles_[number];
    const auto& node = fleet_.nodes()[me.node];
    if (node.row == Node::none || fleet_.shapes()[node.shape].rows[node.row].serial != me.row_serial) {
        return 1;  // it died, or is another, since its values were taken
    }
    nearest_.assign(me.count, Nearest{});
    std::size_t looked = 0;
    for (int ring = 0; ring <= neighbours::PoleGrid::rings && looked < most_looked_at; ++ring) {
        looked += grid_.visit_ring(number, ring, most_looked_at - looked,
                                   [&](std::uint32_t other, double square) { meet(me, poles_[other], square); });
        if (std::ranges::all_of(
                nearest_, [within = grid_.seen_within(ring)](const Nearest& one) { return one.complete(within); })) {
            break;
        }
    }
    std::vector<Deviation> deviations;
    for (std::uint32_t i = 0; i < me.count; ++i) {
        const auto& [part, value] = values_[me.values + i];
        const auto& row = compared[part.quantity];
        auto& nearest = nearest_[i];
        if (const auto far = neighbours::deviation(value, std::span(nearest.values).first(nearest.count), row.floor)) {
            deviations.push_back(
                {.quantity = row.quantity, .entry = part.entry, .value = std::round(*far * 100) / 100});
        }
    }
    fleet_.set_deviations(NodeIndex{me.node}, std::move(deviations));
    return looked;
}

void Neighbours::meet(const Pole& me, const Pole& other, double square) {
    const auto* mine = values_.data() + me.values;
    const auto* theirs = values_.data() + other.values;
    const auto* const end = theirs + other.count;
    for (std::uint32_t i = 0; i < me.count && theirs != end; ++i) {
        while (theirs != end && theirs->part.measure < mine[i].part.measure) {
            ++theirs;
        }
        if (theirs != end && theirs->part.measure == mine[i].part.measure) {
            nearest_[i].add(square, theirs->value);
        }
    }
}

void Neighbours::Nearest::add(double square, double value) {
    if (count == squares.size()) {
        if (square >= squares.back()) {
            return;
        }
        --count;
    }
    auto place = count++;
    for (; place > 0 && squares[place - 1] > square; --place) {
        squares[place] = squares[place - 1];
        values[place] = values[place - 1];
    }
    squares[place] = square;
    values[place] = value;
}

bool Neighbours::Nearest::complete(double seen_within) const {
    return count == squares.size() && squares.back() <= seen_within * seen_within;
}

}  // namespace magpie::collector
