#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/files/file_reader.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

// Sensors of the industrial I/O subsystem: /sys/bus/iio/devices (Documentation/ABI/testing/sysfs-bus-iio).

struct IioDevice {
    std::string name;
    std::string directory;
};

/// Those that measure humidity, light or the air's temperature; a converter that knows its own temperature beside its
/// voltages is none.
[[nodiscard]] std::vector<IioDevice> iio_devices(FileReader& files, const std::string& sys);

/// What it measures, as the kernel has it: ready (`_input`), or raw with offset and scale.
[[nodiscard]] tl::expected<SensorReading, ReadError> read_iio_device(FileReader& files, const IioDevice& device);

}  // namespace magpie::agent
