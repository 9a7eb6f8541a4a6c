#pragma once

#include <array>
#include <map>
#include <utility>

#include "tests/capture/bytes.hpp"

/// Headers of radiotap and frames of IEEE 802.11, built from their definitions and not from what Magpie reads of them.
namespace magpie::captures {

// Flags of the field CHANNEL.
inline constexpr std::uint16_t cck_2ghz = 0x00a0;
inline constexpr std::uint16_t ofdm_2ghz = 0x00c0;
inline constexpr std::uint16_t dynamic_2ghz = 0x0480;
inline constexpr std::uint16_t ofdm_5ghz = 0x0140;
inline constexpr std::uint16_t dynamic_5ghz = 0x0500;

/// Puts fields in whatever order they are told; bytes() has them in the order of their bits, each at its alignment from
/// the header's start, behind the presence words of all namespaces.
class RadiotapHeader {
  public:
    RadiotapHeader& field(unsigned bit, std::size_t align, Bytes value) {
        words_.back().fields[bit] = {align, std::move(value)};
        return *this;
    }
    RadiotapHeader& tsft(std::uint64_t us) { return number(0, us, 8); }
    /// 0x02 short preamble, 0x10 FCS at the end, 0x20 padded, 0x40 bad FCS.
    RadiotapHeader& flags(unsigned bits) { return number(1, bits, 1); }
    RadiotapHeader& rate(unsigned of_500_kbps) { return number(2, of_500_kbps, 1); }
    RadiotapHeader& channel(unsigned mhz, unsigned flags) { return field(3, 2, two(mhz, flags)); }
    RadiotapHeader& signal(int dbm) { return number(5, static_cast<std::uint8_t>(dbm), 1); }
    RadiotapHeader& noise(int dbm) { return number(6, static_cast<std::uint8_t>(dbm), 1); }
    RadiotapHeader& antenna(unsigned index) { return number(11, index, 1); }
    RadiotapHeader& rx_flags(unsigned bits) { return number(14, bits, 2); }
    RadiotapHeader& x_channel(std::uint32_t flags, unsigned mhz, unsigned channel) {
        Bytes value;
        put(value, flags, 4);
        put(value, mhz, 2);
        put(value, channel, 1);
        put(value, 0, 1);
        return field(18, 4, value);
    }
    /// Known 0x01 width, 0x02 MCS, 0x04 guard, 0x08 format, 0x10 FEC, 0x20 STBC; flags in the same order.
    RadiotapHeader& mcs(unsigned known, unsigned flags, unsigned index) {
        return field(19, 1, captures::bytes({known, flags, index}));
    }
    RadiotapHeader& ampdu(std::uint32_t reference, unsigned flags) {
        Bytes value;
        put(value, reference, 4);
        put(value, flags, 2);
        put(value, 0, 2);
        return field(20, 4, value);
    }
    /// Of one user. Known 0x01 STBC, 0x04 guard, 0x40 width; `width` is the number of the table in the definition.
    RadiotapHeader& vht(unsigned known, unsigned flags, unsigned width, unsigned mcs, unsigned streams,
                        bool ldpc = false, unsigned user = 0) {
        Bytes value;
        put(value, known, 2);
        put(value, flags, 1);
        put(value, width, 1);
        put(value, (mcs << 4 | streams) << 8 * user, 4);
        put(value, ldpc ? 1U << user : 0U, 1);
        put(value, 0, 3);
        return field(21, 2, value);
    }
    RadiotapHeader& timestamp(std::uint64_t value, unsigned unit) {
        Bytes bytes;
        put(bytes, value, 8);
        put(bytes, 0, 2);
        put(bytes, unit, 1);
        put(bytes, 0, 1);
        return field(22, 8, bytes);
    }
    RadiotapHeader& he(const std::array<unsigned, 6>& data) { return words_of(23, data); }
    RadiotapHeader& he_mu(const std::array<unsigned, 6>& data) { return words_of(24, data); }
    RadiotapHeader& zero_length(unsigned type) { return number(26, type, 1); }
    RadiotapHeader& l_sig(unsigned known, unsigned rate, unsigned length) {
        return field(27, 2, two(known, length << 4 | rate));
    }
    /// Behind all fields, in the order they are told.
    RadiotapHeader& tlv(unsigned type, const Bytes& value) {
        words_.front().present |= 1U << 28;
        tlvs_.emplace_back(type, value);
        return *this;
    }
    /// What follows is told once more, as of single antennas.
    RadiotapHeader& radiotap_again() {
        words_.back().present |= 1U << 29;
        words_.emplace_back();
        return *this;
    }
    /// `content` stands behind the vendor's head; `present` are the bits of its own presence word.
    RadiotapHeader& vendor(std::uint32_t oui, unsigned name, const Bytes& content, std::uint32_t present = 1) {
        Bytes head = captures::bytes({oui >> 16 & 0xff, oui >> 8 & 0xff, oui & 0xff, name});
        put(head, content.size(), 2);
        words_.back().present |= 1U << 30;
        words_.back().vendor = joined({head, content});
        words_.emplace_back().present = present;
        return *this;
    }
    /// A word more of the same namespace.
    RadiotapHeader& next_word(std::uint32_t present) {
        words_.emplace_back().present = present;
        return *this;
    }

