#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

/// Protobuf written by hand, without the library that the code under test stands on; may be wrong on purpose.
namespace magpie::raw {

inline std::string varint(std::uint64_t number) {
    std::string bytes;
    for (; number > 0x7f; number >>= 7) {
        bytes += static_cast<char>((number & 0x7f) | 0x80);
    }
    return bytes += static_cast<char>(number);
}

inline std::string key(std::uint32_t field, std::uint32_t wire_type) {
    return varint(std::uint64_t{field} << 3 | wire_type);
}
inline std::string number(std::uint32_t field, std::uint64_t value) {
    return key(field, 0) + varint(value);
}
inline std::string text(std::uint32_t field, std::string_view bytes) {
    return key(field, 2) + varint(bytes.size()) + std::string(bytes);
}

inline std::string fixed(std::uint32_t field, std::uint32_t wire_type, std::uint64_t bits, int size) {
    auto bytes = key(field, wire_type);
    for (int i = 0; i < size; ++i) {
        bytes += static_cast<char>(bits >> (8 * i));
    }
    return bytes;
}
inline std::string fixed32(std::uint32_t field, std::uint32_t bits) {
    return fixed(field, 5, bits, 4);
}
inline std::string fixed64(std::uint32_t field, std::uint64_t bits) {
    return fixed(field, 1, bits, 8);
}

// Payload (1 timestamp, 2 metrics, 3 seq, 4 uuid, 5 body) and Metric (1 name, 2 alias, 3 timestamp, 4 datatype, 5
// is_historical, 7 is_null, 9 properties, 10 int, 11 long, 12 float, 13 double, 14 boolean, 15 string, 16 bytes) of
// sparkplug_b.proto.
inline std::string metric(std::string_view content) {
    return text(2, content);
}
inline std::string named(std::string_view name, std::uint32_t datatype, std::string_view value,
                         std::uint64_t time = 1767225600000) {
    return metric(text(1, name) + number(3, time) + number(4, datatype) + std::string(value));
}
inline std::string float_value(float value) {
    return fixed32(12, std::bit_cast<std::uint32_t>(value));
}
inline std::string double_value(double value) {
    return fixed64(13, std::bit_cast<std::uint64_t>(value));
}

}  // namespace magpie::raw
