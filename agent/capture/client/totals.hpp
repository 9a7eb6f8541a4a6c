#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/capture/client/service_level.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent::client {

/// What is counted for each network, of all its clients together: all that leaves. One thread; owned by Attempts.
class Totals {
  public:
    /// Its index. At most `capture::most_client_networks`.
    std::uint8_t add_network(std::string_view ssid);
    [[nodiscard]] std::size_t networks() const { return networks_.size(); }

    void stage(std::uint8_t network, capture::Stage stage, capture::Outcome outcome, std::chrono::microseconds took);
    /// A query of a client to the resolver of this index.
    void resolver(std::uint8_t network, std::uint8_t resolver, capture::Outcome outcome,
                  std::chrono::microseconds took);
    /// Indices of resolvers stand for others from now on.
    void begin_resolvers();
    void round_trip(std::uint8_t network, Side side, std::chrono::microseconds took);
    void segment(std::uint8_t network, bool up, bool again);
    void forgotten(std::uint8_t network) { ++networks_[network].row.attempts_forgotten; }
    /// A client's minute is over; nothing is to blame for a good one.
    void minute(std::uint8_t network, std::optional<capture::Stage> to_blame);

    /// Since clients have asked for an address and nobody was offered one.
    void dhcp_silence(std::uint8_t network, std::chrono::microseconds lasts);

    /// Each network, and all that was ever counted: what was lost on the way is told again.
    void tell(std::vector<capture::Record>& into);

  private:
    struct Network {
        capture::ClientNetwork row;
        capture::BadMinutes minutes;
        std::array<capture::StageTotals, capture::stage_count * capture::outcome_count> stages{};
        std::array<capture::ResolverTotals, (capture::most_resolvers + 1) * capture::outcome_count> resolvers{};
    };

    std::vector<Network> networks_;
};

}  // namespace magpie::agent::client
