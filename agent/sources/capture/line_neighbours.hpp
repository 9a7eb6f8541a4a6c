#pragma once

#include <map>
#include <string>

#include "agent/report/readings.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Which switch and port is at the other end of each line, as the capture hears it. What it says no more is gone. One
/// thread; owned by the capture source.
class NeighboursOfLines {
  public:
    /// False where it is not believable.
    [[nodiscard]] bool hear(const capture::LineNeighbour& heard, const Now& now);
    void write(Readings& readings, const Now& now);

  private:
    struct Said {
        capture::LineNeighbour neighbour;
        Monotonic at{};
    };

    std::map<std::string, Said, std::less<>> by_interface_;
};

}  // namespace magpie::agent
