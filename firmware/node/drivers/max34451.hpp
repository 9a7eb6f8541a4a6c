#pragma once

#include <cstdint>
#include <optional>

#include "firmware/node/drivers/reading.hpp"
#include "firmware/node/hal/i2c.hpp"
#include "wire/modbus/quantity.hpp"

namespace magpie::node {

/// Lux at `millivolts` of the light transmitter: 1 lux at 500 mV, ten times as much each 500 mV above.
[[nodiscard]] std::int32_t lux(std::int32_t millivolts);

/// Maxim MAX34451, sixteen voltages over PMBus: the converter of all transducers with an analogue output. Its Sensors',
/// in the main loop.
class Max34451 {
  public:
    Max34451(hal::I2c& i2c, std::uint8_t address) : i2c_(i2c), address_(address) {}

    /// In steps of the quantity's row; nothing where no transducer of it is wired, or its voltage is that of a broken
    /// wire.
    [[nodiscard]] std::optional<Reading> read(modbus::Quantity quantity);

  private:
    hal::I2c& i2c_;
    std::uint8_t address_;
};

}  // namespace magpie::node
