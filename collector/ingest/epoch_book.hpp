#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "collector/ingest/reach.hpp"
#include "wire/report/number.hpp"

namespace magpie::collector {

/// Numbers that nobody will ever have.
using LostRanges = std::vector<ReportRange>;

enum class Seen : std::uint8_t { fresh, duplicate, beyond_memory };

/// What is known of the reports of one epoch. What was given up as lost is in `received` and in `settled` too: nobody
/// waits for it. What was received and is not settled is *open*. A value of the Ledger.
struct EpochBook {
    /// Ranges of `received` above its end.
    static constexpr std::size_t most_gaps = 64;
    /// Ranges of `settled` above its end: beside the gaps in what is received, losses leave some between what is open.
    static constexpr std::size_t most_parts = 2 * (most_gaps + 1);

    Epoch epoch{};
    Reach received;
    Reach settled;  // within received
    /// The node holds `oldest` to `last` and nothing else, as it said last; `oldest` is at most next(last).
    ReportNumber oldest{1};
    ReportNumber last{};
    bool listed = false;  // among those that have ended: the node waits to hear of it

    /// Something the node holds has not come.
    [[nodiscard]] bool lacks() const { return received.end < last; }

    [[nodiscard]] Seen record(ReportRange range);

    /// Another collector has settled all of it, also what has not come here.
    void told_safe(ReportNumber through);

    // Each of the next five says which numbers were lost by it.

    /// The node holds these and nothing else: what has not come of all others will not. What is open may still be
    /// settled.
    [[nodiscard]] LostRanges node_holds(ReportNumber first, ReportNumber through);
    /// The node says that what these stood for is gone. What has come may still be settled.
    [[nodiscard]] LostRanges lose(ReportRange range);
    /// What is open went down with the process that held it: as far as the node holds it, it has not come.
    [[nodiscard]] LostRanges forget_unsettled();
    /// A range that is within what was received. Ranges are settled in the order in which they were recorded, so they
    /// leave no more parts than those had gaps.
    [[nodiscard]] LostRanges settle(ReportRange range);
    /// The same, and what of it was open is lost: nobody will ever keep it.
    [[nodiscard]] LostRanges give_up(ReportRange range);

    /// Which numbers would be lost, were it forgotten.
    [[nodiscard]] LostRanges unsettled() const;
};

}  // namespace magpie::collector
