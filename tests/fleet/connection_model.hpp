#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "agent/report/readings.hpp"
#include "tests/fleet/dice.hpp"
#include "tests/fleet/fault.hpp"
#include "tests/fleet/resolver_model.hpp"
#include "wire/capture/record.hpp"

namespace magpie::fleet {

/// How clients of one network get on, stage by stage, and what their connections are like from then on; what
/// magpie-capture would have counted at the pole's bridge. One thread; owned by its CaptureModel.
class ConnectionModel {
  public:
    /// Of the network, in an interval; those who come are as many as the radios say.
    struct Traffic {
        std::uint64_t come = 0;
        std::uint64_t wrong_passphrases = 0, full = 0, eap_failures = 0;  // clients that were turned away
        double clients = 0;
        double up = 0, down = 0;  // bytes
        double collisions = 0;  // share of what is sent that meets others three times in a row; of clients in the mean
        double hindered = 0;    // share of the clients whose air is too full for them
    };

    explicit ConnectionModel(std::string ssid);

    void boots();
    void passes(double seconds, const Faults& faults, const Traffic& traffic, Dice& dice);
    void write(agent::Readings& readings) const;

    /// Packets of these connections that were looked at.
    [[nodiscard]] double frames() const { return frames_; }

  private:
    using Stage = capture::Stage;
    using Outcome = capture::Outcome;
    /// How a stage goes at present.
    struct Step {
        Stage stage;
        double median;  // seconds
        double deviation;
        double fails;  // share
        Outcome how;
    };
    using Steps = std::array<Step, 8>;
    struct Used {
        std::uint64_t failed = 0, done = 0;
        double seconds = 0;  // of those that succeeded
    };
    static const Steps usual;

    [[nodiscard]] static Steps steps_of(const Faults& faults, const Traffic& traffic);
    void ends(Stage stage, Outcome outcome, std::uint64_t times = 1);
    void fails(Stage stage, Outcome outcome, std::uint64_t times = 1);
    void connect(const Steps& steps, Dice& dice);
    void turn_away(const Traffic& traffic);
    void ask_again(double seconds, const Faults& faults, Dice& dice);
    Used use(const Step& step, double times, Dice& dice);
    void exchange(const Step& network, const Step& radio, const Traffic& traffic, Dice& dice);
    void judge(double seconds, const Faults& faults, const Step& dns, const Step& network, const Traffic& traffic);

    std::string ssid_;
    std::array<std::array<std::uint64_t, capture::outcome_count>, capture::stage_count> counts_{};
    std::array<double, capture::stage_count> seconds_{};  // of those that succeeded
    ResolverModel resolvers_;
    std::array<double, capture::stage_count> bad_minutes_{};
    agent::Histogram connect_seconds_ = agent::histogram_of<"client_connect_seconds">();
    double good_minutes_ = 0;
    double segments_up_ = 0, segments_down_ = 0, again_up_ = 0, again_down_ = 0;
    double network_seconds_ = 0, radio_seconds_ = 0, round_trips_ = 0;
    double frames_ = 0;
    double waiting_ = 0;     // clients that got no address
    double silence_ = 0;     // seconds for which they have asked in vain
    double lease_lost_ = 0;  // share of the clients whose address has run out
};

}  // namespace magpie::fleet
