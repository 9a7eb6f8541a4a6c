#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "tests/fleet/air_model.hpp"
#include "tests/fleet/city.hpp"
#include "tests/fleet/connection_model.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"
#include "tests/fleet/radio_model.hpp"

namespace magpie::fleet {

/// A pole's magpie-capture as the agent's source `capture` tells of it: what it hears of the air that the pole's radios
/// share, and how the clients fare who join them. One thread; owned by its PoleModel.
class CaptureModel {
  public:
    /// `radios` outlive it, and stay as many.
    CaptureModel(const Site& site, const std::vector<RadioModel>& radios, Dice dice);

    void boots();
    void suffers(FaultKind kind, bool begins);
    /// After the radios' own interval.
    void passes(double seconds, const std::vector<RadioModel>& radios);
    void write(agent::Readings& readings) const;

  private:
    /// What hostapd of a radio had counted.
    struct Door {
        std::uint64_t joins = 0, wrong_passphrases = 0, full = 0, eap_failures = 0;
    };

    [[nodiscard]] std::vector<ConnectionModel::Traffic> share_out(const std::vector<RadioModel>& radios);

    Dice dice_;
    Faults faults_;
    AirModel air_;
    std::vector<ConnectionModel> networks_;
    std::vector<Door> doors_;  // by radio
    std::uint64_t ends_ = 0;   // of magpie-capture
};

}  // namespace magpie::fleet
