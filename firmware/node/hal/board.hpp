#pragma once

#include <cstdint>

#include "firmware/node/hal/flash.hpp"
#include "firmware/node/hal/i2c.hpp"
#include "firmware/node/hal/serial.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::node::hal {

/// What the chip gives besides its buses.
class Chip {
  public:
    /// Since the reset; over 2^32 to 0, so differences alone mean something.
    [[nodiscard]] virtual std::uint32_t milliseconds() const = 0;
    virtual void feed_watchdog() = 0;
    /// Does not return on a chip. `cause` is what reset_cause() says afterwards.
    virtual void reset(modbus::ResetCause cause) = 0;
    [[nodiscard]] virtual modbus::ResetCause reset_cause() const = 0;
    /// The contact of the cabinet's door.
    [[nodiscard]] virtual bool door_is_open() const = 0;

  protected:
    ~Chip() = default;
};

/// Whatever a node hangs on. All outlive the application.
struct Board {
    std::uint16_t kind;  // input::board of the register map
    Chip& chip;
    Serial& bus;        // RS-485
    Serial& particles;  // the PMS7003
    I2c& i2c;
    Flash& flash;
    I2cAddresses addresses{};
};

}  // namespace magpie::node::hal
