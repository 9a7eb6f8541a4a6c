#include "agent/path_trace/recent_answers.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

/// Bad: it got lost on the way. Unknown: the probe says nothing of the way, for it did not go it.
Finding of(probe::State state) {
    switch (state) {
        case probe::State::no_answer:
        case probe::State::unreachable:
            return Finding::bad;
        case probe::State::no_address:
        case probe::State::not_allowed:
            return Finding::unknown;
        default:
            return Finding::good;
    }
}

}  // namespace

void RecentAnswers::add(probe::State state) {
    const auto found = of(state);
    if (found == Finding::unknown) {
        return;
    }
    lost_ <<= 1;
    lost_[0] = found == Finding::bad;
    known_ = std::min(known_ + 1, most);
}

Finding RecentAnswers::finding() const {
    if (lost_.count() >= 2) {
        return Finding::bad;
    }
    return lost_.none() && known_ > 0 ? Finding::good : Finding::unknown;
}

Finding best_of(Finding one, Finding other) {
    if (one == Finding::good || other == Finding::good) {
        return Finding::good;
    }
    return one == Finding::bad || other == Finding::bad ? Finding::bad : Finding::unknown;
}

}  // namespace magpie::agent
