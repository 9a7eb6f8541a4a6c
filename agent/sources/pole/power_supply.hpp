#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/files/file_reader.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

// Supplies of the board: /sys/class/power_supply (Documentation/ABI/testing/sysfs-class-power).

/// Their directories below `sys`.
[[nodiscard]] std::vector<std::string> power_supplies(const std::string& sys);

/// What the kernel says of one. Of mains whether it carries; of a battery its charge, and the current below zero while
/// it is discharged, whichever sign its driver gives. What a driver does not tell is left out. The error is the first
/// that is not `missing`.
[[nodiscard]] tl::expected<SensorReading, ReadError> read_power_supply(FileReader& files, const std::string& directory);

}  // namespace magpie::agent
