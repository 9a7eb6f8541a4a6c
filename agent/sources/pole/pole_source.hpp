#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "agent/sources/pole/bus.hpp"
#include "agent/sources/pole/door_contact.hpp"
#include "agent/sources/pole/kernel_sensors.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "agent/sources/source.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

/// The sensors of the pole: those on its buses, whose results are handed in, and those of its board, which are read
/// here. Says nothing on a pole that has none. Lives on the loop's thread; owned by `app`, which watches
/// `door_descriptor()` and `mains_descriptor()`.
class PoleSource final : public Source {
  public:
    PoleSource(const SensorLimits& limits, KernelSettings kernel);

    /// Who else reads sensors adds them here and tells of them.
    [[nodiscard]] Sensors& sensors() { return sensors_; }

    /// `name` is the sensor's.
    void watch_door(const std::string& name, std::unique_ptr<Contact> contact, const DoorSettings& settings);
    /// Readable when somebody is at the door; -1 without a contact.
    [[nodiscard]] int door_descriptor() const { return door_ ? door_->contact.descriptor() : -1; }
    /// True when it has opened or closed.
    bool read_door(const Now& now);

    /// Readable each second where the board has mains, for no file of /sys says by itself that they went; else -1.
    [[nodiscard]] int mains_descriptor() const { return second_.descriptor(); }
    /// True when they went or came.
    bool read_mains(const Now& now);

    /// True when something is not to wait for the next report.
    bool take(const std::vector<BusResult>& results, const Now& now);

    void sample(Readings& readings, const Now& now) override;

  private:
    struct Door {
        std::size_t sensor;
        DoorContact contact;
    };

    Sensors sensors_;
    KernelSensors kernel_;
    std::optional<Door> door_;
    files::File second_;
};

}  // namespace magpie::agent
