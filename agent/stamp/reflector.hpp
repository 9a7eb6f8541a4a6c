#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tl/expected.hpp>

#include "agent/datagram/socket.hpp"
#include "agent/stamp/moment.hpp"
#include "agent/stamp/replay_window.hpp"
#include "wire/stamp/authentication.hpp"
#include "wire/stamp/packet.hpp"
#include "wire/stamp/tlv.hpp"

namespace magpie::stamp {

/// A peer that is answered, in one session.
struct Provision {
    agent::Address peer{};
    std::uint16_t ssid = 0;
    std::optional<Key> key{};               // with one, in authenticated mode
    std::uint32_t packets_a_second = 2000;  // and as many at once
};

/// Why a datagram is not answered. Each is counted.
enum class Refusal : std::uint8_t {
    unprovisioned,  // of nobody, or of a session of nobody
    oversized,      // longer than any packet
    truncated,
    corrupt,
    no_time,
    forged,    // the HMAC is wrong
    replayed,  // authenticated, and there before
    too_often,
    last = too_often,
};
inline constexpr std::size_t refusal_count = static_cast<std::size_t>(Refusal::last) + 1;

struct ReflectorCounts {
    std::uint64_t answered = 0;
    std::array<std::uint64_t, refusal_count> refused{};
    std::uint64_t repeated = 0;  // answered although it was there before: in open mode, where that tells of the network
    std::uint64_t tlvs_failed = 0;  // answered with TLVs that were not authentic
    bool operator==(const ReflectorCounts&) const = default;
};

/// The rules of a Session-Reflector (RFC 8762 §4.3, RFC 8972), without a socket and without a clock. Answers
/// provisioned sessions only, and never with more octets than came: a packet below the base, which RFC 8762 lets a
/// reflector answer with a whole one, is refused. Its memory is bounded by its provisions. Lives on one thread; owned
/// by who has the socket.
class Reflector {
  public:
    Reflector(std::vector<Provision> provisions, bool stateful);

    /// The reply; its bytes are the reflector's, until the next call.
    [[nodiscard]] tl::expected<agent::Outgoing, Refusal> reflect(const agent::Incoming& datagram, const Moment& now);
    /// When a reply really left, by its token: told to its peer with the next one (Follow-Up Telemetry).
    void left(std::uint64_t token, WallTime at);

    [[nodiscard]] const ReflectorCounts& counts() const { return counts_; }

  private:
    /// A session of RFC 8972: who asks from which port, and whom.
    struct Conversation {
        agent::Endpoint from{};
        agent::Endpoint to{};
        Instant used{};
        std::uint32_t received = 0;
        std::uint32_t answered = 0;
        std::uint8_t life = 0;  // of the slot, so that a late departure is not another's
        bool begun = false;
        FollowUp departed{};
    };

    /// A peer has as many ports as this at once; the one that is silent for longest makes room.
    static constexpr std::size_t most_conversations = 4;

    struct Session {
        Provision provision;
        ReplayWindow window{};
        double allowance = 0;
        Instant allowed_at{};
        std::array<Conversation, most_conversations> conversations{};

        [[nodiscard]] Mode mode() const { return provision.key ? Mode::authenticated : Mode::open; }
        [[nodiscard]] bool takes_one(Instant now);
        [[nodiscard]] std::size_t conversation_of(const agent::Incoming& datagram);
    };

    [[nodiscard]] tl::expected<std::size_t, Refusal> session_of(const agent::Incoming& datagram) const;
    [[nodiscard]] tl::expected<agent::Outgoing, Refusal> answer(const agent::Incoming& datagram, const Moment& now);

    std::vector<Session> sessions_;  // by peer and SSID
    bool stateful_;
    ReflectorCounts counts_;
    std::array<std::byte, most_datagram> reply_{};
};

}  // namespace magpie::stamp
