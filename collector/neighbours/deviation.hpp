#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace magpie::collector::neighbours {

/// What poles nearby measure alike. `floor`: so far apart, in the unit of the family, are two sound sensors in one
/// street; where all neighbours happen to agree, no less is called a deviation of one.
struct Compared {
    std::string_view family;
    std::string_view quantity;
    double floor;
};

inline constexpr Compared compared[] = {
    {"magpie_pole_temperature_celsius", "temperature", 0.5},
    {"magpie_pole_humidity_ratio", "humidity", 0.03},
    {"magpie_pole_pm2_5_grams_per_cubic_meter", "pm2_5", 5e-6},
    {"magpie_pole_pm10_grams_per_cubic_meter", "pm10", 10e-6},
    {"magpie_pole_noise_decibels", "noise", 3},
    {"magpie_pole_illuminance_lux", "light", 100},
};

/// Fewer neighbours say nothing: of three, two that are wrong alike would be the measure of the third.
inline constexpr std::size_t least_neighbours = 4;
inline constexpr std::size_t most_neighbours = 8;

/// How far `value` is from the median of `others`, in their median absolute deviations (scaled to a standard deviation
/// of a normal distribution), but no less than `floor`; nothing of too few. All are numbers; `others` are put in
/// another order.
[[nodiscard]] std::optional<double> deviation(double value, std::span<double> others, double floor);

}  // namespace magpie::collector::neighbours
