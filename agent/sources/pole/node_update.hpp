#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent/modbus/line.hpp"
#include "wire/modbus/register_map.hpp"
#include "wire/node_image/node_image.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// The 32 bytes by which a node knows who may update it; each node has its own.
using NodeKey = std::array<std::uint8_t, 32>;

/// Brings a sensor node to the version of an image, one question on the bus at a time between the polls: gives it its
/// key where it has none, writes the image into the slot that does not run, has it tried, and confirms it once it
/// measures (docs/registers.md, "Updating the firmware"). Whose image it is was verified before. What fails is tried
/// again after an hour, three times. Without a clock; lives on the thread of its bus.
class NodeUpdate {
  public:
    NodeUpdate(NodeImage image, const NodeKey& key) : image_(std::move(image)), key_(key) {}

    /// After each poll that was answered: the node's registers from input::magic on (input::identity_words).
    /// The error is a reason of magpie_pole_sensor_failures_total: why the update was given up.
    tl::expected<void, std::string_view> polled(std::span<const std::uint16_t> identity, const Now& now);
    /// There is something to ask.
    [[nodiscard]] bool wants_turn() const;
    /// Asks it. The error as above.
    tl::expected<void, std::string_view> turn(ModbusLine& line, std::uint8_t address, const Now& now);

  private:
    enum class Step : std::uint8_t {
        idle,      // the node has this version, or one above it; or it is not the time to try again
        key,       // to be given
        begin,     // to be told what comes
        block,     // to be written
        activate,  // all is there
        trial,     // the node restarts, and is to say who it is
        confirm,   // it does
    };
    using Done = tl::expected<void, std::string_view>;

    [[nodiscard]] const std::string& slot_image() const { return image_.slots[1 - running_slot_]; }
    Done write(ModbusLine& line, std::uint8_t address, std::uint16_t first, std::span<const std::uint16_t> words,
               Step next, const Now& now);
    Done write_activate(ModbusLine& line, std::uint8_t address, const Now& now);
    Done judge_trial(std::uint16_t version, std::uint16_t status, const Now& now);
    Done write_begin(ModbusLine& line, std::uint8_t address, const Now& now);
    Done write_block(ModbusLine& line, std::uint8_t address, const Now& now);
    /// Why the node refused, as it says itself; where it missed a block, what it has is where to go on.
    Done ask_why(ModbusLine& line, std::uint8_t address, const Now& now);
    tl::unexpected<std::string_view> give_up(std::string_view reason, const Now& now);

    NodeImage image_;
    NodeKey key_;
    Step step_ = Step::idle;
    std::size_t running_slot_ = 0;
    std::size_t written_ = 0;
    unsigned silences_ = 0;    // in a row, to what was asked; and blocks that were not the next one
    bool unheard_ = false;     // it may not know that it is to try the image
    unsigned good_polls_ = 0;  // of the image on trial
    unsigned attempts_ = 0;
    std::optional<Monotonic> not_before_;
    Monotonic trial_until_{};
};

}  // namespace magpie::agent
