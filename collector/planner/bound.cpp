#include "collector/planner/bound.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace magpie::collector::planner {

namespace {

constexpr int rounds = 80;
/// How far the corner of min(1, x) is rounded: less is nearer to the best bound, and slower.
constexpr double rounding = 0.12;
/// Nearer than this to the plan itself nobody asks.
constexpr double near_enough = 1e-4;
/// So many rounds have to make it better by this share, or it is left at that.
constexpr int patience = 20;
constexpr double worth_a_round = 0.003;

struct Item {
    double gain;
    double cost;
    double worth;  // gain for the cost
    std::uint32_t candidate;
    double share = 0;  // of it in the fractional best

    static bool better(const Item& one, const Item& other) {
        return one.worth != other.worth ? one.worth > other.worth : one.candidate < other.candidate;
    }
};

/// The fractional knapsack: the best by worth, the last one in part.
struct Knapsack {
    double value = 0;
    std::size_t taken = 0;   // the first items
    double least_worth = 0;  // of what was taken; 0 where there is room for more
};

Knapsack fill(std::vector<Item>& items, double budget) {
    std::sort(items.begin(), items.end(), Item::better);
    Knapsack sack;
    double left = budget;
    for (; sack.taken < items.size() && left > 0; ++sack.taken) {
        auto& item = items[sack.taken];
        item.share = std::min(1.0, left / item.cost);
        sack.value += item.share * item.gain;
        left -= item.cost;
        sack.least_worth = item.worth;
    }
    if (left > 0) {
        sack.least_worth = 0;
    }
    return sack;
}

}  // namespace

double upper_bound(const Grid& grid, const Reaches& reaches, std::span<const Site> candidates,
                   std::span<const double> first_gains, std::span<const double> demand, double budget,
                   std::span<const std::size_t> picked, double gain_of_plan,
                   const std::function<void(double)>& progress) {
    std::vector<Item> by_first;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const double cost = candidates[i].cost;
        if (cost <= budget && first_gains[i] > 0) {  // what costs more no choice has
            by_first.push_back({.gain = first_gains[i],
                                .cost = cost,
                                .worth = first_gains[i] / cost,
                                .candidate = static_cast<std::uint32_t>(i)});
        }
    }
    // With m = 1 everywhere: sites that do not meet are no bound to each other.
    double best = fill(by_first, budget).value;
    double all = 0;
    for (const double amount : demand) {
        all += amount;
    }
    best = std::min(best, all);
    std::vector<double> served(demand.size());
    const auto add = [&](std::vector<double>& to, std::size_t candidate, double share) {
        for_each_served(grid, reaches, candidates[candidate],
                        [&](std::size_t cell, double p) { to[cell] += share * p; });
    };
    for (const auto candidate : picked) {
        add(served, candidate, 1);
    }
    std::vector<double> weight(demand.size());
    std::vector<double> fresh(demand.size());
    std::vector<Item> items;
    double some_rounds_ago = best;
    for (int round = 0; round < rounds && best > gain_of_plan * (1 + near_enough); ++round) {
        double fixed = 0;
        for (std::size_t i = 0; i < demand.size(); ++i) {
            // 1 where nobody serves, else a little less of everything would be the bound's.
            const double m =
                demand[i] > 0 ? (1 + std::exp(-1 / rounding)) / (1 + std::exp((served[i] - 1) / rounding)) : 0;
            weight[i] = demand[i] * m;
            fixed += demand[i] - weight[i];
        }
        // Nobody gains more than when alone: once the next one's gain alone is too little, so is that of all behind it.
        items.clear();
        Knapsack sack;
        for (std::size_t next = 0, block = 4096; next < by_first.size(); block *= 2) {
            if (next > 0 && by_first[next].worth <= sack.least_worth) {
                break;
            }
            for (const auto end = std::min(next + block, by_first.size()); next < end; ++next) {
                auto item = by_first[next];
                item.gain = 0;
                for_each_served(grid, reaches, candidates[item.candidate],
                                [&](std::size_t cell, double p) { item.gain += weight[cell] * p; });
                item.worth = item.gain / item.cost;
                items.push_back(item);
            }
            sack = fill(items, budget);
        }
        best = std::min(best, fixed + sack.value);
        if (round > 0 && round % patience == 0) {
            if (best > some_rounds_ago * (1 - worth_a_round)) {
                break;
            }
            some_rounds_ago = best;
        }
        std::fill(fresh.begin(), fresh.end(), 0.0);
        for (std::size_t i = 0; i < sack.taken; ++i) {
            add(fresh, items[i].candidate, items[i].share);
        }
        const double step = 2.0 / (round + 3);
        for (std::size_t i = 0; i < served.size(); ++i) {
            served[i] += step * (fresh[i] - served[i]);
        }
        if (progress) {
            progress(static_cast<double>(round + 1) / rounds);
        }
    }
    // What was summed in another order may differ in the last bits.
    return std::max(best, gain_of_plan);
}

}  // namespace magpie::collector::planner
