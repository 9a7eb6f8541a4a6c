#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/sources/air/air_threats.hpp"
#include "agent/sources/air/heard_networks.hpp"
#include "agent/sources/capture/client_events.hpp"
#include "agent/sources/capture/line_neighbours.hpp"
#include "agent/sources/capture/listened_interfaces.hpp"
#include "agent/sources/capture/own_names.hpp"
#include "agent/sources/client/connection_totals.hpp"
#include "agent/sources/client/resolver_queries.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// All that magpie-capture has told, as readings. One thread; owned by whoever listens to it.
class CaptureTold {
  public:
    enum class News : std::uint8_t {
        none,
        urgent,          // must not wait for the next report
        not_believable,  // and nothing of it was taken
    };

    /// `names`: of networks with a label of their own. `resolvers`: by index.
    CaptureTold(std::vector<std::string> names, std::vector<std::string> resolvers,
                const HeardNetworks::Settings& settings);
    CaptureTold(const CaptureTold&) = delete;
    CaptureTold& operator=(const CaptureTold&) = delete;

    News hear(const capture::Record& record, const Now& now);
    void write(Readings& readings, const Now& now);

    [[nodiscard]] const ListenedInterfaces& interfaces() const { return interfaces_; }

  private:
    OwnNames names_;
    ListenedInterfaces interfaces_;
    NeighboursOfLines neighbours_;
    HeardNetworks heard_;
    AirThreats threats_;
    ConnectionTotals connections_;
    ResolverQueries resolvers_;
    ClientEvents events_;
    bool listens_to_air_ = false;
};

}  // namespace magpie::agent
