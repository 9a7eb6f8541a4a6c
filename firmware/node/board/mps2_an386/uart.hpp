#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/board/mps2_an386/an386.hpp"
#include "firmware/node/hal/serial.hpp"

namespace magpie::node::an386 {

/// A UART, and timer 0 for the silence behind the last byte: only one of the two UARTs may ask for silence. Interrupts
/// come in through board.cpp, which owns it.
class Uart final : public hal::Serial {
  public:
    /// `interrupt`: of receiving; that of sending is the next.
    constexpr Uart(UartRegisters registers, std::uint32_t interrupt) : registers_(registers), interrupt_(interrupt) {}

    /// This UART knows no parity: whatever the format says, a byte has none.
    void open(const hal::SerialFormat& format, std::uint32_t silence_us, hal::SerialListener& listener) override;
    void send(std::span<const std::uint8_t> bytes) override;
    [[nodiscard]] bool is_sending() const override;

    void byte_arrived();
    void byte_left();
    void timer_interrupted();

  private:
    void await_silence() const;

    UartRegisters registers_;
    std::uint32_t interrupt_;
    std::uint32_t silence_ticks_ = 0;
    hal::SerialListener* listener_ = nullptr;
    const std::uint8_t* next_ = nullptr;
    volatile std::size_t left_ = 0;
};

}  // namespace magpie::node::an386
