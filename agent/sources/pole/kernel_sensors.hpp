#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/files/file_reader.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

struct KernelSettings {
    std::vector<std::string> exclude{};  // shell patterns of names
    std::string sys = "/sys";
    Milliseconds period{10000};
};

/// What the kernel of this board knows of the pole by itself: supplies, chips that measure its current, sensors of the
/// IIO subsystem. Looks for new ones once a minute; has none where there are none. Lives on the loop's thread; owned
/// by the PoleSource.
class KernelSensors {
  public:
    static constexpr std::size_t most_sensors = 8;

    explicit KernelSensors(KernelSettings settings) : settings_(std::move(settings)) {}

    /// Reads those that are due and tells `sensors`; true for an event. One that fails is left alone for ten minutes,
    /// for some drivers wait seconds for a chip that does not answer; one that is gone until it is found again.
    bool read(Sensors& sensors, const Now& now);

    /// Whether there are mains that may go.
    [[nodiscard]] bool has_mains() const;
    /// Reads these alone, due or not: what keeps the board alive without them does not last long.
    bool read_mains(Sensors& sensors, const Now& now);

    /// Found beyond the most that are read.
    [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

  private:
    using Read = std::function<tl::expected<SensorReading, ReadError>(FileReader& files)>;
    struct Known {
        std::string path;  // tells it from others
        std::size_t sensor;
        Read read;
        Monotonic due;
        bool is_mains = false;
        bool left_alone = false;
    };

    void look(Sensors& sensors, const Now& now);
    [[nodiscard]] bool read_one(Known& known, Sensors& sensors, const Now& now);
    void found(Sensors& sensors, const std::string& name, const std::string& path, Read read, const Now& now);

    KernelSettings settings_;
    FileReader files_;
    std::vector<Known> known_;
    std::optional<Monotonic> next_look_;
    std::uint64_t left_out_ = 0;
};

}  // namespace magpie::agent
