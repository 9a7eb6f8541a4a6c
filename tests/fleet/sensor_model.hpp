#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "agent/report/readings.hpp"
#include "tests/fleet/city.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

/// A sensor node on the mast of a pole, and the pole's supply, as the agent's source `pole` tells of them: the air of a
/// summer's day with a difference of its own, the noise of its street, a battery that lasts an hour. One thread; owned
/// by its PoleModel.
class SensorModel {
  public:
    SensorModel(const Site& site, Dice dice);

    /// Of the faults of its pole it heeds those of sensors, mast and supply.
    void suffers(FaultKind kind, bool begins);
    void passes(double seconds, double hour);
    void write(agent::Readings& readings) const;

  private:
    /// magpie_pole_value_quality of what is `quantity` here.
    void write_quality(agent::Readings& readings) const;
    void write_air(agent::Readings& readings) const;
    void write_pole(agent::Readings& readings) const;

    const SiteType type_;
    Dice dice_;
    Faults faults_;
    const double own_celsius_;  // what its place differs by from the mean of the city
    const double own_dust_;     // a factor
    const double upright_;      // degrees that it has leant since it was built
    double celsius_ = 25;
    double humidity_ = 0.6;
    double dust_ = 20e-6;  // grams of PM2.5 in a cubic meter
    double noise_ = 55;
    double lux_ = 0;
    double vibration_ = 0.02;
    double charge_ = 1;
    double age_ = 0;
    double answer_ = 0.05;
    double readings_ = 0;
    double timeouts_ = 0;
    std::uint64_t openings_ = 0;
};

}  // namespace magpie::fleet
