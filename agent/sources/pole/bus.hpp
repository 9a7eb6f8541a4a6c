#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "agent/modbus/line.hpp"
#include "agent/sources/pole/node_update.hpp"
#include "agent/sources/pole/register_table.hpp"
#include "agent/sources/pole/sensor_node.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

/// What became of one reading; the error is a reason of magpie_pole_sensor_failures_total.
struct BusResult {
    std::size_t sensor;  // its index in `Sensors`
    tl::expected<SensorReading, std::string_view> reading;
    Milliseconds took{0};       // of an answer, all its blocks; by whoever holds a clock
    bool is_of_update = false;  // it is no reading that failed, but an update that was given up
};

struct BusDevice {
    std::size_t sensor = 0;
    std::uint8_t address = 1;
    Milliseconds period{10000};
    std::variant<SensorNode, RegisterTable> kind{};
    std::optional<NodeUpdate> update{};  // of a node that is to have another firmware
};

/// Whom of one bus to ask next, and what to do when nobody answers. A device that fails is asked twice more, and the
/// others between; one that goes on failing is asked once, at twice its interval each time up to a minute. A line that
/// does not open is tried again in the same way. Without a clock; lives on the thread of its bus.
class Bus {
  public:
    /// `timeout`: the line's. So long is waited before the next try, for an answer that is late.
    explicit Bus(Milliseconds timeout) : timeout_(timeout) {}

    void add(BusDevice device) { devices_.push_back({.device = std::move(device)}); }

    /// Asks the device that has been due longest, if one is. Most often it has one result, or none; of a line that does
    /// not open one of each device.
    [[nodiscard]] std::vector<BusResult> turn(ModbusLine& line, const Now& now);
    /// When the next is due; nothing without devices.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

  private:
    struct Device {
        BusDevice device;
        Monotonic due{};
        Monotonic planned{};  // of the poll that is tried
        unsigned tries = 0;   // of this poll, failed
        unsigned failures = 0;
    };

    [[nodiscard]] static tl::expected<void, LineError> ask(ModbusLine& line, const Device& device,
                                                           std::vector<std::uint16_t>& words);
    /// One step of an update, while nobody is due.
    [[nodiscard]] std::vector<BusResult> update(ModbusLine& line, const Now& now);
    [[nodiscard]] bool has_update() const;
    [[nodiscard]] std::vector<BusResult> line_failed(LineError error, const Now& now);
    [[nodiscard]] std::optional<BusResult> device_failed(Device& device, LineError error, const Now& now);
    static void decode(Device& device, const std::vector<std::uint16_t>& words, const Now& now,
                       std::vector<BusResult>& results);
    static void succeed(Device& device, const Now& now);
    static BusResult give_up(Device& device, std::string_view reason, const Now& now);

    Milliseconds timeout_;
    std::vector<Device> devices_;
    bool open_ = false;
    Monotonic next_open_{};
    unsigned opens_failed_ = 0;
    Monotonic next_update_{};
};

}  // namespace magpie::agent
