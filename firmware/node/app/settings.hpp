#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "firmware/node/hal/flash.hpp"
#include "firmware/node/hal/serial.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::node {

struct Calibration {
    std::int16_t offset = 0;
    std::uint16_t gain = modbus::gain_of_one;
    friend bool operator==(const Calibration&, const Calibration&) = default;
};

/// What a node is set to; units and limits are those of the register map. It lies in flash as it lies here.
struct Settings {
    std::uint16_t sample_period = 10;
    std::uint16_t address = 1;
    std::uint16_t baud = 192;
    std::uint16_t parity = 2;
    std::uint16_t heartbeat = 0;
    std::array<Calibration, modbus::quantity_count> calibration{};
    std::uint16_t has_key = 0;
    std::array<std::uint8_t, 32> key{};
    friend bool operator==(const Settings&, const Settings&) = default;
};

inline constexpr std::uint16_t shortest_sample_period = 2;

[[nodiscard]] bool is_valid(const Settings& settings);
[[nodiscard]] hal::SerialFormat serial_format(const Settings& settings);

/// The settings that hold, and those in flash. Its node's, in the main loop.
class SettingsStore {
  public:
    /// Defaults where flash has no good copy.
    explicit SettingsStore(hal::Flash& flash);

    /// What holds, until a reset at least.
    [[nodiscard]] const Settings& now() const { return now_; }
    /// What is in flash.
    [[nodiscard]] const Settings& kept() const { return kept_; }
    [[nodiscard]] bool are_defaults() const { return are_defaults_; }
    [[nodiscard]] bool flash_failed() const { return flash_failed_; }

    /// `settings` must be valid.
    void set(const Settings& settings) { now_ = settings; }
    /// As set(), and in flash. False: flash did not take them, and nothing has changed.
    bool keep(const Settings& settings);
    /// The key alone goes to flash. False as in keep().
    bool keep_key(const std::array<std::uint8_t, 32>& key);

  private:
    bool write(const Settings& settings);

    hal::Flash& flash_;
    Settings now_;
    Settings kept_;
    bool are_defaults_ = true;
    bool flash_failed_ = false;
};

}  // namespace magpie::node
