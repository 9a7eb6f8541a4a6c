#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "firmware/node/app/door.hpp"
#include "firmware/node/app/sampler.hpp"
#include "firmware/node/app/settings.hpp"
#include "firmware/node/app/update.hpp"
#include "firmware/node/modbus/line.hpp"
#include "firmware/node/modbus/slave.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::node {

/// What the node has been and done since its reset, beside what its parts know.
struct Life {
    std::uint32_t uptime_s = 0;
    modbus::ResetCause reset_cause = modbus::ResetCause::unknown;
    std::uint16_t board = 0;
    Door door{};
    Counters counters{};
};

/// The register map, served from the parts of the node. Its node's, in the main loop. A write is checked as a whole
/// before anything of it is taken. What can only be written cannot be read: exception 02.
class RegisterBank final : public Registers {
  public:
    RegisterBank(const Life& life, const Sampler& sampler, const Line& line, SettingsStore& settings, Update& update)
        : life_(life), sampler_(sampler), line_(line), settings_(settings), update_(update) {}

    modbus::Exception read_input(std::uint16_t address, std::span<std::uint16_t> words) override;
    modbus::Exception read_holding(std::uint16_t address, std::span<std::uint16_t> words) override;
    modbus::Exception write_holding(std::uint16_t address, std::span<const std::uint16_t> words) override;

  private:
    static constexpr std::size_t input_words = modbus::input::update_state + modbus::input::update_words;
    using Inputs = std::array<std::uint16_t, input_words>;

    [[nodiscard]] std::uint16_t status() const;
    void put_identity(Inputs& inputs) const;
    void put_values(Inputs& inputs) const;
    void put_counters(Inputs& inputs) const;
    [[nodiscard]] std::optional<std::uint16_t> holding_word(std::uint16_t address) const;
    modbus::Exception write_settings(std::uint16_t first, std::span<const std::uint16_t> words);
    modbus::Exception write_calibration(std::uint16_t first, std::span<const std::uint16_t> words);
    modbus::Exception write_key(std::span<const std::uint16_t> words);
    modbus::Exception write_update(std::uint16_t first, std::span<const std::uint16_t> words);
    modbus::Exception write_block(std::span<const std::uint16_t> words);

    const Life& life_;
    const Sampler& sampler_;
    const Line& line_;
    SettingsStore& settings_;
    Update& update_;
    ImageDescription described_{};
    std::uint32_t block_offset_ = 0;
};

}  // namespace magpie::node
