#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "wire/modbus/quantity.hpp"

/// The register map of Magpie's sensor node: the firmware serves it, the agent reads it, docs/registers.md is made from
/// it. Addresses are those of the PDU, from 0. An address that is in no row is exception 02.
namespace magpie::modbus {

inline constexpr std::uint16_t node_magic = 0x504E;
inline constexpr std::uint16_t map_version = 1;

/// Input registers (function 04): read only.
namespace input {
inline constexpr std::uint16_t magic = 0;
inline constexpr std::uint16_t version_of_map = 1;
inline constexpr std::uint16_t firmware_version = 2;
inline constexpr std::uint16_t uptime = 3;
inline constexpr std::uint16_t faults = 5;
inline constexpr std::uint16_t sequence = 6;
inline constexpr std::uint16_t reset_cause = 7;
inline constexpr std::uint16_t suspicions = 8;
inline constexpr std::uint16_t status = 9;
inline constexpr std::uint16_t slot = 10;
inline constexpr std::uint16_t board = 11;
inline constexpr std::uint16_t identity_words = 16;  // 0 to 15; those without a meaning read 0

inline constexpr std::uint16_t values = 16;
inline constexpr std::uint16_t door_openings = 31;
inline constexpr std::uint16_t value_words = 16;  // 16 to 31

inline constexpr std::uint16_t requests = 32;
inline constexpr std::uint16_t answers = 34;
inline constexpr std::uint16_t crc_errors = 36;
inline constexpr std::uint16_t short_frames = 38;
inline constexpr std::uint16_t long_frames = 40;
inline constexpr std::uint16_t for_others = 42;
inline constexpr std::uint16_t exceptions = 44;
inline constexpr std::uint16_t line_errors = 46;
inline constexpr std::uint16_t counter_words = 16;  // 32 to 47

inline constexpr std::uint16_t update_state = 48;
inline constexpr std::uint16_t update_fault = 49;
inline constexpr std::uint16_t update_written = 50;
inline constexpr std::uint16_t update_words = 4;  // 48 to 51
}  // namespace input

/// Holding registers (functions 03, 06 and 16).
namespace holding {
inline constexpr std::uint16_t sample_period = 0;
inline constexpr std::uint16_t address = 1;
inline constexpr std::uint16_t baud = 2;
inline constexpr std::uint16_t parity = 3;
inline constexpr std::uint16_t heartbeat = 4;
inline constexpr std::uint16_t keep = 5;
inline constexpr std::uint16_t setting_words = 6;  // 0 to 5

/// Offset and gain of each quantity, in the order of `quantities`.
inline constexpr std::uint16_t calibration = 16;
inline constexpr std::uint16_t calibration_words = 2 * quantity_count;  // 16 to 43

inline constexpr std::uint16_t update_key = 64;
inline constexpr std::uint16_t update_key_words = 16;  // 64 to 79

inline constexpr std::uint16_t update_command = 128;
inline constexpr std::uint16_t image_size = 129;
inline constexpr std::uint16_t image_crc = 131;
inline constexpr std::uint16_t image_version = 133;
inline constexpr std::uint16_t image_hmac = 134;
inline constexpr std::uint16_t image_hmac_words = 16;  // 134 to 149

inline constexpr std::uint16_t block_offset = 160;
inline constexpr std::uint16_t block = 162;
inline constexpr std::uint16_t block_words = 64;  // 162 to 225
}  // namespace holding

/// Written to holding::keep: what was set since the start goes to flash, and address, baud and parity change.
inline constexpr std::uint16_t keep_word = 0x5AFE;
/// Gain 1 of a calibration.
inline constexpr std::uint16_t gain_of_one = 10000;
inline constexpr std::size_t block_bytes = std::size_t{2} * holding::block_words;

/// input::reset_cause.
enum class ResetCause : std::uint16_t { unknown, power, external, software, watchdog, brown_out, update };
inline constexpr std::size_t reset_cause_count = 7;

/// input::board, from 1.
inline constexpr std::array<std::string_view, 2> board_names{"lm3s6965evb", "mps2-an386"};

/// Bits of input::status.
namespace status {
inline constexpr std::uint16_t settings_are_defaults = 1U << 0U;  // no copy in flash was good
inline constexpr std::uint16_t settings_unsaved = 1U << 1U;       // set, and not kept yet
inline constexpr std::uint16_t flash_failed = 1U << 2U;           // flash did not take what was last written
inline constexpr std::uint16_t on_trial = 1U << 3U;               // this image was not confirmed yet
inline constexpr std::uint16_t fell_back = 1U << 4U;              // the image before this one did not come up
inline constexpr std::uint16_t has_update_key = 1U << 5U;
}  // namespace status

/// Written to holding::update_command.
enum class UpdateCommand : std::uint16_t { none = 0, begin = 1, activate = 2, abort = 3, confirm = 4 };

/// input::update_state.
enum class UpdateState : std::uint16_t { idle, receiving, ready, restarting };

/// input::update_fault: why the last update was given up.
enum class UpdateFault : std::uint16_t {
    none,
    no_key,       // the node has no key to verify with
    size,         // of no image that fits the slot
    version,      // not above the one that runs
    flash,        // it did not take a block
    order,        // a block that does not follow the last one
    crc,          // of the image
    signature,    // the HMAC differs
    image,        // no vector table of this slot
    not_healthy,  // it came up, and was not confirmed
};
inline constexpr std::size_t update_fault_count = 10;

enum class Access : std::uint8_t { read, read_write, write };

/// One row of the map beside `quantities`. `count` is how many values of the type follow one another.
struct RegisterRow {
    bool is_holding;
    std::uint16_t address;
    std::uint16_t count;
    Type type;
    Access access;
    std::string_view name;
    std::string_view help;
};

// clang-format off
inline constexpr RegisterRow registers[] = {
    {false, input::magic, 1, Type::u16, Access::read, "magic", "0x504E: a Magpie sensor node"},
    {false, input::version_of_map, 1, Type::u16, Access::read, "map version", "1; a higher one adds rows and changes none"},
    {false, input::firmware_version, 1, Type::u16, Access::read, "firmware version", "major in the high byte, minor in the low"},
    {false, input::uptime, 1, Type::u32, Access::read, "uptime", "seconds since the reset"},
    {false, input::faults, 1, Type::u16, Access::read, "faults", "a bit a quantity: its sensor is absent or gives nothing that can be believed"},
    {false, input::sequence, 1, Type::u16, Access::read, "sequence", "counts samples, 1 after a reset, over 65535 to 0: who reads the same one again has read the same values"},
    {false, input::reset_cause, 1, Type::u16, Access::read, "reset cause", "0 unknown, 1 power, 2 external, 3 software, 4 watchdog, 5 brown-out, 6 update"},
    {false, input::suspicions, 1, Type::u16, Access::read, "suspicions", "a bit a quantity: its value has not moved at all for so long that the sensor may be stuck"},
    {false, input::status, 1, Type::u16, Access::read, "status", "bits: 0 settings are defaults, 1 settings not kept, 2 flash failed, 3 image on trial, 4 fell back, 5 has an update key"},
    {false, input::slot, 1, Type::u16, Access::read, "slot", "of the image that runs: 0 A, 1 B"},
    {false, input::board, 1, Type::u16, Access::read, "board", "what an image is made for: 1 lm3s6965evb, 2 mps2-an386"},
    {false, input::door_openings, 1, Type::u16, Access::read, "door openings", "since the reset, over 65535 to 0: an opening between two polls shows here"},
    {false, input::requests, 1, Type::u32, Access::read, "requests", "good frames to this node, broadcasts included"},
    {false, input::answers, 1, Type::u32, Access::read, "answers", "sent, exceptions included"},
    {false, input::crc_errors, 1, Type::u32, Access::read, "CRC errors", "frames whose CRC is wrong"},
    {false, input::short_frames, 1, Type::u32, Access::read, "short frames", "of less than four bytes"},
    {false, input::long_frames, 1, Type::u32, Access::read, "long frames", "of more than 256 bytes"},
    {false, input::for_others, 1, Type::u32, Access::read, "for others", "good frames to another address"},
    {false, input::exceptions, 1, Type::u32, Access::read, "exceptions", "answered"},
    {false, input::line_errors, 1, Type::u32, Access::read, "line errors", "framing, parity and overrun, as the UART tells, and frames that came before the one before was answered"},
    {false, input::update_state, 1, Type::u16, Access::read, "update state", "0 idle, 1 receiving, 2 ready to activate, 3 restarting"},
    {false, input::update_fault, 1, Type::u16, Access::read, "update fault", "0 none, 1 no key, 2 size, 3 version, 4 flash, 5 order, 6 CRC, 7 signature, 8 image, 9 not healthy"},
    {false, input::update_written, 1, Type::u32, Access::read, "update written", "bytes of the image in flash: where to go on"},
    {true, holding::sample_period, 1, Type::u16, Access::read_write, "sample period", "0.1 s; 2 to 600, default 10"},
    {true, holding::address, 1, Type::u16, Access::read_write, "address", "1 to 247, default 1"},
    {true, holding::baud, 1, Type::u16, Access::read_write, "baud", "100 Bd; 96, 192, 384, 576 or 1152, default 192"},
    {true, holding::parity, 1, Type::u16, Access::read_write, "parity", "0 none, 1 odd, 2 even (default)"},
    {true, holding::heartbeat, 1, Type::u16, Access::read_write, "heartbeat", "s without a good request after which the node resets itself; 0 (default) never, else 10 to 3600"},
    {true, holding::keep, 1, Type::u16, Access::write, "keep", "0x5AFE keeps the settings and calibrations, and applies address, baud and parity after the answer"},
    {true, holding::calibration, 2 * quantity_count, Type::u16, Access::read_write, "calibration", "of each quantity offset (s16, in its steps) and gain (1/10000, 1000 to 40000): value = measured * gain + offset. A door has none"},
    {true, holding::update_key, holding::update_key_words, Type::u16, Access::write, "update key", "32 bytes, all in one write and once: a node that has one refuses another"},
    {true, holding::update_command, 1, Type::u16, Access::write, "update command", "1 begin, 2 activate, 3 abort, 4 confirm"},
    {true, holding::image_size, 1, Type::u32, Access::read_write, "image size", "bytes"},
    {true, holding::image_crc, 1, Type::u32, Access::read_write, "image CRC", "CRC-32 (IEEE 802.3) of the image"},
    {true, holding::image_version, 1, Type::u16, Access::read_write, "image version", "as firmware version; must be above the one that runs"},
    {true, holding::image_hmac, holding::image_hmac_words, Type::u16, Access::read_write, "image HMAC", "HMAC-SHA256 with the update key over size, CRC and version as they stand here (10 bytes), then the image"},
    {true, holding::block_offset, 1, Type::u32, Access::read_write, "block offset", "in bytes; must be update written. Together with the block in one write"},
    {true, holding::block, holding::block_words, Type::u16, Access::write, "block", "128 bytes; the last block is filled with 0xFF"},
};
// clang-format on

}  // namespace magpie::modbus
