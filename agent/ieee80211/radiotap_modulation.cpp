#include "agent/ieee80211/radiotap_modulation.hpp"

#include <algorithm>
#include <array>

#include "agent/ieee80211/little_endian.hpp"

namespace magpie::agent {

namespace {

/// By the number in the field: 20, 40, 80 and 160 MHz, and each of these as a part of a wider channel.
std::uint16_t vht_width(unsigned number) {
    constexpr std::array<std::uint8_t, 26> in_20_mhz{1, 2, 1, 1, 4, 2, 2, 1, 1, 1, 1, 8, 4,
                                                     4, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1};
    return number < in_20_mhz.size() ? static_cast<std::uint16_t>(20 * in_20_mhz[number]) : std::uint16_t{20};
}

std::uint16_t guard_of(unsigned number) {
    return static_cast<std::uint16_t>(800U << std::min(number, 2U));
}

/// Streams of HT, by its MCS (19.5).
std::uint8_t ht_streams(unsigned mcs) {
    if (mcs <= 32) {
        return static_cast<std::uint8_t>(mcs % 32 / 8 + 1);
    }
    return mcs <= 38 ? 2 : mcs <= 52 ? 3 : 4;
}

void set_he_width(unsigned allocation, Modulation& modulation) {
    constexpr std::array<std::uint16_t, 11> widths{20, 40, 80, 160, 20, 20, 20, 20, 40, 80, 160};
    constexpr std::array<std::uint16_t, 11> tones{0, 0, 0, 0, 26, 52, 106, 0, 0, 0, 0};
    if (allocation < widths.size()) {
        modulation.width_mhz = widths[allocation];
        modulation.ru_tones = tones[allocation];
    }
}

}  // namespace

void read_mcs(const std::byte* at, Modulation& modulation) {
    const auto known = u8(at);
    const auto bits = u8(at + 1);
    const auto told = [&](unsigned which) { return (known & which) != 0; };
    if (!told(0x02)) {
        return;
    }
    modulation.phy = Phy::ht;
    modulation.mcs = u8(at + 2);
    modulation.streams = ht_streams(modulation.mcs);
    modulation.width_mhz = told(0x01) && (bits & 0x03) == 1 ? 40 : 20;
    modulation.guard_ns = told(0x04) && (bits & 0x04) != 0 ? 400 : 800;
    modulation.greenfield = told(0x08) && (bits & 0x08) != 0;
    modulation.ldpc = told(0x10) && (bits & 0x10) != 0;
    modulation.stbc = told(0x20) && (bits & 0x60) != 0;
}

void read_vht(const std::byte* at, Modulation& modulation) {
    const auto known = u16(at);
    const auto bits = u8(at + 2);
    const auto told = [&](unsigned which) { return (known & which) != 0; };
    for (unsigned user = 0; user < 4; ++user) {
        const auto mcs_nss = u8(at + 4 + user);
        if ((mcs_nss & 0x0f) == 0) {
            continue;
        }
        modulation.phy = Phy::vht;
        modulation.mcs = mcs_nss >> 4;
        modulation.streams = mcs_nss & 0x0f;
        modulation.width_mhz = told(0x40) ? vht_width(u8(at + 3) & 0x1f) : std::uint16_t{20};
        modulation.guard_ns = told(0x04) && (bits & 0x04) != 0 ? 400 : 800;
        modulation.stbc = told(0x01) && (bits & 0x01) != 0;
        modulation.ldpc = (u8(at + 8) >> user & 1) != 0;
        return;
    }
}

void read_he(const std::byte* at, Modulation& modulation) {
    const auto known_1 = u16(at);
    const auto known_2 = u16(at + 2);
    const auto data_3 = u16(at + 4);
    const auto data_5 = u16(at + 8);
    const auto data_6 = u16(at + 10);
    const auto told = [&](unsigned which) { return (known_1 & which) != 0; };
    if (!told(0x20)) {
        return;
    }
    modulation.phy = Phy::he;
    modulation.mcs = data_3 >> 8 & 0x0f;
    modulation.dcm = told(0x40) && (data_3 & 0x1000) != 0;
    modulation.ldpc = told(0x80) && (data_3 & 0x2000) != 0;
    modulation.stbc = told(0x200) && (data_3 & 0x8000) != 0;
    modulation.width_mhz = 20;
    if (told(0x4000)) {
        set_he_width(data_5 & 0x0f, modulation);
    }
    modulation.guard_ns = (known_2 & 0x02) != 0 ? guard_of(data_5 >> 4 & 3) : std::uint16_t{800};
    // Space-time streams, 0 where the radio does not know; with STBC two of them are one spatial stream.
    const auto space_time = std::max(data_6 & 0x0fU, 1U);
    modulation.streams = static_cast<std::uint8_t>(modulation.stbc ? std::max(space_time / 2, 1U) : space_time);
}

/// The channel that a narrower resource unit is a part of.
void read_he_mu(const std::byte* at, Modulation& modulation) {
    const auto bits = u16(at + 2);
    if ((bits & 0x04) != 0 && modulation.ru_tones != 0) {
        modulation.width_mhz = static_cast<std::uint16_t>(20U << (bits & 0x03));
    }
}

void read_u_sig(std::uint32_t common, Modulation& modulation) {
    constexpr unsigned last_width = 5;  // the second way of 320 MHz
    const auto width = common >> 15 & 7;
    if ((common & 0x02) != 0 && width <= last_width) {
        modulation.width_mhz = static_cast<std::uint16_t>(20U << std::min(width, 4U));
    }
}

std::uint16_t read_eht(std::span<const std::byte> field, Modulation& modulation) {
    const auto known = u32(field.data());
    const auto users = field.subspan(least_eht_size);
    for (std::size_t at = 0; at + 4 <= users.size(); at += 4) {
        const auto user = u32(users.data() + at);
        const auto told = [&](unsigned which) { return (user & which) != 0; };
        // The one whose data this is, where several are.
        if (!told(0x02) || (!told(0x80) && users.size() >= 8)) {
            continue;
        }
        modulation.phy = Phy::eht;
        modulation.mcs = user >> 20 & 0x0f;
        // As in the user field of EHT-SIG (36.3.12.8): one less than there are.
        modulation.streams = static_cast<std::uint8_t>(told(0x10) ? (user >> 24 & 0x0f) + 1 : 1);
        modulation.ldpc = told(0x04) && (user & 0x0008'0000) != 0;
        modulation.guard_ns = (known & 0x04) != 0 ? guard_of(u32(field.data() + 4) >> 7 & 3) : std::uint16_t{800};
        constexpr std::array<std::uint16_t, 3> narrow{26, 52, 106};
        const auto size = u32(field.data() + 8) & 0x1f;
        if ((known & 0x0040'0000) == 0) {
            return 0;
        }
        if (size < narrow.size()) {
            modulation.ru_tones = narrow[size];
            return 0;
        }
        // 242, 484, 996 tones and so on; then come units put together, of which the whole channel is told.
        return size <= 7 ? static_cast<std::uint16_t>(20U << (size - 3)) : std::uint16_t{0};
    }
    return 0;
}

}  // namespace magpie::agent
