#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/capture/client/bounded_table.hpp"
#include "agent/capture/client/leases.hpp"
#include "agent/capture/client/service_level.hpp"
#include "agent/capture/client/stages.hpp"
#include "agent/capture/client/totals.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent::client {

/// From the first sign of a client that wants to connect to its first TCP handshake.
struct Attempt {
    struct Failure {
        capture::Outcome outcome{};
        CaptureTime at{};
    };
    CaptureTime first{};
    CaptureTime last{};              // sign of its going on
    std::optional<Failure> failure;  // of a stage that the client may get over
};

struct Client {
    std::uint64_t name = 0;
    CaptureTime last{};  // heard of
    std::uint8_t network = 0;
    bool present = false;  // a frame has passed that would not, were it another network's
    std::optional<Attempt> attempt;
    CaptureTime over = CaptureTime::min();  // when the last one ended
    std::optional<CaptureTime> connected;   // until its first HTTP request
    AuthenticationStage authentication;
    AssociationStage association;
    HandshakeStage handshake;
    Dot1xStage dot1x;
    DhcpStages dhcp;
    Minute minute;
};

/// The clients that are known now: who tries to connect, for at most 30 s after the last sign of it, and who sent or
/// was sent anything within the running minute. At most 4,096; the one longest silent goes. What their stages come to
/// is in the totals. One thread; owned by Connections.
class Attempts {
  public:
    static constexpr std::size_t most_clients = 4096;
    using Table = BoundedTable<Client, most_clients>;

    std::uint8_t add_network(std::string_view ssid) { return totals_.add_network(ssid); }
    [[nodiscard]] Totals& totals() { return totals_; }
    [[nodiscard]] LeaseWatch& leases(std::uint8_t network) { return leases_.at(network); }

    [[nodiscard]] Client* find(std::uint64_t name) { return clients_.find(name); }
    /// The client by this name, from now on known; of `network`, where it is new.
    Client& know(std::uint64_t name, std::uint8_t network, CaptureTime at);
    /// A frame from it, or to it where it is known to be here, shows that it is.
    void here(Client& client, std::uint8_t network);
    /// It tries to connect.
    void begin(Client& client, CaptureTime at);
    /// It goes on trying, if it does.
    static void go_on(Client& client, CaptureTime at);
    /// What it tried is over, and came to nothing that can be told.
    static void abandon(Client& client);

    /// Of a client that may be known no more.
    void end(Client* client, std::uint8_t network, StageEnd end);

    /// Once a second, and when `silence_told_at_once` says.
    void tick(CaptureTime now);
    /// When the first DHCP server will have been silent for so long that it is told at once; nothing where none will.
    [[nodiscard]] std::optional<CaptureTime> silence_told_at_once(CaptureTime now) const;
    void clear() { clients_.clear(); }
    [[nodiscard]] std::size_t size() const { return clients_.size(); }

  private:
    [[nodiscard]] std::optional<capture::Outcome> outcome_of(const Client& client, const StageEnd& end) const;
    void end_connect(Client& client, capture::Outcome outcome, CaptureTime at);
    void expire(Client& client, CaptureTime now);
    void end_minute(Client& client);

    Table clients_;
    Totals totals_;
    std::array<LeaseWatch, capture::most_client_networks> leases_;
    std::optional<std::chrono::sys_time<std::chrono::minutes>> minute_;
};

}  // namespace magpie::agent::client
