#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/capture_line/growth.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/capture/own_names.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// How the clients' DNS queries go, by name of the network and of the resolver. The names of resolvers are this side's:
/// the capture knows an index of each. One thread; owned by the capture source.
class ResolverQueries {
  public:
    /// `names` outlives it. `resolvers`: by index; where there are none nothing is told.
    ResolverQueries(const OwnNames& names, std::vector<std::string> resolvers)
        : names_(names), resolvers_(std::move(resolvers)) {}

    /// Which network an index is.
    void hear(const capture::ClientNetwork& heard);
    /// False for a resolver that nobody has named.
    bool hear(const capture::ResolverTotals& heard);
    void write(Readings& readings) const;

  private:
    template <class Cell>
    struct Row {
        std::array<Cell, capture::outcome_count> ends{};
        Cell success_us{};
    };
    template <class Cell>
    using Rows = std::array<Row<Cell>, capture::most_resolvers + 1>;
    struct Network {
        std::string_view name;  // empty: not said yet
        Rows<Growth> growth;
        Rows<double> total;
    };

    static void add(Rows<double>& to, const Rows<double>& what);
    void write(Readings& readings, std::string_view network, std::string_view resolver, const Row<double>& row) const;

    const OwnNames& names_;
    std::vector<std::string> resolvers_;
    std::array<Network, capture::most_client_networks> networks_;
    std::map<std::string_view, Rows<double>> former_;  // of indices that have become another network's
};

}  // namespace magpie::agent
