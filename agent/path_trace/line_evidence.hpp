#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/path_trace/segment.hpp"
#include "agent/report/readings.hpp"

namespace magpie::agent {

/// What the other sources of a node say of the beginning of the way, before any target: its radios, the line it hangs
/// on, and the switch at the other end of that. A value; looks at what they have written for one report.
class LineEvidence {
  public:
    /// `uplink`: the interfaces the way leaves by; empty where that is not known now, and then those of the last look
    /// count, for a route goes with its line.
    void look(const Readings& readings, std::vector<std::string> uplink);

    /// Without targets.
    [[nodiscard]] const PathEvidence& found() const { return found_; }

  private:
    /// Of an interface of the uplink, as of the last look.
    struct Counted {
        double packets = 0;
        double errors = 0;
    };
    void look_at_radios(const Readings& readings);
    void look_at_line(const Readings& readings);
    void look_at_neighbour(const Readings& readings);
    [[nodiscard]] bool is_uplink(const Reading& reading) const;

    std::vector<std::string> uplink_;
    std::map<std::string, Counted> counted_;
    bool had_neighbour_ = false;
    PathEvidence found_;
};

}  // namespace magpie::agent
