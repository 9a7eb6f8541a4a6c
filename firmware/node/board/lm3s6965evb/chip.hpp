#pragma once

#include <cstdint>

#include "firmware/node/hal/board.hpp"

namespace magpie::node::lm3s6965 {

/// The LM3S6965 besides its buses. One, for SysTick; made by board.cpp.
class Chip final : public hal::Chip {
  public:
    /// Clock at 50 MHz from the crystal, milliseconds, watchdog, the door's pin, and why the last run ended.
    void start();
    /// From SysTick.
    void tick() { milliseconds_ = milliseconds_ + 1; }

    [[nodiscard]] std::uint32_t milliseconds() const override { return milliseconds_; }
    void feed_watchdog() override;
    void reset(modbus::ResetCause cause) override;
    [[nodiscard]] modbus::ResetCause reset_cause() const override { return reset_cause_; }
    [[nodiscard]] bool door_is_open() const override;

  private:
    volatile std::uint32_t milliseconds_ = 0;
    modbus::ResetCause reset_cause_ = modbus::ResetCause::unknown;
};

/// Two periods of so many ticks of the core's clock until the reset, counted from each feeding. It cannot be stopped.
void start_watchdog(std::uint32_t ticks);

}  // namespace magpie::node::lm3s6965
