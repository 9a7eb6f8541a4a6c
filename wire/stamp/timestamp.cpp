#include "wire/stamp/timestamp.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace magpie::stamp {

namespace {

constexpr std::uint32_t from_1900_to_1970 = 2'208'988'800U;
constexpr std::uint64_t second = 1'000'000'000;

struct Parts {
    std::int64_t seconds;
    std::uint64_t nanoseconds;
};

Parts parts_of(WallTime time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    return {seconds.time_since_epoch().count(), static_cast<std::uint64_t>((time - seconds).count())};
}

}  // namespace

std::uint64_t timestamp_of(WallTime time, Format format) {
    const auto [seconds, nanoseconds] = parts_of(time);
    const auto low = static_cast<std::uint32_t>(seconds);
    if (format == Format::ptp) {
        return std::uint64_t{low} << 32 | nanoseconds;
    }
    const std::uint32_t since_1900 = low + from_1900_to_1970;  // modulo 2^32: the era is left out
    return std::uint64_t{since_1900} << 32 | ((nanoseconds << 32) + second - 1) / second;
}

std::optional<WallTime> time_of(std::uint64_t timestamp, Format format, WallTime near) {
    const auto high = static_cast<std::uint32_t>(timestamp >> 32);
    const std::uint64_t low = timestamp & 0xffff'ffffU;
    if (timestamp == 0 || (format == Format::ptp && low >= second)) {
        return std::nullopt;
    }
    const std::uint64_t nanoseconds = format == Format::ptp ? low : (low * second) >> 32;
    const std::uint32_t since_1970 = format == Format::ptp ? high : high - from_1900_to_1970;
    const auto there = parts_of(near).seconds;
    // The signed difference of 32 bits is what picks the era.
    const auto away = static_cast<std::int32_t>(since_1970 - static_cast<std::uint32_t>(there));
    const auto seconds = there + away;
    constexpr auto most = std::numeric_limits<std::int64_t>::max() / static_cast<std::int64_t>(second) - 1;
    if (seconds > most || seconds < -most) {
        return std::nullopt;
    }
    return WallTime(std::chrono::seconds(seconds) + Nanoseconds(static_cast<std::int64_t>(nanoseconds)));
}

Nanoseconds ErrorEstimate::bound() const {
    const double seconds = std::ldexp(static_cast<double>(multiplier), scale - 32);
    constexpr double most = 9.2e9;
    return seconds >= most ? Nanoseconds::max() : Nanoseconds(static_cast<std::int64_t>(std::ceil(seconds * 1e9)));
}

ErrorEstimate error_estimate(bool synchronised, Format format, Nanoseconds bound) {
    // In units of 2^-32 s; a bound of 292 years still fits a scale of 63.
    const double units = std::max(1.0, std::ceil(std::ldexp(static_cast<double>(bound.count()) / 1e9, 32)));
    int scale = 0;
    while (std::ceil(std::ldexp(units, -scale)) > 255.0) {
        ++scale;
    }
    return {synchronised, format, static_cast<std::uint8_t>(scale),
            static_cast<std::uint8_t>(std::ceil(std::ldexp(units, -scale)))};
}

std::uint16_t encode(const ErrorEstimate& estimate) {
    return static_cast<std::uint16_t>((estimate.synchronised ? 0x8000U : 0U) |
                                      (estimate.format == Format::ptp ? 0x4000U : 0U) | (estimate.scale & 0x3fU) << 8 |
                                      estimate.multiplier);
}

std::optional<ErrorEstimate> decode_error_estimate(std::uint16_t bits) {
    if ((bits & 0xffU) == 0) {
        return std::nullopt;
    }
    return ErrorEstimate{.synchronised = (bits & 0x8000U) != 0,
                         .format = (bits & 0x4000U) != 0 ? Format::ptp : Format::ntp,
                         .scale = static_cast<std::uint8_t>(bits >> 8 & 0x3fU),
                         .multiplier = static_cast<std::uint8_t>(bits & 0xffU)};
}

}  // namespace magpie::stamp
