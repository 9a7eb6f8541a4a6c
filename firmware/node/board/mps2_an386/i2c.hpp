#pragma once

#include "firmware/node/board/mps2_an386/chip.hpp"
#include "firmware/node/hal/i2c.hpp"

namespace magpie::node::an386 {

/// An I2C master by hand, at 100 kHz at most. Each call is a transfer of its own from START to STOP.
class I2c final : public hal::I2c {
  public:
    explicit constexpr I2c(const Chip& chip) : chip_(chip) {}
    void start();

    bool write(std::uint8_t address, std::span<const std::uint8_t> bytes) override;
    bool read(std::uint8_t address, std::span<std::uint8_t> bytes) override;

  private:
    [[nodiscard]] bool begin(std::uint8_t address_and_direction);
    void end();
    [[nodiscard]] bool send(std::uint8_t byte);
    [[nodiscard]] std::uint8_t receive(bool is_last);
    /// SCL up, for as long as a slave does not hold it down; what SDA was then, and SCL down.
    bool clock(bool sda_up);
    [[nodiscard]] bool is_late() const;

    const Chip& chip_;
    std::uint32_t began_ = 0;
};

}  // namespace magpie::node::an386
