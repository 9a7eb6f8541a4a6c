#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

/// The test packets of STAMP (RFC 8762, RFC 8972): a codec, without a clock and without a socket.
namespace magpie::stamp {

using Nanoseconds = std::chrono::nanoseconds;
/// The wall clock as packets carry it: UTC, to the nanosecond.
using WallTime = std::chrono::sys_time<Nanoseconds>;

/// The bit Z of an error estimate, and so how the eight octets of a timestamp are to be read.
enum class Format : std::uint8_t {
    ntp,  ///< 32 bits of seconds since 1900, then 32 bits of their fraction; a new era begins in 2036 (RFC 5905 §6)
    ptp,  ///< 32 bits of seconds since 1970, then 32 bits of nanoseconds (IEEE 1588 v2, truncated; RFC 8186 §2)
};

/// An NTP fraction is rounded up, so that reading it again gives the same nanosecond.
[[nodiscard]] std::uint64_t timestamp_of(WallTime time, Format format);

/// The time that is meant, in the era in which it is nearest to `near`. Nothing for 0, which says that the time is not
/// known, and for nanoseconds that are a second or more.
[[nodiscard]] std::optional<WallTime> time_of(std::uint64_t timestamp, Format format, WallTime near);

/// How far a timestamp can be believed (RFC 4656 §4.1.2, with Z of RFC 8186): off by at most
/// multiplier * 2^scale * 2^-32 seconds.
struct ErrorEstimate {
    bool synchronised = false;  ///< to UTC by an outer source
    Format format = Format::ntp;
    std::uint8_t scale = 0;       ///< 0 to 63
    std::uint8_t multiplier = 1;  ///< never 0

    /// At most 292 years, which is all a duration holds.
    [[nodiscard]] Nanoseconds bound() const;
    bool operator==(const ErrorEstimate&) const = default;
};

/// The least estimate that is not below `bound`.
[[nodiscard]] ErrorEstimate error_estimate(bool synchronised, Format format, Nanoseconds bound);

[[nodiscard]] std::uint16_t encode(const ErrorEstimate& estimate);
/// Nothing for a multiplier of 0: a packet with it is corrupt.
[[nodiscard]] std::optional<ErrorEstimate> decode_error_estimate(std::uint16_t bits);

}  // namespace magpie::stamp
