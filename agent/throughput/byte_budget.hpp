#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent::throughput {

/// How many bytes measurements may still take. They are counted over the last 24 hours of the boot's own time line, so
/// that no clock need be known and none that is set makes new ones. What is not known counts as spent: a run whose end
/// nobody saw has taken all it might. A value; its text outlives the process, but not the boot.
class ByteBudget {
  public:
    static constexpr Milliseconds day{86'400'000};
    /// Spendings are told apart up to so many; older ones then count as one, until the younger of them is a day old.
    static constexpr std::size_t most_kept = 64;

    /// `boot`: the kernel's boot id.
    ByteBudget(std::uint64_t daily, std::string boot) : daily_(daily), boot_(std::move(boot)) {}

    /// What text() gave: of another boot it counts for nothing. Of text that nobody can have written all is spent.
    void restore(std::string_view text, Monotonic now);
    [[nodiscard]] std::string text() const;

    [[nodiscard]] std::uint64_t spent(Monotonic now) const;
    /// False when there is not so much left.
    [[nodiscard]] bool reserve(std::uint64_t bytes, Monotonic now);
    /// What was reserved last took so much.
    void settle(std::uint64_t bytes);
    /// When something was spent last.
    [[nodiscard]] std::optional<Monotonic> latest() const;

  private:
    struct Spending {
        Monotonic at{};
        std::uint64_t bytes = 0;
    };

    void forget(Monotonic now);

    std::uint64_t daily_;
    std::string boot_;
    std::vector<Spending> spendings_;  // oldest first
};

}  // namespace magpie::agent::throughput
