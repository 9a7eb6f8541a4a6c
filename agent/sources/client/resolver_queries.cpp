#include "agent/sources/client/resolver_queries.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>

#include "wire/capture/words.hpp"

namespace magpie::agent {

namespace {

using capture::Outcome;

constexpr double microseconds = 1e6;
constexpr auto success = static_cast<std::size_t>(Outcome::success);
constexpr auto no_answer = static_cast<std::size_t>(Outcome::no_answer);
/// No resolver can be named so.
constexpr std::string_view other_resolvers = "other";

}  // namespace

void ResolverQueries::hear(const capture::ClientNetwork& heard) {
    auto& [name, growth, total] = networks_[heard.network];
    const auto its_name = names_.label(heard.ssid);
    if (!name.empty() && name != its_name) {
        add(former_[name], total);
        total = {};
    }
    name = its_name;
}

bool ResolverQueries::hear(const capture::ResolverTotals& heard) {
    if (heard.resolver != capture::other_resolver && heard.resolver >= resolvers_.size()) {
        return false;
    }
    auto& network = networks_[heard.network];
    auto& growth = network.growth[heard.resolver];
    auto& total = network.total[heard.resolver];
    const auto outcome = static_cast<std::size_t>(heard.outcome);
    total.ends[outcome] += growth.ends[outcome].to(heard.count);
    if (heard.outcome == Outcome::success) {
        total.success_us += growth.success_us.to(heard.sum_us);
    }
    return true;
}

void ResolverQueries::add(Rows<double>& to, const Rows<double>& what) {
    for (std::size_t resolver = 0; resolver < to.size(); ++resolver) {
        auto& row = to[resolver];
        std::ranges::transform(row.ends, what[resolver].ends, row.ends.begin(), std::plus());
        row.success_us += what[resolver].success_us;
    }
}

void ResolverQueries::write(Readings& readings) const {
    if (resolvers_.empty()) {
        return;  // all would be others
    }
    auto all = former_;
    for (const auto& network : networks_) {
        if (!network.name.empty()) {
            add(all[network.name], network.total);
        }
    }
    for (const auto& [name, rows] : all) {
        for (std::size_t resolver = 0; resolver < resolvers_.size(); ++resolver) {
            write(readings, name, resolvers_[resolver], rows[resolver]);
        }
        write(readings, name, other_resolvers, rows[capture::other_resolver]);
    }
}

void ResolverQueries::write(Readings& readings, std::string_view network, std::string_view resolver,
                            const Row<double>& row) const {
    const bool asked = std::ranges::any_of(row.ends, [](double count) { return count > 0; });
    for (std::size_t outcome = 0; outcome < row.ends.size(); ++outcome) {
        // That nobody answers is told from the first query on: nobody can tell that what begins at 1 has risen.
        if (row.ends[outcome] > 0 || (asked && outcome == no_answer)) {
            readings.count<"client_dns_total">(row.ends[outcome], network, resolver,
                                               word(static_cast<Outcome>(outcome)));
        }
    }
    if (row.ends[success] > 0) {
        readings.count<"client_dns_seconds_total">(row.success_us / microseconds, network, resolver);
    }
}

}  // namespace magpie::agent
