#pragma once

#include <cstdint>
#include <set>

#include "collector/ingest/ledger.hpp"
#include "wire/report/header.hpp"

namespace magpie::fakes {

/// What a ledger is, without any cleverness: a set of numbers.
class NaiveLedger {
  public:
    void hear(const ReportHeader& header) {
        if (header.epoch != epoch_) {
            const bool first = epoch_ == Epoch{};
            close_below(announced_ + 1);
            epoch_ = header.epoch;
            arrived_.clear();
            announced_ = 0;
            floor_ = first ? value(header.oldest) - 1 : 0;
        }
        announced_ = std::max(announced_, value(header.newest));
        close_below(value(header.oldest));
    }

    collector::Seen record(ReportRange range) {
        bool fresh = false;
        for (auto number = value(range.first); number <= value(range.last); ++number) {
            fresh = fresh || !settled(number);
        }
        if (!fresh) {
            return collector::Seen::duplicate;
        }
        if (runs() >= 64 && value(range.first) > received() + 1) {
            return collector::Seen::beyond_memory;
        }
        for (auto number = value(range.first); number <= value(range.last); ++number) {
            if (!settled(number)) {
                arrived_.insert(number);
            }
        }
        announced_ = std::max(announced_, value(range.last));
        return collector::Seen::fresh;
    }

    [[nodiscard]] Epoch epoch() const { return epoch_; }
    [[nodiscard]] bool holds(ReportRange range) const {
        for (auto number = value(range.first); number <= value(range.last); ++number) {
            if (!settled(number)) {
                return false;
            }
        }
        return true;
    }
    [[nodiscard]] std::uint64_t received() const {
        auto number = floor_;
        while (arrived_.contains(number + 1)) {
            ++number;
        }
        return number;
    }
    [[nodiscard]] std::uint64_t highest() const {
        return arrived_.empty() ? floor_ : std::max(floor_, *arrived_.rbegin());
    }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }

  private:
    [[nodiscard]] bool settled(std::uint64_t number) const { return number <= floor_ || arrived_.contains(number); }
    void close_below(std::uint64_t end) {
        for (auto number = floor_ + 1; number < end; ++number) {
            lost_ += arrived_.contains(number) ? 0 : 1;
        }
        floor_ = std::max(floor_, end - 1);
    }
    /// Separate runs above what is received.
    [[nodiscard]] std::size_t runs() const {
        std::size_t count = 0;
        for (const auto number : arrived_) {
            count += number > received() && !settled(number - 1) ? 1 : 0;
        }
        return count;
    }

    Epoch epoch_{};
    std::set<std::uint64_t> arrived_;  // above floor_, or below and kept
    std::uint64_t floor_ = 0;          // all up to here is settled
    std::uint64_t announced_ = 0;
    std::uint64_t lost_ = 0;
};

}  // namespace magpie::fakes
