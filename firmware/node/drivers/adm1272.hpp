#pragma once

#include <cstdint>
#include <optional>

#include "firmware/node/drivers/reading.hpp"
#include "firmware/node/hal/i2c.hpp"

namespace magpie::node {

/// Analog Devices ADM1272, the hot-swap controller that the pole is fed through, over PMBus. Its Sensors', in the main
/// loop.
class Adm1272 {
  public:
    Adm1272(hal::I2c& i2c, std::uint8_t address) : i2c_(i2c), address_(address) {}

    /// 10 mV.
    [[nodiscard]] std::optional<Reading> voltage();
    /// 10 mA.
    [[nodiscard]] std::optional<Reading> current();

  private:
    hal::I2c& i2c_;
    std::uint8_t address_;
};

}  // namespace magpie::node