    [[nodiscard]] Bytes bytes() const {
        Bytes result = captures::bytes({0, 0, 0, 0});
        for (std::size_t word = 0; word < words_.size(); ++word) {
            std::uint32_t present = words_[word].present;
            for (const auto& [bit, value] : words_[word].fields) {
                present |= 1U << bit;
            }
            put(result, present | (word + 1 < words_.size() ? 1U << 31 : 0U), 4);
        }
        const auto pad_to = [&](std::size_t align) { result.resize((result.size() + align - 1) / align * align); };
        for (const auto& word : words_) {
            for (const auto& [bit, value] : word.fields) {
                pad_to(value.first);
                put(result, value.second);
            }
            if (!word.vendor.empty()) {
                pad_to(2);
                put(result, word.vendor);
            }
        }
        for (const auto& [type, value] : tlvs_) {
            pad_to(4);
            put(result, type, 2);
            put(result, value.size(), 2);
            put(result, value);
            pad_to(4);
        }
        result[2] = static_cast<std::byte>(result.size());
        result[3] = static_cast<std::byte>(result.size() >> 8);
        return result;
    }

  private:
    struct Word {
        std::uint32_t present = 0;
        std::map<unsigned, std::pair<std::size_t, Bytes>> fields;
        Bytes vendor;
    };

    RadiotapHeader& number(unsigned bit, std::uint64_t value, std::size_t size) {
        Bytes bytes;
        put(bytes, value, size);
        return field(bit, size, bytes);
    }
    RadiotapHeader& words_of(unsigned bit, const std::array<unsigned, 6>& data) {
        Bytes value;
        for (const auto word : data) {
            put(value, word, 2);
        }
        return field(bit, 2, value);
    }
    static Bytes two(unsigned first, unsigned second) {
        Bytes value;
        put(value, first, 2);
        put(value, second, 2);
        return value;
    }

    std::vector<Word> words_{1};
    std::vector<std::pair<unsigned, Bytes>> tlvs_;
};

// ---- what HE and EHT say, with everything that is known marked so

struct HeSent {
    unsigned format = 0;  // 0 SU, 1 extended range, 2 multi-user, 3 triggered
    unsigned mcs = 0;
    unsigned width = 0;  // 0 to 3: 20 to 160 MHz; 4 to 10: resource units of 26 to 2x996 tones
    unsigned guard = 0;  // 0 to 2: 800, 1600, 3200 ns
    unsigned training = 2;
    unsigned space_time = 1;
    bool ldpc = true;
    bool stbc = false;
    bool dcm = false;
};

inline std::array<unsigned, 6> he_data(const HeSent& sent) {
    const auto bit = [](bool set, unsigned place) { return set ? 1U << place : 0U; };
    return {sent.format | 0x0020 | 0x0040 | 0x0080 | 0x0200 | 0x4000,
            0x0002,
            sent.mcs << 8 | bit(sent.dcm, 12) | bit(sent.ldpc, 13) | bit(sent.stbc, 15),
            0,
            sent.width | sent.guard << 4 | sent.training << 6,
            sent.space_time};
}

/// The TLV 33 of a PPDU of 20 << `width` MHz.
inline Bytes u_sig(unsigned width) {
    Bytes value;
    put(value, 0x3U | width << 15, 4);
    put(value, 0, 8);
    return value;
}

/// The TLV 34 of one user; `guard` as of HE.
inline Bytes eht(unsigned mcs, unsigned streams, unsigned guard) {
    Bytes value;
    put(value, 0x4, 4);
    put(value, guard << 7, 4);
    put(value, 0, 4 * 8);
    put(value, 0x02U | 0x04U | 0x10U | 0x80U | 1U << 19 | mcs << 20 | (streams - 1) << 24, 4);
    return value;
}

}  // namespace magpie::captures
