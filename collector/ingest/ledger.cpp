#include "collector/ingest/ledger.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector {

void Ledger::hear(const ReportHeader& header) {
    if (header.closed) {
        hear_closed(header);
        return;
    }
    const bool first_contact = present_.epoch == Epoch{};
    if (header.epoch != present_.epoch) {
        begin(header, first_contact);
    }
    count(present_.epoch, present_.node_holds(header.oldest, std::max(present_.last, header.newest)));
    hear_earlier(header.earlier, first_contact);
    forget_oldest();
}

void Ledger::follow(const ReportHeader& header) {
    const auto counted = lost_;
    const auto named = losses_.size();
    hear(header);
    lost_ = counted;
    losses_.resize(named);
}

void Ledger::told_safe(Epoch epoch, ReportNumber safe) {
    auto* book = find(epoch);
    if (book != nullptr && safe > book->settled.end) {
        book->told_safe(safe);
    }
}

void Ledger::begin(const ReportHeader& header, bool first_contact) {
    // One that comes back begins anew: what it had is asked for again, or counted as what the node no longer holds.
    std::erase_if(earlier_, [&](const EpochBook& one) { return one.epoch == header.epoch; });
    if (!first_contact) {
        earlier_.push_back(std::move(present_));
    }
    present_ = {};
    present_.epoch = header.epoch;
    if (first_contact) {
        // What a node never heard of before no longer holds was settled by a collector that lost its disk, or by none:
        // no claim.
        present_.received.end = previous(header.oldest);
        present_.settled.end = previous(header.oldest);
    }
}

/// It says nothing of other epochs. Where it names the present one, the node has begun another of which nothing was
/// heard yet: until then this one stays where it is, and is told of as ever.
void Ledger::hear_closed(const ReportHeader& header) {
    auto* book = find(header.epoch);
    if (book == nullptr) {
        book = &enter(header.epoch, header.oldest, /*claim=*/false);
    }
    book->listed = book != &present_;
    count(book->epoch, book->node_holds(header.oldest, header.newest));
    forget_oldest();
}

void Ledger::hear_earlier(const std::vector<EarlierEpoch>& listed, bool first_contact) {
    for (auto& book : earlier_) {
        book.listed = std::ranges::find(listed, book.epoch, &EarlierEpoch::epoch) != listed.end();
        if (!book.listed && book.oldest <= book.last) {
            count(book.epoch, book.node_holds(next(book.last), book.last));
        }
    }
    for (const auto& one : listed) {
        auto* book = find(one.epoch);
        if (book == nullptr) {
            book = &enter(one.epoch, one.oldest, /*claim=*/!first_contact);
        }
        book->listed = true;
        count(book->epoch, book->node_holds(one.oldest, one.last));
    }
}

EpochBook& Ledger::enter(Epoch epoch, ReportNumber oldest, bool claim) {
    auto& book = earlier_.emplace_back();
    book.epoch = epoch;
    if (!claim) {
        book.received.end = previous(oldest);
        book.settled.end = previous(oldest);
    }
    return book;
}

/// Of those that are too many goes the oldest that the node does not list; it cannot list more than are kept.
void Ledger::forget_oldest() {
    if (earlier_.size() <= most_remembered) {
        return;
    }
    while (earlier_.size() > most_remembered) {
        auto oldest = std::ranges::find(earlier_, false, &EpochBook::listed);
        if (oldest == earlier_.end()) {
            if (earlier_.size() <= most_earlier) {
                break;
            }
            oldest = earlier_.begin();
        }
        count(oldest->epoch, oldest->unsettled());
        earlier_.erase(oldest);
    }
    earlier_.shrink_to_fit();  // there are a hundred thousand ledgers
}

void Ledger::count(Epoch epoch, const LostRanges& lost) {
    for (const auto& range : lost) {
        lost_ += length(range);
        if (losses_.size() < most_losses) {
            losses_.push_back({epoch, range});
        }
    }
}

EpochBook* Ledger::find(Epoch epoch) {
    if (epoch == present_.epoch) {
        return &present_;
    }
    const auto found = std::ranges::find(earlier_, epoch, &EpochBook::epoch);
    return found == earlier_.end() ? nullptr : &*found;
}

Seen Ledger::record(Epoch epoch, ReportRange range) {
    auto* book = find(epoch);
    return book == nullptr ? Seen::beyond_memory : book->record(range);
}

void Ledger::lose(Epoch epoch, ReportRange range) {
    if (auto* book = find(epoch)) {
        count(epoch, book->lose(range));
    }
}

bool Ledger::settled(Epoch epoch, ReportRange range) {
    // An epoch may have come back and begun anew since.
    auto* book = find(epoch);
    if (book == nullptr || !book->received.holds(range)) {
        return false;
    }
    count(epoch, book->settle(range));
    return true;
}

bool Ledger::given_up(Epoch epoch, ReportRange range) {
    auto* book = find(epoch);
    if (book == nullptr || !book->received.holds(range)) {
        return false;
    }
    count(epoch, book->give_up(range));
    return true;
}

void Ledger::forget_unsettled(bool another) {
    const auto forget = [&](EpochBook& book) {
        const auto lost = book.forget_unsettled();
        if (!another) {
            count(book.epoch, lost);
        }
    };
    forget(present_);
    std::ranges::for_each(earlier_, forget);
}

bool Ledger::has_gap() const {
    return !present_.received.ahead.empty() || ended_lacks();
}

bool Ledger::lacks() const {
    return present_.lacks() || ended_lacks();
}

bool Ledger::ended_lacks() const {
    return std::ranges::any_of(earlier_, [](const EpochBook& one) { return one.listed && one.lacks(); });
}

std::vector<Acknowledge> Ledger::acknowledgements(bool ask) const {
    std::vector<Acknowledge> words;
    const auto tell = [&](const EpochBook& book, ReportNumber highest) {
        words.push_back(
            {.epoch = book.epoch, .received = book.received.end, .safe = book.settled.end, .highest = highest});
    };
    const auto highest = [ask](const EpochBook& book) {
        return ask ? std::max(book.received.highest(), book.last) : book.received.highest();
    };
    if (present_.epoch != Epoch{}) {
        tell(present_, highest(present_));
    }
    for (const auto& book : earlier_) {
        if (book.listed) {
            tell(book, highest(book));
        }
    }
    return words;
}

}  // namespace magpie::collector
