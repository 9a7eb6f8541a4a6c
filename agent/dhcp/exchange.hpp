#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "agent/dhcp/message.hpp"
#include "wire/time.hpp"

namespace magpie::agent::dhcp {

enum class End : std::uint8_t {
    bound,
    offered,      // and no more was to be asked for
    own_address,  // what is offered is an address that we have already: of who has it nothing may be asked, nor given
                  // back
    no_offer,     // nobody answered, or whoever did had nothing to give: a server without addresses says nothing
    no_answer,    // to the request for what was offered
    refused,      // NAK
    not_sent,     // our own kernel would not
};

struct Outcome {
    End end{};
    Lease lease{};                           // bound, offered, own_address
    std::optional<Milliseconds> discover{};  // from the first DISCOVER to the offer
    std::optional<Milliseconds> request{};   // from the first REQUEST to its answer
};

/// One address from whoever gives addresses (RFC 2131 3.1): DISCOVER, the first good OFFER, REQUEST, ACK. Without clock
/// and socket; a value, owned by who asks. Whoever got an address gives it back with release().
class Exchange {
  public:
    struct Settings {
        Identity who;
        std::uint32_t transaction = 0;  // random
        Milliseconds timeout{10'000};   // of all of it
        bool only_offer = false;        // takes nothing: a server keeps what it offers for a moment only
        std::vector<boost::asio::ip::address_v4> own{};
    };
    explicit Exchange(Settings settings) : settings_(std::move(settings)) {}

    void begin(const Now& now);
    /// What is to be said to everybody now, if anything.
    [[nodiscard]] std::optional<std::vector<std::byte>> take(const Now& now);
    void not_sent() { finish(End::not_sent); }
    void received(std::span<const std::byte> message, const Now& now);
    void tick(const Now& now);

    /// When to tick next.
    [[nodiscard]] Monotonic deadline() const;
    [[nodiscard]] const std::optional<Outcome>& outcome() const { return outcome_; }
    /// Gives a lease back, once bound; for the server that gave it, from the leased address. There is no answer to it.
    [[nodiscard]] std::vector<std::byte> release() const;
    /// Tells everybody that somebody else has what was leased (RFC 2131 4.4.4), once bound; no answer either.
    [[nodiscard]] std::vector<std::byte> decline() const;
    /// Those whose offers came, also after the end: 64 at most.
    [[nodiscard]] const std::vector<boost::asio::ip::address_v4>& servers() const { return servers_; }

  private:
    void say_next(const Now& now);
    void offered(const Lease& lease, const Now& now);
    void finish(End end, Lease lease = {});
    [[nodiscard]] bool is_own(const Lease& lease) const;

    Settings settings_;
    Monotonic begun_{};
    Monotonic requested_{};
    Monotonic again_{};
    Milliseconds wait_{0};
    bool to_say_ = false;
    std::optional<Lease> offered_;
    std::vector<boost::asio::ip::address_v4> servers_;
    std::optional<Milliseconds> discover_;
    std::optional<Outcome> outcome_;
};

}  // namespace magpie::agent::dhcp
