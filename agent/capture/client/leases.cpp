#include "agent/capture/client/leases.hpp"

#include <algorithm>

namespace magpie::agent::client {

namespace {

using capture::Outcome;
using namespace std::chrono_literals;

constexpr std::uint8_t most_tries = 4;
/// Between two DISCOVERs of one client (RFC 2131 4.1).
constexpr auto longest_pause = 65s;

}  // namespace

void DhcpStages::ask(Exchange& exchange, std::uint32_t transaction, CaptureTime at) {
    if (!exchange.wait.pending()) {
        exchange.tries = 0;
    }
    exchange.wait.begin(at);
    exchange.transaction = transaction;
    ++exchange.tries;
}

bool DhcpStages::tired(const Exchange& exchange) {
    return exchange.tries >= most_tries;
}

bool DhcpStages::answers(const Exchange& exchange, std::uint32_t transaction) {
    return exchange.wait.pending() && exchange.transaction == transaction;
}

std::optional<StageEnd> DhcpStages::give_up(DhcpType type, CaptureTime at) {
    const bool discovers = type == DhcpType::discover;
    if (request_.wait.pending() && ((discovers && offered_) || (type == DhcpType::request && tired(request_)))) {
        return request_.wait.end(Outcome::no_answer, at);
    }
    return std::nullopt;
}

DhcpStages::Heard DhcpStages::hear(DhcpType type, std::uint32_t transaction, CaptureTime at) {
    switch (type) {
        case DhcpType::discover:
            request_.wait.drop();
            offered_ = false;
            if (in_vain_ != transaction) {
                ask(discover_, transaction, at);
            }
            return {};
        case DhcpType::offer:
            offered_ = offered_ || in_vain_ == transaction;
            if (answers(discover_, transaction)) {
                offered_ = true;
                return {discover_.wait.end(Outcome::success, at)};
            }
            return {};
        case DhcpType::request: {
            const bool elsewhere = answers(discover_, transaction);
            discover_.wait.drop();
            ask(request_, transaction, at);
            return {std::nullopt, elsewhere};
        }
        case DhcpType::ack:
            if (answers(request_, transaction)) {
                return {request_.wait.end(Outcome::success, at)};
            }
            // Rapid commit (RFC 4039).
            if (answers(discover_, transaction)) {
                return {discover_.wait.end(Outcome::success, at)};
            }
            return {};
        case DhcpType::nak:
            if (answers(request_, transaction)) {
                auto end = request_.wait.end(Outcome::nak, at);
                end.ordinary = !offered_;
                return {end};
            }
            return {};
        default:
            return {};
    }
}

std::optional<StageEnd> DhcpStages::expire(CaptureTime now) {
    if (const auto end = discover_.wait.expire(now, Outcome::no_answer)) {
        in_vain_ = discover_.transaction;
        return end;
    }
    return request_.wait.expire(now, Outcome::no_answer);
}

void DhcpStages::drop() {
    const auto in_vain = in_vain_;
    *this = DhcpStages();
    in_vain_ = in_vain;
}

void LeaseWatch::discovered(CaptureTime at, bool present) {
    if (may_be_elsewhere(at, present)) {
        return;
    }
    const bool goes_on = ask_since_ && at - *asked_ < longest_pause && !clock_was_set(*asked_, at);
    if (!goes_on) {
        ask_since_ = at;
    }
    asked_ = at;
}

void LeaseWatch::offered(CaptureTime at) {
    offer_ = at;
    ask_since_.reset();
}

void LeaseWatch::acknowledged(std::uint64_t client, CaptureTime at) {
    ask_since_.reset();
    acknowledgement_ = at;
    acknowledged_client_ = client;
}

bool LeaseWatch::may_be_elsewhere(CaptureTime at, bool present) const {
    return !present && elsewhere_ && at - *elsewhere_ < 1h;
}

std::optional<std::chrono::microseconds> LeaseWatch::silence(CaptureTime now) const {
    if (!asked_) {
        return std::nullopt;
    }
    if (!ask_since_ || now - *asked_ >= longest_pause || clock_was_set(*ask_since_, now)) {
        return 0us;
    }
    return std::max<std::chrono::microseconds>(0us, now - *ask_since_);
}

std::optional<CaptureTime> LeaseWatch::told_at_once(CaptureTime now) const {
    if (!ask_since_ || clock_was_set(*ask_since_, now)) {
        return std::nullopt;
    }
    const auto at = *ask_since_ + capture::dhcp_silence_told_at_once;
    return at > now ? std::optional(at) : std::nullopt;
}

std::optional<Outcome> LeaseWatch::unanswered(const StageEnd& end, std::uint64_t client, bool present) const {
    if (may_be_elsewhere(end.at, present)) {
        return std::nullopt;
    }
    const auto since = end.begun - 1min;
    const bool served = acknowledgement_ && *acknowledgement_ >= since && acknowledged_client_ != client;
    const bool offers = offer_ && *offer_ >= since;
    return served && !offers ? Outcome::pool_exhausted : Outcome::no_answer;
}

}  // namespace magpie::agent::client
