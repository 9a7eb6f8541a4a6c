#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include <tl/expected.hpp>

#include "wire/modbus/frame.hpp"

namespace magpie::agent {

/// What can stand between a question and its answer on a bus. Each is a reason of magpie_pole_sensor_failures_total.
enum class LineError : std::uint8_t {
    no_device,   ///< the serial device is not there (any more)
    permission,  ///< EACCES, EPERM
    settings,    ///< the device does not take the baud rate, the parity or the RS-485 mode
    broken,      ///< any other error of the serial device
    timeout,     ///< nothing came
    incomplete,  ///< an answer began and did not end
    crc,
    wrong_answer,  ///< of another device, of another length, or to another question
    exception_1,   ///< the device does not know the function
    exception_2,   ///< or the register
    exception_3,   ///< or so many of them
    exception_4,   ///< it failed
    exception_6,   ///< it is busy
    exception_other,
};

/// The word for it, as it stands in the label `reason`.
[[nodiscard]] std::string_view reason(LineError error);

/// Whether the same question may be answered at once: the noise of a line, not a refusal.
[[nodiscard]] constexpr bool is_worth_another_try(LineError error) {
    return error == LineError::timeout || error == LineError::incomplete || error == LineError::crc ||
           error == LineError::wrong_answer;
}
/// Whether nobody on the bus can be asked.
[[nodiscard]] constexpr bool is_of_the_line(LineError error) {
    return error <= LineError::broken;
}

/// Adjacent registers of one device: inputs, holding registers, or bits (functions 1 and 2).
struct RegisterRange {
    modbus::Function function;
    std::uint16_t first;
    std::uint16_t count;
    bool operator==(const RegisterRange&) const = default;
};

/// A Modbus RTU line with us as its master. The edge of the process: implemented by `SerialLine` over libmodbus and by
/// `FakeBus`. Lives on the thread of its bus, for it waits for answers.
class ModbusLine {
  public:
    virtual ~ModbusLine() = default;

    virtual tl::expected<void, LineError> open() = 0;
    virtual void close() = 0;
    /// Forgets what came that nobody waited for: a late answer would be taken for that to the next question.
    virtual void flush() = 0;
    /// Asks the device at `address` (1 to 247) and waits for its answer, no longer than the line's time-out. One word a
    /// register or bit; `words` holds as many as `range.count`. What an error leaves there means nothing.
    virtual tl::expected<void, LineError> read(std::uint8_t address, const RegisterRange& range,
                                               std::span<std::uint16_t> words) = 0;
    /// Writes holding registers from `first` on (function 16) and waits for the answer.
    virtual tl::expected<void, LineError> write(std::uint8_t address, std::uint16_t first,
                                                std::span<const std::uint16_t> words) = 0;
};

}  // namespace magpie::agent
