#pragma once

#include <array>
#include <cstdint>

#include "firmware/node/app/registers.hpp"
#include "firmware/node/app/sampler.hpp"
#include "firmware/node/app/settings.hpp"
#include "firmware/node/app/update.hpp"
#include "firmware/node/app/version.hpp"
#include "firmware/node/drivers/sensors.hpp"
#include "firmware/node/hal/board.hpp"
#include "firmware/node/modbus/line.hpp"
#include "firmware/node/modbus/slave.hpp"

namespace magpie::node {

/// An image on trial that nobody has confirmed by then resets itself: one that measures well and cannot be spoken to
/// would run for ever otherwise. The third such start is its last.
inline constexpr std::uint32_t trial_seconds = 600;

/// The whole application of a sensor node over its board; one for each start of the chip. main() owns it and calls
/// poll() for ever.
class Node {
  public:
    /// `board` and what it names outlive the node; `slot` is that of the image that runs.
    Node(const hal::Board& board, unsigned slot, std::uint16_t version = firmware_version);

    /// One turn of the main loop.
    void poll();

  private:
    void count_seconds(std::uint32_t now_ms);
    void serve();
    void open_line();
    void reset_if_due();

    const hal::Board& board_;
    Life life_;
    SettingsStore settings_;
    Update update_;
    Sensors sensors_;
    Sampler sampler_;
    Line line_;
    RegisterBank bank_;
    Slave slave_;
    std::array<std::uint8_t, modbus::longest_frame> answer_{};
    std::uint8_t address_ = 0;
    hal::SerialFormat format_{};
    std::uint32_t second_began_ms_;
    std::uint32_t last_request_s_ = 0;
};

}  // namespace magpie::node
