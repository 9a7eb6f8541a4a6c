#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/app/boot_record.hpp"
#include "firmware/node/app/settings.hpp"
#include "firmware/node/hal/flash.hpp"
#include "wire/modbus/frame.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::node {

/// What a master says of an image before it sends it: the registers from holding::image_size on, as they stand there.
struct ImageDescription {
    static constexpr std::size_t words = 5 + modbus::holding::image_hmac_words;
    std::array<std::uint16_t, words> registers{};

    [[nodiscard]] std::uint32_t size() const { return std::uint32_t{registers[0]} << 16U | registers[1]; }
    [[nodiscard]] std::uint32_t crc() const { return std::uint32_t{registers[2]} << 16U | registers[3]; }
    [[nodiscard]] std::uint16_t version() const { return registers[4]; }
};

/// Field update: takes an image in blocks into the slot that does not run, verifies it there, and has the boot loader
/// try it. Until the boot record is written, as the last of all, nothing has changed for a start. An image on trial is
/// confirmed by the master that finds it well. Its node's, in the main loop.
class Update {
  public:
    using Block = std::span<const std::uint16_t, modbus::holding::block_words>;

    /// `slot` and `version` are those of the image that runs.
    Update(hal::Flash& flash, const SettingsStore& settings, unsigned slot, std::uint16_t version);

    /// `described` is what begin takes. A command that gives an exception has not been carried out; where that is
    /// because of the image, fault() says why. Activating takes some 0.2 s.
    modbus::Exception command(modbus::UpdateCommand command, const ImageDescription& described);
    modbus::Exception block(std::uint32_t offset, Block words);

    [[nodiscard]] modbus::UpdateState state() const { return state_; }
    [[nodiscard]] modbus::UpdateFault fault() const { return fault_; }
    /// Bytes of the image in flash.
    [[nodiscard]] std::uint32_t written() const { return written_; }
    [[nodiscard]] bool is_on_trial() const { return record_.trial == slot_; }
    [[nodiscard]] bool fell_back() const { return record_.fell_back != 0; }
    [[nodiscard]] bool flash_failed() const { return flash_failed_; }
    [[nodiscard]] unsigned slot() const { return slot_; }
    [[nodiscard]] std::uint16_t version() const { return version_; }

  private:
    modbus::Exception begin(const ImageDescription& described);
    modbus::Exception activate();
    modbus::Exception confirm();
    [[nodiscard]] modbus::UpdateFault verify() const;
    modbus::Exception give_up(modbus::UpdateFault fault);
    bool write_record(const BootRecord& record);
    [[nodiscard]] std::uint8_t other_slot() const { return static_cast<std::uint8_t>(1 - slot_); }

    hal::Flash& flash_;
    const SettingsStore& settings_;
    std::uint8_t slot_;
    std::uint16_t version_;
    BootRecord record_;
    ImageDescription image_{};
    modbus::UpdateState state_ = modbus::UpdateState::idle;
    modbus::UpdateFault fault_ = modbus::UpdateFault::none;
    std::uint32_t written_ = 0;
    std::uint32_t last_block_ = 0;  // its offset
    bool flash_failed_ = false;
};

}  // namespace magpie::node
