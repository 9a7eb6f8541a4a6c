#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace magpie {

/// Firmware of a sensor node, for one kind of board: the same program linked for each of its two slots
/// (firmware/node/hal/layout.hpp), of which the one that does not run is written.
struct NodeImage {
    std::uint16_t board = 0;    // input::board of the register map
    std::uint16_t version = 0;  // input::firmware_version: major in the high byte, minor in the low
    std::array<std::string, 2> slots{};
    friend bool operator==(const NodeImage&, const NodeImage&) = default;
};

/// Of an image for one slot.
inline constexpr std::size_t longest_slot_image = std::size_t{48} * 1024;
/// In the form of platform/tls/signed_content.hpp.
inline constexpr std::size_t longest_signed_node_image = 2 * longest_slot_image + std::size_t{16} * 1024;

[[nodiscard]] std::string encode(const NodeImage& image);

/// Nothing when the bytes are none, for no board or of no version, or when a slot is empty or does not fit.
[[nodiscard]] std::optional<NodeImage> decode_node_image(std::string_view bytes);

}  // namespace magpie
