#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::modbus {

// Modbus over serial line, RTU (Modbus.org, V1.02, section 2.5), and the functions and exceptions of the application
// protocol (V1.1b3, sections 6 and 7). No heap, no exceptions: the sensor node is compiled from this as well.

inline constexpr std::size_t shortest_frame = 4;
inline constexpr std::size_t longest_frame = 256;
inline constexpr std::size_t most_read = 125;     // registers in one answer
inline constexpr std::size_t most_written = 123;  // registers in one request
/// To all at once; nobody answers.
inline constexpr std::uint8_t broadcast = 0;
inline constexpr std::uint8_t highest_address = 247;

enum class Function : std::uint8_t {
    read_coils = 1,
    read_discrete_inputs = 2,
    read_holding = 3,
    read_input = 4,
    write_one = 6,
    write_many = 16,
};

/// Set in the function of an answer that tells of an exception.
inline constexpr std::uint8_t exception_bit = 0x80;

enum class Exception : std::uint8_t {
    none = 0,
    function = 1,
    address = 2,
    value = 3,
    device_failure = 4,
    busy = 6,
};

/// CRC-16/MODBUS of `bytes`: polynomial 0x8005 reflected, from 0xFFFF.
[[nodiscard]] std::uint16_t crc16(std::span<const std::uint8_t> bytes);

enum class FrameFault : std::uint8_t { none, too_short, too_long, crc };

/// What lay between two silences of the line. `body` is what is between function and CRC, in the bytes given.
struct Frame {
    FrameFault fault = FrameFault::none;
    std::uint8_t address = 0;
    std::uint8_t function = 0;
    std::span<const std::uint8_t> body{};
};

[[nodiscard]] Frame parse_frame(std::span<const std::uint8_t> bytes);

/// Writes a frame byte by byte and closes it with its CRC. What does not fit is not written, and end() gives nothing.
class FrameWriter {
  public:
    FrameWriter(std::span<std::uint8_t> room, std::uint8_t address, std::uint8_t function);

    void byte(std::uint8_t value);
    /// High byte first.
    void word(std::uint16_t value);
    /// The whole frame; empty when it did not fit.
    [[nodiscard]] std::span<const std::uint8_t> end();

  private:
    std::span<std::uint8_t> room_;
    std::size_t used_ = 0;
    bool fits_ = true;
};

/// The big-endian word at byte `at` of `bytes`, which must hold it.
[[nodiscard]] constexpr std::uint16_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>((bytes[at] << 8U) | bytes[at + 1]);
}

}  // namespace magpie::modbus
