#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include "agent/ieee80211/rate.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What a radio tells of a frame it received (radiotap.org; Linux include/net/ieee80211_radiotap.h).
struct Radiotap {
    std::size_t length = 0;                 // of the header: the frame follows
    std::optional<std::uint64_t> tsft_us;   // clock of the radio at the start of the frame
    std::optional<std::uint32_t> mhz;       // centre of the primary 20 MHz
    std::optional<std::int8_t> signal_dbm;  // of the first place where it stands, never of a single antenna behind it
    std::optional<std::int8_t> noise_dbm;
    Modulation modulation;
    std::optional<std::uint32_t> ampdu_reference;
    std::optional<std::uint32_t> ppdu_us;  // from the L-SIG: exact
    bool fcs_at_end = false;
    bool padded = false;  // between the 802.11 header and the body, to a multiple of four
    bool bad_fcs = false;
    bool zero_length = false;  // a PSDU that was not captured, or is none
};

/// Reads a header of any origin: all presence words, fields aligned from the header's start, fields it does not know
/// skipped as far as their size is known (a vendor's by its own length); behind one of unknown size nothing is read.
/// The error is radiotap_version, radiotap_length or radiotap_fields.
[[nodiscard]] tl::expected<Radiotap, capture::BadFrame> parse_radiotap(std::span<const std::byte> bytes);

}  // namespace magpie::agent
