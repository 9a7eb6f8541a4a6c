#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"

namespace magpie::fleet {

/// A radio as it was set up, and what is around it.
struct RadioSetup {
    std::string name;
    std::string band;
    double mhz;  // of the primary channel
    double width_mhz;
    double transmit_dbm;
    bool radar_channel;   // the channel has radar detection
    double capacity;      // bytes a second, with the air to itself
    double reach_m;       // clients stand within
    double neighbours;    // networks of others within earshot
    bool counts_airtime;  // its driver does, by client
    std::vector<std::string> ssids;
};

/// Airtime, clients and traffic of one radio. The air is shared: what neighbours take grows with their number and the
/// hour, what is left carries our clients, and retries grow with how busy it is and how far clients stand. One thread;
/// owned by its PoleModel.
class RadioModel {
  public:
    RadioModel(RadioSetup setup, Dice& dice);

    /// The kernel starts anew, and all of its counters with it.
    void boots();
    /// Some time went by with `crowd` (0 to 1) in the street and this many clients to be expected here.
    void passes(double seconds, double crowd, double expected_clients, Dice& dice);
    /// A fault of radios begins or ends.
    void suffers(FaultKind kind, bool begins);
    void write(agent::Readings& readings) const;

    /// Bytes to and from clients in the last interval.
    [[nodiscard]] double to_clients() const { return to_clients_; }
    [[nodiscard]] double from_clients() const { return from_clients_; }
    /// Time the air was taken in the last interval, 0 to 1.
    [[nodiscard]] double busy() const { return busy_; }

    // ---- what another radio beside it hears

    [[nodiscard]] const RadioSetup& setup() const { return setup_; }
    [[nodiscard]] double mhz() const;
    /// Its networks are on the air.
    [[nodiscard]] bool serves() const;
    /// Time that its networks took of the last interval, and that others took, 0 to 1.
    [[nodiscard]] double own() const { return serves() ? own_ : 0; }
    [[nodiscard]] double foreign() const { return foreign_; }
    /// Likewise, that was filled by what is no Wi-Fi.
    [[nodiscard]] double noise() const { return noise_; }
    [[nodiscard]] double retry_ratio() const { return retry_ratio_; }
    [[nodiscard]] double clients() const { return clients_; }
    [[nodiscard]] std::uint64_t joins() const { return joins_; }
    [[nodiscard]] std::uint64_t refusals(std::string_view reason) const;

  private:
    struct Airtime {  // milliseconds, as the kernel counts it
        std::uint64_t active = 0, busy = 0, receive = 0, transmit = 0, own_receive = 0;
    };
    struct Network {
        std::string ssid;
        std::uint64_t clients = 0;
        std::uint64_t receive_bytes = 0, transmit_bytes = 0, packets = 0, retries = 0, failed = 0;
        double receive_airtime = 0, transmit_airtime = 0, fairness = 1;
        agent::Histogram signal = agent::histogram_of<"wifi_client_signal_dbm">();
    };
    struct Share {  // of an interval, 0 to 1
        double foreign, transmit, own_receive, noise;
    };

    using Counts = std::map<std::string_view, std::uint64_t>;  // by reason

    void radar(bool heard);
    void hostapd(bool ends);
    /// Nothing is sent or received.
    void stands_still(double seconds, Dice& dice);
    void turns_away(double seconds, double crowd, double expected_clients, Dice& dice);
    [[nodiscard]] double who_gets_in(double crowd, double expected_clients) const;
    [[nodiscard]] Share shares_of_the_air(double crowd, Dice& dice);
    void clients_come_and_go(double seconds, double expected, Dice& dice);
    void pass(Network& network, double share, double seconds, const Share& air, Dice& dice);
    [[nodiscard]] double signal_of_a_client(Dice& dice) const;
    void write_settings(agent::Readings& readings) const;
    void write_events(agent::Readings& readings) const;
    void write_airtime(agent::Readings& readings) const;
    void write(const Network& network, agent::Readings& readings) const;

    RadioSetup setup_;
    Airtime airtime_;
    std::vector<Network> networks_;
    double clients_ = 0;  // in the mean; people do not come in fractions, but they do on average
    double noise_dbm_ = -95;
    double neighbour_dbm_;
    double busy_ = 0;
    double own_ = 0;
    double foreign_ = 0;
    double noise_ = 0;
    double retry_ratio_ = 0;
    double to_clients_ = 0;
    double from_clients_ = 0;
    Faults faults_;
    unsigned still_looks_ = 0;  // in a row
    std::uint64_t frozen_ = 0;  // intervals that the agent throws away
    std::uint64_t joins_ = 0, leaves_ = 0, radars_ = 0, switches_ = 0, returns_ = 0, stops_ = 0;
    Counts deauthentications_;
    Counts refusals_;
};

}  // namespace magpie::fleet
