#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace magpie::agent {

/// How many of the values observed since the start lie at or below each bound (as Prometheus counts them: cumulative),
/// how many there were, and their sum.
class Histogram {
  public:
    /// `bounds` ascend and outlive the histogram: those of a row of the catalogue.
    explicit Histogram(std::span<const double> bounds) : bounds_(bounds), within_(bounds.size()) {}

    void observe(double value) {
        const auto first = std::ranges::lower_bound(bounds_, value);
        for (auto place = first - bounds_.begin(); place < static_cast<std::ptrdiff_t>(bounds_.size()); ++place) {
            ++within_[static_cast<std::size_t>(place)];
        }
        ++count_;
        sum_ += value;
    }

    /// What another counted with the same bounds: at or below each, in all, and the sum. Counts that contradict each
    /// other, or are more than can be counted, are bent until they do not.
    void add(std::span<const double> within, double count, double sum) {
        constexpr double countable = 9e18;
        const double all = std::min(count, countable);
        double most = 0;
        for (std::size_t place = 0; place < within_.size(); ++place) {
            most = std::max(most, std::min(within[place], all));
            within_[place] += static_cast<std::uint64_t>(most);
        }
        count_ += static_cast<std::uint64_t>(all);
        sum_ += sum;
    }

    [[nodiscard]] std::span<const double> bounds() const { return bounds_; }
    /// At or below the bound of this place.
    [[nodiscard]] std::uint64_t within(std::size_t place) const { return within_[place]; }
    [[nodiscard]] std::uint64_t count() const { return count_; }
    [[nodiscard]] double sum() const { return sum_; }

  private:
    std::span<const double> bounds_;
    std::vector<std::uint64_t> within_;
    std::uint64_t count_ = 0;
    double sum_ = 0;
};

}  // namespace magpie::agent
