#pragma once

#include <cstdint>
#include <vector>

#include "wire/report/number.hpp"

namespace magpie::collector {

/// How many numbers a range holds.
[[nodiscard]] constexpr std::uint64_t length(ReportRange range) {
    return value(range.last) - value(range.first) + 1;
}

/// Numbers from 1: all up to `end`, and ranges above it, ascending, apart from each other and from `end`.
struct Reach {
    ReportNumber end{};
    std::vector<ReportRange> ahead;

    [[nodiscard]] ReportNumber highest() const { return ahead.empty() ? end : ahead.back().last; }
    [[nodiscard]] bool holds(ReportRange range) const;
    /// What of the range is not here, ascending; nothing of a range that ends before it begins.
    [[nodiscard]] std::vector<ReportRange> missing(ReportRange within) const;
    /// All of it, ascending.
    [[nodiscard]] std::vector<ReportRange> ranges() const;
    void add(ReportRange range);
    friend bool operator==(const Reach&, const Reach&) = default;
};

}  // namespace magpie::collector
