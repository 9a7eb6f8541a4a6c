#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "tests/fleet/city.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"
#include "tests/fleet/radio_model.hpp"
#include "wire/capture/record.hpp"

namespace magpie::fleet {

/// What radios that only listen, one beside each of the pole's own, hear of its networks and of others, and the threats
/// among these: as the agent's default tells of them, without detail. They miss some, so what they hear is less than
/// the survey of the radio beside them says. One thread; owned by its CaptureModel.
class AirModel {
  public:
    AirModel(const Site& site, const std::vector<RadioModel>& radios, Dice& dice);

    void boots();
    /// An interval with these faults.
    void passes(double seconds, const Faults& faults, const std::vector<RadioModel>& radios, Dice& dice);
    /// An interval in which nobody listened.
    void is_deaf(double seconds);
    /// Of the first so many networks of each radio.
    void write(agent::Readings& readings, std::size_t networks) const;

    /// Frames heard beside this radio, of all who send, and those of them that were damaged.
    [[nodiscard]] double frames(std::size_t radio) const { return radios_[radio].heard; }
    [[nodiscard]] double damaged(std::size_t radio) const { return radios_[radio].damaged; }

  private:
    /// Beside one radio; what its networks have, they have in equal parts, but for beacons, which each sends.
    struct OfRadio {
        const RadioSetup* setup;
        double mhz = 0;
        double listened = 0, own_airtime = 0, other_airtime = 0;
        double beacons = 0, beacons_expected = 0, beacons_lost = 0;  // of one network
        double management = 0, control = 0, data = 0, retries = 0;
        double heard = 0, damaged = 0;
        double signal_dbm = 0;
        double load = 0;
        double silent = 0;  // seconds since the last beacon
        std::uint64_t joins = 0;
    };
    struct Lasting {
        double left = 0;           // seconds it still lasts
        double evidence_left = 0;  // and that its evidence is told
        double frames = 0;
        std::uint64_t begun = 0;
        [[nodiscard]] bool lasts() const { return left > 0; }
    };

    void listen(OfRadio& beside, double seconds, bool flooded, const RadioModel& radio, Dice& dice);
    void pass(capture::Threat threat, double seconds, bool shows, double frames);
    [[nodiscard]] const Lasting& of(capture::Threat threat) const { return threats_[static_cast<std::size_t>(threat)]; }
    static void write(agent::Readings& readings, const OfRadio& beside, std::size_t networks);
    void write_threats(agent::Readings& readings) const;
    void write_evidence(agent::Readings& readings, capture::Threat threat) const;

    const std::uint64_t own_address_;
    const std::uint64_t strange_address_;  // one for all poles of a hub: they hear the same stranger
    const double strange_mhz_;
    const double strange_dbm_;
    const double hears_own_;  // of frames
    const double hears_others_;
    const double near_dbm_;
    std::vector<OfRadio> radios_;
    std::array<Lasting, capture::threat_count> threats_{};
};

}  // namespace magpie::fleet
