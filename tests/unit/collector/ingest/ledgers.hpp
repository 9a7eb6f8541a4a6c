#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "collector/ingest/ledger.hpp"

namespace magpie::collector {

// Short words for what a ledger hears and is asked.

inline constexpr Epoch first_epoch{0xaaaa};
inline constexpr Epoch second_epoch{0xbbbb};
inline constexpr Epoch third_epoch{0xcccc};

inline ReportHeader says(Epoch epoch, std::uint64_t oldest, std::uint64_t newest,
                         std::vector<EarlierEpoch> earlier = {}) {
    return {
        .epoch = epoch, .oldest = ReportNumber{oldest}, .newest = ReportNumber{newest}, .earlier = std::move(earlier)};
}
/// Of an epoch that has ended.
inline ReportHeader says_closed(Epoch epoch, std::uint64_t oldest, std::uint64_t last) {
    return {.epoch = epoch,
            .oldest = ReportNumber{oldest},
            .newest = ReportNumber{last},
            .historical = true,
            .closed = true};
}
inline EarlierEpoch still_held(Epoch epoch, std::uint64_t oldest, std::uint64_t last) {
    return {epoch, ReportNumber{oldest}, ReportNumber{last}};
}
inline ReportRange range(std::uint64_t first, std::uint64_t last) {
    return {ReportNumber{first}, ReportNumber{last}};
}
inline ReportRange only(std::uint64_t number) {
    return range(number, number);
}

/// A ledger that has heard of numbers 1 to `newest`, all of them held.
inline Ledger heard(std::uint64_t newest) {
    Ledger ledger;
    ledger.hear(says(first_epoch, 1, newest));
    return ledger;
}

/// Of the present epoch.
inline Seen record(Ledger& ledger, ReportRange range) {
    return ledger.record(ledger.epoch(), range);
}
inline std::uint64_t received(const Ledger& ledger) {
    return value(ledger.received());
}
inline std::uint64_t safe(const Ledger& ledger) {
    return value(ledger.safe());
}

/// After a restart of the collector.
inline Ledger restarted(const Ledger& ledger) {
    auto restored = Ledger::decode(ledger.encode());
    restored.forget_unsettled();
    return restored;
}

}  // namespace magpie::collector
