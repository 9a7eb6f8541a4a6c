#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>

#include "tests/firmware/modbus_master.hpp"
#include "tests/firmware/qemu_board.hpp"
#include "tests/firmware/rs485.hpp"

namespace magpie::test {

/// Asks until it is so, or for `patience`.
template <class Question>
[[nodiscard]] bool becomes_true(const Question& question,
                                std::chrono::milliseconds patience = std::chrono::seconds(60)) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < deadline) {
        if (question()) {
            return true;
        }
    }
    return question();
}

/// A node in QEMU, its line and a master at the other end, from the node's first measured sample on.
class NodeUnderTest {
  public:
    explicit NodeUnderTest(Machine machine) : NodeUnderTest(machine, built("node-" + name_of(machine) + ".bin")) {}
    NodeUnderTest(Machine machine, std::span<const std::uint8_t> flash);

    [[nodiscard]] bool has_measured();
    /// What the particle sensor says, once for each sample of the node: more would wait in line.
    void tell_particles(std::uint16_t pm2_5, std::uint16_t pm10);
    /// Of input::reset_cause.
    [[nodiscard]] modbus::ResetCause reset_cause() {
        return static_cast<modbus::ResetCause>(master.word(modbus::input::reset_cause));
    }
    [[nodiscard]] bool has_status(std::uint16_t bit) { return (master.word(modbus::input::status) & bit) != 0; }

    QemuBoard board;
    Rs485 line;
    ModbusMaster master;

  private:
    std::uint16_t told_at_ = 0;
};

}  // namespace magpie::test
