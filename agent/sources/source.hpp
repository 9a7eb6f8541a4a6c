#pragma once

#include "agent/report/readings.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// A part of the agent that reads one thing. Called on the loop of the agent; must not wait for anything slower than
/// the kernel.
class Source {
  public:
    virtual ~Source() = default;
    virtual void sample(Readings& readings, const Now& now) = 0;
};

}  // namespace magpie::agent
