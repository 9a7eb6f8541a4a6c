#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include <tl/expected.hpp>

#include "agent/datagram/socket.hpp"
#include "agent/stamp/moment.hpp"
#include "agent/stamp/statistics.hpp"
#include "wire/stamp/authentication.hpp"
#include "wire/stamp/packet.hpp"
#include "wire/stamp/tlv.hpp"

namespace magpie::stamp {

struct SenderOptions {
    std::uint16_t ssid = 0;
    std::optional<Key> key{};  // with one, in authenticated mode
    std::uint8_t dscp = 0;
    std::size_t size = 0;               // octets of UDP payload, at least; 0: as many as are needed
    Nanoseconds interval{100'000'000};  // from one burst to the next
    std::uint32_t burst = 1;            // packets at once
    std::uint64_t count = std::numeric_limits<std::uint64_t>::max();
    Nanoseconds patience{3'000'000'000};  // Tmax: what comes later is lost
};

/// What became of a datagram that came. All but `taken` are counted.
enum class Received : std::uint8_t {
    taken,
    duplicate,
    late,
    truncated,
    corrupt,
    no_time,
    forged,    // the HMAC is wrong
    not_ours,  // another session's, or an answer to what was never asked
    last = not_ours,
};
inline constexpr std::size_t received_count = static_cast<std::size_t>(Received::last) + 1;

/// What is told of the path beside numbers, as of the newest reply.
struct PathFacts {
    std::optional<std::uint8_t> forward_hops;  // left of the TTL when a packet arrived there
    std::optional<std::uint8_t> back_hops;
    std::optional<std::uint8_t> forward_dscp;  // as a packet arrived there
    std::optional<std::uint8_t> back_dscp;
    std::uint64_t short_replies = 0;    // without what RFC 8762 puts behind 38 octets
    std::uint64_t without_session = 0;  // of a peer without RFC 8972
    std::uint64_t followed_up = 0;      // replies whose T3 the next one corrected
    std::uint64_t kernel_stamped = 0;   // replies with both of our times from the kernel
};

/// The rules of a Session-Sender (RFC 8762 §4.2, RFC 8972), without a socket and without a clock: what to send when,
/// and what replies say. Lives on one thread; owned by who has the socket.
class Sender {
  public:
    Sender(const SenderOptions& options, Instant begin);

    /// The next packet, when one is due; its token is for left(). Asked until there is none. Its bytes are the
    /// sender's.
    [[nodiscard]] std::optional<agent::Outgoing> next(const Moment& now);
    /// When a packet really left.
    void left(std::uint64_t token, WallTime at);
    Received receive(const agent::Incoming& datagram, const Moment& now);
    /// Gives up what is past Tmax.
    void settle(Instant now);
    /// Ends before Tmax: what is answered counts, and of what may still be answered nothing is told.
    void finish();

    /// When the next packet is due; nothing when all are sent.
    [[nodiscard]] std::optional<Instant> due() const;
    /// Whether all are sent and none is waited for any more.
    [[nodiscard]] bool is_done() const { return sent_ == options_.count && settled_ == sent_; }
    /// Whether all are sent and answered.
    [[nodiscard]] bool is_answered() const { return sent_ == options_.count && answered_ == sent_; }
    [[nodiscard]] std::uint64_t sent() const { return sent_; }
    [[nodiscard]] std::uint64_t answered() const { return answered_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] const std::array<std::uint64_t, received_count>& counts() const { return counts_; }
    [[nodiscard]] const PathFacts& path() const { return path_; }

    /// Of all that was settled since the last one.
    [[nodiscard]] StampWindow close() { return statistics_.close(); }

  private:
    struct Answer {
        std::uint32_t sequence = 0;  // the reflector's
        std::uint32_t lowest = 0, highest = 0, further = 0;
        WallTime t2{}, t3{}, t4{};
        std::optional<WallTime> followed_up{};  // T3, better
        ErrorEstimate there{};
        Instant came{};
        std::optional<bool> counts{};
        bool kernel_stamped = false;
    };
    struct Record {
        Instant sent{};
        std::uint64_t timestamp = 0;  // T1 as it was sent
        WallTime t1{};
        bool t1_of_kernel = false;
        ErrorEstimate here{};
        std::optional<Answer> answer{};
        bool late = false;
    };

    [[nodiscard]] Mode mode() const { return options_.key ? Mode::authenticated : Mode::open; }
    void lay_out();
    [[nodiscard]] Received judge(const agent::Incoming& datagram, const Moment& now);
    [[nodiscard]] Record* record_of(std::uint32_t sequence);
    void read_tlvs(std::span<const std::byte> tlvs, const Reflection& reflection, Answer& answer);
    void follow_up(const FollowUp& told, const Reflection& by);
    [[nodiscard]] Record& next_to_settle();
    void settle_one();
    [[nodiscard]] Outcome outcome_of(std::uint64_t sequence, const Record& record) const;

    SenderOptions options_;
    Instant begin_;
    std::uint64_t sent_ = 0;
    std::uint64_t answered_ = 0;  // in time
    std::uint64_t settled_ = 0;
    std::deque<Record> records_;  // the newest, ending with sent_: not settled, or so lately that a duplicate may come
    std::optional<std::uint32_t> highest_answered_;
    Statistics statistics_;
    std::array<std::uint64_t, received_count> counts_{};
    PathFacts path_;
    std::array<std::byte, most_datagram> packet_{};  // TLVs as they are sent; the base is written anew for each
    std::size_t size_ = 0;
    std::optional<std::size_t> measurement_at_;  // offset of the value of our Direct Measurement
};

}  // namespace magpie::stamp
