#include "collector/history/write_request.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include <snappy.h>

namespace magpie::collector::history {

namespace {

static_assert(std::endian::native == std::endian::little, "protobuf's fixed64 is copied as it stands");

// Field number and wire type, as one byte.
constexpr char time_series_tag = 0x0a;  // WriteRequest.timeseries
constexpr char point_tag = 0x12;        // TimeSeries.samples
constexpr char value_tag = 0x09;        // Sample.value, fixed64
constexpr char time_tag = 0x10;         // Sample.timestamp, varint

constexpr std::size_t most_varint = 10;

std::size_t varint_size(std::uint64_t number) {
    return (static_cast<std::size_t>(std::bit_width(number | 1)) + 6) / 7;
}

char* put_varint(char* at, std::uint64_t number) {
    while (number >= 0x80) {
        *at++ = static_cast<char>(number | 0x80);
        number >>= 7;
    }
    *at++ = static_cast<char>(number);
    return at;
}

char* put(char* at, std::string_view piece) {
    return std::copy(piece.begin(), piece.end(), at);
}

/// Of one Sample, without its own tag and length.
std::size_t point_size(const Point& point) {
    return 1 + sizeof(double) + 1 + varint_size(static_cast<std::uint64_t>(point.time_ms));
}

}  // namespace

void WriteRequest::add(const LabelPieces& labels, std::span<const Point> points) {
    std::size_t size = labels.size();
    for (const auto& point : points) {
        size += 2 + point_size(point);
    }
    make_room(size + 1 + most_varint);
    char* at = bytes_.get() + size_;
    *at++ = time_series_tag;
    at = put_varint(at, size);
    at = put(at, labels.before_area);
    at = put(at, labels.area);
    at = put(at, labels.before_node);
    at = put(at, labels.node);
    at = put(at, labels.rest);
    for (const auto& point : points) {
        *at++ = point_tag;
        *at++ = static_cast<char>(point_size(point));
        *at++ = value_tag;
        std::memcpy(at, &point.value, sizeof point.value);
        at += sizeof point.value;
        *at++ = time_tag;
        at = put_varint(at, static_cast<std::uint64_t>(point.time_ms));
    }
    size_ = static_cast<std::size_t>(at - bytes_.get());
}

void WriteRequest::make_room(std::size_t size) {
    if (size_ + size <= capacity_) {
        return;
    }
    const auto capacity = std::max({size_ + size, 2 * capacity_, std::size_t{64} * 1024});
    std::unique_ptr<char[]> larger(new char[capacity]);
    if (size_ > 0) {
        std::copy_n(bytes_.get(), size_, larger.get());
    }
    bytes_ = std::move(larger);
    capacity_ = capacity;
}

std::string compressed(std::string_view bytes) {
    std::string block;
    snappy::Compress(bytes.data(), bytes.size(), &block);
    return block;
}

}  // namespace magpie::collector::history
