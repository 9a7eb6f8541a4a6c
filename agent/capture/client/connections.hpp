#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/capture/client/attempts.hpp"
#include "agent/capture/client/bounded_table.hpp"
#include "agent/capture/client/flow.hpp"
#include "agent/capture/client/gateways.hpp"
#include "agent/capture/client/keyed_hash.hpp"
#include "agent/capture/client/resolvers.hpp"
#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "agent/internet/dhcp.hpp"
#include "agent/internet/dns.hpp"
#include "agent/internet/packet.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// How clients' connections go, stage by stage, from what the interface of an access point (or the bridge behind it)
/// carries, from the management frames of the air where they are heard, and from what hostapd says. A client is known
/// by a keyed hash, for as long as its attempt lasts; totals of networks alone leave. Bounded whatever comes. One
/// thread; owned by the capture's app.
class Connections {
  public:
    /// A network of this pole; its index in the records. `bssid`: of the interface, where it is an access point's.
    std::uint8_t add_network(std::string_view ssid, MacAddress bssid);

    /// A frame of the network's interface.
    void packet(std::uint8_t network, const CapturedFrame& frame);
    /// A management or unencrypted data frame of the air; passed over where its BSSID is of none of the networks. Of
    /// data only EAPOL is read: the rest passes the network's interface, and nothing is to be counted twice.
    void heard(const Frame& frame, CaptureTime at);

    /// Which resolvers have a name: each OwnResolver, then Settled. Others are passed over.
    void hear(const capture::Record& record);

    /// What hostapd did with a client of the network, said now; no frame shows it where hostapd sends and takes EAPOL
    /// over nl80211. Waits until the frames of before are heard: what they tell is not told twice.
    capture::EventUse told(std::uint8_t network, const capture::ClientEvent& event, CaptureTime at);

    /// Once a second, and at `tick_wanted`: attempts that waited too long end; totals that changed are told, and each
    /// network.
    void tick(CaptureTime now, std::vector<capture::Record>& into);
    /// When a DHCP server's silence will be worth a tick of its own; nothing where none will be.
    [[nodiscard]] std::optional<CaptureTime> tick_wanted(CaptureTime now) const {
        return attempts_.silence_told_at_once(now);
    }

    [[nodiscard]] std::uint64_t frames(std::uint8_t network) const { return networks_.at(network).frames; }
    [[nodiscard]] const std::array<std::uint64_t, capture::bad_frame_count>& bad(std::uint8_t network) const {
        return networks_.at(network).bad;
    }

  private:
    struct Network {
        MacAddress bssid{};
        client::Gateways gateways;
        std::uint64_t frames = 0;
        std::array<std::uint64_t, capture::bad_frame_count> bad{};
    };
    struct Query {
        std::uint64_t client = 0;
        std::uint8_t network = 0;
        std::optional<std::uint8_t> resolver;  // that was asked; nothing while nobody has said which have a name
        client::StageWait wait{capture::Stage::dns};
    };
    struct KnownFlow {
        std::uint64_t client = 0;
        std::uint8_t network = 0;
        bool client_is_low = false;  // of the two ends of its key
        client::Flow flow;
    };
    struct Told {
        std::uint64_t client = 0;
        CaptureTime at{};
        std::uint16_t reason = 0;
        std::uint8_t network = 0;
        capture::ClientChange change{};
    };
    static constexpr std::size_t most_told = 256;
    using Queries = client::BoundedTable<Query, 1024>;
    using Flows = client::BoundedTable<KnownFlow, 4096>;

    /// Whose frame it is.
    struct Party {
        MacAddress client;
        bool from_client = false;
    };

  public:
    /// What all tables take when they are full.
    static constexpr std::size_t most_bytes =
        client::Attempts::Table::most_bytes + Queries::most_bytes + Flows::most_bytes + most_told * sizeof(Told);

  private:
    void count(std::uint8_t network, capture::BadFrame bad);
    [[nodiscard]] std::optional<Party> party_of(std::uint8_t network, const Packet& packet) const;
    [[nodiscard]] bool is_own(const MacAddress& address) const;
    client::Client& is_here(const MacAddress& address, std::uint8_t network, CaptureTime at);
    void is_here(const Party& party, std::uint8_t network, CaptureTime at);

    void eapol(std::uint8_t network, const Packet& packet, const Eapol& eapol, CaptureTime at);
    void udp(std::uint8_t network, const Packet& packet, const Udp& udp, CaptureTime at);
    void dhcp_of_client(std::uint8_t network, const Packet& packet, const Dhcp& dhcp, CaptureTime at);
    void dhcp_of_server(std::uint8_t network, const Packet& packet, const Dhcp& dhcp, CaptureTime at);
    void dns(std::uint8_t network, const Packet& packet, const Udp& udp, CaptureTime at);
    void end_query(const Query& query, const client::StageEnd& end);
    void tcp(std::uint8_t network, const Packet& packet, const Tcp& tcp, CaptureTime at);
    KnownFlow* begin_flow(std::uint64_t key, std::uint8_t network, const Packet& packet, const Tcp& tcp);
    void management(std::uint8_t network, const Frame& frame, CaptureTime at);
    void hear_told(CaptureTime now);
    void hear_told(client::Client& known, const Told& told);
    void hear_left(client::Client& known, const Told& told);

    [[nodiscard]] std::uint64_t flow_key(std::uint8_t network, const Packet& packet, const Tcp& tcp) const;
    [[nodiscard]] std::uint64_t query_key(std::uint64_t client, const IpAddress& resolver, std::uint16_t port,
                                          std::uint16_t id) const;
    void forget_all(CaptureTime now);

    client::KeyedHash hash_ = client::KeyedHash::random();
    std::vector<Network> networks_;
    client::Attempts attempts_;
    client::Resolvers resolvers_;
    Queries queries_;
    Flows flows_;
    std::vector<Told> told_;
    CaptureTime key_made_{};
    std::optional<CaptureTime> ticked_;
    bool key_used_ = false;
};

}  // namespace magpie::agent
