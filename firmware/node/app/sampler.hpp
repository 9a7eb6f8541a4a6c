#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "firmware/node/app/filter.hpp"
#include "firmware/node/app/settings.hpp"
#include "firmware/node/drivers/sensors.hpp"
#include "wire/modbus/quantity.hpp"

namespace magpie::node {

/// Everything measured in one sample; the door is not among it.
struct Sample {
    std::array<std::optional<std::int32_t>, modbus::quantity_count> values{};  // in steps of their rows
    std::uint16_t suspicions = 0;
    std::uint16_t sequence = 0;
};

/// `measured` as the technician has set it right. What a correction moves past the ends of the row by up to a fiftieth
/// of it stands at the end (fog is 100 %, not 101 %); what goes further is no value.
[[nodiscard]] std::optional<std::int32_t> calibrated(std::int32_t measured, const Calibration& calibration,
                                                     const modbus::QuantityRow& row);

/// Reads all sensors each sample period, one a turn of the main loop, so that a master never waits for more than one
/// of them. Its node's.
class Sampler {
  public:
    Sampler(Sensors& sensors, const SettingsStore& settings, std::uint32_t now_ms);

    void turn(std::uint32_t now_ms);
    [[nodiscard]] const Sample& last() const { return last_; }
    /// No sample has been finished for three periods.
    [[nodiscard]] bool is_overdue(std::uint32_t now_ms) const;

  private:
    [[nodiscard]] std::uint32_t period_ms() const;
    void read(std::size_t index, std::uint32_t now_ms);
    void finish(std::uint32_t now_ms);

    Sensors& sensors_;
    const SettingsStore& settings_;
    std::array<Filter, modbus::quantity_count> filters_{};
    Sample last_{};
    std::size_t next_ = 0;  // of the quantities, in the sample under way
    std::uint16_t first_left_;
    std::uint32_t began_ms_;
    std::uint32_t finished_ms_;
};

}  // namespace magpie::node
