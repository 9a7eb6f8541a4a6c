#pragma once

#include <cstdint>
#include <string_view>

namespace magpie {

/// 64-bit hash (FNV-1a) of a birth's list of series. Both sides feed it the same way, in the order of the aliases from
/// 1: name, datatype, then key and value of each property. Poles with equal lists share a shape.
class ShapeHash {
  public:
    void series(std::string_view name, std::uint32_t datatype) {
        text(name);
        for (int shift = 0; shift < 32; shift += 8) {
            byte(static_cast<std::uint8_t>(datatype >> shift));
        }
    }
    void property(std::string_view key, std::string_view value) {
        text(key);
        text(value);
    }
    [[nodiscard]] std::uint64_t value() const { return hash_; }

  private:
    // 0xff occurs nowhere in UTF-8, so no two lists run together.
    void text(std::string_view bytes) {
        for (const char c : bytes) {
            byte(static_cast<std::uint8_t>(c));
        }
        byte(0xff);
    }
    void byte(std::uint8_t value) { hash_ = (hash_ ^ value) * 0x100000001b3ULL; }

    std::uint64_t hash_ = 0xcbf29ce484222325ULL;
};

}  // namespace magpie
