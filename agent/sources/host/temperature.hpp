#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/files/file_reader.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/host/host_paths.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct Temperature {
    std::string sensor;
    double celsius = 0;
};

/// Millidegrees, as thermal zones and hwmon write them, in degrees.
[[nodiscard]] std::optional<double> parse_temperature(std::string_view text);

/// The temperature sensors of the board: thermal zones by their type, hwmon sensors by chip and label. A hwmon chip
/// that only mirrors a thermal zone is left out. Looks for sensors once a minute; names are unique and at most 48
/// bytes.
class TemperatureSensors {
  public:
    static constexpr std::size_t most_sensors = 16;

    explicit TemperatureSensors(const HostPaths& paths) : sys_(paths.sys) {}

    /// Replaces `temperatures`. A sensor that fails is left alone for ten minutes, for some drivers wait seconds for a
    /// firmware that does not answer; one that is gone until the next look.
    void read(FileReader& files, const Now& now, std::vector<Temperature>& temperatures, SourceHealth& health);

  private:
    struct Sensor {
        std::string name;
        std::string path;
        bool failed = false;
    };

    void look(FileReader& files, SourceHealth& health);
    void look_for_zones(FileReader& files, std::vector<std::string>& zone_types);
    void look_for_chips(FileReader& files, const std::vector<std::string>& zone_types);
    void add(std::string name, std::string path);

    std::string sys_;
    std::vector<Sensor> sensors_;
    std::optional<Monotonic> next_look_;
    std::map<std::string, Monotonic> left_alone_;
};

}  // namespace magpie::agent
