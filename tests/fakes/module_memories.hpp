#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace magpie::fakes {

/// A half of a module's memory, written as the standards number its bytes.
class ModuleMemory {
  public:
    /// `first`: the number of its first byte, 0 or 128.
    explicit ModuleMemory(std::size_t first = 0) : first_(first), bytes_(128) {}

    ModuleMemory& byte(std::size_t at, unsigned value) {
        bytes_.at(at - first_) = static_cast<std::byte>(value);
        return *this;
    }
    /// Big endian, one after the other.
    ModuleMemory& words(std::size_t at, std::initializer_list<int> values) {
        for (const int value : values) {
            const auto word = static_cast<std::uint16_t>(value);
            byte(at, word >> 8U).byte(at + 1, word & 0xffU);
            at += 2;
        }
        return *this;
    }
    ModuleMemory& number(std::size_t at, float value) {
        const auto bits = std::bit_cast<std::uint32_t>(value);
        return words(at, {static_cast<int>(bits >> 16U), static_cast<int>(bits & 0xffffU)});
    }
    /// Padded with blanks to 16 bytes.
    ModuleMemory& text(std::size_t at, std::string_view value) {
        for (std::size_t i = 0; i < 16; ++i) {
            byte(at + i, i < value.size() ? static_cast<unsigned char>(value[i]) : ' ');
        }
        return *this;
    }
    [[nodiscard]] const std::vector<std::byte>& bytes() const { return bytes_; }

  private:
    std::size_t first_;
    std::vector<std::byte> bytes_;
};

/// An SFP of a maker that measures itself.
inline ModuleMemory sfp_identity() {
    ModuleMemory memory;
    memory.byte(0, 0x03).text(20, "ACME OPTICS").text(40, "AO-1000-LX").byte(92, 0x68);
    return memory;
}

/// What such an SFP has at its second address: 40 degrees, 3.3 V, 20 mA, 0.5 mW out, 0.1 mW in, and usual limits.
inline ModuleMemory sfp_diagnostics() {
    ModuleMemory memory;
    memory.words(0, {90 * 256, -10 * 256, 85 * 256, -5 * 256});
    memory.words(8, {36000, 30000, 35000, 31000});
    memory.words(16, {35000, 1000, 30000, 2000});
    memory.words(24, {12589, 708, 10000, 1122});
    memory.words(32, {12589, 50, 10000, 100});
    memory.words(96, {40 * 256, 33000, 10000, 5000, 1000});
    return memory;
}

/// The lower half of a QSFP with four lanes, all well.
inline ModuleMemory qsfp_lower() {
    ModuleMemory memory;
    memory.byte(0, 0x11).words(22, {35 * 256}).words(26, {33000});
    memory.words(34, {5000, 4000, 6000, 5000}).words(42, {3000, 3500, 3100, 3000}).words(50, {8000, 7000, 9000, 8000});
    return memory;
}

inline ModuleMemory qsfp_upper() {
    ModuleMemory memory(128);
    memory.text(148, "ACME OPTICS").text(168, "AQ-100G-LR4").byte(220, 0x0c);
    return memory;
}

/// The lower half of a QSFP-DD.
inline ModuleMemory cmis_lower() {
    ModuleMemory memory;
    memory.byte(0, 0x18).byte(1, 0x50).words(14, {45 * 256}).words(16, {33000});
    return memory;
}

inline ModuleMemory cmis_upper() {
    ModuleMemory memory(128);
    memory.byte(128, 0x18).text(129, "ACME OPTICS").text(148, "AD-400G");
    return memory;
}

/// Its page 11h: the first four lanes are in use.
inline ModuleMemory cmis_lanes() {
    ModuleMemory memory(128);
    memory.byte(128, 0x44).byte(129, 0x44);
    memory.words(154, {9000, 8000, 9500, 9000, 0, 0, 0, 0}).words(186, {5000, 4500, 4000, 5000, 0, 0, 0, 0});
    return memory;
}

}  // namespace magpie::fakes
