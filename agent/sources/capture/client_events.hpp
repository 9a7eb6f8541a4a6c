#pragma once

#include <array>

#include "agent/capture_line/growth.hpp"
#include "agent/report/readings.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What became of the events of clients that magpie-capture was told. One thread; owned by the capture source.
class ClientEvents {
  public:
    void hear(const capture::EventTotals& heard);
    void write(Readings& readings) const;

  private:
    std::array<Growth, capture::event_use_count> growth_{};
    std::array<double, capture::event_use_count> total_{};
};

}  // namespace magpie::agent
