#pragma once

#include <cstdint>

#include "firmware/node/hal/board.hpp"

namespace magpie::node::an386 {

/// The AN386 besides its buses. One, for SysTick; made by board.cpp.
class Chip final : public hal::Chip {
  public:
    /// Milliseconds, watchdog, and why the last run ended.
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

/// Two periods of a second until the reset, counted from each feeding.
void start_watchdog();

}  // namespace magpie::node::an386
