#include "agent/path_trace/trace_plan.hpp"

#include <algorithm>

namespace magpie::agent {

bool TracePlan::take(bool is_called_for, const Now& now) {
    if (!is_called_for) {
        begin_at_.reset();
        return false;
    }
    if (under_way_) {
        return false;
    }
    if (!begin_at_) {
        std::uniform_int_distribution<Milliseconds::rep> within(0, settings_.spread.count());
        const auto at = now.mono + Milliseconds{within(random_)};
        begin_at_ = begun_at_ ? std::max(at, *begun_at_ + settings_.interval) : at;
    }
    if (now.mono < *begin_at_) {
        return false;
    }
    begin_at_.reset();
    begun_at_ = now.mono;
    under_way_ = true;
    return true;
}

}  // namespace magpie::agent
