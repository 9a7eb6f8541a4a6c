#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "agent/report/readings.hpp"
#include "wire/capture/record.hpp"

namespace magpie::fleet {

/// Whom clients ask for names: most of them the city's two resolvers, some one that they have set themselves. Asks no
/// dice: who is asked goes in turn. One thread; owned by its ConnectionModel.
class ResolverModel {
  public:
    /// So many queries that ended so, and the seconds they took together. What fails fails at the city's own.
    void asks(capture::Outcome outcome, std::uint64_t times, double seconds);
    void write(agent::Readings& readings, const std::string& ssid) const;

  private:
    static constexpr std::size_t count = 3;  // the city's two, and all others

    std::array<std::array<std::uint64_t, capture::outcome_count>, count> counts_{};
    std::array<double, count> seconds_{};  // of those that succeeded
    std::array<double, count> owed_{};     // parts of a query whose turn has not come
};

}  // namespace magpie::fleet
