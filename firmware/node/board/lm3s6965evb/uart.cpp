#include "firmware/node/board/lm3s6965evb/uart.hpp"

#include "firmware/node/board/cortex_m/core.hpp"

namespace magpie::node::lm3s6965 {

namespace {

constexpr int fifo_bytes = 16;
/// What is below the FIFO's mark of two bytes is told so many bits after it came (section 12.2.5).
constexpr std::uint32_t timeout_bits = 32;

}  // namespace

void Uart::open(const hal::SerialFormat& format, std::uint32_t silence_us, hal::SerialListener& listener) {
    const cortex_m::InterruptsOff off;
    registers_.ctl().write(0);
    left_ = 0;
    listener_ = &listener;
    silence_ticks_ = silence_us * (core_hertz / 1'000'000);
    if (silence_us != 0) {
        timer0::ctl.clear(timer0::ctl_taen);
        timer0::cfg.write(0);
        timer0::tamr.write(timer0::tamr_one_shot);
        timer0::icr.write(timer0::tato);
        timer0::imr.write(timer0::tato);
        cortex_m::enable_interrupt(timer0a_interrupt);
    }
    // 1/64 of a divisor by 16, rounded (section 12.2.2).
    const std::uint32_t divisor = (core_hertz * 4 + format.baud / 2) / format.baud;
    registers_.ibrd().write(divisor / 64);
    registers_.fbrd().write(divisor % 64);
    timeout_ticks_ = timeout_bits * (core_hertz / format.baud);
    std::uint32_t line = lcrh_wlen_8 | lcrh_fen;
    if (format.parity != hal::Parity::none) {
        line |= lcrh_pen;
    }
    if (format.parity == hal::Parity::even) {
        line |= lcrh_eps;
    }
    registers_.lcrh().write(line);  // after the divisor, which it latches
    registers_.icr().write(int_all);
    registers_.ifls().write(ifls_rx_two_bytes | ifls_tx_half);
    // What came before; left there, it would keep the next from interrupting. More than a FIFO, for a virtual line goes
    // on.
    for (int byte = 0; byte < 16 * fifo_bytes && !registers_.fr().has(fr_rxfe); ++byte) {
        (void)registers_.dr().read();
    }
    registers_.im().write(int_rx | int_tx | int_rt);
    registers_.ctl().write(ctl_uarten | ctl_txe | ctl_rxe);
    cortex_m::enable_interrupt(interrupt_);
}

void Uart::send(std::span<const std::uint8_t> bytes) {
    const cortex_m::InterruptsOff off;
    next_ = bytes.data();
    left_ = bytes.size();
    fill();
}

bool Uart::is_sending() const {
    return left_ != 0 || registers_.fr().has(fr_busy);
}

void Uart::fill() {
    while (left_ != 0 && !registers_.fr().has(fr_txff)) {
        left_ = left_ - 1;
        registers_.dr().write(*next_++);
    }
}

void Uart::uart_interrupted() {
    const std::uint32_t why = registers_.mis().read();
    if ((why & int_tx) != 0) {
        registers_.icr().write(int_tx);
        fill();
    }
    if ((why & (int_rx | int_rt)) == 0) {
        return;
    }
    const bool is_late = (why & int_rx) == 0 && silence_ticks_ > timeout_ticks_;
    await_silence(is_late ? silence_ticks_ - timeout_ticks_ : silence_ticks_);
    // Reading is what ends this interrupt: cleared by hand, it would not come again for a byte that came meanwhile.
    for (int byte = 0; byte < fifo_bytes && !registers_.fr().has(fr_rxfe); ++byte) {
        const std::uint32_t came = registers_.dr().read();
        if ((came & dr_errors) != 0) {
            listener_->byte_was_bad();
        } else {
            listener_->byte_came(static_cast<std::uint8_t>(came));
        }
    }
}

void Uart::timer_interrupted() {
    // A byte that came in the same moment has wound the timer up again, but the core still remembers that it ran out.
    const bool ran_out = timer0::mis.has(timer0::tato);
    timer0::icr.write(timer0::tato);
    // Nor is it silence when a byte is below the mark: its own interrupt comes.
    if (ran_out && registers_.fr().has(fr_rxfe)) {
        listener_->line_fell_silent();
    }
}

void Uart::await_silence(std::uint32_t ticks) const {
    if (ticks == 0) {
        return;
    }
    timer0::ctl.clear(timer0::ctl_taen);
    timer0::icr.write(timer0::tato);
    timer0::tailr.write(ticks);
    timer0::ctl.set(timer0::ctl_taen);
}

}  // namespace magpie::node::lm3s6965
