#pragma once

#include <cstdint>
#include <optional>

#include "wire/sparkplug/topic.hpp"
#include "wire/time.hpp"

namespace magpie::sparkplug {

/// What the rules need to know of one message of an edge node.
struct Envelope {
    Verb verb;
    std::optional<std::uint64_t> timestamp{};  // of the payload, ms since 1970
    std::optional<std::uint8_t> seq{};
    std::optional<std::uint64_t> bd_seq{};  // births and deaths of nodes
    /// The message names its shape and the cached birth is of that shape (design: Magpie's nodes alone). Lets a node go
    /// on without rebirth where a foreign one must be reborn.
    bool shape_known = false;
    /// The message names a shape that is not the cached birth's.
    bool shape_differs = false;
    /// Heard nothing for this long: dead. Zero: never.
    Milliseconds silence{0};
};

enum class Verdict : std::uint8_t {
    apply,         // take it
    hold,          // a number is missing before it: keep it until release or expiry
    needs_birth,   // nothing can be made of it: ask for a rebirth
    before_birth,  // older than the birth that overtook it: drop
    died,          // the node is dead now
    ignore,        // a death of an earlier session, or a second one
    nothing,       // expire(): nothing was due
    gap,           // expire(): the missing number did not come: release what is held, ask for a rebirth
    silent,        // expire(): the node is dead by silence
};

/// Order, life and death of one edge node as its host sees it (checklist A5, 6 to 8), one object a node.
class NodeRules {
  public:
    /// A node known from before a restart: its birth is cached, its seq unknown.
    static NodeRules restored(std::uint8_t bd_seq, Now now, Milliseconds silence);

    [[nodiscard]] Verdict on(const Envelope& envelope, const Now& now, Milliseconds reorder_timeout);

    /// What has become due. After `gap` the caller applies what it held and calls resume() with the seq that follows.
    [[nodiscard]] Verdict expire(const Now& now);
    void resume(std::uint8_t next_seq);
    /// Of a foreign node after a gap, or after our own connection was lost: nothing is applied until a birth.
    void forget_order() { order_ = Order::unknown; }

    [[nodiscard]] bool alive() const { return life_ == Life::alive; }
    [[nodiscard]] bool born() const { return life_ != Life::unborn; }
    [[nodiscard]] std::uint8_t next_seq() const { return next_seq_; }
    [[nodiscard]] std::uint8_t bd_seq() const { return bd_seq_; }
    /// When expire() has something to say.
    [[nodiscard]] Monotonic deadline() const { return silent_at_ < reorder_until_ ? silent_at_ : reorder_until_; }

  private:
    enum class Life : std::uint8_t { unborn, alive, silent, dead };
    enum class Order : std::uint8_t { unknown, known, gap };

    Verdict on_birth(const Envelope& envelope);
    Verdict on_death(const Envelope& envelope);
    Verdict on_rest(const Envelope& envelope, const Now& now, Milliseconds reorder_timeout);

    std::uint64_t birth_timestamp_ = 0;
    Monotonic silent_at_ = Monotonic::max();
    Monotonic reorder_until_ = Monotonic::max();
    std::uint8_t bd_seq_ = 0;
    std::uint8_t next_seq_ = 0;
    Life life_ = Life::unborn;
    Order order_ = Order::unknown;
};

static_assert(sizeof(NodeRules) == 32);

}  // namespace magpie::sparkplug
