#include "collector/ingest/quarantine.hpp"

#include <algorithm>
#include <chrono>
#include <tuple>

namespace magpie::collector {

namespace {

constexpr unsigned most_strikes = 10;
constexpr std::chrono::seconds between_strikes{1};
constexpr std::chrono::minutes within{1};
constexpr Milliseconds first_time = std::chrono::minutes(1);
constexpr Milliseconds longest_time = std::chrono::hours(1);

/// A broker without an ACL lets one client have any number of names: those that were never good may not take the place
/// of nodes that have gone bad.
constexpr std::size_t most_watched = 1024;
constexpr std::size_t most_records = 8192;

}  // namespace

bool Quarantine::holds(std::string_view id, Monotonic now) const {
    if (records_.empty()) {
        return false;
    }
    const auto found = records_.find(id);
    return found != records_.end() && now < found->second.until;
}

Quarantine::Record* Quarantine::find_or_make(std::string_view id, std::size_t most) {
    if (const auto found = records_.find(id); found != records_.end()) {
        return &found->second;
    }
    return records_.size() < most ? &records_[std::string(id)] : nullptr;
}

bool Quarantine::strike(std::string_view area, std::string_view id, Reason reason, const Now& now) {
    auto* record = find_or_make(id, most_records);
    if (record == nullptr || (record->strikes > 0 && now.mono < record->struck + between_strikes)) {
        return false;
    }
    if (record->strikes == 0 || now.mono >= record->counting + within) {
        record->strikes = 0;
        record->counting = now.mono;
    }
    record->noted = now.mono;
    record->struck = now.mono;
    if (++record->strikes < most_strikes) {
        return false;
    }
    const auto lasts = std::min(longest_time, first_time * (1U << std::min(record->times, 6U)));
    record->area = area;
    record->strikes = 0;
    ++record->times;
    record->until = now.mono + lasts;
    record->reason = reason;
    record->since = now.wall;
    record->until_wall = now.wall + lasts;
    ++counts_[static_cast<std::size_t>(reason)];
    return true;
}

std::optional<Quarantined> Quarantine::release(std::string_view id, const Now& now) {
    if (!holds(id, now.mono)) {
        return std::nullopt;
    }
    auto& [node, record] = *records_.find(id);
    Quarantined was{.area = record.area,
                    .node = node,
                    .reason = record.reason,
                    .since = record.since,
                    .until = record.until_wall,
                    .times = record.times};
    record.quota = {};
    record.until = now.mono;
    record.until_wall = now.wall;
    return was;
}

void Quarantine::watch(std::string_view id, const Now& now) {
    if (auto* record = find_or_make(id, most_watched)) {
        record->noted = now.mono;
    }
}

Quota* Quarantine::quota(std::string_view id) {
    const auto found = records_.find(id);
    return found == records_.end() ? nullptr : &found->second.quota;
}

void Quarantine::tick(Monotonic now) {
    if (now < swept_ + within) {
        return;
    }
    swept_ = now;
    std::erase_if(records_, [&](const auto& entry) {
        const auto& record = entry.second;
        return now >= record.noted + within && (record.times == 0 || now >= record.until + longest_time);
    });
}

std::vector<Quarantined> Quarantine::list(Monotonic now) const {
    std::vector<Quarantined> all;
    for (const auto& [id, record] : records_) {
        if (now < record.until) {
            all.push_back({.area = record.area,
                           .node = id,
                           .reason = record.reason,
                           .since = record.since,
                           .until = record.until_wall,
                           .times = record.times});
        }
    }
    std::ranges::sort(all, {}, [](const Quarantined& one) { return std::tie(one.since, one.node); });
    return all;
}

std::size_t Quarantine::size(Monotonic now) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(records_, [&](const auto& entry) { return now < entry.second.until; }));
}

}  // namespace magpie::collector
