#include "agent/sources/pole/sensor_node.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "agent/sources/pole/units.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::agent {

namespace {

using modbus::Quantity;
namespace input = modbus::input;
namespace holding = modbus::holding;

constexpr std::uint16_t identity_words = input::board + 1;
constexpr std::array<RegisterRange, 3> blocks{{
    {modbus::Function::read_holding, holding::sample_period, 1},
    {modbus::Function::read_input, input::magic, identity_words},
    {modbus::Function::read_input, input::values, input::value_words},
}};
constexpr std::size_t identity_at = 1;
constexpr std::size_t values_at = identity_at + identity_words;
constexpr std::size_t all_words = values_at + input::value_words;

constexpr int samples_until_frozen = 3;
constexpr Milliseconds step_of_sample_period{100};
/// A node that says no period, or one that cannot be.
constexpr std::uint16_t longest_sample_period = 600;

constexpr std::array<std::string_view, modbus::reset_cause_count> reset_words{
    "unknown", "power", "external", "software", "watchdog", "brown_out", "update"};

constexpr bool is_reserved(Quantity quantity) {
    return quantity == Quantity::uv_index || quantity == Quantity::wind_speed || quantity == Quantity::wind_direction;
}

std::uint32_t number_at(std::span<const std::uint16_t> words, std::size_t at, modbus::Type type) {
    return modbus::words(type) == 2 ? std::uint32_t{words[at]} << 16U | words[at + 1] : words[at];
}

std::optional<double> value_of(const modbus::QuantityRow& row, std::span<const std::uint16_t> words) {
    const auto number = number_at(words, values_at + row.address - input::values, row.type);
    if (number == modbus::absent(row.type)) {
        return std::nullopt;
    }
    const double steps =
        row.type == modbus::Type::s16 ? static_cast<std::int16_t>(number) : static_cast<double>(number);
    return steps / row.steps;
}

Measured measured(const modbus::QuantityRow& row, std::span<const std::uint16_t> words) {
    const auto has = [&](std::uint16_t bits) {
        return (words[identity_at + bits] & modbus::bit_of(row.quantity)) != 0;
    };
    Measured result{.quantity = row.quantity, .value = {}, .suspect = has(input::suspicions)};
    const auto value = value_of(row, words);
    if (!value || has(input::faults)) {
        return result;
    }
    result.value = in_catalogue_unit(row.quantity, *value);
    const double steps = *value * row.steps;
    constexpr double half = 0.5;  // of a step, for what the division loses
    result.out_of_range = steps < row.low - half || steps > row.high + half;
    return result;
}

}  // namespace

std::span<const RegisterRange> SensorNode::ranges() {
    return blocks;
}

std::span<const std::uint16_t> SensorNode::identity_in(std::span<const std::uint16_t> words) {
    return words.subspan(identity_at, identity_words);
}

tl::expected<SensorReading, std::string_view> SensorNode::decode(std::span<const std::uint16_t> words, const Now& now) {
    if (words.size() != all_words || words[identity_at + input::magic] != modbus::node_magic) {
        return tl::unexpected(std::string_view("not_a_node"));
    }
    // A later map adds rows and changes none.
    if (words[identity_at + input::version_of_map] < modbus::map_version) {
        return tl::unexpected(std::string_view("map_version"));
    }
    const Identity identity{.uptime = number_at(words, identity_at + input::uptime, modbus::Type::u32),
                            .sequence = words[identity_at + input::sequence],
                            .door_openings = words[values_at + input::door_openings - input::values],
                            .read_at = now.mono};
    const auto period = std::clamp(words[0], std::uint16_t{1}, longest_sample_period);
    const bool restarted = has_restarted(identity);
    const bool goes_on = restarted || samples(identity, period * step_of_sample_period, now);
    if (restarted) {
        sampled_at_ = now.mono;
    }
    count_openings(identity, restarted);
    before_ = identity;
    if (!goes_on) {
        return tl::unexpected(std::string_view("frozen"));
    }
    SensorReading reading;
    reading.model = "magpie-node";
    const auto version = words[identity_at + input::firmware_version];
    reading.version = fmt::format("{}.{}", version >> 8U, version & 0xFFU);
    reading.door_openings = door_openings_;
    if (restarted) {
        const std::size_t cause = words[identity_at + input::reset_cause];
        reading.restarted = cause < reset_words.size() ? reset_words[cause] : reset_words[0];
    }
    for (const auto& row : modbus::quantities) {
        const auto one = measured(row, words);
        if (!without_.contains(row.quantity) && (one.value || !is_reserved(row.quantity))) {
            reading.values.push_back(one);
        }
    }
    return reading;
}

bool SensorNode::has_restarted(const Identity& identity) const {
    if (!before_) {
        return false;
    }
    // It may have been away, and up again for longer than it was before. Its clock is that of a cheap chip.
    constexpr double slack_seconds = 5;
    constexpr double slowest = 0.95;
    const double passed = std::chrono::duration<double>(identity.read_at - before_->read_at).count();
    return identity.uptime < before_->uptime || identity.uptime + slack_seconds < before_->uptime + passed * slowest;
}

bool SensorNode::samples(const Identity& identity, Milliseconds sample_period, const Now& now) {
    if (!before_ || identity.sequence != before_->sequence) {
        sampled_at_ = now.mono;
    }
    return now.mono - sampled_at_ <= samples_until_frozen * sample_period;
}

void SensorNode::count_openings(const Identity& identity, bool restarted) {
    if (before_) {
        const std::uint16_t since = restarted ? 0 : before_->door_openings;
        door_openings_ += static_cast<std::uint16_t>(identity.door_openings - since);
    }
}

}  // namespace magpie::agent
