#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "wire/modbus/quantity.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

using modbus::Quantity;

/// One value of a sensor in the unit of the catalogue; nothing where the sensor says that it has none.
struct Measured {
    Quantity quantity;
    std::optional<double> value;
    bool suspect = false;  // the sensor itself believes that it is stuck
};

/// What one reading of a sensor gave.
struct SensorReading {
    std::vector<Measured> values{};
    std::string model{};    // what it says it is; both empty where it says nothing
    std::string version{};  //
    std::optional<std::uint64_t> door_openings{};
    std::string_view restarted{};  // why it restarted since the reading before; empty: it did not
};

/// Whether a value can be believed: magpie_pole_value_quality.
enum class Quality : std::uint8_t { good, stale, out_of_range, stuck, jumped, absent };

struct SensorSettings {
    std::string name;
    Milliseconds period;  // between two readings; a value of three of them ago is stale
};

/// From when on a value is an event (`pole.*` of the configuration).
struct SensorLimits {
    double tilt_degrees = 5;
    double temperature_celsius = 75;
    double power_lost_below_volts = 0;  // 0: the voltage says nothing of power
};

/// The sensors of a pole whichever way they are read, as they are now: judges each value, remembers the last good one,
/// and turns all into the readings magpie_pole_*. A value is never told when it cannot be right. Without clock and
/// carrier; one thread; owned by the PoleSource.
class Sensors {
  public:
    explicit Sensors(const SensorLimits& limits) : limits_(limits) {}

    /// The index of the sensor. Names are unique.
    std::size_t add(SensorSettings settings);

    /// True when something is in it that is not to wait for the next report: the door, the mast, the power, the heat.
    bool heard(std::size_t sensor, const SensorReading& reading, Milliseconds answered_in, const Now& now);
    /// A reading failed; `reason` is one of a fixed set. Three in a row and the sensor is down.
    void failed(std::size_t sensor, std::string_view reason, const Now& now);

    void write(Readings& readings, const Now& now);

  private:
    SensorLimits limits_;
};

}  // namespace magpie::agent
