#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/sources/pole/quality.hpp"
#include "wire/modbus/quantity.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

using modbus::Quantity;

/// One value of a sensor in the unit of the catalogue; nothing where the sensor says that it has none.
struct Measured {
    Quantity quantity;
    std::optional<double> value;
    bool suspect = false;       // the sensor itself believes that it is stuck
    bool out_of_range = false;  // not what the sensor can measure, by its own description
};

/// What one reading of a sensor gave.
struct SensorReading {
    std::vector<Measured> values{};
    std::string model{};                           // what it says it is; both empty where it says nothing
    std::string version{};                         //
    std::optional<std::uint64_t> door_openings{};  // a total; where the sensor counts none, they are counted here
    std::optional<bool> power_good{};              // the sensor knows it, whatever the voltage
    std::optional<double> battery_charge{};        // 0 to 1
    std::string_view restarted{};                  // why it restarted since the reading before; empty: it did not
};

struct SensorSettings {
    std::string name;
    Milliseconds period;    // between two readings; a value of three of them ago is stale
    bool is_device = true;  // lives and dies on its own, beside the board
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

    /// The index of the sensor. A name that is taken gets a number behind it.
    std::size_t add(SensorSettings settings);
    [[nodiscard]] std::size_t size() const { return sensors_.size(); }

    /// True when something is in it that is not to wait for the next report: the door, the mast, the power, the heat.
    bool heard(std::size_t sensor, const SensorReading& reading, Milliseconds answered_in, const Now& now);
    /// A reading failed; `reason` is one of a fixed set. Three in a row and the sensor is down.
    void failed(std::size_t sensor, std::string_view reason, const Now& now);

    /// An update of its firmware was given up; that says nothing of whether it answers.
    void update_failed(std::size_t sensor, std::string_view reason);

    /// Nothing where there are no sensors.
    void write(Readings& readings, const Now& now);

  private:
    /// The values that are an event once they are so; nothing while it is not known.
    struct Events {
        std::optional<bool> door_open;
        std::optional<bool> tilted;
        std::optional<bool> overheated;
        std::optional<bool> power_good;
    };
    struct Sensor {
        SensorSettings settings;
        std::map<Quantity, ValueJudge> values{};
        Events events{};  // of the last reading
        Events known{};   // what each was when it was last known
        std::optional<double> battery_charge{};
        std::optional<Monotonic> heard_at{};
        std::string model{};
        std::string version{};
        unsigned failures_in_a_row = 0;
        std::uint64_t readings = 0;
        std::map<std::string, std::uint64_t, std::less<>> failures{};
        std::map<std::string, std::uint64_t, std::less<>> restarts{};
        std::optional<std::uint64_t> door_openings{};
        Milliseconds longest_answer{0};
        bool answered_since_report = false;
    };

    [[nodiscard]] Events events_of(const Sensor& sensor, const SensorReading& reading) const;
    /// True when one is not what it was, or is bad when it is first heard of.
    [[nodiscard]] static bool remember(Events& known, const Events& events);
    [[nodiscard]] static bool count_openings(Sensor& sensor, const SensorReading& reading, const Events& now);
    [[nodiscard]] static bool is_fresh(const Sensor& sensor, const Now& now);
    /// Nothing before it was asked for the first time.
    [[nodiscard]] static std::optional<bool> is_up(const Sensor& sensor, const Now& now);
    static void write(Readings& readings, Sensor& sensor, const Now& now);
    static void write_values(Readings& readings, const Sensor& sensor, bool fresh);
    static void write_events(Readings& readings, const Sensor& sensor);

    SensorLimits limits_;
    std::vector<Sensor> sensors_;
};

}  // namespace magpie::agent
