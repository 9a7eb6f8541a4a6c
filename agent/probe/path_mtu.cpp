#include "agent/probe/path_mtu.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include <fmt/format.h>

namespace magpie::agent::probe {

namespace {

/// What every host must be able to take (RFC 791), and every link (RFC 8200).
constexpr std::uint32_t least_v4 = 576;
constexpr std::uint32_t least_v6 = 1280;
/// The first packet of this size is refused by our own kernel, which says what the interface carries.
constexpr std::uint32_t jumbo = 9216;
constexpr std::uint32_t header_v4 = 20;
constexpr std::uint32_t header_v6 = 40;
/// A packet that is lost three times was not lost by chance.
constexpr unsigned most_tries = 3;
/// That narrow a way one after the other; who says more is not believed.
constexpr unsigned most_routers = 8;
/// After the first answer, which says how long one takes.
constexpr Milliseconds least_wait{250};
constexpr Milliseconds most_wait{1000};
constexpr int wait_round_trips = 4;

}  // namespace

PathMtu::PathMtu(const Settings& settings)
    : settings_(settings),
      header_(settings.v6 ? header_v6 : header_v4),
      most_(jumbo),
      wait_(settings.timeout / static_cast<int>(most_tries)) {}

void PathMtu::begin(const Now& now) {
    ask(settings_.v6 ? least_v6 : least_v4, now);
}

void PathMtu::ask(std::uint32_t size, const Now& now) {
    tries_ = size == size_ ? tries_ + 1 : 1;
    size_ = size;
    ++sequence_;
    wants_to_send_ = true;
    deadline_ = now.mono + wait_;
}

std::optional<std::vector<std::byte>> PathMtu::take() {
    if (!std::exchange(wants_to_send_, false) || outcome_) {
        return std::nullopt;
    }
    return echo_request(settings_.v6, {settings_.id, sequence_, size_ - header_, settings_.token});
}

void PathMtu::received(std::span<const std::byte> message, Stamp at, const Now& now) {
    const auto echo = parse_echo_reply(settings_.v6, message);
    const bool is_ours = echo && echo->id == settings_.id && echo->token == settings_.token;
    const auto size = static_cast<std::uint32_t>(message.size()) + header_;
    if (outcome_ || !is_ours || size <= passes_ || size > size_) {
        return;
    }
    if (!round_trip_ && echo->sequence == sequence_) {
        round_trip_ = between(sent_, at);
        const auto trips = std::chrono::ceil<Milliseconds>(round_trip_.value_or(Nanoseconds{0}) * wait_round_trips);
        wait_ = std::clamp(trips, least_wait, most_wait);
    }
    passes_ = size;
    ask_next(now);
}

void PathMtu::ask_next(const Now& now) {
    if (passes_ >= most_) {
        outcome_ = Outcome{.state = State::answered,
                           .round_trip = round_trip_,
                           .detail = fmt::format("{} bytes pass{}", passes_,
                                                 vanished_ && !told_ ? ", larger packets vanish unsaid" : ""),
                           .mtu = passes_,
                           .black_hole = vanished_ && !told_};
        return;
    }
    // What a router, or our own interface, has just said is tried as it is: mostly it passes.
    ask(bisects_ ? (passes_ + most_ + 1) / 2 : most_, now);
}

void PathMtu::refused(const Refusal& refusal, const Now& now) {
    if (outcome_) {
        return;
    }
    if (refusal.what != Trouble::too_big) {
        end(state_of(refusal));
        return;
    }
    if (refusal.mtu >= size_) {
        return;  // of a larger one, some time ago
    }
    told_ = told_ || !refusal.own;
    const bool says_how_much = refusal.mtu > header_;
    bisects_ = !says_how_much || ++said_ > most_routers;
    most_ = std::max(passes_, says_how_much ? refusal.mtu : size_ - 1);
    if (passes_ == 0) {
        end(State::unreachable);  // not even the smallest
        return;
    }
    ask_next(now);
}

void PathMtu::tick(const Now& now) {
    if (outcome_ || now.mono < deadline_) {
        return;
    }
    if (tries_ < most_tries) {
        ask(size_, now);
        return;
    }
    if (passes_ == 0) {
        end(State::no_answer);
        return;
    }
    vanished_ = true;
    bisects_ = true;
    most_ = std::max(passes_, size_ - 1);
    ask_next(now);
}

void PathMtu::end(State state) {
    if (!outcome_) {
        outcome_ = Outcome{.state = state};
    }
}

}  // namespace magpie::agent::probe
