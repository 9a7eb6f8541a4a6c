#include "agent/ieee80211/radiotap.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "agent/ieee80211/little_endian.hpp"
#include "agent/ieee80211/radiotap_modulation.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

enum Field : unsigned {
    tsft = 0,
    flags = 1,
    rate = 2,
    channel = 3,
    dbm_signal = 5,
    dbm_noise = 6,
    rx_flags = 14,
    x_channel = 18,
    mcs = 19,
    ampdu_status = 20,
    vht = 21,
    he = 23,
    he_mu = 24,
    zero_length_psdu = 26,
    l_sig = 27,
    tlvs = 28,
    u_sig = 33,  // this and the next only as a TLV
    eht = 34,
};

constexpr std::size_t least = 8;

// Bits of a presence word that are no field.
constexpr std::uint32_t radiotap_next = 1U << 29;
constexpr std::uint32_t vendor_next = 1U << 30;
constexpr std::uint32_t more_words = 1U << 31;
constexpr std::uint32_t all_fields = (1U << 28) - 1;

struct Shape {
    std::uint8_t align = 1;
    std::uint8_t size = 0;
};

/// Fields 0 to 27 as radiotap.org defines them.
constexpr std::array<Shape, 28> shapes{{
    {8, 8}, {1, 1}, {1, 1}, {2, 4}, {2, 2}, {1, 1}, {1, 1}, {2, 2},  {2, 2},  {2, 2},  {1, 1},  {1, 1}, {1, 1}, {1, 1},
    {2, 2}, {2, 2}, {1, 1}, {1, 1}, {4, 8}, {1, 3}, {4, 8}, {2, 12}, {8, 12}, {2, 12}, {2, 12}, {2, 6}, {1, 1}, {2, 4},
}};

std::size_t aligned(std::size_t offset, std::size_t align) {
    return (offset + align - 1) & ~(align - 1);
}

/// What the fields say before it is put together: which PHY it was is seen when all are read.
struct Told {
    Radiotap& radiotap;
    std::uint8_t rate = 0;
    std::uint16_t channel_flags = 0;
    std::uint16_t unit_mhz = 0;
};

void take_flags(std::uint8_t bits, Told& told) {
    told.radiotap.modulation.short_preamble = (bits & 0x02) != 0;
    told.radiotap.fcs_at_end = (bits & 0x10) != 0;
    told.radiotap.padded = (bits & 0x20) != 0;
    told.radiotap.bad_fcs |= (bits & 0x40) != 0;
}

void take(unsigned field, const std::byte* at, Told& told) {
    auto& radiotap = told.radiotap;
    switch (field) {
        case tsft:
            radiotap.tsft_us = u64(at);
            break;
        case flags:
            take_flags(u8(at), told);
            break;
        case rate:
            told.rate = u8(at);
            break;
        case channel:
            if (u16(at) != 0) {
                radiotap.mhz = u16(at);
            }
            told.channel_flags = u16(at + 2);
            break;
        case dbm_signal:
            radiotap.signal_dbm = static_cast<std::int8_t>(u8(at));
            break;
        case dbm_noise:
            radiotap.noise_dbm = static_cast<std::int8_t>(u8(at));
            break;
        case rx_flags:
            // A PLCP that does not add up says a wrong rate and a wrong length: no better than a wrong FCS.
            radiotap.bad_fcs |= (u16(at) & 0x0002) != 0;
            break;
        case x_channel:
            if (!radiotap.mhz && u16(at + 4) != 0) {
                radiotap.mhz = u16(at + 4);
            }
            break;
        case mcs:
            read_mcs(at, radiotap.modulation);
            break;
        case ampdu_status:
            radiotap.ampdu_reference = u32(at);
            radiotap.zero_length |= (u16(at + 4) & 0x0003) == 0x0003;
            break;
        case vht:
            read_vht(at, radiotap.modulation);
            break;
        case he:
            read_he(at, radiotap.modulation);
            break;
        case he_mu:
            read_he_mu(at, radiotap.modulation);
            break;
        case zero_length_psdu:
            radiotap.zero_length = true;
            break;
        case l_sig:
            if ((u16(at) & 0x02) != 0) {
                // Of a PPDU of HT and later: at 6 Mbit/s, three bytes a symbol (19.3.9.3.5).
                radiotap.ppdu_us = ((u16(at + 2) >> 4) + 2U) / 3 * 4 + 24;
            }
            break;
        default:
            break;
    }
}

/// From `offset` to the end of the header; nothing where one goes beyond it.
bool take_tlvs(std::span<const std::byte> header, std::size_t offset, Told& told) {
    constexpr std::size_t head = 4;
    constexpr std::size_t least_u_sig = 4;
    for (offset = aligned(offset, 4); offset < header.size();) {
        if (header.size() - offset < head) {
            return false;
        }
        const auto type = u16(header.data() + offset);
        const auto length = u16(header.data() + offset + 2);
        offset += head;
        if (header.size() - offset < length) {
            return false;
        }
        const auto field = header.subspan(offset, length);
        if (type == u_sig && length >= least_u_sig) {
            read_u_sig(u32(field.data()), told.radiotap.modulation);
        } else if (type == eht && length >= least_eht_size) {
            told.unit_mhz = read_eht(field, told.radiotap.modulation);
        } else if (type < shapes.size() && length >= shapes[type].size && length > 0) {
            take(type, field.data(), told);
        }
        offset = std::min(aligned(offset + length, 4), header.size());
    }
    return true;
}

