#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "tests/fleet/capture_model.hpp"
#include "tests/fleet/city.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"
#include "tests/fleet/path_model.hpp"
#include "tests/fleet/radio_model.hpp"
#include "tests/fleet/sensor_model.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

/// Kinds of boards poles are made of.
inline constexpr std::size_t pole_models = 4;
/// As it stands in the label `model` of magpie_node_info; begins with "simulated".
[[nodiscard]] std::string_view model_name(std::size_t model);

/// What a pole has, so that it comes to about so many series: a board and its uplink (30), two radios besides (120),
/// and more networks and interfaces the more there shall be.
struct Profile {
    bool radios = true;
    std::size_t networks = 1;    // SSIDs of each radio
    std::size_t interfaces = 1;  // the uplink among them
    bool sensors = false;        // a node on the mast and a battery, 34 series more
    bool capture = false;        // magpie-capture, where there are radios, some 100 series more
    bool targets = false;        // whom it asks whether they are reached, some 60 series more
};
[[nodiscard]] Profile profile_of(std::size_t series, bool sensors = false, bool capture = false, bool targets = false);

/// Whether a pole has what one in `one_in` has; 0: none.
[[nodiscard]] inline bool is_equipped(const Site& site, std::size_t one_in) {
    return one_in != 0 && site.seed / 2 % one_in == 0;
}

/// What there is to be measured at one pole: its board, its uplink and its radios, in the street of a summer's day. It
/// goes on while the agent does not run, as the world does; a boot begins its counters anew. One thread; owned by its
/// Pole.
class PoleModel {
  public:
    /// `hours_ahead`: of its day before that of the clock.
    PoleModel(const Site& site, const Profile& profile, double hours_ahead = 0);

    /// `reason` is one of magpie_host_boot_info's.
    void boots(const Now& now, std::string_view reason);
    /// A fault of what there is to be measured begins or ends.
    void suffers(FaultKind kind, bool begins);

    /// Lets the time since the last look pass, and writes what the sources of an agent would see.
    void sample(agent::Readings& readings, const Now& now);

    [[nodiscard]] const std::vector<RadioModel>& radios() const { return radios_; }
    [[nodiscard]] bool hears_the_air() const { return capture_ != nullptr; }

  private:
    struct Interface {
        std::string name;
        std::uint64_t receive_bytes = 0, receive_packets = 0, dropped = 0, multicast = 0;
        std::uint64_t transmit_bytes = 0, transmit_packets = 0;
        std::uint64_t carrier_changes = 1, errors = 0, collisions = 0, late_collisions = 0;
    };

    void pass(double seconds, double hour);
    void pass(Interface& interface, double seconds, double receive, double transmit);
    void pass_over_a_bad_cable(Interface& uplink, double seconds, double receive, double transmit);
    void pass_memory(double seconds);
    void write(const Interface& interface, bool uplink, agent::Readings& readings) const;
    void write_board(agent::Readings& readings, const Now& now);
    void write_storage(agent::Readings& readings) const;
    void write_clock(agent::Readings& readings) const;

    const Profile profile_;
    const SiteType type_;
    const std::size_t model_;
    const double hours_ahead_;
    Dice dice_;
    double peak_clients_;           // of both radios
    const std::size_t weak_radio_;  // that hangs or stops, where one does
    Faults faults_;

    std::vector<RadioModel> radios_;
    std::vector<Interface> interfaces_;
    std::optional<SensorModel> sensors_;
    std::unique_ptr<CaptureModel> capture_;  // most poles have none, and it is large
    std::unique_ptr<PathModel> path_;        // likewise
    std::optional<Monotonic> looked_;
    Monotonic booted_{};
    std::string boot_reason_ = "power";
    std::array<double, 8> processor_{};  // seconds by mode
    std::array<double, 3> load_{};       // over 1, 5, 15 minutes
    double celsius_ = 40;
    double available_;    // bytes of memory
    double written_ = 0;  // bytes to storage
    double agent_seconds_ = 0;
    double clock_offset_ = 0;
};

}  // namespace magpie::fleet
