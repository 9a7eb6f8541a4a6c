#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/capture/client/stages.hpp"
#include "agent/internet/dhcp.hpp"

namespace magpie::agent::client {

/// DISCOVER to OFFER and REQUEST to ACK of one client (RFC 2131 4.4); each from the first of its kind, whatever is sent
/// again. A transaction that had no OFFER in time is told of once, however often the client
/// repeats it, and what comes of it later is no success of the stage any more.
class DhcpStages {
  public:
    struct Heard {
        std::optional<StageEnd> end;
        bool answered_elsewhere = false;  // the client has an OFFER that did not pass here
    };
    /// What waits ends without an answer where the client, by this message, gives up waiting. To be asked before the
    /// message is heard.
    [[nodiscard]] std::optional<StageEnd> give_up(DhcpType type, CaptureTime at);
    [[nodiscard]] Heard hear(DhcpType type, std::uint32_t transaction, CaptureTime at);
    [[nodiscard]] std::optional<StageEnd> expire(CaptureTime now);
    /// All but which transaction was in vain, for it goes on.
    void drop();
    [[nodiscard]] bool pending() const { return discover_.wait.pending() || request_.wait.pending(); }
    /// Whether the REQUEST that waits, or waited last, follows an OFFER. Where none does, a server that does not know
    /// the client stays silent or says no, and nothing is wrong (4.3.2).
    [[nodiscard]] bool offered() const { return offered_; }

  private:
    struct Exchange {
        StageWait wait;
        std::uint32_t transaction = 0;
        std::uint8_t tries = 0;
    };
    static void ask(Exchange& exchange, std::uint32_t transaction, CaptureTime at);
    static bool tired(const Exchange& exchange);
    static bool answers(const Exchange& exchange, std::uint32_t transaction);

    Exchange discover_{StageWait(capture::Stage::dhcp_discover)};
    Exchange request_{StageWait(capture::Stage::dhcp_request)};
    bool offered_ = false;
    std::optional<std::uint32_t> in_vain_;  // the transaction that ended without an OFFER
};

/// What the DHCP of all clients of a network says of one whom nobody offers anything. Owned by Attempts.
class LeaseWatch {
  public:
    /// A client asks for an address. One that is not known to be here (`present`) may be another pole's, as below.
    void discovered(CaptureTime at, bool present);
    void offered(CaptureTime at);
    void acknowledged(std::uint64_t client, CaptureTime at);
    void answered_elsewhere(CaptureTime at) { elsewhere_ = at; }

    /// How a DISCOVER ended that had no answer. The pool is exhausted where, from a minute before it, another client
    /// was acknowledged and nobody was offered anything: the server is there, serves renewals and has nothing left. A
    /// server that passes over this client alone looks the same; one that made an offer within that minute, or is
    /// silent for all, or whose clients all have long leases, does not, and is `no_answer`. Nothing where a client that
    /// is not known to be here (`present`) may be another pole's, of which only the broadcasts come: that is so for an
    /// hour after one was seen to follow an offer that did not pass here.
    [[nodiscard]] std::optional<capture::Outcome> unanswered(const StageEnd& end, std::uint64_t client,
                                                             bool present) const;

    /// How long clients have been asking while nobody was offered or acknowledged anything: it grows from the first
    /// DISCOVER, long before one of them gives up. 0 where the last was answered, or nobody asks any more; nothing
    /// before anybody has asked.
    [[nodiscard]] std::optional<std::chrono::microseconds> silence(CaptureTime now) const;
    /// When it will have lasted for so long that it is told at once; nothing where it does not last, or has.
    [[nodiscard]] std::optional<CaptureTime> told_at_once(CaptureTime now) const;

  private:
    /// A DISCOVER of which the answer may not pass here.
    [[nodiscard]] bool may_be_elsewhere(CaptureTime at, bool present) const;

    std::optional<CaptureTime> asked_;      // the last DISCOVER
    std::optional<CaptureTime> ask_since_;  // the first that had no answer
    std::optional<CaptureTime> offer_;
    std::optional<CaptureTime> acknowledgement_;
    std::uint64_t acknowledged_client_ = 0;
    std::optional<CaptureTime> elsewhere_;
};

}  // namespace magpie::agent::client
