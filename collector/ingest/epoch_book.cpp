#include "collector/ingest/epoch_book.hpp"

#include <algorithm>

namespace magpie::collector {

namespace {

constexpr ReportNumber first_number{1};

/// From what is had without a gap to the first range above.
ReportRange lowest_hole(const Reach& reach) {
    return {next(reach.end), previous(reach.ahead.front().first)};
}

/// What of the range has not come is lost; how many.
std::uint64_t give_up_missing(EpochBook& book, ReportRange range) {
    if (range.last <= book.received.end || range.last < range.first) {
        return 0;
    }
    std::uint64_t lost = 0;
    for (const auto& hole : book.received.missing(range)) {
        lost += length(hole);
        book.settled.add(hole);
    }
    book.received.add(range);
    return lost;
}

/// What is lost because there is no room to remember it: only a node that lies, or that loses reports by dozens while
/// the store is away, comes so far.
std::uint64_t bound(EpochBook& book) {
    std::uint64_t lost = 0;
    while (true) {
        if (book.received.ahead.size() > EpochBook::most_gaps) {
            lost += give_up_missing(book, lowest_hole(book.received));
        } else if (book.settled.ahead.size() > EpochBook::most_parts) {
            const auto hole = lowest_hole(book.settled);
            if (hole.last < book.oldest || hole.first > book.last) {
                lost += length(hole);
                book.received.add(hole);
                book.settled.add(hole);
            } else {
                book.settled.ahead.pop_back();  // it stays open: some of the hole may still come
            }
        } else {
            return lost;
        }
    }
}

}  // namespace

std::uint64_t EpochBook::node_holds(ReportNumber first, ReportNumber through) {
    const auto known = std::max(last, received.highest());
    auto lost = give_up_missing(*this, {first_number, previous(first)});
    lost += give_up_missing(*this, {next(through), known});
    oldest = first;
    last = through;
    return lost + bound(*this);
}

void EpochBook::told_safe(ReportNumber through) {
    received.add({first_number, through});
    settled.add({first_number, through});
    last = std::max(last, through);
}

std::uint64_t EpochBook::lose(ReportRange range) {
    const auto lost = give_up_missing(*this, range);
    last = std::max(last, range.last);
    return lost + bound(*this);
}

std::uint64_t EpochBook::forget_unsettled() {
    std::uint64_t lost = 0;
    const auto lose = [&](ReportRange range) {
        if (range.first <= range.last) {
            lost += length(range);
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
    return lost + bound(*this);
}

std::uint64_t EpochBook::unsettled() const {
    std::uint64_t numbers = 0;
    for (const auto& hole : settled.missing({first_number, std::max(last, received.highest())})) {
        numbers += length(hole);
    }
    return numbers;
}

std::uint64_t EpochBook::settle(ReportRange range) {
    settled.add(range);
    return bound(*this);
}

std::uint64_t EpochBook::give_up(ReportRange range) {
    std::uint64_t lost = 0;
    for (const auto& open : settled.missing(range)) {
        lost += length(open);
    }
    return lost + settle(range);
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
