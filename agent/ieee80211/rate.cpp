#include "agent/ieee80211/rate.hpp"

#include <algorithm>
#include <array>

namespace magpie::agent {

namespace {

constexpr std::uint64_t giga = 1'000'000'000;

/// Bits of a subcarrier and how many of them are data.
struct Coding {
    unsigned bits = 0;
    unsigned data = 1;
    unsigned of = 2;
};

/// MCS 0 to 13 as VHT and its successors number them; HT's first eight are the same (tables 19-27, 21-29, 27-54,
/// 36-70).
constexpr std::array<Coding, 14> codings{{{1, 1, 2},
                                          {2, 1, 2},
                                          {2, 3, 4},
                                          {4, 1, 2},
                                          {4, 3, 4},
                                          {6, 2, 3},
                                          {6, 3, 4},
                                          {6, 5, 6},
                                          {8, 3, 4},
                                          {8, 5, 6},
                                          {10, 3, 4},
                                          {10, 5, 6},
                                          {12, 3, 4},
                                          {12, 5, 6}}};

constexpr unsigned ht_last_equal = 31;
constexpr unsigned ht_duplicate = 32;
constexpr unsigned ht_last = 76;
constexpr unsigned vht_last = 11;
constexpr unsigned he_last = 11;
constexpr unsigned eht_duplicate = 14;
constexpr unsigned eht_bpsk_dcm = 15;

/// HT's MCS 33 to 76 give each stream a modulation of its own: for 2, 3 and 4 streams the bits of all of them, first
/// at rate 1/2, then the same at 3/4 (tables 19-38 to 19-41).
constexpr std::array<std::uint8_t, 3> unequal_2{6, 8, 10};
constexpr std::array<std::uint8_t, 7> unequal_3{8, 10, 10, 12, 14, 14, 16};
constexpr std::array<std::uint8_t, 12> unequal_4{10, 12, 14, 12, 14, 16, 18, 16, 18, 20, 20, 22};

/// What one symbol carries, of all streams, and how long it takes.
struct Symbol {
    std::uint64_t data_bits_times_12 = 0;  // 12: the denominators of all code rates go into it
    std::uint32_t ns = 0;
};

std::optional<Coding> unequal(unsigned mcs) {
    const auto of = [&](const auto& sums, unsigned first) -> Coding {
        const auto place = mcs - first;
        const auto count = static_cast<unsigned>(sums.size());
        return place < count ? Coding{sums[place], 1, 2} : Coding{sums[place - count], 3, 4};
    };
    if (mcs < 33 || mcs > ht_last) {
        return std::nullopt;
    }
    return mcs < 39 ? of(unequal_2, 33) : mcs < 53 ? of(unequal_3, 39) : of(unequal_4, 53);
}

/// Data subcarriers of a channel (tables 19-6, 21-5).
unsigned ht_vht_subcarriers(unsigned width) {
    switch (width) {
        case 20:
            return 52;
        case 40:
            return 108;
        case 80:
            return 234;
        case 160:
            return 468;
        default:
            return 0;
    }
}

/// The same of HE and EHT (tables 27-13, 36-19).
unsigned he_subcarriers(unsigned width, unsigned ru_tones) {
    switch (ru_tones) {
        case 26:
            return 24;
        case 52:
            return 48;
        case 106:
            return 102;
        default:
            break;
    }
    switch (width) {
        case 20:
            return 234;
        case 40:
            return 468;
        case 80:
            return 980;
        case 160:
            return 1960;
        case 320:
            return 3920;
        default:
            return 0;
    }
}

Symbol symbol_of(unsigned subcarriers, Coding coding, unsigned streams, std::uint32_t ns) {
    return {12ULL * subcarriers * coding.bits * streams * coding.data / coding.of, ns};
}

std::optional<Symbol> ht_symbol(const Modulation& modulation) {
    const auto ns = 3200U + modulation.guard_ns;
    const auto subcarriers = modulation.width_mhz <= 40 ? ht_vht_subcarriers(modulation.width_mhz) : 0;
    if (modulation.mcs <= ht_last_equal) {
        return symbol_of(subcarriers, codings[modulation.mcs % 8], modulation.mcs / 8 + 1, ns);
    }
    if (modulation.mcs == ht_duplicate) {
        constexpr unsigned duplicated = 48;
        return symbol_of(modulation.width_mhz == 40 ? duplicated : 0, codings[0], 1, ns);
    }
    if (const auto coding = unequal(modulation.mcs)) {
        return symbol_of(subcarriers, *coding, 1, ns);
    }
    return std::nullopt;
}

std::optional<Symbol> he_symbol(const Modulation& modulation) {
    const auto ns = 12'800U + modulation.guard_ns;
    const auto subcarriers = he_subcarriers(modulation.width_mhz, modulation.ru_tones);
    const unsigned copies = modulation.dcm ? 2 : 1;
    if (modulation.phy == Phy::eht && modulation.mcs == eht_bpsk_dcm) {
        return symbol_of(subcarriers / 2, codings[0], modulation.streams, ns);
    }
    if (modulation.phy == Phy::eht && modulation.mcs == eht_duplicate) {
        // Both halves of the channel carry the same, and each of them every bit twice (36.3.6).
        const auto half = modulation.width_mhz >= 80 ? he_subcarriers(modulation.width_mhz / 2U, 0) : 0;
        return symbol_of(half / 2, codings[0], modulation.streams, ns);
    }
    const bool beyond_he = modulation.mcs > he_last || modulation.width_mhz > 160;
    if (modulation.mcs >= codings.size() || (modulation.phy == Phy::he && beyond_he)) {
        return std::nullopt;
    }
    return symbol_of(subcarriers / copies, codings[modulation.mcs], modulation.streams, ns);
}

/// Nothing where a symbol carries nothing: a width or an MCS that the PHY does not have.
std::optional<Symbol> symbol_of(const Modulation& modulation) {
    std::optional<Symbol> symbol;
    switch (modulation.phy) {
        case Phy::unknown:
        case Phy::dsss:
            break;
        case Phy::ofdm: {
            const auto stretch = modulation.width_mhz == 0 ? 0 : 20U / modulation.width_mhz;
            // A symbol of 4 us at so many 500 kbit/s is two bits for each of them.
            symbol = Symbol{12ULL * 2 * modulation.legacy_500kbps * stretch, 4000U * stretch};
            break;
        }
        case Phy::ht:
            symbol = ht_symbol(modulation);
            break;
        case Phy::vht:
            if (modulation.mcs <= vht_last) {
                symbol = symbol_of(ht_vht_subcarriers(modulation.width_mhz), codings[modulation.mcs],
                                   modulation.streams, 3200U + modulation.guard_ns);
            }
            break;
        case Phy::he:
        case Phy::eht:
            symbol = he_symbol(modulation);
            break;
    }
    return symbol && symbol->data_bits_times_12 > 0 ? symbol : std::nullopt;
}

/// Training symbols for so many space-time streams (table 21-13).
unsigned training_symbols(unsigned streams) {
    return streams <= 2 ? std::max(streams, 1U) : (streams + 1) / 2 * 2;
}

/// From the first bit of the preamble to the first of the data, in nanoseconds. Signalling whose length is not told
/// (the users of a multi-user PPDU) counts as it is for one user: a lower bound.
std::uint64_t preamble_ns(const Modulation& modulation) {
    constexpr std::uint64_t legacy = 20'000;
    const unsigned streams = modulation.phy == Phy::ht ? std::min(modulation.mcs, std::uint8_t{ht_last_equal}) / 8U + 1U
                                                       : modulation.streams;
    const auto training =
        training_symbols(modulation.stbc ? modulation.phy == Phy::ht ? streams + 1 : 2 * streams : streams);
    // The radio does not say how long a training symbol is: as is usual with its guard interval (27.3.11.10).
    const std::uint64_t he_training = (modulation.guard_ns > 1600 ? 12'800ULL : 6400ULL) + modulation.guard_ns;
    switch (modulation.phy) {
        case Phy::unknown:
        case Phy::dsss:
            return 0;
        case Phy::ofdm:
            return legacy * 20 / modulation.width_mhz;
        case Phy::ht:
            // L-STF, L-LTF, L-SIG, HT-SIG, HT-STF; greenfield begins with its own (19.3.9).
            return modulation.greenfield ? 20'000 + 4000ULL * training : legacy + 12'000 + 4000ULL * training;
        case Phy::vht:
            // VHT-SIG-A, VHT-STF, VHT-SIG-B (21.3.8).
            return legacy + 16'000 + 4000ULL * training;
        case Phy::he:
            // RL-SIG, HE-SIG-A, HE-STF (27.3.11).
            return legacy + 16'000 + he_training * training;
        case Phy::eht:
            // RL-SIG, U-SIG, EHT-SIG of one user, EHT-STF (36.3.12).
            return legacy + 24'000 + he_training * training;
    }
    return 0;
}

std::uint64_t rounded_up(std::uint64_t number, std::uint64_t step) {
    return (number + step - 1) / step;
}

std::uint64_t dsss_us(const Modulation& modulation, std::uint64_t bytes, bool preamble) {
    constexpr unsigned slowest = 2;  // 1 Mbit/s has no short preamble
    const bool is_short = modulation.short_preamble && modulation.legacy_500kbps > slowest;
    const auto head = preamble ? is_short ? 96U : 192U : 0U;
    return head + rounded_up(bytes * 8 * 2, modulation.legacy_500kbps);
}

}  // namespace

std::optional<std::uint64_t> rate_of(const Modulation& modulation) {
    if (modulation.phy == Phy::dsss || modulation.phy == Phy::ofdm) {
        return modulation.legacy_500kbps == 0 ? std::nullopt : std::optional(500'000ULL * modulation.legacy_500kbps);
    }
    const auto symbol = symbol_of(modulation);
    return symbol ? std::optional(symbol->data_bits_times_12 * giga / 12 / symbol->ns) : std::nullopt;
}

std::optional<std::uint32_t> airtime_us(const Modulation& modulation, std::size_t bytes, bool preamble) {
    // No PPDU is longer, whatever a capture says.
    constexpr std::size_t longest = 0x7f'ffff;
    const std::uint64_t length = std::min(bytes, longest);
    if (modulation.phy == Phy::dsss && modulation.legacy_500kbps > 0) {
        return static_cast<std::uint32_t>(dsss_us(modulation, length, preamble));
    }
    const auto symbol = symbol_of(modulation);
    if (!symbol) {
        return std::nullopt;
    }
    const bool aggregate = modulation.phy == Phy::vht || modulation.phy == Phy::he || modulation.phy == Phy::eht;
    if (!preamble) {
        // Behind its delimiter, and to a multiple of four; it begins where the one before it ends, within a symbol.
        const auto bits = 8 * (4 + rounded_up(length, 4) * 4);
        const auto ns = bits * 12 * symbol->ns / symbol->data_bits_times_12;
        return static_cast<std::uint32_t>((ns + 500) / 1000);
    }
    // SERVICE and tail; every PPDU of VHT and later is an A-MPDU.
    const auto bits = 16 + 6 + 8 * (aggregate ? 4 + length : length);
    const auto pair = modulation.stbc ? 2U : 1U;  // STBC sends symbols two by two
    const auto symbols = pair * rounded_up(bits * 12, symbol->data_bits_times_12 * pair);
    auto ns = symbols * symbol->ns;
    if (modulation.phy == Phy::ht || modulation.phy == Phy::vht) {
        // With a short guard interval the PPDU still ends where a long one would (19.4.3, 21.4.3).
        ns = rounded_up(ns, 4000) * 4000;
    }
    return static_cast<std::uint32_t>(rounded_up(preamble_ns(modulation) + ns, 1000));
}

}  // namespace magpie::agent
