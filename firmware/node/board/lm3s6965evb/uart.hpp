#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/board/lm3s6965evb/lm3s6965.hpp"
#include "firmware/node/hal/serial.hpp"

namespace magpie::node::lm3s6965 {

/// A UART with its FIFOs, so that a byte outlives a moment in which nobody comes for it, and timer 0 for the silence
/// behind the last byte: only one of the two UARTs may ask for silence. Interrupts come in through board.cpp, which
/// owns it.
class Uart final : public hal::Serial {
  public:
    constexpr Uart(UartRegisters registers, std::uint32_t interrupt) : registers_(registers), interrupt_(interrupt) {}

    void open(const hal::SerialFormat& format, std::uint32_t silence_us, hal::SerialListener& listener) override;
    void send(std::span<const std::uint8_t> bytes) override;
    [[nodiscard]] bool is_sending() const override;

    void uart_interrupted();
    void timer_interrupted();

  private:
    void fill();
    void await_silence(std::uint32_t ticks) const;

    UartRegisters registers_;
    std::uint32_t interrupt_;
    std::uint32_t silence_ticks_ = 0;
    std::uint32_t timeout_ticks_ = 0;
    hal::SerialListener* listener_ = nullptr;
    const std::uint8_t* next_ = nullptr;
    volatile std::size_t left_ = 0;
};

}  // namespace magpie::node::lm3s6965
