#include "agent/session/backlog.hpp"

#include <algorithm>

namespace magpie::agent {

void Backlog::restart() {
    stretches_.clear();
    for (const auto& earlier : outbox_.earlier()) {
        stretches_.push_back({earlier.epoch, outbox_.received(earlier.epoch), earlier.last});
    }
    stretches_.push_back({outbox_.epoch(), outbox_.received(), outbox_.newest()});
}

void Backlog::missing(const Acknowledge& acknowledge) {
    const auto stretch = std::ranges::find(stretches_, acknowledge.epoch, &Stretch::epoch);
    if (stretch != stretches_.end()) {
        stretch->after = std::min(stretch->after, acknowledge.received);
        stretch->last = std::max(stretch->last, acknowledge.highest);
    }
}

const Report* Backlog::next(bool wall_known) {
    for (auto& stretch : stretches_) {
        stretch.after = std::max(stretch.after, outbox_.received(stretch.epoch));
        if (stretch.after >= stretch.last) {
            continue;
        }
        const auto* report = outbox_.after(stretch.epoch, stretch.after);
        if (report == nullptr || report->range.first > stretch.last) {
            stretch.after = stretch.last;
        } else if (wall_known || !report->of_earlier_boot) {
            return report;
        }
    }
    return nullptr;
}

void Backlog::sent(const Report& report) {
    const auto stretch = std::ranges::find(stretches_, report.epoch, &Stretch::epoch);
    if (stretch != stretches_.end()) {
        stretch->after = std::max(stretch->after, report.range.last);
    }
}

}  // namespace magpie::agent
