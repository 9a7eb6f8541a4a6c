#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/ieee80211/rate.hpp"

namespace magpie::agent {

// The fields of radiotap that tell how a PPDU of HT and later was sent. Each reads as many bytes as radiotap.org says
// the field has; the caller has seen that they are there. Without its MCS a frame's PHY is of no use to anybody, so it
// stays as it was.

void read_mcs(const std::byte* at, Modulation& modulation);
void read_vht(const std::byte* at, Modulation& modulation);
void read_he(const std::byte* at, Modulation& modulation);
void read_he_mu(const std::byte* at, Modulation& modulation);
void read_u_sig(std::uint32_t common, Modulation& modulation);

inline constexpr std::size_t least_eht_size = 40;
/// `field` has at least `least_eht_size`. The width of the frame's resource unit in MHz, which counts instead of the
/// channel's that U-SIG tells; 0 where it is not told.
[[nodiscard]] std::uint16_t read_eht(std::span<const std::byte> field, Modulation& modulation);

}  // namespace magpie::agent
