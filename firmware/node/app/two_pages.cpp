#include "firmware/node/app/two_pages.hpp"

#include <array>
#include <bit>
#include <optional>

#include "firmware/node/app/crc32.hpp"

namespace magpie::node {

namespace {

struct Header {
    std::uint32_t number;
    std::uint32_t size;
};
using HeaderBytes = std::array<std::uint8_t, sizeof(Header)>;
using WordBytes = std::array<std::uint8_t, sizeof(std::uint32_t)>;

template <typename Value>
Value value_at(const hal::Flash& flash, std::uint32_t offset) {
    std::array<std::uint8_t, sizeof(Value)> bytes{};
    const auto there = flash.at(offset, bytes.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = there[i];
    }
    return std::bit_cast<Value>(bytes);
}

/// The number of the copy in the page at `offset`, if it is good.
std::optional<std::uint32_t> number_of(const hal::Flash& flash, std::uint32_t offset, std::size_t size) {
    const auto header = value_at<Header>(flash, offset);
    if (header.size != size) {
        return std::nullopt;
    }
    const auto covered = sizeof(Header) + size;
    const auto crc = value_at<std::uint32_t>(flash, offset + static_cast<std::uint32_t>(covered));
    return crc32(flash.at(offset, covered)) == crc ? std::optional(header.number) : std::nullopt;
}

struct Newest {
    std::uint32_t page;
    std::uint32_t number;
};

std::optional<Newest> find_newest(const hal::Flash& flash, std::uint32_t offset, std::size_t size) {
    const auto second = offset + hal::Flash::page_bytes;
    const auto one = number_of(flash, offset, size);
    const auto two = number_of(flash, second, size);
    if (!one && !two) {
        return std::nullopt;
    }
    // By difference, for numbers go over 2^32 to 0.
    const bool is_second = two && (!one || static_cast<std::int32_t>(*two - *one) > 0);
    return is_second ? Newest{second, *two} : Newest{offset, *one};
}

}  // namespace

std::span<const std::uint8_t> newest_copy(const hal::Flash& flash, std::uint32_t offset, std::size_t size) {
    const auto newest = find_newest(flash, offset, size);
    return newest ? flash.at(newest->page + sizeof(Header), size) : std::span<const std::uint8_t>{};
}

bool write_copy(hal::Flash& flash, std::uint32_t offset, std::span<const std::uint8_t> content) {
    const auto newest = find_newest(flash, offset, content.size());
    const auto page = newest && newest->page == offset ? offset + hal::Flash::page_bytes : offset;
    const auto header =
        std::bit_cast<HeaderBytes>(Header{newest ? newest->number + 1 : 1, static_cast<std::uint32_t>(content.size())});
    const auto content_at = page + static_cast<std::uint32_t>(sizeof(Header));
    const auto crc = std::bit_cast<WordBytes>(crc32(content, crc32(header)));
    return flash.erase(page) && flash.write(page, header) && flash.write(content_at, content) &&
           flash.write(content_at + static_cast<std::uint32_t>(content.size()), crc);
}

}  // namespace magpie::node