/// A rate of the old PHYs says by itself which it is; of the others, of channels of 10 and 5 MHz, the channel does.
void settle_legacy(Told& told) {
    constexpr std::uint16_t cck = 0x0020;
    constexpr std::uint16_t ofdm = 0x0040;
    constexpr std::uint16_t half = 0x4000;
    constexpr std::uint16_t quarter = 0x8000;
    auto& modulation = told.radiotap.modulation;
    modulation = {.legacy_500kbps = told.rate, .short_preamble = modulation.short_preamble};
    if ((told.channel_flags & (half | quarter)) != 0) {
        modulation.phy = Phy::ofdm;
        modulation.width_mhz = (told.channel_flags & half) != 0 ? 10 : 5;
        return;
    }
    switch (told.rate) {
        case 2:
        case 4:
        case 11:
        case 22:
            modulation.phy = Phy::dsss;
            return;
        case 12:
        case 18:
        case 24:
        case 36:
        case 48:
        case 72:
        case 96:
        case 108:
            modulation.phy = Phy::ofdm;
            return;
        default:
            modulation.phy = (told.channel_flags & ofdm) != 0  ? Phy::ofdm
                             : (told.channel_flags & cck) != 0 ? Phy::dsss
                                                               : Phy::unknown;
            return;
    }
}

void settle(Told& told) {
    auto& radiotap = told.radiotap;
    auto& modulation = radiotap.modulation;
    if (modulation.phy == Phy::unknown && told.rate != 0) {
        settle_legacy(told);
    }
    if (modulation.phy == Phy::unknown) {
        modulation = {};
    }
    if (modulation.phy == Phy::eht && told.unit_mhz != 0) {
        modulation.width_mhz = told.unit_mhz;
    }
    if (modulation.phy == Phy::dsss || modulation.phy == Phy::ofdm) {
        // Its L-SIG is of another rate than 6 Mbit/s.
        radiotap.ppdu_us.reset();
    }
    modulation.short_preamble &= modulation.phy == Phy::dsss;
}

/// Of a whole header; false where its words or fields do not end within it.
bool read_fields(std::span<const std::byte> header, Radiotap& radiotap) {
    const auto length = header.size();
    // The fields begin behind the last presence word.
    std::size_t offset = least;
    while ((u32(header.data() + offset - 4) & more_words) != 0) {
        if (length - offset < 4) {
            return false;
        }
        offset += 4;
    }
    const std::size_t words_end = offset;

    Told told{radiotap};
    std::uint32_t seen = 0;
    bool in_radiotap = true;  // else a vendor's, whose fields are passed over as one
    bool first_32 = true;     // of the namespace: of later ones no field has a known size
    bool tlvs_follow = false;
    for (std::size_t at = 4; at < words_end; at += 4) {
        const auto word = u32(header.data() + at);
        if (in_radiotap) {
            if (!first_32 && (word & ~(radiotap_next | vendor_next | more_words)) != 0) {
                settle(told);
                return true;
            }
            for (auto left = word & all_fields; left != 0; left &= left - 1) {
                const auto field = static_cast<unsigned>(std::countr_zero(left));
                const auto shape = shapes[field];
                offset = aligned(offset, shape.align);
                if (offset + shape.size > length) {
                    return false;
                }
                // Of what stands twice the first counts: behind it come single antennas.
                if ((seen & 1U << field) == 0) {
                    take(field, header.data() + offset, told);
                }
                offset += shape.size;
            }
            seen |= word & all_fields;
            tlvs_follow |= (word & 1U << tlvs) != 0;
        }
        first_32 = false;
        if ((word & radiotap_next) != 0) {
            in_radiotap = true;
            first_32 = true;
        } else if ((word & vendor_next) != 0) {
            constexpr std::size_t head = 6;
            offset = aligned(offset, 2);
            if (offset + head > length) {
                return false;
            }
            offset += head + u16(header.data() + offset + 4);
            if (offset > length) {
                return false;
            }
            in_radiotap = false;
        }
    }
    if (tlvs_follow && !take_tlvs(header, offset, told)) {
        return false;
    }
    settle(told);
    return true;
}

tl::expected<Radiotap, BadFrame> read(std::span<const std::byte> header) {
    tl::expected<Radiotap, BadFrame> radiotap;
    radiotap->length = header.size();
    if (!read_fields(header, *radiotap)) {
        radiotap = tl::unexpected(BadFrame::radiotap_fields);
    }
    return radiotap;
}

}  // namespace

tl::expected<Radiotap, BadFrame> parse_radiotap(std::span<const std::byte> bytes) {
    if (!bytes.empty() && bytes[0] != std::byte{0}) {
        return tl::unexpected(BadFrame::radiotap_version);
    }
    if (bytes.size() < least) {
        return tl::unexpected(BadFrame::radiotap_length);
    }
    const std::size_t length = u16(bytes.data() + 2);
    if (length < least || length > bytes.size()) {
        return tl::unexpected(BadFrame::radiotap_length);
    }
    return read(bytes.first(length));
}

}  // namespace magpie::agent
