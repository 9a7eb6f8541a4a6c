#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/firmware/gdb_stub.hpp"
#include "tests/firmware/qmp.hpp"

namespace magpie::test {

using Bytes = std::vector<std::uint8_t>;

/// A file of the preset `node`: build/node/NAME.
[[nodiscard]] Bytes built(const std::string& name);
/// Where the preset `node` builds.
[[nodiscard]] std::filesystem::path node_directory();

enum class Machine { lm3s6965evb, mps2_an386 };

[[nodiscard]] std::string name_of(Machine machine);

/// A node in QEMU, with all its modelled sensors, from its first instruction until this object is gone. The test's, in
/// its thread. Faults are std::runtime_error.
class QemuBoard {
  public:
    /// `flash` is what lies in flash when it gets power.
    QemuBoard(Machine machine, std::span<const std::uint8_t> flash);
    /// As it leaves the factory: the loader, and the image of slot A.
    explicit QemuBoard(Machine machine) : QemuBoard(machine, built("node-" + name_of(machine) + ".bin")) {}
    ~QemuBoard();
    QemuBoard(const QemuBoard&) = delete;
    QemuBoard& operator=(const QemuBoard&) = delete;

    /// Where UART 0 can be heard: the RS-485 line.
    [[nodiscard]] std::filesystem::path bus() const { return directory_ / "bus"; }
    /// To the node's UART 1, as the particle sensor would.
    void send_particles(std::span<const std::uint8_t> bytes);

    /// In the unit of the model: milli-degrees, mV, mA.
    void set_temperature(int millidegrees) { set("temperature", "temperature", millidegrees); }
    void set_supply_voltage(int millivolts) { set("supply", "vin", millivolts); }
    void set_supply_current(int milliamperes) { set("supply", "iout", milliamperes); }
    void set_analogue(unsigned channel, int millivolts) {
        set("analogue", "vout[" + std::to_string(channel) + "]", millivolts);
    }
    /// Only the lm3s6965evb has an input that QEMU can move.
    void move_door(bool open);

    /// The main loop from now on does nothing but one jump to itself.
    void hang();
    /// Until the machine resets itself.
    void await_reset(std::chrono::milliseconds patience) { qmp_->await_event("RESET", patience); }
    void press_reset();

    [[nodiscard]] Bytes memory(std::uint32_t address, std::size_t bytes);
    /// Takes the power away at once and gives what was in flash. Nothing but the destructor may follow.
    [[nodiscard]] Bytes cut_power();

  private:
    void start(const std::vector<std::string>& arguments);
    void stop();
    void set(const std::string& device, const std::string& property, int value);

    Machine machine_;
    std::filesystem::path directory_;
    int process_ = -1;
    int particles_ = -1;
    std::unique_ptr<Qmp> qmp_;
};

}  // namespace magpie::test
