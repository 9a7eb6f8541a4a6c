#include "agent/outbox/outbox.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

std::size_t cost(const Report& report) {
    return sizeof(Report) + report.samples.size() * sizeof(Sample);
}

}  // namespace

ReportNumber Outbox::commit(Report report) {
    newest_ = next(newest_);
    report.number = newest_;
    report.samples.shrink_to_fit();
    bytes_ += cost(report);
    held_.push_back(std::move(report));
    make_room();
    return newest_;
}

void Outbox::acknowledged(const Acknowledge& acknowledge) {
    if (acknowledge.epoch != epoch_ || acknowledge.highest > newest_) {
        return;
    }
    while (!held_.empty() && held_.front().number <= acknowledge.safe) {
        drop_front();
    }
    // It can go back: what a collector had received and was not safe has gone down with it.
    received_ = std::max(acknowledge.received, previous(oldest()));
}

ReportNumber Outbox::oldest() const {
    return held_.empty() ? next(newest_) : held_.front().number;
}

const Report* Outbox::after(ReportNumber number) const {
    // Numbers are dense from the front: nothing is dropped but from there.
    if (held_.empty() || number >= newest_) {
        return nullptr;
    }
    const auto front = value(held_.front().number);
    const auto wanted = std::max(value(number) + 1, front);
    return &held_[static_cast<std::size_t>(wanted - front)];
}

std::vector<bool> Outbox::mentioned() const {
    std::vector<bool> ids;
    for (const auto& report : held_) {
        for (const auto& sample : report.samples) {
            const auto id = static_cast<std::size_t>(sample.series);
            if (id >= ids.size()) {
                ids.resize(id + 1, false);
            }
            ids[id] = true;
        }
    }
    return ids;
}

void Outbox::drop_front() {
    bytes_ -= cost(held_.front());
    held_.pop_front();
}

void Outbox::make_room() {
    // The newest report always stays. A segment ends where the next whole report begins: what is left must not build on
    // what is gone.
    while (bytes_ > most_bytes_ && held_.size() > 1) {
        do {
            drop_front();
            ++dropped_;
        } while (held_.size() > 1 && !held_.front().whole);
    }
}

}  // namespace magpie::agent
