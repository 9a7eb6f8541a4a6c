#include "agent/capture/client/stages.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace magpie::agent::client {

namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

// IEEE 802.11-2020 9.4.1.1.
constexpr std::uint16_t algorithm_shared_key = 1;
constexpr std::uint16_t algorithm_sae = 3;

// Status codes (table 9-50): of SAE, those that go on, and the one that says that the other did not know the password.
constexpr std::uint16_t status_challenge_failure = 15;
constexpr std::uint16_t status_anti_clogging_token_required = 76;
constexpr std::uint16_t status_unsupported_finite_cyclic_group = 77;
constexpr std::uint16_t status_sae_hash_to_element = 126;
constexpr std::uint16_t status_sae_pk = 127;

// Reason codes (table 9-49): how an access point gives up a handshake.
constexpr std::uint16_t reason_invalid_authentication = 2;
constexpr std::uint16_t reason_4way_handshake_timeout = 15;

/// hostapd sends message 1 four times.
constexpr std::uint8_t most_answered = 3;
constexpr std::uint8_t most_told = 4;

bool goes_on(std::uint16_t status) {
    return status == status_anti_clogging_token_required || status == status_unsupported_finite_cyclic_group ||
           status == status_sae_hash_to_element || status == status_sae_pk;
}

/// Whether messages of the stage tell what hostapd says at this time.
bool heard_lately(CaptureTime heard, Stage stage, CaptureTime at) {
    return heard > at - limit_of(stage);
}

}  // namespace

bool clock_was_set(CaptureTime before, CaptureTime now) {
    return now < before - 1s || now > before + 1h;
}

std::chrono::microseconds limit_of(Stage stage) {
    // Clients ask again in the meantime, and look elsewhere after it. EAP: suppTimeout of IEEE 802.1X-2004 8.4.1. An
    // OFFER: servers that look first whether an address is free take up to 3 s (dnsmasq), and clients repeat after 4
    // (RFC 2131 4.1).
    constexpr std::array<std::chrono::microseconds, capture::stage_count> limits{5s, 5s,  10s, 30s, 5s, 10s,
                                                                                 5s, 10s, 10s, 10s, 60s};
    return limits.at(static_cast<std::size_t>(stage));
}

void StageWait::begin(CaptureTime at) {
    if (!begun_ && at >= ended_) {
        begun_ = at;
    }
}

void StageWait::passed(CaptureTime at) {
    if (begun_ && *begun_ <= at) {
        begun_.reset();
    }
}

StageEnd StageWait::end(Outcome outcome, CaptureTime at) {
    const auto begun = begun_.value_or(at);
    begun_.reset();
    ended_ = at;
    const auto latest = begun + limit_of(stage_);
    const bool is_late = at > latest && !clock_was_set(begun, at);
    return is_late ? StageEnd{stage_, Outcome::no_answer, begun, latest} : StageEnd{stage_, outcome, begun, at};
}

std::optional<StageEnd> StageWait::expire(CaptureTime now, Outcome outcome) {
    if (begun_ && clock_was_set(*begun_, now)) {
        begun_.reset();
    }
    if (!begun_ || now - *begun_ < limit_of(stage_)) {
        return std::nullopt;
    }
    return end(outcome, *begun_ + limit_of(stage_));
}

std::optional<StageEnd> AuthenticationStage::hear(const Authentication& frame, bool from_client, CaptureTime at) {
    if (from_client) {
        if (frame.transaction == 1) {
            wait_.begin(at);
        }
        return std::nullopt;
    }
    if (!wait_.pending() || (frame.algorithm == algorithm_sae && goes_on(frame.status))) {
        return std::nullopt;
    }
    if (frame.status != 0) {
        const bool wrong = frame.algorithm == algorithm_sae && frame.status == status_challenge_failure;
        return wait_.end(wrong ? Outcome::wrong_key : Outcome::refused, at);
    }
    const unsigned last = frame.algorithm == algorithm_shared_key ? 4 : 2;
    return frame.transaction == last ? std::optional(wait_.end(Outcome::success, at)) : std::nullopt;
}

std::optional<StageEnd> AuthenticationStage::expire(CaptureTime now) {
    return wait_.expire(now, Outcome::no_answer);
}

std::optional<StageEnd> AssociationStage::answer(std::uint16_t status, CaptureTime at) {
    if (!wait_.pending()) {
        return std::nullopt;
    }
    return wait_.end(status == 0 ? Outcome::success : Outcome::refused, at);
}

std::optional<StageEnd> AssociationStage::expire(CaptureTime now) {
    return wait_.expire(now, Outcome::no_answer);
}

