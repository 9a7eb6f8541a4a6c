#include "firmware/node/drivers/max34451.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "firmware/node/drivers/pmbus.hpp"

namespace magpie::node {

namespace {

using modbus::Quantity;

enum class Curve : std::uint8_t { linear, logarithmic };

/// What a transducer gives: from `alive_from` to `alive_to` mV it can be believed, outside its wire is broken or
/// shorted. Linear: value = (mV - zero) * numerator / denominator, within what the quantity's row allows.
struct Transducer {
    Quantity quantity;
    std::uint8_t page;
    std::int16_t alive_from;
    std::int16_t alive_to;
    Curve curve;
    std::int16_t zero;
    std::int16_t numerator;
    std::int16_t denominator;
};

// clang-format off
constexpr Transducer transducers[] = {
    // 0 to 3.3 V over 0 to 100 %. Fog is at the rail and has to be; below 1 % is no air outdoors, but a broken wire.
    {Quantity::humidity, 0, 33, 3310, Curve::linear, 0, 100, 33},
    // 10 mV/dB, the usual output of a sound level meter; its own noise floor is above 20 dB.
    {Quantity::noise, 1, 200, 1400, Curve::linear, 0, 1, 1},
    // 500 mV a decade, for daylight has five of them: 1 lux at 500 mV. 250 mV, its dark current, is 0.3 lux.
    {Quantity::light, 2, 250, 3150, Curve::logarithmic, 0, 1, 1},
    // Upright at 500 mV, 25 mV a degree: a live zero, so that 0 mV is a broken wire. 1 degree of tolerance at either end.
    {Quantity::tilt, 3, 475, 2775, Curve::linear, 500, 4, 1},
    // At rest 500 mV, a live zero as well; 50 mV for each m/s2, root mean square, formed in the transmitter.
    {Quantity::vibration, 4, 475, 3025, Curve::linear, 500, 20, 1},
};
// clang-format on

constexpr std::int32_t decade_mv = 500;
constexpr std::int32_t one_lux_mv = 500;
constexpr std::size_t knots = 25;
constexpr std::int32_t knot_mv = decade_mv / std::int32_t{knots};

/// 10 to the i/25, times 10000. Straight lines between are at most 0.11 % off.
constexpr std::array<std::int32_t, knots + 1> make_powers() {
    std::array<std::int32_t, knots + 1> powers{};
    double power = 10'000.5;  // rounded, where it is cut off
    for (auto& entry : powers) {
        entry = static_cast<std::int32_t>(power);
        power = (power - 0.5) * 1.0964781961431851 + 0.5;
    }
    return powers;
}

constexpr auto powers = make_powers();
static_assert(powers.front() == 10'000 && powers.back() == 100'000);

std::int32_t value_of(const Transducer& transducer, std::int32_t millivolts) {
    if (transducer.curve == Curve::logarithmic) {
        return lux(millivolts);
    }
    const std::int32_t scaled = (millivolts - transducer.zero) * transducer.numerator;
    return (scaled + (scaled < 0 ? -transducer.denominator : transducer.denominator) / 2) / transducer.denominator;
}

}  // namespace

std::int32_t lux(std::int32_t millivolts) {
    const std::int32_t above = millivolts - one_lux_mv;
    if (above < 0) {
        constexpr std::int32_t half_a_lux_mv = 350;
        return millivolts < half_a_lux_mv ? 0 : 1;
    }
    const auto at = static_cast<std::size_t>(above % decade_mv / knot_mv);
    const std::int32_t beyond = above % knot_mv;
    std::int32_t value = (powers[at] * (knot_mv - beyond) + powers[at + 1] * beyond) / knot_mv;
    std::int32_t divisor = 10'000;
    for (std::int32_t decade = above / decade_mv; decade > 0; --decade) {
        if (divisor > 1) {
            divisor /= 10;
        } else {
            value *= 10;
        }
    }
    return (value + divisor / 2) / divisor;
}

std::optional<Reading> Max34451::read(Quantity quantity) {
    const auto* const transducer = std::find_if(std::begin(transducers), std::end(transducers),
                                                [=](const Transducer& each) { return each.quantity == quantity; });
    if (transducer == std::end(transducers) || !i2c_.write(address_, std::array{pmbus::page, transducer->page})) {
        return std::nullopt;
    }
    // Direct with m = 1, b = 0, R = 0: millivolts.
    const auto raw = pmbus::word(i2c_, address_, pmbus::read_vout);
    if (!raw || *raw < transducer->alive_from || *raw > transducer->alive_to) {
        return std::nullopt;
    }
    const auto& row = modbus::row_of(quantity);
    return Reading{std::clamp(value_of(*transducer, *raw), row.low, row.high), *raw};
}

}  // namespace magpie::node
