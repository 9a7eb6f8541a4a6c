#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "agent/modbus/line.hpp"
#include "wire/time.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libmodbus'
struct _modbus;

namespace magpie::agent {

struct SerialSettings {
    std::string device;  // "/dev/ttyS1"
    int baud = 19200;
    char parity = 'E';  // N, E or O
    int stop_bits = 1;
    Milliseconds timeout{300};
    bool direction_by_kernel = false;  // let the kernel switch the driver of the pair (TIOCSRS485)
};

/// A serial line by libmodbus. The carrier: the only part that touches the device. Lives on the thread of its bus.
class SerialLine final : public ModbusLine {
  public:
    explicit SerialLine(SerialSettings settings) : settings_(std::move(settings)) {}

    tl::expected<void, LineError> open() override;
    void close() override { line_.reset(); }
    void flush() override;
    tl::expected<void, LineError> read(std::uint8_t address, const RegisterRange& range,
                                       std::span<std::uint16_t> words) override;
    tl::expected<void, LineError> write(std::uint8_t address, std::uint16_t first,
                                        std::span<const std::uint16_t> words) override;

  private:
    struct Close {
        void operator()(_modbus* line) const;
    };

    /// What libmodbus says of an exchange of `count` registers that began at `asked`.
    [[nodiscard]] tl::expected<void, LineError> outcome(int got, std::size_t count,
                                                        std::chrono::steady_clock::time_point asked) const;

    SerialSettings settings_;
    std::unique_ptr<_modbus, Close> line_;
};

}  // namespace magpie::agent
