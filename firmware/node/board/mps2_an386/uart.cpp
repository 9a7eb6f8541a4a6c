#include "firmware/node/board/mps2_an386/uart.hpp"

#include "firmware/node/board/cortex_m/core.hpp"

namespace magpie::node::an386 {

void Uart::open(const hal::SerialFormat& format, std::uint32_t silence_us, hal::SerialListener& listener) {
    const cortex_m::InterruptsOff off;
    registers_.ctrl().write(0);
    left_ = 0;
    listener_ = &listener;
    silence_ticks_ = silence_us * (core_hertz / 1'000'000);
    if (silence_us != 0) {
        timer0::ctrl.write(0);
        timer0::reload.write(0);  // once, and not again
        timer0::value.write(0);
        timer0::intstatus.write(1);
        timer0::ctrl.write(timer0::ctrl_enable | timer0::ctrl_interrupt);
        cortex_m::enable_interrupt(timer0_interrupt);
    }
    registers_.bauddiv().write((core_hertz + format.baud / 2) / format.baud);
    registers_.intclear().write(int_all);
    // What came before; left there, it would keep the next from interrupting.
    (void)registers_.data().read();
    registers_.ctrl().write(ctrl_tx | ctrl_rx | ctrl_tx_interrupt | ctrl_rx_interrupt);
    cortex_m::enable_interrupt(interrupt_);
    cortex_m::enable_interrupt(interrupt_ + 1);
}

void Uart::send(std::span<const std::uint8_t> bytes) {
    if (bytes.empty()) {
        return;
    }
    const cortex_m::InterruptsOff off;
    next_ = bytes.data() + 1;
    left_ = bytes.size() - 1;
    registers_.data().write(bytes.front());
}

bool Uart::is_sending() const {
    return left_ != 0 || registers_.state().has(state_tx_full);
}

void Uart::byte_arrived() {
    registers_.intclear().write(int_rx);
    if (registers_.state().has(state_rx_overrun)) {
        registers_.state().write(state_rx_overrun);
        await_silence();
        listener_->byte_was_bad();
    }
    if (registers_.state().has(state_rx_full)) {
        const auto came = static_cast<std::uint8_t>(registers_.data().read());
        await_silence();
        listener_->byte_came(came);
    }
}

void Uart::byte_left() {
    registers_.intclear().write(int_tx);
    if (left_ != 0) {
        left_ = left_ - 1;
        registers_.data().write(*next_++);
    }
}

void Uart::timer_interrupted() {
    // A byte that came in the same moment has wound the timer up again, but the core still remembers that it ran out.
    const bool ran_out = timer0::intstatus.has(1);
    timer0::intstatus.write(1);
    if (ran_out) {
        listener_->line_fell_silent();
    }
}

void Uart::await_silence() const {
    if (silence_ticks_ != 0) {
        timer0::intstatus.write(1);
        timer0::value.write(silence_ticks_);
    }
}

}  // namespace magpie::node::an386
