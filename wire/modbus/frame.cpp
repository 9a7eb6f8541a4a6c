#include "wire/modbus/frame.hpp"

namespace magpie::modbus {

namespace {

/// The polynomial applied to each half of a byte: 32 bytes of table, where 512 are a fiftieth of what a node may have.
constexpr std::array<std::uint16_t, 16> make_table() {
    std::array<std::uint16_t, 16> table{};
    for (std::size_t i = 0; i < table.size(); ++i) {
        auto crc = static_cast<std::uint16_t>(i);
        for (int bit = 0; bit < 4; ++bit) {
            crc = static_cast<std::uint16_t>((crc & 1U) != 0 ? (crc >> 1U) ^ 0xA001U : crc >> 1U);
        }
        table[i] = crc;
    }
    return table;
}

constexpr auto table = make_table();

}  // namespace

std::uint16_t crc16(std::span<const std::uint8_t> bytes) {
    std::uint16_t crc = 0xFFFF;
    for (const std::uint8_t byte : bytes) {
        crc = static_cast<std::uint16_t>(crc ^ byte);
        crc = static_cast<std::uint16_t>((crc >> 4U) ^ table[crc & 0xFU]);
        crc = static_cast<std::uint16_t>((crc >> 4U) ^ table[crc & 0xFU]);
    }
    return crc;
}

Frame parse_frame(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < shortest_frame) {
        return {.fault = FrameFault::too_short};
    }
    if (bytes.size() > longest_frame) {
        return {.fault = FrameFault::too_long};
    }
    const auto covered = bytes.first(bytes.size() - 2);
    const auto low_first = static_cast<std::uint16_t>(bytes[bytes.size() - 2] | (bytes[bytes.size() - 1] << 8U));
    if (crc16(covered) != low_first) {
        return {.fault = FrameFault::crc};
    }
    return {.address = bytes[0], .function = bytes[1], .body = covered.subspan(2)};
}

FrameWriter::FrameWriter(std::span<std::uint8_t> room, std::uint8_t address, std::uint8_t function) : room_(room) {
    byte(address);
    byte(function);
}

void FrameWriter::byte(std::uint8_t value) {
    if (used_ < room_.size()) {
        room_[used_++] = value;
    } else {
        fits_ = false;
    }
}

void FrameWriter::word(std::uint16_t value) {
    byte(static_cast<std::uint8_t>(value >> 8U));
    byte(static_cast<std::uint8_t>(value));
}

std::span<const std::uint8_t> FrameWriter::end() {
    const std::uint16_t crc = crc16(room_.first(used_));
    byte(static_cast<std::uint8_t>(crc));
    byte(static_cast<std::uint8_t>(crc >> 8U));
    return fits_ ? std::span<const std::uint8_t>(room_.first(used_)) : std::span<const std::uint8_t>{};
}

}  // namespace magpie::modbus
