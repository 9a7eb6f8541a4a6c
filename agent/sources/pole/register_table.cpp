#include "agent/sources/pole/register_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>

#include "agent/sources/pole/units.hpp"

namespace magpie::agent {

namespace {

struct Raw {
    double value;
    std::int64_t bits;  // what `absent` is compared with
};

Raw raw_of(const RegisterEntry& entry, std::span<const std::uint16_t> at) {
    const std::uint16_t first = at[0];
    if (words(entry.type) == 1) {
        const std::int64_t number =
            entry.type == RegisterType::s16 ? static_cast<std::int16_t>(first) : std::int64_t{first};
        return {static_cast<double>(number), number};
    }
    const std::uint32_t high = entry.low_word_first ? at[1] : first;
    const std::uint32_t low = entry.low_word_first ? first : at[1];
    const std::uint32_t both = high << 16U | low;
    if (entry.type == RegisterType::f32) {
        return {static_cast<double>(std::bit_cast<float>(both)), both};
    }
    const std::int64_t number = entry.type == RegisterType::s32 ? static_cast<std::int32_t>(both) : std::int64_t{both};
    return {static_cast<double>(number), number};
}

Measured measured(const RegisterEntry& entry, std::span<const std::uint16_t> at) {
    Measured result{.quantity = entry.quantity, .value = {}};
    if (at.size() < words(entry.type)) {
        return result;
    }
    const auto raw = raw_of(entry, at);
    const double value = raw.value * entry.scale + entry.offset;
    if (raw.bits == entry.absent || !std::isfinite(value)) {
        return result;
    }
    result.value = in_catalogue_unit(entry.quantity, value);
    result.out_of_range = value < entry.low || value > entry.high;
    return result;
}

}  // namespace

RegisterTable::RegisterTable(std::vector<RegisterEntry> entries) {
    std::ranges::sort(entries, {},
                      [](const RegisterEntry& entry) { return std::tuple(entry.function, entry.address); });
    std::size_t total = 0;
    for (const auto& entry : entries) {
        const auto count = words(entry.type);
        const bool goes_on = !ranges_.empty() && ranges_.back().function == entry.function &&
                             ranges_.back().first + ranges_.back().count == entry.address &&
                             ranges_.back().count + count <= static_cast<int>(modbus::most_read);
        if (!goes_on) {
            ranges_.push_back({entry.function, entry.address, 0});
        }
        ranges_.back().count = static_cast<std::uint16_t>(ranges_.back().count + count);
        entries_.push_back({entry, total});
        total += count;
    }
}

SensorReading RegisterTable::decode(std::span<const std::uint16_t> words) const {
    SensorReading reading;
    for (const auto& [entry, at] : entries_) {
        reading.values.push_back(measured(entry, words.subspan(std::min(at, words.size()))));
    }
    return reading;
}

}  // namespace magpie::agent
