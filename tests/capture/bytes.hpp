#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <vector>

namespace magpie::captures {

using Bytes = std::vector<std::byte>;

inline Bytes bytes(std::initializer_list<unsigned> values) {
    Bytes result;
    for (const auto value : values) {
        result.push_back(static_cast<std::byte>(value));
    }
    return result;
}

/// The lowest `size` bytes, lowest first.
inline void put(Bytes& into, std::uint64_t value, std::size_t size) {
    for (std::size_t place = 0; place < size; ++place) {
        into.push_back(static_cast<std::byte>(value));
        value >>= 8;
    }
}

inline void put(Bytes& into, const Bytes& more) {
    into.insert(into.end(), more.begin(), more.end());
}

inline void put(Bytes& into, std::string_view text) {
    for (const char letter : text) {
        into.push_back(static_cast<std::byte>(letter));
    }
}

inline Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes result;
    for (const auto& part : parts) {
        put(result, part);
    }
    return result;
}

}  // namespace magpie::captures
