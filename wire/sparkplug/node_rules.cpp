#include "wire/sparkplug/node_rules.hpp"

namespace magpie::sparkplug {

NodeRules NodeRules::restored(std::uint8_t bd_seq, Now now, Milliseconds silence) {
    NodeRules rules;
    rules.bd_seq_ = bd_seq;
    rules.life_ = Life::alive;
    if (silence > Milliseconds{0}) {
        rules.silent_at_ = now.mono + silence;
    }
    return rules;
}

Verdict NodeRules::on(const Envelope& envelope, const Now& now, Milliseconds reorder_timeout) {
    if (envelope.verb == Verb::ndeath) {
        return on_death(envelope);
    }
    const auto verdict = envelope.verb == Verb::nbirth ? on_birth(envelope) : on_rest(envelope, now, reorder_timeout);
    if (verdict == Verdict::apply || verdict == Verdict::hold) {
        silent_at_ = envelope.silence > Milliseconds{0} ? now.mono + envelope.silence : Monotonic::max();
    }
    return verdict;
}

Verdict NodeRules::on_birth(const Envelope& envelope) {
    birth_timestamp_ = envelope.timestamp.value_or(0);
    bd_seq_ = static_cast<std::uint8_t>(envelope.bd_seq.value_or(0));
    next_seq_ = static_cast<std::uint8_t>(envelope.seq.value_or(0) + 1);
    life_ = Life::alive;
    order_ = Order::known;
    reorder_until_ = Monotonic::max();
    return Verdict::apply;
}

Verdict NodeRules::on_death(const Envelope& envelope) {
    const bool current = life_ == Life::alive || life_ == Life::silent;
    if (!current || !envelope.bd_seq || static_cast<std::uint8_t>(*envelope.bd_seq) != bd_seq_) {
        return Verdict::ignore;
    }
    const bool was_alive = life_ == Life::alive;
    life_ = Life::dead;
    silent_at_ = Monotonic::max();
    reorder_until_ = Monotonic::max();
    return was_alive ? Verdict::died : Verdict::ignore;
}

Verdict NodeRules::on_rest(const Envelope& envelope, const Now& now, Milliseconds reorder_timeout) {
    if (life_ == Life::unborn || life_ == Life::dead || !envelope.seq) {
        return Verdict::needs_birth;
    }
    // Births and data travel on different topics: a broker may let the birth overtake.
    if (envelope.timestamp && *envelope.timestamp < birth_timestamp_) {
        return Verdict::before_birth;
    }
    const bool order_unknown = order_ == Order::unknown || life_ == Life::silent;
    if (order_unknown && !envelope.shape_differs) {
        if (!envelope.shape_known) {
            return Verdict::needs_birth;
        }
        life_ = Life::alive;
        resume(static_cast<std::uint8_t>(*envelope.seq + 1));
        return Verdict::apply;
    }
    if (*envelope.seq == next_seq_ && !envelope.shape_differs) {
        ++next_seq_;
        return Verdict::apply;
    }
    if (reorder_until_ == Monotonic::max()) {
        reorder_until_ = now.mono + reorder_timeout;
        order_ = Order::gap;
    }
    return Verdict::hold;
}

Verdict NodeRules::expire(const Now& now) {
    if (now.mono >= reorder_until_) {
        reorder_until_ = Monotonic::max();
        return Verdict::gap;
    }
    if (now.mono >= silent_at_) {
        silent_at_ = Monotonic::max();
        if (life_ != Life::alive) {
            return Verdict::nothing;
        }
        life_ = Life::silent;
        return Verdict::silent;
    }
    return Verdict::nothing;
}

void NodeRules::resume(std::uint8_t next_seq) {
    next_seq_ = next_seq;
    order_ = Order::known;
    reorder_until_ = Monotonic::max();
}

}  // namespace magpie::sparkplug
