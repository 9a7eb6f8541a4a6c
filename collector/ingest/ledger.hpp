#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collector/ingest/epoch_book.hpp"
#include "collector/ingest/node_clock.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"
#include "wire/report/number.hpp"

namespace magpie::collector {

/// Reports of an epoch that are counted as lost.
struct Loss {
    Epoch epoch{};
    ReportRange range{};
    friend bool operator==(const Loss&, const Loss&) = default;
};

/// Which reports of one node have arrived, and which of them are settled: kept by the history store, or refused for
/// good. All up to `received` have arrived, and ranges above it while something between is missing. A number the node
/// no longer holds and we never got is lost, and counted, once. So is what was received, went down unsettled with the
/// process that held it, and is held by the node no more. One a node; owned by Ingest.
class Ledger {
  public:
    /// Reads what a header says besides its own range: which epoch is the present one, and what the node holds of that
    /// one and of those that have ended.
    void hear(const ReportHeader& header);
    /// The same, where another collector settles: what the node holds no more was settled there, or counted as lost.
    void follow(const ReportHeader& header);
    /// Another collector has settled all up to `safe`.
    void told_safe(Epoch epoch, ReportNumber safe);

    /// Takes in a report's range, of an epoch that was heard of. `beyond_memory`: more separate gaps than are
    /// remembered; the report counts as not received and will come again.
    [[nodiscard]] Seen record(Epoch epoch, ReportRange range);

    /// The node held these numbers of an epoch that was heard of, and has them no more.
    void lose(Epoch epoch, ReportRange range);

    /// A range that was recorded will not be lost any more; false when this ledger knows of none. Ranges are settled in
    /// the order in which they were recorded.
    bool settled(Epoch epoch, ReportRange range);
    /// The same of what came and will never be kept: what of it was not settled before counts as lost.
    bool given_up(Epoch epoch, ReportRange range);

    /// What was received and not settled went down with the process that held it: what the node still holds has not
    /// come, the rest is lost; but not where `another` collector may have settled it.
    void forget_unsettled(bool another = false);

    /// The present one, and what is known of it: the highest number without a gap before it, the highest without one
    /// before it that is not settled (at most received()), and the highest that arrived at all.
    [[nodiscard]] Epoch epoch() const { return present_.epoch; }
    [[nodiscard]] ReportNumber received() const { return present_.received.end; }
    [[nodiscard]] ReportNumber safe() const { return present_.settled.end; }
    [[nodiscard]] ReportNumber highest() const { return present_.received.highest(); }
    /// Something is missing that the node holds: between reports of the present epoch, or anywhere in one that has
    /// ended.
    [[nodiscard]] bool has_gap() const;
    /// The node holds some that have not come.
    [[nodiscard]] bool lacks() const;
    /// Reports lost since the node was first heard of.
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    /// Which of them since the last call; of a node that loses more ranges at a time than are remembered, the first.
    [[nodiscard]] std::vector<Loss> take_losses() { return std::exchange(losses_, {}); }

    /// What the node is to be told: of the present epoch, and of each that has ended and which it lists. No report
    /// shows by its number that the last ones are missing, so they are asked for where `ask` is set.
    [[nodiscard]] std::vector<Acknowledge> acknowledgements(bool ask) const;

    /// What dates the node's reports where it does not know the time (NodeClock): kept with the books, for a report
    /// that is sent again must get the same date.
    std::optional<NodeClock::Kept> clock;

    /// For the database. decode() of anything else than an encode() is an empty ledger.
    [[nodiscard]] std::string encode() const;
    static Ledger decode(std::string_view bytes);

    /// Epochs that have ended. All that a node lists are among them.
    static constexpr std::size_t most_earlier = most_earlier_epochs;
    /// Beside those that are listed others stay up to this many in all.
    static constexpr std::size_t most_remembered = 16;
    static constexpr std::size_t most_losses = 64;

  private:
    [[nodiscard]] EpochBook* find(Epoch epoch);
    void begin(const ReportHeader& header, bool first_contact);
    void hear_closed(const ReportHeader& header);
    void hear_earlier(const std::vector<EarlierEpoch>& listed, bool first_contact);
    [[nodiscard]] bool ended_lacks() const;
    EpochBook& enter(Epoch epoch, ReportNumber oldest, bool claim);
    void forget_oldest();
    void count(Epoch epoch, const LostRanges& lost);

    EpochBook present_;  // of epoch 0: none was heard of yet
    std::uint64_t lost_ = 0;
    std::vector<Loss> losses_;
    /// Those that have ended, oldest first. They stay when all is settled: a power cut can bring back what the node had
    /// deleted already.
    std::vector<EpochBook> earlier_;
};

}  // namespace magpie::collector
