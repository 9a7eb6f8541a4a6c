#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <variant>

/// What magpie-capture and magpie-agent tell each other over a Unix socket: records of one size, each a message of its
/// own (SOCK_SEQPACKET). All numbers of the capture are totals since its hello, so a record that is lost costs nothing.
/// Nothing that the capture says tells of one client: no address, and no hash of one; what it is told of one, by
/// ClientEvent, it keeps under its own hash. Both ends run on one machine, so integers have its byte order; both are of
/// one release, which hello says.
namespace magpie::capture {

inline constexpr std::size_t record_size = 256;
using Bytes = std::array<std::byte, record_size>;

/// Ends at the first 0, or with the array.
template <std::size_t size>
using Text = std::array<char, size>;
using Text32 = Text<32>;
using Bssid = std::array<std::uint8_t, 6>;

/// The first of each side; another version is not talked to.
struct Hello {
    static constexpr std::uint32_t present_version = 4;
    std::uint32_t version = present_version;
    friend bool operator==(const Hello&, const Hello&) = default;
};

// ---- agent -> capture: what is ours. All of it is said after hello, and `Settled` ends it; until then nothing counts
// as ours, and nothing as a twin. After it come only events of clients.

/// How a network lets clients in, from the weakest on.
enum class Security : std::uint8_t { open, owe, personal, enterprise };

/// A network of the city's: one that bears its name and is not as described is a twin.
struct OwnNetwork {
    Text32 ssid{};
    Security security{};
    std::array<std::uint8_t, 7> unused{};
    friend bool operator==(const OwnNetwork&, const OwnNetwork&) = default;
};

/// An access point of the city's: `bits` of the address are compared, so a vendor's prefix covers all of its own.
struct OwnAccessPoint {
    Bssid bssid{};
    std::uint8_t bits = 48;
    std::uint8_t unused = 0;
    friend bool operator==(const OwnAccessPoint&, const OwnAccessPoint&) = default;
};

inline constexpr std::size_t most_resolvers = 4;

/// An address of a resolver that is named: what its clients ask it is told apart from what they ask others. The agent
/// keeps the name; an address that is not said here is told of nowhere.
struct OwnResolver {
    std::array<std::uint8_t, 16> address{};  // of IPv4 the first four, the rest 0
    std::uint8_t v6 = 0;                     // 1: of IPv6
    std::uint8_t resolver = 0;  // index of the name, below `most_resolvers`; one may have several addresses
    std::array<std::uint8_t, 6> unused{};
    friend bool operator==(const OwnResolver&, const OwnResolver&) = default;
};

struct Settled {
    std::uint64_t unused = 0;
    friend bool operator==(const Settled&, const Settled&) = default;
};

/// What hostapd did with one client.
enum class ClientChange : std::uint8_t {
    connected,         // it may send: the handshake has succeeded, or there is none
    wrong_passphrase,  // its message 2 of the 4-way handshake does not fit the key; said of each such message
    eap_started,
    eap_succeeded,
    eap_refused,
    eap_timed_out,
    left,
    last = left,
};

/// Said at once, and kept by nobody: one that is lost leaves a stage to what frames tell.
struct ClientEvent {
    Text32 interface {};       // at which the capture listens, as it has named it
    Bssid client{};            // its address
    std::uint16_t reason = 0;  // of one who said goodbye: reason code (IEEE 802.11-2020 9.4.1.7); 0: none was said
    ClientChange change{};
    std::uint8_t unused = 0;
    friend bool operator==(const ClientEvent&, const ClientEvent&) = default;
};

// ---- capture -> agent

enum class InterfaceKind : std::uint8_t { air, client, line, last = line };

/// Why a frame was not read. Counted, and nothing of it was used.
enum class BadFrame : std::uint8_t {
    radiotap_version,  // not 0
    radiotap_length,   // longer than the frame, or too short for its own fields
    radiotap_fields,   // presence words that do not end, or fields past the end
    bad_fcs,           // as the radio says: none of its bits can be believed
    frame_short,       // cut within its header
    elements,          // a list of elements that does not end where its bytes do; what came before counts
    ethernet_short,
    vlan_depth,  // more tags than two
    ip_header,   // version, header length or total length that cannot be
    fragment,    // of an IP packet, not the first
    transport_short,
    dhcp,  // options past the end, or none that ends
    dns,   // names that loop or run past the end, counts that do not fit
    eapol,
    lldp,  // parts past the end, or not those that each has, in their order
    last = lldp,
};
inline constexpr std::size_t bad_frame_count = static_cast<std::size_t>(BadFrame::last) + 1;

/// One a second and interface that is listened to.
struct Interface {
    Text32 name{};
    InterfaceKind kind{};
    std::array<std::uint8_t, 7> unused{};
    std::uint64_t frames = 0;
    std::uint64_t kernel_drops = 0;  // frames the kernel had no room for
    std::array<std::uint64_t, bad_frame_count> bad{};
    friend bool operator==(const Interface&, const Interface&) = default;
};

/// Frames of a network, and what they took of the air.
enum class FrameClass : std::uint8_t { beacon, management, control, data, last = data };
inline constexpr std::size_t frame_class_count = static_cast<std::size_t>(FrameClass::last) + 1;

/// What was heard of one network (BSSID), once a second while it is heard. What a radio does not hear is in no total:
/// all are lower bounds.
struct Network {
    Bssid bssid{};
    std::uint8_t own = 0;     // 1: an access point of the city's
    std::uint8_t hidden = 0;  // 1: its name is not known
    Text32 ssid{};
    std::uint32_t mhz = 0;        // its primary channel
    std::int16_t signal_dbm = 0;  // of the last beacon; 0: the radio does not say
    std::uint16_t clients = 0;    // as its BSS Load element says; only where `load` says so
    std::array<std::uint64_t, frame_class_count> frames{};
    std::array<std::uint64_t, frame_class_count> airtime_us{};
    std::uint64_t retries = 0;
    std::uint64_t beacons_expected = 0;  // since it is heard, by its own clock and interval
    std::uint64_t beacons_lost = 0;
    std::uint64_t jitter_us = 0;  // sum over `jitters` of how late a beacon left, its clock's skew taken out
    std::uint64_t jitters = 0;
    std::int16_t load = -1;  // channel utilisation in 255ths, as its BSS Load element says; -1: it has none
    std::array<std::uint8_t, 6> unused{};
    friend bool operator==(const Network&, const Network&) = default;
};

/// What a channel was heard to carry, of everybody.
struct Channel {
    std::uint32_t mhz = 0;
    std::uint32_t unused = 0;
    std::uint64_t listened_us = 0;
    std::uint64_t airtime_us = 0;  // a lower bound
    friend bool operator==(const Channel&, const Channel&) = default;
};

enum class Threat : std::uint8_t {
    unknown_bssid,      // bears a name of ours, and is no access point of ours
    other_security,     // an access point of ours, or who pretends to be it, lets in otherwise than described
    open_twin,          // an open network with the name of an encrypted one of ours
    look_alike,         // a name that is read as one of ours, and is not
    two_clocks,         // beacons of one BSSID run by two clocks
    two_channels,       // one BSSID on two channels at once
    deauthentications,  // a flood of deauthentications or disassociations
    last = deauthentications,
};
inline constexpr std::size_t threat_count = static_cast<std::size_t>(Threat::last) + 1;

enum class Severity : std::uint8_t { info, warning, critical };

/// A threat begins, or has ended: at once, and each second while it lasts.
struct ThreatSeen {
    Threat threat{};
    Severity severity{};
    std::uint8_t present = 0;  // 1: it lasts, 0: it has ended
    std::uint8_t unused = 0;
    std::uint32_t mhz = 0;
    Bssid bssid{};  // of the access point that does it, or in whose name it is done; never a client's
    std::int16_t signal_dbm = 0;
    Text32 ssid{};             // the name of ours that is misused
    std::uint64_t frames = 0;  // that showed it
    std::uint64_t begun_ago_us = 0;
    friend bool operator==(const ThreatSeen&, const ThreatSeen&) = default;
};

/// The steps of a connection, in their order.
enum class Stage : std::uint8_t {
    authentication,
    association,
    handshake,      // 4-way
    dot1x,          // EAP, before the 4-way
    dhcp_discover,  // DISCOVER to OFFER
    dhcp_request,   // REQUEST to ACK
    dns,            // query to answer
    tcp_network,    // SYN to SYN-ACK: the backbone
    tcp_radio,      // SYN-ACK to ACK: the air
    portal,         // first HTTP request to its answer
    connect,        // all of it: first sign of the client to its first TCP handshake
    last = connect,
};
inline constexpr std::size_t stage_count = static_cast<std::size_t>(Stage::last) + 1;

enum class Outcome : std::uint8_t {
    success,
    refused,         // the status code or reason says no
    no_answer,       // in the time a client waits
    wrong_key,       // the 4-way handshake begins anew after the client's answer
    pool_exhausted,  // DISCOVERs that no server offers anything for, while others renew
    nak,
    name_error,      // NXDOMAIN
    server_failure,  // SERVFAIL
    reset,           // RST instead of SYN-ACK
    redirected,      // to a portal
    last = redirected,
};
inline constexpr std::size_t outcome_count = static_cast<std::size_t>(Outcome::last) + 1;

inline constexpr std::array<std::uint32_t, 10> stage_bounds_ms{5, 20, 50, 100, 250, 500, 1000, 2000, 5000, 15000};

/// How one stage of all connections to a network ended, and how long it took; a row of a table, said once a second.
struct StageTotals {
    std::uint8_t network = 0;  // index of a `ClientNetwork`
    Stage stage{};
    Outcome outcome{};
    std::array<std::uint8_t, 5> unused{};
    std::uint64_t count = 0;
    std::uint64_t sum_us = 0;
    std::array<std::uint64_t, stage_bounds_ms.size()> within{};  // took at most the bound, cumulative
    friend bool operator==(const StageTotals&, const StageTotals&) = default;
};

/// The index of all resolvers that are not named.
inline constexpr std::uint8_t other_resolver = most_resolvers;

/// How queries to one resolver ended, of all clients of a network; a row of a table, said once a second from Settled
/// on. Begins at 0 when other resolvers are settled than before.
struct ResolverTotals {
    std::uint8_t network = 0;   // index of a `ClientNetwork`
    std::uint8_t resolver = 0;  // as in `OwnResolver`, or `other_resolver`
    Outcome outcome{};
    std::array<std::uint8_t, 5> unused{};
    std::uint64_t count = 0;
    std::uint64_t sum_us = 0;
    friend bool operator==(const ResolverTotals&, const ResolverTotals&) = default;
};

inline constexpr std::size_t most_client_networks = 16;

/// A DHCP server's silence that is told at once: who does not look first whether an address is free answers sooner.
inline constexpr std::chrono::microseconds dhcp_silence_told_at_once{500'000};

/// A network whose clients' packets are listened to, with what is counted for all of them; once a second.
struct ClientNetwork {
    std::uint8_t network = 0;
    std::uint8_t dhcp_asked = 0;  // 1: a client has asked for an address since hello, and `dhcp_silence_us` tells
    std::array<std::uint8_t, 6> unused{};
    Text32 ssid{};
    std::uint64_t segments_up = 0;  // TCP segments with payload, from clients
    std::uint64_t segments_down = 0;
    std::uint64_t retransmissions_up = 0;
    std::uint64_t retransmissions_down = 0;
    std::uint64_t round_trip_network_us = 0;  // sums, over the numbers of measurements below
    std::uint64_t round_trips_network = 0;
    std::uint64_t round_trip_radio_us = 0;
    std::uint64_t round_trips_radio = 0;
    std::uint64_t attempts_forgotten = 0;  // for want of room
    std::uint64_t good_minutes = 0;        // minutes of clients with nothing to complain of
    std::uint64_t dhcp_silence_us = 0;     // how long clients have asked, and none was offered an address
    friend bool operator==(const ClientNetwork&, const ClientNetwork&) = default;
};

/// Minutes of clients that were not good, by the stage to blame.
struct BadMinutes {
    std::uint8_t network = 0;
    std::array<std::uint8_t, 7> unused{};
    std::array<std::uint64_t, stage_count> by_stage{};
    friend bool operator==(const BadMinutes&, const BadMinutes&) = default;
};

/// What became of an event that the agent told.
enum class EventUse : std::uint8_t {
    taken,
    unknown_interface,  // none of clients that is listened to
    no_client,          // an address of a group, or of an access point of this pole
    no_room,            // more came within a second than are kept
    last = no_room,
};
inline constexpr std::size_t event_use_count = static_cast<std::size_t>(EventUse::last) + 1;

/// Once a second, where clients are listened to.
struct EventTotals {
    std::array<std::uint64_t, event_use_count> by_use{};
    friend bool operator==(const EventTotals&, const EventTotals&) = default;
};

/// Who is at the other end of a line, as he says himself (LLDP); once a second while what he said last holds. Texts are
/// a stranger's, and any bytes.
struct LineNeighbour {
    Text32 interface {};
    Text32 chassis{};
    Text32 port{};
    Text<64> system{};
    Text<40> port_description{};
    Text<40> address{};            // of its management, as text; empty: none of IP
    std::uint16_t vlan = 0;        // untagged; 0: not said
    std::uint16_t poe_tenths = 0;  // of a watt, granted; where `has_poe` says so
    std::uint8_t has_poe = 0;
    std::array<std::uint8_t, 3> unused{};
    friend bool operator==(const LineNeighbour&, const LineNeighbour&) = default;
};

using Record =
    std::variant<Hello, OwnNetwork, OwnAccessPoint, Settled, Interface, Network, Channel, ThreatSeen, StageTotals,
                 ClientNetwork, BadMinutes, ClientEvent, EventTotals, LineNeighbour, OwnResolver, ResolverTotals>;

[[nodiscard]] Bytes encode(const Record& record);

/// Nothing for a size, a kind, an enumerator or a flag that does not exist.
[[nodiscard]] std::optional<Record> decode(std::span<const std::byte> bytes);

/// The text up to its end.
template <std::size_t size>
[[nodiscard]] std::string_view view(const Text<size>& text) {
    return {text.data(), static_cast<std::size_t>(std::find(text.begin(), text.end(), '\0') - text.begin())};
}
/// As much of it as there is room for.
template <std::size_t size>
[[nodiscard]] Text<size> text_of(std::string_view text) {
    Text<size> field{};
    std::copy_n(text.begin(), std::min(text.size(), size), field.begin());
    return field;
}
[[nodiscard]] inline Text32 text32(std::string_view text) {
    return text_of<32>(text);
}

}  // namespace magpie::capture
