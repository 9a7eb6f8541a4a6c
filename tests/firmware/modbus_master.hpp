#pragma once

#include <modbus/modbus.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "wire/modbus/register_map.hpp"

namespace magpie::test {

using Words = std::vector<std::uint16_t>;

/// A master that is not ours: libmodbus. Without parity, which a pseudo terminal refuses. What fails is its errno,
/// EMBXILADD for example. The test's, in its thread.
class ModbusMaster {
  public:
    explicit ModbusMaster(const std::string& device, int address = 1);

    void set_patience(std::chrono::milliseconds patience);
    /// For what may be lost: a line of QEMU's tears a frame now and then. Each request is made so often at most.
    void set_tries(int tries) { tries_ = tries; }

    [[nodiscard]] tl::expected<Words, int> read_input(std::uint16_t address, int count);
    [[nodiscard]] tl::expected<Words, int> read_holding(std::uint16_t address, int count);
    [[nodiscard]] tl::expected<void, int> read_coil();
    [[nodiscard]] tl::expected<void, int> write_one(std::uint16_t address, std::uint16_t value);
    [[nodiscard]] tl::expected<void, int> write_many(std::uint16_t address, std::span<const std::uint16_t> values);

    /// Input register `address`, or the 32 bits from there on; the test fails where they cannot be read.
    [[nodiscard]] std::uint16_t word(std::uint16_t address);
    [[nodiscard]] std::uint32_t two_words(std::uint16_t address);
    [[nodiscard]] std::uint16_t value(modbus::Quantity quantity) { return word(modbus::row_of(quantity).address); }

  private:
    struct Free {
        void operator()(modbus_t* context) const;
    };
    template <class Request>
    tl::expected<void, int> ask(const Request& request);

    std::unique_ptr<modbus_t, Free> context_;
    int tries_ = 10;
};

}  // namespace magpie::test
