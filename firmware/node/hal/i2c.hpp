#pragma once

#include <cstdint>
#include <span>

namespace magpie::node::hal {

/// An I2C master. Each call is over within 10 ms, whatever the bus does. False: nobody answered, or the bus hung.
class I2c {
  public:
    virtual bool write(std::uint8_t address, std::span<const std::uint8_t> bytes) = 0;
    virtual bool read(std::uint8_t address, std::span<std::uint8_t> bytes) = 0;

  protected:
    ~I2c() = default;
};

}  // namespace magpie::node::hal
