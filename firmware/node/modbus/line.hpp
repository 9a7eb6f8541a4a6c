#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/node/hal/serial.hpp"
#include "wire/modbus/frame.hpp"

namespace magpie::node {

/// A frame ends after so long a silence. The standard asks for 3.5 characters, of 11 bits, and 1.75 ms above 19200 Bd
/// (Modbus over serial line V1.02, 2.5.1.1): 4 ms at the slowest baud that can be set. A virtual UART, and one behind
/// USB, leaves gaps longer than that within a frame; with 10 ms none of 6,000 frames was torn.
inline constexpr std::uint32_t silence_us = 10'000;
static_assert(silence_us > 1'000'000U * 77 / 2 / 9600, "no less than the standard asks for");

/// The node's end of the RS-485 line: gathers bytes to frames in interrupts, and hands each to the main loop whole.
/// A frame with a bad byte is dropped, as is what comes before the last frame was taken or answered.
/// Its node's; the three calls of SerialListener come from interrupts, all others from the main loop.
class Line final : public hal::SerialListener {
  public:
    explicit Line(hal::Serial& serial) : serial_(serial) {}

    void open(const hal::SerialFormat& format);
    /// The frame that has come; stays as it is until release().
    [[nodiscard]] std::optional<std::span<const std::uint8_t>> take() const;
    /// What take() gave is no longer needed: the next one may come.
    void release();
    /// Bad bytes and dropped frames.
    [[nodiscard]] std::uint32_t errors() const { return errors_.load(std::memory_order_relaxed); }

    void byte_came(std::uint8_t byte) override;
    void byte_was_bad() override;
    void line_fell_silent() override;

  private:
    [[nodiscard]] bool is_busy() const;
    void count_error();

    hal::Serial& serial_;
    std::atomic<std::uint32_t> errors_{0};
    /// The buffer is the main loop's while it is set, and the interrupt's while it is not.
    std::atomic<bool> waits_{false};
    bool is_late_ = false;
    bool is_spoilt_ = false;
    std::size_t size_ = 0;
    /// One more than a frame may have, for to know those that are too long.
    std::array<std::uint8_t, modbus::longest_frame + 1> bytes_{};
};

}  // namespace magpie::node
