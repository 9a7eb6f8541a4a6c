#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector {

/// How many different texts one node and its devices show within a day: each is a series of its own for Prometheus,
/// kept for as long as that keeps anything. One that was seen already is free. One a node; owned by Ingest.
class TextQuota {
  public:
    /// `text` stands for a value together with the metric that has it.
    [[nodiscard]] bool take(std::uint64_t text, std::size_t most, const Now& now);

  private:
    Monotonic begun_{};
    std::vector<std::uint64_t> seen_;  // ascending
};

}  // namespace magpie::collector
