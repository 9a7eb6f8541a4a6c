#include "collector/planner/choice.hpp"

#include <algorithm>
#include <cstdint>
#include <queue>

#include "collector/planner/bound.hpp"

namespace magpie::collector::planner {

namespace {

/// A candidate with its gain when it was last looked at: never less than what it is now.
struct Entry {
    double worth;
    double gain;
    std::uint32_t candidate;
    std::uint32_t as_of;  // picks

    bool operator<(const Entry& other) const {  // the least comes last out of a queue
        return worth != other.worth ? worth < other.worth : candidate > other.candidate;
    }
};

double gain_now(const Grid& grid, const Reaches& reaches, const Site& site, std::span<const double> left) {
    double gain = 0;
    for_each_served(grid, reaches, site, [&](std::size_t cell, double p) { gain += left[cell] * p; });
    return gain;
}

Plan greedy(const Grid& grid, const Reaches& reaches, std::span<const Site> candidates,
            std::span<const double> first_gains, std::span<const double> demand, double budget, bool by_cost,
            const Progress& progress) {
    Plan plan;
    std::vector<double> left(demand.begin(), demand.end());
    const auto worth = [&](std::size_t candidate, double gain) {
        return by_cost ? gain / candidates[candidate].cost : gain;
    };
    std::vector<Entry> entries;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i].cost <= budget && first_gains[i] > 0) {
            entries.push_back({.worth = worth(i, first_gains[i]),
                               .gain = first_gains[i],
                               .candidate = static_cast<std::uint32_t>(i),
                               .as_of = 0});
        }
    }
    std::priority_queue<Entry> queue({}, std::move(entries));
    while (!queue.empty()) {
        auto entry = queue.top();
        queue.pop();
        const auto& site = candidates[entry.candidate];
        if (plan.spent + site.cost > budget) {
            continue;
        }
        if (entry.as_of < plan.picks.size()) {
            entry.gain = gain_now(grid, reaches, site, left);
            entry.worth = worth(entry.candidate, entry.gain);
            entry.as_of = static_cast<std::uint32_t>(plan.picks.size());
            ++plan.evaluations;
            if (entry.gain > 0) {
                queue.push(entry);
            }
            continue;
        }
        for_each_served(grid, reaches, site, [&](std::size_t cell, double p) { left[cell] *= 1 - p; });
        plan.picks.push_back({.candidate = entry.candidate, .gain = entry.gain});
        plan.gain += entry.gain;
        plan.spent += site.cost;
        if (progress) {
            progress(plan.spent / budget);
        }
    }
    return plan;
}

Plan single(std::span<const Site> candidates, std::span<const double> first_gains, double budget) {
    Plan plan;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (candidates[i].cost <= budget && first_gains[i] > plan.gain) {
            plan.picks = {{.candidate = i, .gain = first_gains[i]}};
            plan.gain = first_gains[i];
            plan.spent = candidates[i].cost;
        }
    }
    return plan;
}

}  // namespace

Plan choose(const Grid& grid, const Reaches& reaches, std::span<const Site> candidates, std::span<const double> demand,
            double budget, const Progress& progress) {
    std::vector<double> first_gains(candidates.size());
    const auto tell = [&](double from, double to) -> Progress {
        if (!progress) {
            return {};
        }
        return [&progress, from, to](double share) { progress(from + (to - from) * share); };
    };
    const auto at_first = tell(0, 0.2);
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        first_gains[i] = gain_now(grid, reaches, candidates[i], demand);
        if (at_first && i % 1024 == 0) {
            at_first(static_cast<double>(i) / static_cast<double>(candidates.size()));
        }
    }
    const auto of = [&](bool by_cost) {
        return greedy(grid, reaches, candidates, first_gains, demand, budget, by_cost, tell(0.2, 0.4));
    };
    auto best = of(true);
    const bool costs_differ = std::any_of(candidates.begin(), candidates.end(),
                                          [&](const Site& site) { return site.cost != candidates[0].cost; });
    auto evaluations = candidates.size() + best.evaluations;
    if (costs_differ) {
        auto by_gain = of(false);
        evaluations += by_gain.evaluations;
        if (by_gain.gain > best.gain) {
            best = std::move(by_gain);
        }
        if (auto one = single(candidates, first_gains, budget); one.gain > best.gain) {
            best = std::move(one);
        }
    }
    best.evaluations = evaluations;
    std::vector<std::size_t> picked;
    for (const auto& pick : best.picks) {
        picked.push_back(pick.candidate);
    }
    best.bound = upper_bound(grid, reaches, candidates, first_gains, demand, budget, picked, best.gain, tell(0.4, 1));
    return best;
}

double gain_of(const Grid& grid, const Reaches& reaches, std::span<const Site> sites, std::span<const double> demand) {
    std::vector<double> left(demand.begin(), demand.end());
    for (const auto& site : sites) {
        for_each_served(grid, reaches, site, [&](std::size_t cell, double p) { left[cell] *= 1 - p; });
    }
    double gain = 0;
    for (std::size_t i = 0; i < demand.size(); ++i) {
        gain += demand[i] - left[i];
    }
    return gain;
}

}  // namespace magpie::collector::planner
