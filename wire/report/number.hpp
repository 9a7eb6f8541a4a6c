#pragma once

#include <compare>
#include <cstdint>

namespace magpie {

/// Names one life of an outbox; random, never 0.
enum class Epoch : std::uint64_t {};

/// Place of a report within its epoch, from 1; 0 is "none".
enum class ReportNumber : std::uint64_t {};

[[nodiscard]] constexpr std::uint64_t value(Epoch epoch) {
    return static_cast<std::uint64_t>(epoch);
}
[[nodiscard]] constexpr std::uint64_t value(ReportNumber number) {
    return static_cast<std::uint64_t>(number);
}
[[nodiscard]] constexpr ReportNumber next(ReportNumber number) {
    return ReportNumber{value(number) + 1};
}
[[nodiscard]] constexpr ReportNumber previous(ReportNumber number) {
    return ReportNumber{value(number) - 1};
}

/// Both ends included. A thinned report stands for several numbers.
struct ReportRange {
    ReportNumber first{};
    ReportNumber last{};
    friend constexpr auto operator<=>(const ReportRange&, const ReportRange&) = default;
};

}  // namespace magpie
