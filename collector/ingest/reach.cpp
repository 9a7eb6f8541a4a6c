#include "collector/ingest/reach.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector {

bool Reach::holds(ReportRange range) const {
    return range.last <= end || std::ranges::any_of(ahead, [&](const ReportRange& have) {
               return have.first <= range.first && range.last <= have.last;
           });
}

std::vector<ReportRange> Reach::missing(ReportRange within) const {
    std::vector<ReportRange> holes;
    auto from = std::max(within.first, next(end));
    for (const auto& have : ahead) {
        if (have.first > within.last) {
            break;
        }
        if (from < have.first) {
            holes.push_back({from, previous(have.first)});
        }
        from = std::max(from, next(have.last));
    }
    if (from <= within.last) {
        holes.push_back({from, within.last});
    }
    return holes;
}

std::vector<ReportRange> Reach::ranges() const {
    auto all = ahead;
    if (end != ReportNumber{}) {
        all.insert(all.begin(), {ReportNumber{1}, end});
    }
    return all;
}

void Reach::add(ReportRange range) {
    if (ahead.empty() && range.first <= next(end)) {
        end = std::max(end, range.last);
        return;
    }
    ahead.insert(std::ranges::lower_bound(ahead, range), range);
    std::vector<ReportRange> merged;
    for (const auto& one : ahead) {
        if (one.first <= next(end)) {
            end = std::max(end, one.last);
        } else if (!merged.empty() && one.first <= next(merged.back().last)) {
            merged.back().last = std::max(merged.back().last, one.last);
        } else {
            merged.push_back(one);
        }
    }
    ahead = std::move(merged);
}

}  // namespace magpie::collector
