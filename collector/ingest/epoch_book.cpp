#include "collector/ingest/epoch_book.hpp"

#include <algorithm>

namespace magpie::collector {

namespace {

constexpr ReportNumber first_number{1};

/// From what is had without a gap to the first range above.
ReportRange lowest_hole(const Reach& reach) {
    return {next(reach.end), previous(reach.ahead.front().first)};
}

/// What of the range has not come is lost.
void give_up_missing(EpochBook& book, ReportRange range, LostRanges& lost) {
    if (range.last <= book.received.end || range.last < range.first) {
        return;
    }
    for (const auto& hole : book.received.missing(range)) {
        lost.push_back(hole);
        book.settled.add(hole);
    }
    book.received.add(range);
}

/// What is lost because there is no room to remember it: only a node that lies, or that loses reports by dozens while
/// the store is away, comes so far.
void bound(EpochBook& book, LostRanges& lost) {
    while (true) {
        if (book.received.ahead.size() > EpochBook::most_gaps) {
            give_up_missing(book, lowest_hole(book.received), lost);
        } else if (book.settled.ahead.size() > EpochBook::most_parts) {
            const auto hole = lowest_hole(book.settled);
            if (hole.last < book.oldest || hole.first > book.last) {
                lost.push_back(hole);
                book.received.add(hole);
                book.settled.add(hole);
            } else {
                book.settled.ahead.pop_back();  // it stays open: some of the hole may still come
            }
        } else {
            return;
        }
    }
}

}  // namespace

LostRanges EpochBook::node_holds(ReportNumber first, ReportNumber through) {
    const auto known = std::max(last, received.highest());
    LostRanges lost;
    give_up_missing(*this, {first_number, previous(first)}, lost);
    give_up_missing(*this, {next(through), known}, lost);
    oldest = first;
    last = through;
    bound(*this, lost);
    return lost;
}

void EpochBook::told_safe(ReportNumber through) {
    received.add({first_number, through});
    settled.add({first_number, through});
    last = std::max(last, through);
}

LostRanges EpochBook::lose(ReportRange range) {
    LostRanges lost;
    give_up_missing(*this, range, lost);
    last = std::max(last, range.last);
    bound(*this, lost);
    return lost;
}

LostRanges EpochBook::forget_unsettled() {
    LostRanges lost;
    const auto lose = [&](ReportRange range) {
        if (range.first <= range.last) {
            lost.push_back(range);
            settled.add(range);
        }
    };
    for (const auto& came : received.ranges()) {
        for (const auto& open : settled.missing(came)) {
            lose({open.first, std::min(open.last, previous(oldest))});
            lose({std::max(open.first, next(last)), open.last});
        }
    }
    received = settled;
    bound(*this, lost);
    return lost;
}

LostRanges EpochBook::unsettled() const {
    return settled.missing({first_number, std::max(last, received.highest())});
}

LostRanges EpochBook::settle(ReportRange range) {
    LostRanges lost;
    settled.add(range);
    bound(*this, lost);
    return lost;
}

LostRanges EpochBook::give_up(ReportRange range) {
    auto lost = settled.missing(range);
    settled.add(range);
    bound(*this, lost);
    return lost;
}

Seen EpochBook::record(ReportRange range) {
    if (received.holds(range)) {
        return Seen::duplicate;
    }
    if (received.ahead.size() >= most_gaps && range.first > next(received.end)) {
        return Seen::beyond_memory;
    }
    received.add(range);
    last = std::max(last, range.last);
    return Seen::fresh;
}

}  // namespace magpie::collector
