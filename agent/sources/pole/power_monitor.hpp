#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/files/file_reader.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

// Chips that measure a current and its voltage (ina219 and the like): /sys/class/hwmon. A chip that knows voltages
// alone watches the rails of its board, which say nothing of the pole, and is left out.

/// One channel of a chip: its name, and the files below /sys.
struct PowerChannel {
    std::string name;
    std::string current;  // in milliamperes
    std::string voltage;  // in millivolts
};

[[nodiscard]] std::vector<PowerChannel> power_channels(FileReader& files, const std::string& sys);

/// The voltage is left out where the chip has none.
[[nodiscard]] tl::expected<SensorReading, ReadError> read_power_channel(FileReader& files, const PowerChannel& channel);

}  // namespace magpie::agent
