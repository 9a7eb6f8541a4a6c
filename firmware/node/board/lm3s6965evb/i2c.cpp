#include "firmware/node/board/lm3s6965evb/i2c.hpp"

#include <cstddef>

#include "firmware/node/board/lm3s6965evb/lm3s6965.hpp"

namespace magpie::node::lm3s6965 {

using namespace i2c0;

namespace {

/// A tick may be near at the beginning and each wait looks once more: below the 10 ms that are promised.
constexpr std::uint32_t longest_transfer_ms = 8;
constexpr std::uint32_t scl_hertz = 100'000;
constexpr std::uint32_t scl_pin = 1U << 2U;  // PB2
constexpr std::uint32_t sda_pin = 1U << 3U;  // PB3

}  // namespace

void I2c::start() {
    sysctl::rcgc1.set(sysctl::rcgc1_i2c0);
    sysctl::rcgc2.set(sysctl::rcgc2_gpiob);
    gpio_b.afsel().set(scl_pin | sda_pin);
    gpio_b.odr().set(scl_pin | sda_pin);
    gpio_b.den().set(scl_pin | sda_pin);
    mcr.write(mcr_mfe);
    mtpr.write(core_hertz / (20 * scl_hertz) - 1);
}

bool I2c::write(std::uint8_t address, std::span<const std::uint8_t> bytes) {
    const std::uint32_t began = chip_.milliseconds();
    if (bytes.empty() || !is_idle(mcs_busbsy, began)) {
        return false;
    }
    msa.write(std::uint32_t{address} << 1U);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        mdr.write(bytes[i]);
        const std::uint32_t first = i == 0 ? mcs_start : 0;
        const std::uint32_t last = i + 1 == bytes.size() ? mcs_stop : 0;
        if (!step(mcs_run | first | last, began)) {
            return false;
        }
    }
    return true;
}

bool I2c::read(std::uint8_t address, std::span<std::uint8_t> bytes) {
    const std::uint32_t began = chip_.milliseconds();
    if (bytes.empty() || !is_idle(mcs_busbsy, began)) {
        return false;
    }
    msa.write((std::uint32_t{address} << 1U) | 1U);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::uint32_t first = i == 0 ? mcs_start : 0;
        const std::uint32_t last = i + 1 == bytes.size() ? mcs_stop : mcs_ack;
        if (!step(mcs_run | first | last, began)) {
            return false;
        }
        bytes[i] = static_cast<std::uint8_t>(mdr.read());
    }
    return true;
}

bool I2c::step(std::uint32_t command, std::uint32_t began) const {
    mcs.write(command);
    if (!is_idle(mcs_busy, began)) {
        mcs.write(mcs_stop);
        return false;
    }
    if (mcs.has(mcs_error)) {
        if ((command & mcs_stop) == 0) {
            mcs.write(mcs_stop);
        }
        return false;
    }
    return true;
}

bool I2c::is_idle(std::uint32_t flag, std::uint32_t began) const {
    while (mcs.has(flag)) {
        if (chip_.milliseconds() - began > longest_transfer_ms) {
            return false;
        }
    }
    return true;
}

}  // namespace magpie::node::lm3s6965
