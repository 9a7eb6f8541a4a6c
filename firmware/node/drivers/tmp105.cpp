#include "firmware/node/drivers/tmp105.hpp"

#include <array>

namespace magpie::node {

namespace {

constexpr std::uint8_t temperature_register = 0x00;
constexpr std::uint8_t configuration_register = 0x01;
/// Continuous conversion with 12 bits; after power-up it has 9.
constexpr std::uint8_t twelve_bits = 0x60;
/// The longest conversion with 12 bits. Until the first has ended the register holds 0 degrees, which is nobody's.
constexpr std::uint32_t conversion_ms = 320;

}  // namespace

std::optional<Reading> Tmp105::read(std::uint32_t now_ms) {
    if (!is_set_up_) {
        is_set_up_ = i2c_.write(address_, std::array{configuration_register, twelve_bits});
        set_up_ms_ = now_ms;
        return std::nullopt;
    }
    if (now_ms - set_up_ms_ < conversion_ms) {
        return std::nullopt;
    }
    // Only once, so that the difference of times is not asked after 2^32 ms.
    set_up_ms_ = now_ms - conversion_ms;
    std::array<std::uint8_t, 2> bytes{};
    if (!i2c_.write(address_, std::array{temperature_register}) || !i2c_.read(address_, bytes)) {
        // It may have lost its power, and its configuration with it.
        is_set_up_ = false;
        return std::nullopt;
    }
    const auto raw = static_cast<std::uint16_t>((bytes[0] << 8U) | bytes[1]);
    if ((raw & 0xFU) != 0) {
        // The low four bits of a 12-bit reading are 0: this is a bus that floats.
        return std::nullopt;
    }
    const std::int32_t sixteenths = static_cast<std::int16_t>(raw) / 16;
    return Reading{(sixteenths * 25 + (sixteenths < 0 ? -2 : 2)) / 4, raw};
}

}  // namespace magpie::node
