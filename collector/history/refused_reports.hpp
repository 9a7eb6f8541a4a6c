#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>

#include "collector/fleet/fleet.hpp"
#include "collector/history/batch.hpp"
#include "wire/report/number.hpp"
#include "wire/time.hpp"

namespace magpie::collector::history {

/// A report that the store refused for good, as the operator sees it: nothing in it that is not plain text.
struct RefusedReport {
    UtcMs time{};      // when it was set aside
    std::string area;  // escaped
    std::string node;  // escaped; empty with the area where the node is forgotten by now
    Epoch epoch{};     // 0: what the collector itself says of the node
    ReportRange range{};
    std::int64_t first_ms = 0;  // of its samples; ms since 1970, by the device's clock
    std::int64_t last_ms = 0;
    std::size_t samples = 0;
    std::string words;  // the store's, escaped

    [[nodiscard]] std::size_t bytes() const {
        return sizeof(RefusedReport) + area.capacity() + node.capacity() + words.capacity();
    }
};

/// The last reports that were set aside, for a look: a few of each node, so that one hides no other, and all of them
/// within most_bytes. One thread; owned by the History.
class RefusedReports {
  public:
    static constexpr std::size_t most_of_a_node = 8;
    static constexpr std::size_t most_bytes = std::size_t{128} << 10;

    explicit RefusedReports(const Fleet& fleet) : fleet_(fleet) {}

    /// `samples` are those of the report; `words` come from the store and may hold anything.
    void add(const BatchedReport& report, std::span<const LoggedSample> samples, std::string_view words,
             const Now& now);

    /// Oldest first.
    [[nodiscard]] const std::deque<RefusedReport>& kept() const { return kept_; }
    /// Also those that are no longer here.
    [[nodiscard]] std::uint64_t ever_added() const { return ever_added_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

  private:
    void forget(const std::deque<RefusedReport>::const_iterator& which);

    const Fleet& fleet_;
    std::deque<RefusedReport> kept_;
    std::uint64_t ever_added_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace magpie::collector::history
