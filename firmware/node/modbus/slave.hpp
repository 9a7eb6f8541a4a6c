#pragma once

#include <cstdint>
#include <span>

#include "wire/modbus/frame.hpp"

namespace magpie::node {

/// What a slave serves. A call that gives an exception has changed nothing.
class Registers {
  public:
    virtual modbus::Exception read_input(std::uint16_t address, std::span<std::uint16_t> words) = 0;
    virtual modbus::Exception read_holding(std::uint16_t address, std::span<std::uint16_t> words) = 0;
    virtual modbus::Exception write_holding(std::uint16_t address, std::span<const std::uint16_t> words) = 0;

  protected:
    ~Registers() = default;
};

/// What a slave has seen, as the register map tells it.
struct Counters {
    std::uint32_t requests = 0;
    std::uint32_t answers = 0;
    std::uint32_t crc_errors = 0;
    std::uint32_t short_frames = 0;
    std::uint32_t long_frames = 0;
    std::uint32_t for_others = 0;
    std::uint32_t exceptions = 0;
};

/// A Modbus slave with the functions 3, 4, 6 and 16: bytes in, bytes out, in the order of checks that the state
/// diagrams of the application protocol draw (V1.1b3, section 6). Its node's, in the main loop.
class Slave {
  public:
    Slave(Registers& registers, Counters& counters) : registers_(registers), counters_(counters) {}

    /// What to send, within `room`, when `bytes` lay between two silences and `own` is the node's address; empty where
    /// the node has to be silent.
    [[nodiscard]] std::span<const std::uint8_t> answer(std::span<const std::uint8_t> bytes, std::uint8_t own,
                                                       std::span<std::uint8_t> room);

  private:
    [[nodiscard]] bool is_for(std::uint8_t own, const modbus::Frame& frame);
    modbus::Exception serve(const modbus::Frame& frame, modbus::FrameWriter& answer);
    modbus::Exception read(const modbus::Frame& frame, modbus::FrameWriter& answer);
    modbus::Exception write_one(const modbus::Frame& frame, modbus::FrameWriter& answer);
    modbus::Exception write_many(const modbus::Frame& frame, modbus::FrameWriter& answer);

    Registers& registers_;
    Counters& counters_;
};

}  // namespace magpie::node
