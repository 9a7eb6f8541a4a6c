#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace magpie::agent {

/// How the physical layer sent a frame (IEEE 802.11-2020 clauses 15 to 21, 27, and 802.11be 36).
enum class Phy : std::uint8_t { unknown, dsss, ofdm, ht, vht, he, eht };

/// The modulation of one frame, as radiotap tells it. What does not apply, or is not told, is as it stands here.
struct Modulation {
    Phy phy = Phy::unknown;
    std::uint16_t legacy_500kbps = 0;  // of dsss and ofdm, in 500 kbit/s
    std::uint8_t mcs = 0;              // of ht 0 to 76, of the later ones 0 to 15
    std::uint8_t streams = 1;
    std::uint16_t width_mhz = 20;  // of ofdm also 10 and 5: all its times are twice and four times as long
    std::uint16_t guard_ns = 800;  // 400 short of HT and VHT; 800, 1600, 3200 of HE and EHT
    bool short_preamble = false;   // of dsss
    bool greenfield = false;       // of ht
    bool ldpc = false;
    bool stbc = false;
    bool dcm = false;            // of he and eht: each bit is sent twice
    std::uint16_t ru_tones = 0;  // of he and eht: 26, 52 or 106 of OFDMA, narrower than any channel; 0: the whole width
    friend bool operator==(const Modulation&, const Modulation&) = default;
};

/// The rate in bit/s; nothing where it is not told or cannot be. HT's 0 to 76 and VHT's 10 and 11, which no standard
/// has and radios send, are rates like others.
[[nodiscard]] std::optional<std::uint64_t> rate_of(const Modulation& modulation);

/// How long the PPDU of one frame is on the air, in microseconds, preamble included and acknowledgement not: `bytes`
/// is the MPDU with its FCS. `preamble` false: one more MPDU of an A-MPDU that was told of before. Nothing where the
/// modulation is not known.
[[nodiscard]] std::optional<std::uint32_t> airtime_us(const Modulation& modulation, std::size_t bytes, bool preamble);

}  // namespace magpie::agent
