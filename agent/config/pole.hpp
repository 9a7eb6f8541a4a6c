#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/modbus/serial_line.hpp"
#include "agent/sources/pole/register_table.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "platform/config/reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// A sensor on a bus: [[pole.sensor]].
struct PoleSensorConfig {
    std::string name;                      // name
    std::size_t bus = 0;                   // bus, by its device; the index in `buses`
    std::uint8_t address = 1;              // address
    Milliseconds period{1000};             // period_seconds
    bool is_node = true;                   // kind
    std::set<modbus::Quantity> without;    // without
    std::vector<RegisterEntry> registers;  // [[pole.sensor.register]]
    std::string firmware;                  // firmware; empty: the node keeps what it has
};

/// What of the pole itself is watched: [pole].
struct PoleConfig {
    SensorLimits limits;               // tilt_limit_degrees, temperature_limit_celsius, power_lost_below_volts
    Milliseconds period{1000};         // period_seconds: of sensors that have none of their own
    std::vector<std::string> exclude;  // exclude
    struct {
        std::string chip;           // door_gpio.chip; empty: none
        unsigned line = 0;          // door_gpio.line
        bool open_is_high = true;   // door_gpio.open
        Milliseconds debounce{50};  // door_gpio.debounce_seconds
    } door;
    std::vector<SerialSettings> buses;      // [[pole.bus]]
    std::vector<PoleSensorConfig> sensors;  // [[pole.sensor]]
};

/// Limits and intervals; not which devices there are.
[[nodiscard]] bool may_be_ordered_of_pole(std::string_view key);

void read_pole(config::Table& pole, PoleConfig& config);

}  // namespace magpie::agent
