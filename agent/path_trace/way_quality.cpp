#include "agent/path_trace/way_quality.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include <fmt/format.h>

namespace magpie::agent {

namespace {

/// With 5 % lost, nine of these are so after 180 on average; with 0.5 % that is chance once in thirty thousand times.
constexpr std::uint64_t most_packets = 300;
/// Fewer say nothing of a few per cent: of 60 none is lost once in twenty times where 5 % are.
constexpr std::uint64_t enough = 60;
/// Fewer that are lost may be chance also where something else is known to be bad.
constexpr std::uint64_t least_lost = 3;
/// What is asked in single packets is kept in fives.
constexpr std::uint64_t least_batch = 5;
constexpr std::chrono::hours kept{1};

constexpr std::size_t of(Ailment ailment) {
    return static_cast<std::size_t>(ailment);
}

double share(std::uint64_t part, std::uint64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

double milliseconds(std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
}

bool is_mostly(std::uint64_t late, std::uint64_t timed) {
    return 4 * late >= 3 * timed;
}

bool is_seldom(std::uint64_t late, std::uint64_t timed) {
    return 4 * late <= timed;
}

}  // namespace

void WayQuality::Counts::add(const Counts& other) {
    sent += other.sent;
    lost += other.lost;
    timed += other.timed;
    late += other.late;
    sent_with_ways += other.sent_with_ways;
    forward += other.forward;
    back += other.back;
}

std::chrono::nanoseconds WayQuality::least_of_the_day(std::chrono::nanoseconds round_trip, const Now& now) {
    const auto number = std::chrono::floor<std::chrono::hours>(now.mono.time_since_epoch()).count();
    const auto day = static_cast<std::int64_t>(hours_.size());
    auto& hour = hours_[static_cast<std::size_t>(((number % day) + day) % day)];
    if (hour.number != number || !hour.least) {
        hour = {number, round_trip};
    }
    hour.least = std::min(*hour.least, round_trip);
    auto least = round_trip;
    for (const auto& [of_hour, its] : hours_) {
        if (its && of_hour > number - day) {
            least = std::min(least, *its);
        }
    }
    return least;
}

void WayQuality::add(const Passage& passage, const Now& now) {
    if (passage.sent == 0) {
        return;
    }
    Counts counts{.sent = passage.sent, .lost = std::min(passage.lost, passage.sent)};
    if (passage.lost_ways) {
        counts.sent_with_ways = passage.sent;
        counts.forward = passage.lost_ways->forward;
        counts.back = passage.lost_ways->back;
    }
    if (passage.round_trip) {
        latest_ = *passage.round_trip;
        least_ = least_of_the_day(latest_, now);
        counts.timed = counts.sent - counts.lost;
        counts.late = latest_ >= least_ + settings_.rise ? counts.timed : 0;
    }
    if (!batches_.empty() && batches_.back().counts.sent < least_batch) {
        batches_.back().counts.add(counts);
        batches_.back().end = now.mono;
    } else {
        batches_.push_back({batches_.empty() ? now.mono : batches_.back().end, now.mono, counts});
    }
    all_.add(counts);
    while (all_.sent - batches_.front().counts.sent >= most_packets) {
        batches_.pop_front();
        all_ = all_since(Monotonic::min());
    }
    forget_what_is_old(now);
    judge_loss();
    judge_delay();
}

void WayQuality::forget_what_is_old(const Now& now) {
    const auto count = batches_.size();
    while (!batches_.empty() && batches_.front().end + kept < now.mono) {
        batches_.pop_front();
    }
    if (batches_.size() != count) {
        all_ = all_since(Monotonic::min());
    }
    if (batches_.empty()) {
        bad_since_ = {};
    }
}

WayQuality::Counts WayQuality::all_since(Monotonic since) const {
    Counts counts;
    for (const auto& batch : batches_) {
        if (batch.begin >= since) {
            counts.add(batch.counts);
        }
    }
    return counts;
}

void WayQuality::judge_loss() {
    auto& since = bad_since_[of(Ailment::loss)];
    const auto lost = static_cast<double>(all_.lost);
    const auto of_so_many = static_cast<double>(std::max(all_.sent, most_packets));
    if (!since && lost > 0 && lost >= settings_.loss_ratio * of_so_many) {
        since = std::ranges::find_if(batches_, [](const Batch& batch) { return batch.counts.lost > 0; })->begin;
    } else if (since && all_.sent >= most_packets && lost < settings_.loss_ratio / 2 * of_so_many) {
        since.reset();
    }
}

void WayQuality::judge_delay() {
    auto& since = bad_since_[of(Ailment::delay)];
    Counts last;
    auto first = batches_.rbegin();
    for (; first != batches_.rend() && last.timed < enough; ++first) {
        last.add(first->counts);
    }
    if (last.timed < enough) {
        return;
    }
    if (!since && is_mostly(last.late, last.timed)) {
        since = std::prev(first)->begin;
    } else if (since && is_seldom(last.late, last.timed)) {
        since.reset();
    }
}

std::optional<Monotonic> WayQuality::bad_since(Ailment ailment) const {
    return bad_since_[of(ailment)];
}

bool WayQuality::was_asked_since(Ailment ailment, Monotonic since) const {
    const auto counts = all_since(since);
    return ailment == Ailment::loss ? counts.sent > 0 : counts.timed > 0;
}

std::optional<Finding> WayQuality::finding_since(Ailment ailment, Monotonic since) const {
    const auto counts = all_since(since);
    if (ailment == Ailment::delay) {
        if (counts.timed < enough) {
            return std::nullopt;
        }
        return is_mostly(counts.late, counts.timed)   ? Finding::bad
               : is_seldom(counts.late, counts.timed) ? Finding::good
                                                      : Finding::unknown;
    }
    if (counts.sent < enough) {
        return std::nullopt;
    }
    const auto lost = share(counts.lost, counts.sent);
    if (counts.lost >= least_lost && lost >= settings_.loss_ratio) {
        return Finding::bad;
    }
    return lost <= settings_.loss_ratio / 2 ? Finding::good : Finding::unknown;
}

std::string WayQuality::text(Ailment ailment) const {
    if (ailment == Ailment::delay) {
        return fmt::format("{:.0f} ms more than its least of {:.0f} ms", milliseconds(latest_ - least_),
                           milliseconds(least_));
    }
    auto text = fmt::format("{:.1f} % lost", 100 * share(all_.lost, all_.sent));
    if (all_.sent_with_ways > 0) {
        text +=
            fmt::format(", {:.1f} % on the way there and {:.1f} % back", 100 * share(all_.forward, all_.sent_with_ways),
                        100 * share(all_.back, all_.sent_with_ways));
    }
    return text;
}

}  // namespace magpie::agent
