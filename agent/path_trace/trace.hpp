#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent {

/// Of IPv6; of IPv4 the mapped one (RFC 4291 2.5.5.2).
using HopAddress = std::array<std::uint8_t, 16>;

struct TraceSettings {
    std::uint8_t most_hops = 30;
    std::uint8_t probes_of_a_hop = 3;
    std::uint8_t most_silent = 5;  // hops one after the other: behind them nobody answers either
    Milliseconds wait{1'000};      // for one answer
    Milliseconds pause{50};        // from one answer to the next probe
};

/// What one probe met.
enum class TraceAnswer : std::uint8_t {
    passed_on,    // a router on the way: its time to live ended there (ICMP time exceeded)
    reached,      // the target: it answered, or nobody listens at that port of it
    turned_away,  // a router on the way says that there is no way, or that it is not allowed
};

struct TraceHop {
    std::optional<HopAddress> from;  // of the first answer
    bool several = false;            // another probe of the same flow was answered by another
    bool last = false;               // the target itself, or who turned us away
    std::uint8_t sent = 0;
    std::uint8_t answered = 0;
    Milliseconds least{};  // from a probe to its answer
};

/// One look at the way to a target, hop by hop, as Paris traceroute does it (Augustin et al., IMC 2006): all probes are
/// one flow, so routers that share the load send all of them the same way. One probe is under way at a time, so the
/// answer of a router that quotes no more than the header is known for its probe's; an answer that comes too late
/// counts for none. At most `most_hops` times `probes_of_a_hop` packets. A value; given `now`, it sends nothing itself.
class Trace {
  public:
    explicit Trace(const TraceSettings& settings = {}) : settings_(settings) {}

    struct Probe {
        std::uint8_t time_to_live = 0;
        std::uint16_t number = 0;  // goes along in the probe
    };
    /// What is to be sent now, if anything is; also gives up who did not answer.
    [[nodiscard]] std::optional<Probe> next(const Now& now);
    /// `number`: as the answer quotes it; nothing where it quotes too little.
    void heard(TraceAnswer answer, const HopAddress& from, std::optional<std::uint16_t> number, const Now& now);

    [[nodiscard]] bool done() const { return done_; }
    /// The target itself has answered.
    [[nodiscard]] bool reached() const { return reached_; }
    /// When next() has something to do.
    [[nodiscard]] Monotonic deadline() const;
    /// From the nearest on; those behind the last that answered are left out once it is done.
    [[nodiscard]] const std::vector<TraceHop>& hops() const { return hops_; }

  private:
    void go_on(const Now& now);
    void end();

    TraceSettings settings_;
    std::vector<TraceHop> hops_;
    std::uint16_t number_ = 0;  // of the last probe
    bool under_way_ = false;
    Monotonic sent_at_{};
    Monotonic next_at_ = Monotonic::min();
    bool reached_ = false;
    bool done_ = false;
};

}  // namespace magpie::agent
