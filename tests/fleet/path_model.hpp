#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/path/targets.hpp"
#include "agent/path_trace/segment.hpp"
#include "agent/report/readings.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"

namespace magpie::fleet {

/// What a pole finds of a gateway, a hub, a resolver and a clock in the core, and a portal outside: who is reached, how
/// fast, which part of the way is sick, and how long messages take. One thread; owned by its PoleModel.
class PathModel {
  public:
    explicit PathModel(Dice dice);

    void boots();
    void suffers(FaultKind kind, bool begins) { faults_.set(kind, begins); }
    void passes(double seconds);
    /// `now`: seconds of UTC.
    void write(agent::Readings& readings, double now) const;

  private:
    struct Line {
        std::string_view target;
        agent::TargetClass far;
        agent::probe::Kind kind;
        double usual;  // round trip, s
        double median = 0, most = 0;
        std::array<std::uint64_t, agent::probe::state_count> ended{};
        agent::probe::State last{};
    };

    void ask(Line& line, double times);
    void write(const Line& line, agent::Readings& readings) const;
    [[nodiscard]] bool is_sick(agent::PathSegment segment) const;

    Dice dice_;
    Faults faults_;
    std::vector<Line> lines_;
    double offset_ = 0;                 // of the clock in the core
    std::array<double, 2> messages_{};  // round trips of the last, by side
    double asked_ = 0;                  // messages
    std::array<double, 2> dhcp_{};      // seconds of the last question, by stage
    double asked_dhcp_ = 0;             // questions
};

}  // namespace magpie::fleet
