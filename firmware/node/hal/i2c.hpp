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

/// Where the sensors answer, seven bits. These are the addresses with every strap of the chips at ground.
struct I2cAddresses {
    std::uint8_t tmp105 = 0x48;
    std::uint8_t adm1272 = 0x10;
    std::uint8_t max34451 = 0x20;
};

}  // namespace magpie::node::hal
