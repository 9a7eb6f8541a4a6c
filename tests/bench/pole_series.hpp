#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/report/reporter.hpp"
#include "agent/session/birth.hpp"

namespace magpie::bench {

inline constexpr std::size_t series_of_a_pole = 120;
inline constexpr std::size_t changed_in_an_interval = 90;

/// A pole as the base sources see one, five interfaces and a board, cut to 120 series, of which 90 change in each
/// interval. `variant` makes its values its own.
class PoleSeries {
  public:
    explicit PoleSeries(unsigned variant);

    /// One interval later: what changed, or all of it.
    [[nodiscard]] agent::Report next(const Now& now, bool whole = false);

    [[nodiscard]] agent::Reporter& reporter() { return reporter_; }
    [[nodiscard]] const std::vector<agent::Series>& series() const { return reporter_.series(); }

  private:
    [[nodiscard]] agent::Readings readings() const;

    unsigned variant_;
    unsigned interval_ = 0;
    agent::Reporter reporter_;
};

}  // namespace magpie::bench
