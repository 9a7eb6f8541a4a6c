#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/report/header.hpp"
#include "wire/report/number.hpp"

namespace magpie::collector {

enum class Seen : std::uint8_t { fresh, duplicate, beyond_memory };

/// Which reports of one node have arrived: all up to `received`, and ranges above it while something between is
/// missing. A number the node no longer holds and we never got is lost, and counted. One a node; owned by Ingest.
class Ledger {
  public:
    /// Reads what a header says besides its own range: a new epoch closes the one before; what lies before the oldest
    /// held is lost.
    void hear(const ReportHeader& header);

    /// Takes in a report's range. `beyond_memory`: more separate gaps than are remembered; the report counts as not
    /// received and will come again.
    [[nodiscard]] Seen record(ReportRange range);

    [[nodiscard]] Epoch epoch() const { return epoch_; }
    /// Highest number without a gap before it.
    [[nodiscard]] ReportNumber received() const { return received_; }
    /// Highest number that arrived at all.
    [[nodiscard]] ReportNumber highest() const { return ahead_.empty() ? received_ : ahead_.back().last; }
    [[nodiscard]] bool has_gap() const { return !ahead_.empty(); }
    /// Reports lost since the node was first heard of.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

    /// For the database. decode() of anything else than an encode() is an empty ledger.
    [[nodiscard]] std::string encode() const;
    static Ledger decode(std::string_view bytes);

  private:
    static constexpr std::size_t most_gaps = 64;

    void advance_to(ReportNumber received);
    void absorb();
    [[nodiscard]] std::uint64_t open_numbers() const;

    Epoch epoch_{};
    ReportNumber received_{};
    ReportNumber announced_{};  // highest number the node said it gave out
    std::uint64_t lost_ = 0;
    std::vector<ReportRange> ahead_;  // ascending, apart from each other and from received_
};

}  // namespace magpie::collector
