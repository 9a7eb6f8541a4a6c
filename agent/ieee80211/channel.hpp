#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace magpie::agent {

enum class Band : std::uint8_t { ghz_2_4, ghz_5, ghz_6, ghz_60, sub_1_ghz };

/// As it stands in the label `band`: 2.4GHz, 5GHz, 6GHz, 60GHz, sub1GHz.
[[nodiscard]] std::string_view word(Band band);

/// The band of a channel's centre in MHz; nothing outside all bands of IEEE 802.11.
[[nodiscard]] std::optional<Band> band_of(std::uint32_t mhz);

/// The channel number of a 20 MHz channel's centre (IEEE 802.11-2020 annex E: 2407 + 5n and 14 at 2484; 5000 + 5n and
/// 4000 + 5n for 182 to 196; 5950 + 5n and 2 at 5935); nothing where there is none.
[[nodiscard]] std::optional<unsigned> channel_of(std::uint32_t mhz);
/// And back: the centre of a channel in MHz; nothing where the band has no such channel.
[[nodiscard]] std::optional<std::uint32_t> centre_of(Band band, unsigned channel);

}  // namespace magpie::agent
