#include "tests/fleet/resolver_model.hpp"

#include <algorithm>
#include <string_view>

#include "wire/capture/words.hpp"

namespace magpie::fleet {

namespace {

using capture::Outcome;

constexpr std::array<std::string_view, 3> names{"city-1", "city-2", "other"};
constexpr std::size_t other = 2;
/// Of the queries; the first has the rest.
constexpr std::array<double, 3> shares{0, 0.15, 0.05};

bool is_answered(Outcome outcome) {
    return outcome == Outcome::success || outcome == Outcome::name_error;
}

}  // namespace

void ResolverModel::asks(Outcome outcome, std::uint64_t times, double seconds) {
    if (times == 0) {
        return;
    }
    const auto of = static_cast<std::size_t>(outcome);
    const auto takes = [&](std::size_t resolver, std::uint64_t queries) {
        counts_[resolver][of] += queries;
        if (outcome == Outcome::success) {
            seconds_[resolver] += seconds * static_cast<double>(queries) / static_cast<double>(times);
        }
    };
    auto left = times;
    for (std::size_t resolver = 1; resolver < count; ++resolver) {
        if (resolver == other && !is_answered(outcome)) {
            continue;
        }
        owed_[resolver] += shares[resolver] * static_cast<double>(times);
        const auto queries = std::min(left, static_cast<std::uint64_t>(owed_[resolver]));
        owed_[resolver] -= static_cast<double>(queries);
        left -= queries;
        takes(resolver, queries);
    }
    takes(0, left);
}

void ResolverModel::write(agent::Readings& readings, const std::string& ssid) const {
    constexpr auto no_answer = static_cast<std::size_t>(Outcome::no_answer);
    for (std::size_t resolver = 0; resolver < count; ++resolver) {
        const auto& ends = counts_[resolver];
        const bool asked = std::ranges::any_of(ends, [](std::uint64_t times) { return times != 0; });
        for (std::size_t outcome = 0; outcome < ends.size(); ++outcome) {
            if (ends[outcome] != 0 || (asked && outcome == no_answer)) {
                readings.count<"client_dns_total">(static_cast<double>(ends[outcome]), ssid, names[resolver],
                                                   word(static_cast<Outcome>(outcome)));
            }
        }
        if (seconds_[resolver] > 0) {
            readings.count<"client_dns_seconds_total">(seconds_[resolver], ssid, names[resolver]);
        }
    }
}

}  // namespace magpie::fleet
