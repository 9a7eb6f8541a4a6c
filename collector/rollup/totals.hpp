#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wire/catalogue/metric.hpp"

namespace magpie::collector {

/// The sums of one row of the catalogue, as last completed and in the making. One thread; owned by Rollup.
class Totals {
  public:
    static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

    explicit Totals(const catalogue::Metric& row);

    /// The place of a sum, by its line up to the value. `none` where there are too many already.
    [[nodiscard]] std::uint32_t place(std::string_view line);
    /// Adds to a sum in the making: of a counter an increment, of a gauge a value.
    void add(std::uint32_t place, double value) {
        auto& total = totals_[place];
        total.making += value;
        total.touched = round_;
    }
    /// What was in the making is complete. Sums nobody added to for so many rounds are forgotten; true when there were
    /// any, for then places have changed.
    [[nodiscard]] bool complete(std::uint64_t forget_after);

    /// Appends HELP, TYPE and the lines of the last completed round; nothing when there are none.
    void write(std::string& page) const;

    [[nodiscard]] const catalogue::Metric& row() const { return *row_; }
    [[nodiscard]] std::size_t size() const { return totals_.size(); }

  private:
    static constexpr std::size_t most = 100'000;

    struct Total {
        std::string line;
        double making = 0;
        double complete = std::numeric_limits<double>::quiet_NaN();  // absent
        std::uint64_t touched = 0;
    };
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };

    const catalogue::Metric* row_;
    bool is_gauge_;
    std::uint64_t round_ = 1;
    std::vector<Total> totals_;  // in the order of their beginning, which keeps buckets in theirs
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> places_;
};

}  // namespace magpie::collector
