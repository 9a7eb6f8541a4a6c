#include "agent/stamp/statistics.hpp"

#include <algorithm>
#include <utility>

namespace magpie::stamp {

void Statistics::add(const Outcome& outcome) {
    ++window_.sent;
    if (!outcome.replied) {
        ++window_.lost;
        ++lost_ever_;
        window_.loss_bursts += run_++ == 0 ? 1 : 0;
        window_.longest_burst = std::max(window_.longest_burst, run_);
        return;
    }
    run_ = 0;
    ++window_.received;
    const auto& delays = outcome.replied->delays;
    if (delays.round_trip) {
        round_trips_.push_back(*delays.round_trip);
    } else {
        ++window_.undefined;
    }
    if (delays.one_way) {
        forward_.push_back(delays.one_way->forward);
        back_.push_back(delays.one_way->back);
        bound_ = std::max(bound_, delays.one_way->bound);
    }
    add_reply(outcome.sequence, *outcome.replied);
}

void Statistics::add_reply(std::uint64_t sequence, const Outcome::Replied& reply) {
    // A reflector that keeps no state copies our sequence.
    copies_ = copies_ || !reply.counts.value_or(true);
    counts_ =
        counts_ || reply.counts.value_or(false) || reply.reflector_sequence != static_cast<std::uint32_t>(sequence);
    const auto unwrapped = [&](std::uint32_t its) {
        const auto from = epoch_ ? epoch_->newest : std::int64_t{its};
        return from + static_cast<std::int32_t>(its - static_cast<std::uint32_t>(from));
    };
    const auto its = unwrapped(reply.reflector_sequence);
    // Overtaken on the way there, a packet has a lower number and left the reflector earlier. One that left later with
    // a lower number was counted from 0 again.
    if (epoch_ && its <= epoch_->newest && reply.reflected > epoch_->newest_left) {
        const auto lost = lost_in_epoch();
        earlier_epochs_.forward += lost.forward;
        earlier_epochs_.back += lost.back;
        ++window_.restarts;
        epoch_.reset();
    }
    const auto low = unwrapped(reply.lowest_sequence);
    const auto high = unwrapped(reply.highest_sequence);
    if (!epoch_) {
        epoch_ = Epoch{.first_sent = sequence,
                       .last_sent = sequence,
                       .lowest = low,
                       .highest = high,
                       .newest = its,
                       .newest_left = reply.reflected};
    }
    epoch_->last_sent = sequence;
    epoch_->lowest = std::min(epoch_->lowest, low);
    epoch_->highest = std::max(epoch_->highest, high);
    if (reply.reflected > epoch_->newest_left) {
        epoch_->newest = its;
        epoch_->newest_left = reply.reflected;
    }
    ++epoch_->replied;
    epoch_->further += reply.further;
}

LostWays Statistics::lost_in_epoch() const {
    if (!epoch_) {
        return {};
    }
    const auto sent = static_cast<std::int64_t>(epoch_->last_sent - epoch_->first_sent) + 1;
    const auto counted = epoch_->highest - epoch_->lowest + 1 - static_cast<std::int64_t>(epoch_->further);
    const auto lost = std::max<std::int64_t>(0, sent - static_cast<std::int64_t>(epoch_->replied));
    // Duplicates whose replies were lost make the reflector's count too high; what was lost altogether is certain.
    const auto forward = std::clamp<std::int64_t>(sent - counted, 0, lost);
    return {static_cast<std::uint64_t>(forward), static_cast<std::uint64_t>(lost - forward)};
}

StampWindow Statistics::close() {
    auto window = std::exchange(window_, {});
    const bool nothing_lost = lost_ever_ == 0 && epoch_.has_value();
    if (nothing_lost || (counts_ && !copies_)) {
        const auto epoch = lost_in_epoch();
        // Packets that overtook each other at the end of a window may have been told as lost: they are taken off the
        // next.
        const auto news = [](std::uint64_t known, std::uint64_t& told) {
            return known > told ? known - std::exchange(told, known) : 0;
        };
        window.ways = LostWays{news(earlier_epochs_.forward + epoch.forward, told_.forward),
                               news(earlier_epochs_.back + epoch.back, told_.back)};
    }
    const auto told = told_.forward + told_.back;
    window.unattributed = lost_ever_ > told ? lost_ever_ - told : 0;
    window.round_trip = distribution_of(round_trips_);
    const auto forward = distribution_of(forward_);
    const auto back = distribution_of(back_);
    // A median that is negative is none, though single delays may be within the error.
    if (forward && back && forward->median > Nanoseconds::zero() && back->median > Nanoseconds::zero()) {
        window.forward = OneWayDelay{*forward, bound_};
        window.back = OneWayDelay{*back, bound_};
    }
    round_trips_.clear();
    forward_.clear();
    back_.clear();
    bound_ = {};
    return window;
}

}  // namespace magpie::stamp
