#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "firmware/node/drivers/reading.hpp"
#include "firmware/node/hal/serial.hpp"

namespace magpie::node {

/// Plantower PMS7003, particles, which sends a frame of 32 bytes by itself every second or so. Its Sensors'; the three
/// calls of SerialListener come from interrupts, all others from the main loop.
class Pms7003 final : public hal::SerialListener {
  public:
    explicit Pms7003(hal::Serial& serial) : serial_(serial) {}

    void open();
    /// Takes what has come; at least every 60 ms, or frames are lost.
    void turn(std::uint32_t now_ms);

    /// ug/m3, atmospheric; nothing when no good frame has come for 5 s.
    [[nodiscard]] std::optional<Reading> pm2_5() const;
    [[nodiscard]] std::optional<Reading> pm10() const;

    void byte_came(std::uint8_t byte) override;
    void byte_was_bad() override;
    void line_fell_silent() override {}

  private:
    static constexpr std::size_t frame_bytes = 32;
    static constexpr std::uint32_t ring_bytes = 64;

    void push(std::uint8_t byte, std::uint32_t now_ms);
    [[nodiscard]] bool may_be_frame() const;
    void take_frame(std::uint32_t now_ms);
    void drop_first();

    hal::Serial& serial_;
    std::array<std::uint8_t, ring_bytes> ring_{};
    std::atomic<std::uint32_t> written_{0};
    std::atomic<std::uint32_t> read_{0};
    std::atomic<bool> is_torn_{false};

    std::array<std::uint8_t, frame_bytes> frame_{};
    std::size_t used_ = 0;
    bool is_fresh_ = false;
    std::uint32_t came_ms_ = 0;
    std::uint16_t pm2_5_ = 0;
    std::uint16_t pm10_ = 0;
    std::uint16_t sum_ = 0;
};

}  // namespace magpie::node
