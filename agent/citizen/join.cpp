#include "agent/citizen/join.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace magpie::agent::citizen {

namespace {

/// A beacon may be missed in one scan.
constexpr int most_misses = 2;
/// Why it was is said before or after that it was.
constexpr Milliseconds grace_of_a_goodbye{1000};
constexpr Milliseconds patience_of_leaving{2000};
constexpr std::string_view add_network = "ADD_NETWORK";
constexpr std::string_view count_packets = "PKTCNT_POLL";
constexpr std::string_view ask_signal = "SIGNAL_POLL";
constexpr std::uint16_t access_point_full = 17;

}  // namespace

void Join::begin(const Now& now) {
    begun_ = now.mono;
    until_ = now.mono + settings_.timeout;
    // What somebody has left there goes first, and what an earlier scan has found: it may be gone.
    to_say_ = {"ATTACH", "REMOVE_NETWORK all", "BSS_FLUSH 0", std::string(add_network)};
}

std::optional<std::string> Join::take() {
    if (!said_.empty() || to_say_.empty()) {
        return std::nullopt;
    }
    said_ = std::move(to_say_.front());
    to_say_.pop_front();
    return said_;
}

void Join::received(std::string_view datagram, const Now& now) {
    if (is_answer(datagram)) {
        if (!said_.empty()) {
            answered(datagram, now);
        }
    } else if (const auto event = parse_supplicant_event(datagram)) {
        heard(*event, now);
    }
}

void Join::answered(std::string_view answer, const Now& now) {
    const auto command = std::exchange(said_, {});
    if (stage_ == Phase::leaving) {
        if (command == count_packets) {
            packets_ = number_of(answer, "TXGOOD=").value_or(0) + number_of(answer, "TXBAD=").value_or(0) +
                       number_of(answer, "RXGOOD=").value_or(0);
        } else if (command == ask_signal) {
            link_speed_ = number_of(answer, "LINKSPEED=");
        }
        stage_ = to_say_.empty() ? Phase::left : stage_;
        return;
    }
    if (stage_ != Phase::setting) {
        return;
    }
    if (command == add_network) {
        unsigned id = 0;
        if (std::from_chars(answer.data(), answer.data() + answer.size(), id).ec != std::errc{}) {
            fail("supplicant", now);
            return;
        }
        for (const auto& [variable, value] : settings_.variables) {
            to_say_.push_back(fmt::format("SET_NETWORK {} {} {}", id, variable, value));
        }
        to_say_.push_back(fmt::format("SELECT_NETWORK {}", id));
    } else if (!answer.starts_with("OK")) {
        fail("supplicant", now);
    } else if (command.starts_with("SELECT_NETWORK")) {
        stage_ = Phase::joining;
        begun_ = now.mono;
    }
}

void Join::heard(const SupplicantEvent& event, const Now& now) {
    if (stage_ == Phase::joined) {
        lost_ = lost_ || event.type == Heard::disconnected || event.type == Heard::terminating;
        return;
    }
    if (event.type == Heard::terminating && stage_ != Phase::leaving) {
        fail("supplicant", now);
    }
    if (stage_ != Phase::joining) {
        return;
    }
    switch (event.type) {
        case Heard::not_found:
            if (at_ == Stage::scan && ++misses_ == most_misses) {
                fail("not_found", now);
            }
            break;
        case Heard::trying:
            if (at_ == Stage::scan) {
                succeed(now);
                reason_ = "no_answer";
            }
            break;
        case Heard::associated:
            while (at_ < Stage::keys) {
                succeed(now);
            }
            reason_ = "no_answer";
            break;
        case Heard::connected:
            while (at_ <= Stage::keys) {
                succeed(now);
            }
            stage_ = Phase::joined;
            break;
        case Heard::rejected:
            fail(event.status == access_point_full ? "full" : "refused", now);
            break;
        case Heard::wrong_key:
            fail("wrong_key", now);
            break;
        case Heard::eap_failed:
            fail("eap_failed", now);
            break;
        case Heard::certificate:
            fail("certificate", now);
            break;
        case Heard::given_up:
            fail(reason_, now);
            break;
        case Heard::disconnected:
            if (at_ != Stage::scan && !grace_) {
                reason_ = "disconnected";
                grace_ = now.mono + grace_of_a_goodbye;
            }
            break;
        case Heard::terminating:
            break;
    }
}

void Join::succeed(const Now& now) {
    ends_.push_back({.stage = at_, .outcome = success, .took = now.mono - begun_});
    begun_ = now.mono;
    at_ = static_cast<Stage>(static_cast<int>(at_) + 1);
    grace_.reset();
}

void Join::fail(std::string_view outcome, const Now& now) {
    if (stage_ == Phase::setting || stage_ == Phase::joining) {
        ends_.push_back({.stage = at_, .outcome = outcome, .took = now.mono - begun_});
        stage_ = Phase::failed;
    } else if (stage_ == Phase::joined) {
        lost_ = true;
    } else if (stage_ == Phase::leaving) {
        stage_ = Phase::left;
    }
}

void Join::tick(const Now& now) {
    if (stage_ == Phase::leaving && now.mono >= until_) {
        stage_ = Phase::left;
    } else if (stage_ == Phase::setting && now.mono >= until_) {
        fail("supplicant", now);
    } else if (stage_ == Phase::joining && now.mono >= deadline()) {
        fail(reason_, now);
    }
}

Monotonic Join::deadline() const {
    return grace_ ? std::min(until_, *grace_) : until_;
}

void Join::leave(const Now& now) {
    to_say_.clear();
    if (stage_ == Phase::joined) {
        to_say_ = {std::string(ask_signal), std::string(count_packets)};
    }
    to_say_.emplace_back("REMOVE_NETWORK all");
    to_say_.emplace_back("DETACH");
    stage_ = Phase::leaving;
    grace_.reset();
    until_ = now.mono + patience_of_leaving;
}

}  // namespace magpie::agent::citizen
