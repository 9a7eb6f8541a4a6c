#include "agent/sources/pole/quality.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace magpie::agent {

namespace {

using std::chrono::minutes;
using enum modbus::Quantity;

constexpr double never = std::numeric_limits<double>::infinity();
constexpr minutes may_rest{0};
constexpr double any_step = 0;

// Narrower than the catalogue's bounds, or those. Why a quantity may rest, or jump, as it may:
// clang-format off
constexpr std::array<StreetRow, modbus::quantity_count> streets{{
    // A sensor with steps of a whole degree gives one for a still night's six hours. A front takes 10 degrees in ten minutes, the sun on a housing less.
    {temperature,    -45,    85,    minutes{8 * 60}, -never, never, 3,        0.1},
    // In fog it is all day what the sensor takes for full. A shower comes with 30 percent within a minute.
    {humidity,       0,      1,     minutes{8 * 60}, 0,      0.99,  0.15,     0.01},
    // Whole micrograms: after rain one stands for hours, above a few none does. A lorry beside it is some hundreds at once, and gone.
    {pm2_5,          0,      1e-3,  minutes{4 * 60}, 5e-6,   1e-3,  300e-6,   20e-6},
    {pm10,           0,      1e-3,  minutes{4 * 60}, 10e-6,  1e-3,  400e-6,   30e-6},
    // No street is equally loud to a tenth for half an hour; what is below the microphone's floor is. A horn is no mistake.
    {noise,          20,     140,   minutes{30},     35,     never, any_step, 0},
    // All night it is 0, or what the lamp gives; cloud and lamp need no time.
    {light,          0,      200000, minutes{4 * 60}, 50,    never, any_step, 0},
    // A regulated supply gives one number for weeks, and its failure is no mistake.
    {supply_voltage, -500,   500,   may_rest,        -never, never, any_step, 0},
    {supply_current, -100,   100,   may_rest,        -never, never, any_step, 0},
    // The door is a contact, the mast stands, and both move at once when somebody is at them.
    {door,           0,      1,     may_rest,        -never, never, any_step, 0},
    {tilt,           0,      90,    may_rest,        -never, never, any_step, 0},
    // From dusk to dawn, and all of a dark day, 0; steps of a tenth hold for an hour around noon.
    {uv_index,       0,      20,    minutes{4 * 60}, 0.5,    never, any_step, 0},
    // Below what turns the cups it is calm; a gust adds some ten metres a second.
    {wind_speed,     0,      75,    minutes{60},     1,      never, 20,       10},
    // In calm air the vane stands where it stood.
    {wind_direction, 0,      360,   may_rest,        -never, never, any_step, 0},
    // A mast always trembles, unless the air is still and the sensor coarse. A lorry shakes it at once.
    {vibration,      0,      50,    minutes{4 * 60}, 0.02,   never, any_step, 0},
}};
// clang-format on

constexpr bool in_order() {
    for (std::size_t row = 0; row < streets.size(); ++row) {
        if (static_cast<std::size_t>(streets[row].quantity) != row) {
            return false;
        }
    }
    return true;
}

}  // namespace

const StreetRow& street(modbus::Quantity quantity) {
    static_assert(in_order(), "a row is found by its quantity");
    return streets[static_cast<std::size_t>(quantity)];
}

void ValueJudge::hear(std::optional<double> value, bool suspect, bool cannot_be, const Now& now) {
    value_ = value;
    if (!value || !std::isfinite(*value)) {
        quality_ = Quality::absent;
        return;
    }
    quality_ = judge(*value, suspect, cannot_be, now);
}

Quality ValueJudge::judge(double value, bool suspect, bool cannot_be, const Now& now) {
    if (cannot_be || value < row_->low || value > row_->high) {
        return Quality::out_of_range;  // nothing to compare others with
    }
    const bool still = stands_still(value, now);
    if (has_jumped(value, now)) {
        return Quality::jumped;
    }
    return still || suspect ? Quality::stuck : Quality::good;
}

bool ValueJudge::is_near(const Seen& before, double value, const Now& now) const {
    const double seconds = std::chrono::duration<double>(now.mono - before.at).count();
    return std::abs(value - before.value) <= row_->step + row_->rate * seconds;
}

bool ValueJudge::has_jumped(double value, const Now& now) {
    const Seen seen{value, now.mono};
    if (row_->step == any_step || !believed_ || is_near(*believed_, value, now)) {
        believed_ = seen;
        jumped_to_.reset();
        return false;
    }
    held_ = jumped_to_ && is_near(*jumped_to_, value, now) ? held_ + 1 : 1;
    jumped_to_ = seen;
    if (held_ < readings_to_believe) {
        return true;
    }
    believed_ = seen;
    jumped_to_.reset();
    return false;
}

bool ValueJudge::stands_still(double value, const Now& now) {
    // Exactly: each value comes from one raw number.
    if (!same_since_ || same_since_->value != value) {
        same_since_ = Seen{value, now.mono};
    }
    return row_->stuck_after > may_rest && value > row_->rests_low && value < row_->rests_high &&
           now.mono - same_since_->at > row_->stuck_after;
}

}  // namespace magpie::agent