std::optional<StageEnd> HandshakeStage::first_message(std::uint64_t replay_counter, CaptureTime at) {
    if (given_up_ && replay_counter >= counter_ && at - *given_up_ < limit_of(Stage::handshake)) {
        return std::nullopt;  // of the handshake that is over
    }
    if (wait_.pending() && last_ < 3) {
        if (replay_counter == counter_) {
            return std::nullopt;
        }
        if (answered_ >= most_answered) {
            const auto end = wait_.end(Outcome::wrong_key, at);
            drop();
            given_up_ = at;
            counter_ = replay_counter;
            return end;
        }
        begun_anew_ = begun_anew_ || last_ == 2;
    } else {
        drop();
    }
    wait_.begin(at);
    counter_ = replay_counter;
    last_ = 1;
    return std::nullopt;
}

std::optional<StageEnd> HandshakeStage::hear(std::uint8_t message, std::uint64_t replay_counter, CaptureTime at) {
    heard_ = std::max(heard_, at);
    if (message == 1) {
        return first_message(replay_counter, at);
    }
    if (!wait_.pending()) {
        return std::nullopt;
    }
    if (message == 2 && last_ == 1) {
        ++answered_;
        last_ = 2;
    } else if (message == 3) {
        last_ = 3;
    } else if (message == 4) {
        const auto end = wait_.end(Outcome::success, at);
        drop();
        return end;
    }
    return std::nullopt;
}

std::optional<StageEnd> HandshakeStage::told_wrong_key(CaptureTime at) {
    if (heard_lately(heard_, Stage::handshake, at)) {
        begun_anew_ = begun_anew_ || wait_.pending_at(at);
        return std::nullopt;
    }
    wait_.begin(at);
    if (!wait_.pending_at(at)) {
        return std::nullopt;
    }
    begun_anew_ = true;
    if (++told_ < most_told) {
        return std::nullopt;
    }
    const auto end = wait_.end(Outcome::wrong_key, at);
    drop();
    return end;
}

std::optional<StageEnd> HandshakeStage::told_connected(CaptureTime at) {
    if (!wait_.pending_at(at)) {
        return std::nullopt;
    }
    // Where hostapd alone has begun it, it began with a wrong key; the right one came in an attempt of its own.
    const auto end = wait_.end(told_ > 0 ? Outcome::wrong_key : Outcome::success, at);
    drop();
    return end;
}

std::optional<StageEnd> HandshakeStage::left(std::uint16_t reason, bool from_client, CaptureTime at) {
    if (!wait_.pending()) {
        return std::nullopt;
    }
    const bool gives_up = reason == reason_4way_handshake_timeout || reason == reason_invalid_authentication;
    std::optional<StageEnd> end;
    if (key_is_wrong() && (gives_up || from_client)) {
        end = wait_.end(Outcome::wrong_key, at);
    } else if (reason == reason_4way_handshake_timeout) {
        end = wait_.end(Outcome::no_answer, at);
    } else if (!from_client) {
        end = wait_.end(Outcome::refused, at);
    }
    drop();
    return end;
}

std::optional<StageEnd> HandshakeStage::expire(CaptureTime now) {
    auto end = wait_.expire(now, key_is_wrong() ? Outcome::wrong_key : Outcome::no_answer);
    if (end) {
        drop();
    }
    return end;
}

void HandshakeStage::drop() {
    wait_.drop();
    last_ = 0;
    answered_ = 0;
    begun_anew_ = false;
    given_up_.reset();
    told_ = 0;
}

void HandshakeStage::passed(CaptureTime at) {
    if (wait_.pending()) {
        wait_.passed(at);
        if (!wait_.pending()) {
            drop();
        }
    }
}

std::optional<StageEnd> Dot1xStage::hear(std::uint8_t eap_code, CaptureTime at) {
    constexpr std::uint8_t request = 1;
    constexpr std::uint8_t success = 3;
    constexpr std::uint8_t failure = 4;
    heard_ = std::max(heard_, at);
    if (eap_code == request) {
        wait_.begin(at);
    } else if (wait_.pending() && (eap_code == success || eap_code == failure)) {
        return wait_.end(eap_code == success ? Outcome::success : Outcome::refused, at);
    }
    return std::nullopt;
}

std::optional<StageEnd> Dot1xStage::told(Outcome outcome, CaptureTime at) {
    const auto told_begun = std::exchange(told_begun_, CaptureTime::min());
    const bool begin_is_known = told_begun > at - limit_of(Stage::dot1x);
    if (wait_.pending()) {
        return wait_.pending_at(at) ? std::optional(wait_.end(outcome, at)) : std::nullopt;
    }
    if (heard_lately(heard_, Stage::dot1x, at) || (!begin_is_known && outcome == Outcome::success)) {
        return std::nullopt;
    }
    wait_.begin(begin_is_known ? told_begun : at);
    return wait_.end(outcome, at);
}

std::optional<StageEnd> Dot1xStage::expire(CaptureTime now) {
    return wait_.expire(now, Outcome::no_answer);
}

}  // namespace magpie::agent::client
