#include "agent/dhcp/exchange.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::agent::dhcp {

namespace {

/// RFC 2131 4.1 would have four seconds on an Ethernet; who holds a phone in his hand has not so much patience, and no
/// phone waits so long. Doubled each time.
constexpr Milliseconds first_wait{1000};
constexpr std::uint32_t random_span_ms = 500;
constexpr std::size_t most_servers = 64;

}  // namespace

void Exchange::begin(const Now& now) {
    begun_ = now.mono;
    wait_ = first_wait;
    say_next(now);
}

void Exchange::say_next(const Now& now) {
    to_say_ = true;
    // Those whom one power cut has woken do not ask in step for ever.
    again_ = now.mono + wait_ + Milliseconds{settings_.transaction % random_span_ms};
}

std::optional<std::vector<std::byte>> Exchange::take(const Now& now) {
    if (outcome_ || !std::exchange(to_say_, false)) {
        return std::nullopt;
    }
    const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now.mono - begun_).count();
    Said said{.type = DhcpType::discover,
              .transaction = settings_.transaction,
              .seconds = static_cast<std::uint16_t>(std::clamp<std::int64_t>(passed, 0, 0xffff))};
    if (offered_) {
        said.type = DhcpType::request;
        said.requested = offered_->address;
        said.server = offered_->server;
    }
    return message_of(said, settings_.who);
}

void Exchange::received(std::span<const std::byte> message, const Now& now) {
    const auto answer = parse_answer(message, settings_.transaction, settings_.who.hardware);
    if (!answer) {
        return;
    }
    if (answer->type == DhcpType::offer) {
        offered(answer->lease, now);
        return;
    }
    if (outcome_ || !offered_ || answer->lease.server != offered_->server) {
        return;  // too late, too soon, or of a server whose offer was not taken
    }
    if (answer->type == DhcpType::nak) {
        finish(End::refused);
    } else {
        finish(is_own(answer->lease) ? End::own_address : End::bound, answer->lease);
    }
    outcome_->request = now.mono - requested_;
}

void Exchange::offered(const Lease& lease, const Now& now) {
    if (servers_.size() < most_servers && std::ranges::find(servers_, lease.server) == servers_.end()) {
        servers_.push_back(lease.server);
    }
    if (outcome_ || offered_) {
        return;
    }
    offered_ = lease;
    discover_ = now.mono - begun_;
    if (is_own(lease)) {
        finish(End::own_address, lease);
    } else if (settings_.only_offer) {
        finish(End::offered, lease);
    } else {
        requested_ = now.mono;
        wait_ = first_wait;
        say_next(now);
    }
}

bool Exchange::is_own(const Lease& lease) const {
    return std::ranges::find(settings_.own, lease.address) != settings_.own.end();
}

void Exchange::tick(const Now& now) {
    if (outcome_) {
        return;
    }
    if (now.mono >= begun_ + settings_.timeout) {
        finish(offered_ ? End::no_answer : End::no_offer);
    } else if (now.mono >= again_) {
        wait_ *= 2;
        say_next(now);
    }
}

Monotonic Exchange::deadline() const {
    return std::min(begun_ + settings_.timeout, again_);
}

std::vector<std::byte> Exchange::release() const {
    return message_of({.type = DhcpType::release,
                       .transaction = settings_.transaction,
                       .own = outcome_->lease.address,
                       .server = outcome_->lease.server},
                      settings_.who);
}

std::vector<std::byte> Exchange::decline() const {
    return message_of({.type = DhcpType::decline,
                       .transaction = settings_.transaction,
                       .requested = outcome_->lease.address,
                       .server = outcome_->lease.server},
                      settings_.who);
}

void Exchange::finish(End end, Lease lease) {
    if (!outcome_) {
        outcome_ = Outcome{.end = end, .lease = std::move(lease), .discover = discover_};
    }
}

}  // namespace magpie::agent::dhcp
