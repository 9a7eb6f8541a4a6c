#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector {

/// One thing that a person commanded.
struct AuditRow {
    std::uint64_t id = 0;  // ascending
    UtcMs at{};
    std::string who;   // name of a token
    std::string what;  // order_taken, order_refused, order_withdrawn, order_replaced, block_posted, throughput_asked,
                       // quarantine_released, and of the console (docs/openapi.yaml)
    std::string detail;
    friend bool operator==(const AuditRow&, const AuditRow&) = default;
};

/// What people commanded, the last ten thousand. A value; owned by OrderDesk.
class Audit {
  public:
    static constexpr std::size_t most_rows = 10'000;

    /// What was kept, oldest first.
    void restore(std::vector<AuditRow> rows);
    const AuditRow& add(UtcMs at, std::string_view who, std::string_view what, std::string detail);
    /// Oldest first.
    [[nodiscard]] const std::deque<AuditRow>& rows() const { return rows_; }

  private:
    std::deque<AuditRow> rows_;
    std::uint64_t last_id_ = 0;
};

}  // namespace magpie::collector
