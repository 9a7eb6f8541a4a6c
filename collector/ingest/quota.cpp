#include "collector/ingest/quota.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::collector {

namespace {

constexpr double stalls_for = 10;  // seconds
constexpr double minute = 60;
constexpr double hour = 3600;

double seconds(Monotonic time) {
    return std::chrono::duration<double>(time.time_since_epoch()).count();
}

bool is_birth(sparkplug::Verb verb) {
    return verb == sparkplug::Verb::nbirth || verb == sparkplug::Verb::dbirth;
}

}  // namespace

bool Bucket::is_full(double per_second, double most, Monotonic now) const {
    constexpr double rounded = 1 - 1e-6;  // seconds since the boot, and back to what came
    return (empty_at_ - seconds(now)) * per_second >= most * rounded;
}

void Bucket::pour(double amount, double per_second, Monotonic now) {
    empty_at_ = std::max(empty_at_, seconds(now)) + amount / per_second;
}

std::optional<Reason> Quota::admit(sparkplug::Verb verb, std::size_t bytes, const QuotaSettings& settings,
                                   const Now& now) {
    const auto births_per_second = settings.births_per_minute / minute;
    if (bytes_.is_full(settings.bytes_per_second, settings.bytes_per_second * stalls_for, now.mono)) {
        return Reason::too_many_bytes;
    }
    if (messages_.is_full(settings.messages_per_second, settings.messages_per_second * stalls_for, now.mono)) {
        return Reason::too_many_messages;
    }
    if (is_birth(verb)) {
        if (births_.is_full(births_per_second, settings.births_per_minute, now.mono)) {
            return Reason::too_many_births;
        }
        births_.pour(1, births_per_second, now.mono);
    }
    messages_.pour(1, settings.messages_per_second, now.mono);
    bytes_.pour(static_cast<double>(bytes), settings.bytes_per_second, now.mono);
    return std::nullopt;
}

void Quota::inflated(std::size_t bytes, const QuotaSettings& settings, const Now& now) {
    bytes_.pour(static_cast<double>(bytes), settings.bytes_per_second, now.mono);
}

bool Quota::admit_series(std::size_t series, const QuotaSettings& settings, const Now& now) {
    const auto per_second = settings.new_series_per_hour / hour;
    if (series == 0) {
        return true;
    }
    if (series_.is_full(per_second, settings.new_series_per_hour, now.mono)) {
        return false;
    }
    series_.pour(static_cast<double>(series), per_second, now.mono);
    return true;
}

}  // namespace magpie::collector
