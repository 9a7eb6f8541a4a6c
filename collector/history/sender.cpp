#include "collector/history/sender.hpp"

#include <algorithm>
#include <utility>

#include "wire/text.hpp"

namespace magpie::collector::history {

namespace {

constexpr Milliseconds longest_wait{300'000};
constexpr std::size_t most_words = 200;

void let_go_of_samples(Batch& batch) {
    batch.samples.clear();
    for (auto& report : batch.reports) {
        report.samples = 0;
    }
}

void mark_too_old(Batch& batch, UtcMs earliest) {
    for (auto& report : batch.reports) {
        report.lost = report.lost || (report.samples > 0 && report.time_ms < earliest.time_since_epoch().count());
    }
}

}  // namespace

Sender::Sender(const SenderSettings& settings, BatchEncoder& encoder, SenderCounters& counters,
               RefusedReports& set_aside)
    : settings_(settings),
      encoder_(encoder),
      counters_(counters),
      set_aside_(set_aside),
      backoff_(settings.first_retry, settings.last_retry, settings.seed) {}

std::optional<std::string> Sender::due(const Now& now) {
    if (under_way() || now.mono < retry_at_) {
        return std::nullopt;
    }
    while (!queue_.empty() && !doubted_) {
        earliest_under_way_ = now.wall - settings_.window;
        auto encoded = encoder_.encode(queue_.front(), earliest_under_way_);
        samples_under_way_ = encoded.samples;
        left_out_under_way_ = encoded.left_out;
        if (encoded.samples > 0) {
            under_way_ = Request::batch;
            return std::move(encoded.body);
        }
        count_left_out();
        mark_too_old(queue_.front(), earliest_under_way_);
        let_go_of_samples(queue_.front());
        keep_front(now);
    }
    if (doubted_ || wants_sign_of_life(now)) {
        under_way_ = Request::probe;
        return compressed({});
    }
    return std::nullopt;
}

bool Sender::wants_sign_of_life(const Now& now) const {
    if (kept_.empty()) {
        return false;
    }
    const auto at = kept_.front().answered + settings_.settle;
    return now.mono >= at && alive_ < at;
}

void Sender::answered(const Verdict& verdict, std::string_view words, const Now& now) {
    ++counters_.outcomes[static_cast<std::size_t>(verdict.outcome)];
    const auto request = std::exchange(under_way_, Request::none);
    if (verdict.outcome == Outcome::stored) {
        alive_ = now.mono;
        trouble_.clear();
        backoff_.reset();
        if (request == Request::batch) {
            counters_.samples += samples_under_way_;
            count_left_out();
            mark_too_old(queue_.front(), earliest_under_way_);
            keep_front(now);
        } else if (std::exchange(doubted_, false)) {
            refused(now);
        }
        return;
    }
    if (verdict.outcome == Outcome::refused && request == Request::batch) {
        refusal_ = escaped(words, most_words);
        if (queue_.front().at_fault && queue_.front().reports.size() > 1) {
            refused(now);
        } else {
            doubted_ = true;
        }
        return;
    }
    trouble_ = escaped(words, most_words);
    doubted_ = false;
    counters_.retries += request == Request::batch ? 1 : 0;
    if (verdict.outcome == Outcome::unreachable || verdict.outcome == Outcome::timeout ||
        verdict.outcome == Outcome::garbled) {
        connection_lost();
    }
    const auto wait = std::max(backoff_.next(), std::min(longest_wait, verdict.retry_after.value_or(Milliseconds{0})));
    retry_at_ = now.mono + wait;
}

/// The store works and does not want the batch at the front.
void Sender::refused(const Now& now) {
    auto& front = queue_.front();
    if (front.reports.size() > 1) {
        front.at_fault = true;
        auto [first, second] = halves(front);
        front = std::move(second);
        queue_.push_front(std::move(first));
        return;
    }
    counters_.set_aside_samples += front.samples.size();
    set_aside_.add(front.reports.front(), front.samples, refusal_, now);
    front.reports.front().lost = true;
    let_go_of_samples(front);
    keep_front(now);
}

void Sender::count_left_out() {
    counters_.left_out.too_old += left_out_under_way_.too_old;
    counters_.left_out.repeated_time += left_out_under_way_.repeated_time;
}

void Sender::keep_front(const Now& now) {
    kept_.push_back({std::move(queue_.front()), now.mono});
    queue_.pop_front();
}

void Sender::connection_lost() {
    for (; !kept_.empty(); kept_.pop_back()) {
        counters_.retries += kept_.back().batch.samples.empty() ? 0 : 1;
        queue_.push_front(std::move(kept_.back().batch));
    }
}

void Sender::give_up() {
    kept_.clear();
    doubted_ = false;
    queue_.erase(queue_.begin() + (under_way_ == Request::batch ? 1 : 0), queue_.end());
}

void Sender::take_settled(const Now& now, std::vector<Batch>& settled) {
    const auto is_settled = [&](const Kept& kept) {
        const auto at = kept.answered + settings_.settle;
        return kept.batch.samples.empty() || (now.mono >= at && alive_ >= at);
    };
    for (; !kept_.empty() && is_settled(kept_.front()); kept_.pop_front()) {
        settled.push_back(std::move(kept_.front().batch));
    }
}

std::size_t Sender::bytes() const {
    std::size_t sum = 0;
    for (const auto& batch : queue_) {
        sum += batch.bytes();
    }
    for (const auto& kept : kept_) {
        sum += kept.batch.bytes();
    }
    return sum;
}

std::optional<Monotonic> Sender::oldest() const {
    if (!kept_.empty()) {
        return kept_.front().batch.since;
    }
    return queue_.empty() ? std::nullopt : std::optional(queue_.front().since);
}

}  // namespace magpie::collector::history
