#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

namespace magpie::fakes {

/// Bytes to look for. They are kept inverted, so that neither they nor the search are found.
template <std::size_t size>
class Sought {
  public:
    /// Bytes that occur nowhere else, another row for each seed.
    explicit constexpr Sought(std::uint8_t seed) {
        for (std::size_t place = 0; place < size; ++place) {
            inverted_[place] = static_cast<std::uint8_t>(seed * 29U + place * 83U + place * place * 7U);
        }
    }

    void copy_to(std::uint8_t* to) const {
        std::ranges::transform(inverted_, to, [](std::uint8_t byte) { return static_cast<std::uint8_t>(~byte); });
    }

    /// Whether they lie anywhere on the heap, in what was freed as well. Sanitizers keep their heap elsewhere.
    [[nodiscard]] bool on_heap() const {
        std::ifstream maps("/proc/self/maps");
        std::string line;
        while (std::getline(maps, line)) {
            if (line.ends_with("[heap]")) {
                return within(std::stoull(line, nullptr, 16),
                              std::stoull(line.substr(line.find('-') + 1), nullptr, 16));
            }
        }
        return false;
    }

  private:
    [[nodiscard]] bool within(std::uint64_t begin, std::uint64_t end) const {
        std::ifstream memory;
        memory.rdbuf()->pubsetbuf(nullptr, 0);
        memory.open("/proc/self/mem", std::ios::binary);
        std::array<char, 65536> part{};
        for (auto place = begin; place < end; place += part.size() - size) {
            const auto length = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(part.size(), end - place));
            memory.seekg(static_cast<std::streamoff>(place));
            memory.read(part.data(), length);
            const auto last = part.begin() + length;
            const auto same = [](char found, std::uint8_t inverted) {
                return static_cast<std::uint8_t>(found) == static_cast<std::uint8_t>(~inverted);
            };
            if (std::search(part.begin(), last, inverted_.begin(), inverted_.end(), same) != last) {
                return true;
            }
        }
        return false;
    }

    std::array<std::uint8_t, size> inverted_{};
};

/// False under a sanitizer.
[[nodiscard]] inline bool heap_can_be_searched() {
    static const Sought<16> control(99);
    static const auto on_purpose = [] {
        std::string bytes(64, '\0');
        std::array<std::uint8_t, 16> copy{};
        control.copy_to(copy.data());
        std::ranges::copy(copy, bytes.begin());
        return bytes;
    }();
    return control.on_heap();
}

}  // namespace magpie::fakes
