#pragma once

#include "firmware/node/board/lm3s6965evb/chip.hpp"
#include "firmware/node/hal/i2c.hpp"

namespace magpie::node::lm3s6965 {

/// I2C 0 at 100 kHz, polled. Each call is a transfer of its own from START to STOP.
class I2c final : public hal::I2c {
  public:
    explicit constexpr I2c(const Chip& chip) : chip_(chip) {}
    void start();

    bool write(std::uint8_t address, std::span<const std::uint8_t> bytes) override;
    bool read(std::uint8_t address, std::span<std::uint8_t> bytes) override;

  private:
    /// False when the byte was refused or is not over at `deadline`; the bus is given back then.
    [[nodiscard]] bool step(std::uint32_t command, std::uint32_t began) const;
    [[nodiscard]] bool is_idle(std::uint32_t flag, std::uint32_t began) const;

    const Chip& chip_;
};

}  // namespace magpie::node::lm3s6965
