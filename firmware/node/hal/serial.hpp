#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::node::hal {

enum class Parity : std::uint8_t { none, odd, even };

struct SerialFormat {
    std::uint32_t baud = 19200;
    Parity parity = Parity::even;
    friend bool operator==(const SerialFormat&, const SerialFormat&) = default;
};

/// What an interrupt tells of a serial line. All three may be called between any two instructions of the main loop.
class SerialListener {
  public:
    virtual void byte_came(std::uint8_t byte) = 0;
    /// Framing, parity, break or overrun: a byte is missing or wrong.
    virtual void byte_was_bad() = 0;
    /// Nothing came for the time that was asked for, counted from the last byte, good or bad.
    virtual void line_fell_silent() = 0;

  protected:
    ~SerialListener() = default;
};

/// A UART with its interrupt and, where the line needs one, a one-shot timer that each byte winds up anew.
class Serial {
  public:
    /// Also while it runs: what was being received or sent is given up. `silence_us` 0: silence is not told.
    virtual void open(const SerialFormat& format, std::uint32_t silence_us, SerialListener& listener) = 0;
    /// Begins to send `bytes`, which stay as they are until is_sending() is false. Drives the line meanwhile.
    virtual void send(std::span<const std::uint8_t> bytes) = 0;
    /// True until the last bit has left; may be asked in an interrupt as well.
    [[nodiscard]] virtual bool is_sending() const = 0;

  protected:
    ~Serial() = default;
};

}  // namespace magpie::node::hal
