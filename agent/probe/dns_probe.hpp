#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/internet/dns_query.hpp"
#include "agent/probe/outcome.hpp"
#include "wire/time.hpp"

namespace magpie::agent::probe {

/// One question to one resolver: over UDP, and once more over TCP where the answer was too long for that. The time told
/// is that of the answer that counts. Without clock and socket; a value, owned by who asks.
class DnsProbe {
  public:
    struct Settings {
        std::string name;
        DnsType type = DnsType::a;
        std::uint16_t id = 0;  // random
        /// The name is one that nobody has asked for before, and need not exist: that there is none is an answer.
        bool invented = false;
        /// False: what was too long for UDP counts as far as it came.
        bool tcp_too = true;
        Milliseconds timeout{3000};
    };
    explicit DnsProbe(Settings settings) : settings_(std::move(settings)) {}

    /// At once over with not_allowed where the name is none.
    void begin(const Now& now);
    /// What is to be sent now over UDP, once.
    [[nodiscard]] std::optional<std::vector<std::byte>> take();
    void sent(Stamp at) { sent_ = at; }
    void received(std::span<const std::byte> message, Stamp at, const Now& now);
    void refused(const Refusal& refusal, const Now& /*now*/) { end(state_of(refusal)); }
    void tick(const Now& now);

    /// From now on the question belongs on a TCP connection, as take_tcp() gives it; what comes there goes to
    /// received_tcp() in whatever pieces, with the time since the connection was wanted.
    [[nodiscard]] bool wants_tcp() const { return wants_tcp_ && !outcome_; }
    [[nodiscard]] std::vector<std::byte> take_tcp() const;
    void received_tcp(std::span<const std::byte> piece, Nanoseconds since);
    void tcp_ended(State state) { end(state); }

    [[nodiscard]] Monotonic deadline() const { return deadline_; }
    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }

  private:
    void judge(const DnsAnswer& answer, std::span<const std::byte> message, std::optional<Nanoseconds> round_trip,
               bool over_tcp);
    void end(State state);

    Settings settings_;
    std::vector<std::byte> query_;
    std::vector<std::byte> stream_;  // of TCP, so far
    Monotonic deadline_{};
    bool taken_ = false;
    Stamp sent_{};
    bool wrong_ = false;
    bool wants_tcp_ = false;
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::probe
