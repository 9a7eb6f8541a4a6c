#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/report/header.hpp"
#include "wire/report/number.hpp"

namespace magpie::collector {

enum class Seen : std::uint8_t { fresh, duplicate, beyond_memory };

/// Numbers from 1: all up to `end`, and ranges above it, ascending, apart from each other and from `end`.
struct Reach {
    ReportNumber end{};
    std::vector<ReportRange> ahead;

    [[nodiscard]] ReportNumber highest() const { return ahead.empty() ? end : ahead.back().last; }
    [[nodiscard]] bool holds(ReportRange range) const;
    void add(ReportRange range);
    void add_all_to(ReportNumber last);
    friend bool operator==(const Reach&, const Reach&) = default;
};

/// Which reports of one node have arrived, and which of them are settled: kept by the history store, or refused for
/// good. All up to `received` have arrived, and ranges above it while something between is missing. A number the node
/// no longer holds and we never got is lost, and counted. So is what was received of an epoch that the node has closed
/// and went down with the process that held it. One a node; owned by Ingest.
class Ledger {
  public:
    /// Reads what a header says besides its own range: a new epoch closes the one before, of which only what was
    /// received can still be settled; what lies before the oldest held is lost.
    void hear(const ReportHeader& header);

    /// Takes in a report's range. `beyond_memory`: more separate gaps than are remembered; the report counts as not
    /// received and will come again.
    [[nodiscard]] Seen record(ReportRange range);

    /// A range that was recorded in this epoch, or in one that was closed, will not be lost any more; false when it is
    /// of neither. Ranges are settled in the order in which they were recorded, so there are never more gaps between
    /// them than between those.
    bool settled(Epoch epoch, ReportRange range);

    /// What was received and not settled went down with the process that held it. The node still has it; but what is of
    /// a closed epoch it has no longer, and that is lost.
    void forget_unsettled();

    [[nodiscard]] Epoch epoch() const { return epoch_; }
    /// Highest number without a gap before it.
    [[nodiscard]] ReportNumber received() const { return received_.end; }
    /// Highest number without one before it that is not settled. At most received().
    [[nodiscard]] ReportNumber safe() const { return settled_.end; }
    /// Highest number that arrived at all.
    [[nodiscard]] ReportNumber highest() const { return received_.highest(); }
    [[nodiscard]] bool has_gap() const { return !received_.ahead.empty(); }
    /// Reports lost since the node was first heard of.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

    /// For the database. decode() of anything else than an encode() is an empty ledger.
    [[nodiscard]] std::string encode() const;
    static Ledger decode(std::string_view bytes);

  private:
    /// An epoch that was closed, and what was received of it and is not settled: apart, ascending.
    struct Closed {
        Epoch epoch{};
        std::vector<ReportRange> open;
    };

    static constexpr std::size_t most_gaps = 64;
    /// A node whose outbox is lost more often than this while the store is away: the oldest are counted as lost.
    static constexpr std::size_t most_closed = 4;
    /// The parts that `most_gaps` gaps in what is received and as many in what is settled can leave between them.
    static constexpr std::size_t most_open = 2 * (most_gaps + 1);

    void close_epoch();
    [[nodiscard]] static bool decode_closed(std::string_view bytes, Closed& closed);
    [[nodiscard]] std::uint64_t open_numbers(ReportNumber last) const;

    Epoch epoch_{};
    Reach received_;
    Reach settled_;             // within received_
    ReportNumber announced_{};  // highest number the node said it gave out
    std::uint64_t lost_ = 0;
    std::vector<Closed> closed_;  // oldest first
};

}  // namespace magpie::collector
