#include "agent/throughput/byte_budget.hpp"

#include <algorithm>
#include <limits>

#include "agent/files/fields.hpp"

namespace magpie::agent::throughput {

namespace {

/// Sums of what was read cannot run over.
constexpr std::uint64_t most_of_one = std::numeric_limits<std::uint64_t>::max() / (2 * ByteBudget::most_kept);

}  // namespace

void ByteBudget::restore(std::string_view text, Monotonic now) {
    spendings_.clear();
    auto lines = lines_of(text);
    const auto boot = lines.next();
    if (boot && *boot != boot_) {
        return;
    }
    bool well = boot.has_value();
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto at = number_of<std::int64_t>(fields.next());
        const auto bytes = number_of<std::uint64_t>(fields.next());
        const Monotonic before = spendings_.empty() ? Monotonic{} : spendings_.back().at;
        well = well && at && bytes && *bytes <= most_of_one && !fields.next() && spendings_.size() < most_kept &&
               Monotonic{Milliseconds{*at}} >= before && Monotonic{Milliseconds{*at}} <= now;
        if (!well) {
            break;
        }
        spendings_.push_back({Monotonic{Milliseconds{*at}}, *bytes});
    }
    if (!well) {
        spendings_ = {{now, std::min(daily_, most_of_one)}};
    }
}

std::string ByteBudget::text() const {
    auto text = boot_ + "\n";
    for (const auto& one : spendings_) {
        text += std::to_string(one.at.time_since_epoch().count()) + " " + std::to_string(one.bytes) + "\n";
    }
    return text;
}

std::uint64_t ByteBudget::spent(Monotonic now) const {
    std::uint64_t sum = 0;
    for (const auto& one : spendings_) {
        sum += now - one.at < day ? one.bytes : 0;
    }
    return sum;
}

bool ByteBudget::reserve(std::uint64_t bytes, Monotonic now) {
    forget(now);
    const auto before = spent(now);
    if (before >= daily_ || bytes > daily_ - before || bytes > most_of_one) {
        return false;
    }
    if (spendings_.size() == most_kept) {
        spendings_[1].bytes = std::min(most_of_one, spendings_[0].bytes + spendings_[1].bytes);
        spendings_.erase(spendings_.begin());
    }
    spendings_.push_back({now, bytes});
    return true;
}

void ByteBudget::settle(std::uint64_t bytes) {
    if (!spendings_.empty()) {
        spendings_.back().bytes = std::min(bytes, most_of_one);
    }
}

std::optional<Monotonic> ByteBudget::latest() const {
    return spendings_.empty() ? std::nullopt : std::optional(spendings_.back().at);
}

void ByteBudget::forget(Monotonic now) {
    std::erase_if(spendings_, [&](const Spending& one) { return now - one.at >= day; });
}

}  // namespace magpie::agent::throughput
