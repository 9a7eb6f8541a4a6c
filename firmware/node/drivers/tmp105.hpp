#pragma once

#include <cstdint>
#include <optional>

#include "firmware/node/drivers/reading.hpp"
#include "firmware/node/hal/i2c.hpp"

namespace magpie::node {

/// TI TMP105, temperature (SBOS431). Its Sensors', in the main loop.
class Tmp105 {
  public:
    Tmp105(hal::I2c& i2c, std::uint8_t address) : i2c_(i2c), address_(address) {}

    /// 0.01 degree Celsius. Nothing before its first conversion either.
    [[nodiscard]] std::optional<Reading> read(std::uint32_t now_ms);

  private:
    hal::I2c& i2c_;
    std::uint8_t address_;
    bool is_set_up_ = false;
    std::uint32_t set_up_ms_ = 0;
};

}  // namespace magpie::node
