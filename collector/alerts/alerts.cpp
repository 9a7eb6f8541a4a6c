#include "collector/alerts/alerts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::collector {

using alerts::Alert;
using alerts::Told;
using history::Outcome;

namespace {

constexpr Milliseconds first_retry{250};
constexpr Milliseconds last_retry{10'000};
/// Of one request; what does not fit goes with the next.
constexpr std::size_t most_body = std::size_t{256} * 1024;

bool is_due(const Alert& alert, const Told& told, Monotonic now) {
    const bool has_news = alert.ended ? told.taken && !told.ended : !alert.false_since;
    return has_news && told.due <= now;
}

}  // namespace

Alerts::Alerts(const alerts::Settings& settings, const Fleet& fleet, alerts::Post post)
    : settings_(settings), book_(settings, fleet), post_(std::move(post)) {
    for (std::uint32_t i = 0; i < settings.alertmanagers.size(); ++i) {
        alertmanagers_.push_back({.backoff = sparkplug::Backoff(first_retry, last_retry, i + 1)});
    }
}

void Alerts::take(std::vector<UrgentReport>& reports, const Now& now) {
    if (reports.empty()) {
        return;
    }
    for (const auto& report : reports) {
        book_.take(report, now);
    }
    reports.clear();
    for (std::size_t i = 0; i < alertmanagers_.size(); ++i) {
        send(i, now);
    }
}

void Alerts::tick(const Now& now) {
    book_.look(now, !resting_);
    for (std::size_t i = 0; i < alertmanagers_.size(); ++i) {
        send(i, now);
    }
}

void Alerts::rest() {
    resting_ = true;
    for (auto& to : alertmanagers_) {
        to.trouble.clear();
    }
}

void Alerts::send(std::size_t i, const Now& now) {
    auto& to = alertmanagers_[i];
    if (resting_ || to.under_way || now.mono < to.retry_at) {
        return;
    }
    std::string body;
    for (auto& [key, alert] : book_.all()) {
        if (is_due(alert, alert.told[i], now.mono)) {
            if (!alert.ended && kept_back_ && kept_back_(alert)) {
                alert.kept_back = true;
                continue;
            }
            body += body.empty() ? '[' : ',';
            body += to_json(alert, settings_, now);
            to.carried.push_back({key, alert.id, alert.ended.has_value()});
            if (body.size() >= most_body) {
                break;
            }
        }
    }
    if (!body.empty()) {
        to.under_way = true;
        post_(i, body + ']');
    }
}

void Alerts::answered(std::size_t i, const tl::expected<http::Answer, http::Failure>& answer, const Now& now) {
    auto& to = alertmanagers_[i];
    to.under_way = false;
    const auto verdict = history::judge(answer, now.wall);
    ++numbers_.outcomes[static_cast<std::size_t>(verdict.outcome)];
    if (verdict.outcome == Outcome::stored || verdict.outcome == Outcome::refused) {
        took(i, verdict.outcome == Outcome::stored, now);
        to.backoff.reset();
    } else {
        to.retry_at =
            now.mono + std::max(to.backoff.next(), std::min(last_retry, verdict.retry_after.value_or(Milliseconds{0})));
    }
    to.trouble.clear();
    if (verdict.outcome != Outcome::stored) {
        to.trouble = settings_.alertmanagers[i] + ": " +
                     std::string(history::outcome_words[static_cast<std::size_t>(verdict.outcome)]) +
                     (answer ? ", status " + std::to_string(answer->status) : std::string());
    }
    to.carried.clear();
    send(i, now);
}

/// One that refuses an alert of a request keeps the others of it.
void Alerts::took(std::size_t i, bool accepted, const Now& now) {
    for (const auto& [key, id, ended] : alertmanagers_[i].carried) {
        const auto known = book_.all().find(key);
        if (known == book_.all().end() || known->second.id != id) {
            continue;
        }
        auto& alert = known->second;
        auto& told = alert.told[i];
        told.taken = true;
        told.ended = ended;
        if (!alert.ended || ended) {
            told.due = now.mono + alerts::resend_every;
        }
        if (accepted && !std::exchange(alert.delivered, true)) {
            observe(now.wall - alert.starts);
        }
    }
}

void Alerts::observe(Milliseconds delay) {
    const double seconds = std::max(0.0, std::chrono::duration<double>(delay).count());
    const auto* const bucket = std::ranges::lower_bound(catalogue::rows::alert_buckets, seconds);
    ++numbers_.delays[static_cast<std::size_t>(bucket - std::begin(catalogue::rows::alert_buckets))];
    numbers_.delay_sum += seconds;
}

alerts::Numbers Alerts::numbers() const {
    auto numbers = numbers_;
    for (const auto& row : catalogue::urgent) {
        numbers.open[std::string(row.alert)] = 0;
    }
    for (const auto& [key, alert] : book_.all()) {
        numbers.open[std::string(alert.row->alert)] += alert.ended ? 0 : 1;
    }
    numbers.dropped = book_.dropped();
    return numbers;
}

std::string Alerts::trouble() const {
    const auto troubled =
        std::ranges::find_if(alertmanagers_, [](const Alertmanager& one) { return !one.trouble.empty(); });
    return troubled == alertmanagers_.end() ? std::string() : troubled->trouble;
}

}  // namespace magpie::collector
