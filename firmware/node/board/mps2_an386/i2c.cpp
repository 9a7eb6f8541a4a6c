#include "firmware/node/board/mps2_an386/i2c.hpp"

#include "firmware/node/board/mps2_an386/an386.hpp"

namespace magpie::node::an386 {

using namespace sbcon;

namespace {

/// A tick may be near at the beginning, and a byte is ended that was begun: below the 10 ms that are promised.
constexpr std::uint32_t longest_transfer_ms = 8;
/// 5 us, by a loop of three cycles at least: 100 kHz at most. No timer is asked, for that would be an access to the bus
/// for each look, which takes a virtual machine under load far longer than the wait itself.
constexpr std::uint32_t half_bit_loops = core_hertz / 1'000'000 * 5 / 3 + 1;

void wait_half_bit() {
    for (std::uint32_t loop = 0; loop < half_bit_loops; ++loop) {
        __asm volatile("nop");
    }
}

void move(std::uint32_t pin, bool up) {
    (up ? controls : controlc).write(pin);
}

}  // namespace

void I2c::start() {
    move(sda, true);
    move(scl, true);
}

bool I2c::write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
    bool was_taken = begin(static_cast<std::uint8_t>(address << 1U));
    for (const std::uint8_t byte : bytes) {
        was_taken = was_taken && send(byte);
    }
    end();
    return was_taken && !is_late();
}

bool I2c::read(std::uint8_t address, std::span<std::uint8_t> bytes) {
    const bool was_taken = begin(static_cast<std::uint8_t>((address << 1U) | 1U));
    if (was_taken) {
        for (std::uint8_t& byte : bytes) {
            byte = receive(&byte == &bytes.back());
        }
    }
    end();
    return was_taken && !is_late();
}

bool I2c::begin(std::uint8_t address_and_direction) {
    began_ = chip_.milliseconds();
    // A slave that was interrupted in a byte holds SDA until it has seen the rest of it.
    for (int bit = 0; bit < 9 && !controls.has(sda); ++bit) {
        clock(true);
    }
    if (!controls.has(sda)) {
        return false;
    }
    move(scl, true);
    wait_half_bit();
    move(sda, false);
    wait_half_bit();
    move(scl, false);
    return send(address_and_direction);
}

void I2c::end() {
    move(sda, false);
    wait_half_bit();
    move(scl, true);
    wait_half_bit();
    move(sda, true);
    wait_half_bit();
}

bool I2c::send(std::uint8_t byte) {
    for (unsigned bit = 0; bit < 8; ++bit) {
        clock((byte & (0x80U >> bit)) != 0);
    }
    return !clock(true) && !is_late();
}

std::uint8_t I2c::receive(bool is_last) {
    std::uint8_t byte = 0;
    for (unsigned bit = 0; bit < 8; ++bit) {
        byte = static_cast<std::uint8_t>((byte << 1U) | (clock(true) ? 1U : 0U));
    }
    clock(is_last);
    return byte;
}

bool I2c::clock(bool sda_up) {
    move(sda, sda_up);
    wait_half_bit();
    move(scl, true);
    while (!controls.has(scl) && !is_late()) {
    }
    wait_half_bit();
    const bool was = controls.has(sda);
    move(scl, false);
    return was;
}

bool I2c::is_late() const {
    return chip_.milliseconds() - began_ > longest_transfer_ms;
}

}  // namespace magpie::node::an386
