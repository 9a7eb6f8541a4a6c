#include "agent/uplink_dhcp/exchange.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace magpie::agent::uplink_dhcp {

namespace {

using station::UplinkEnd;

constexpr MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
/// RFC 5227 1.1: three, a second or two apart, and two seconds more. Who answers at all does so within one.
constexpr int all_probes = 3;
constexpr Milliseconds between_probes{1000};

/// Never the pole's own, and always the same for it: at most one address of a pool is ever out.
std::string identifier_of(MacAddress hardware) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text = "magpie-uplink-";
    for (const auto byte : hardware.bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 0xf];
    }
    return text;
}

UplinkEnd end_of(dhcp::End end) {
    switch (end) {
        case dhcp::End::bound:
            return UplinkEnd::granted;
        case dhcp::End::offered:
            return UplinkEnd::offered;
        case dhcp::End::own_address:
            return UplinkEnd::own_address;
        case dhcp::End::no_offer:
            return UplinkEnd::no_offer;
        case dhcp::End::no_answer:
            return UplinkEnd::no_answer;
        case dhcp::End::refused:
            return UplinkEnd::refused;
        case dhcp::End::not_sent:
            break;
    }
    return UplinkEnd::not_sent;
}

}  // namespace

UplinkExchange::UplinkExchange(Settings settings)
    : settings_(std::move(settings)),
      exchange_({.who = {.hardware = settings_.hardware, .client = identifier_of(settings_.hardware)},
                 .transaction = settings_.transaction,
                 .timeout = settings_.timeout,
                 .only_offer = settings_.only_offer,
                 .own = settings_.own}) {}

std::optional<std::vector<std::byte>> UplinkExchange::take(const Now& now) {
    if (const auto message = exchange_.take(now)) {
        return dhcp_frame({.from = settings_.hardware, .to = everybody, .destination = address_v4::broadcast()},
                          *message);
    }
    if (to_say_.empty()) {
        return std::nullopt;
    }
    auto frame = std::move(to_say_.front());
    to_say_.pop_front();
    return frame;
}

void UplinkExchange::not_sent() {
    exchange_.not_sent();
    finish(UplinkEnd::not_sent);
}

void UplinkExchange::received(std::span<const std::byte> frame, const Now& now) {
    if (answer_) {
        return;
    }
    if (next_probe_ && arp_claims(frame, settings_.hardware, exchange_.outcome()->lease.address)) {
        finish(UplinkEnd::taken);
        return;
    }
    const auto heard = heard_dhcp(frame);
    if (!heard) {
        return;
    }
    const bool was_asking = !exchange_.outcome();
    exchange_.received(heard->message, now);
    if (was_asking && exchange_.outcome()) {
        server_ = heard->from;
        look_for_others(now);
    }
}

/// Once the server has said its last word.
void UplinkExchange::look_for_others(const Now& now) {
    const auto& outcome = *exchange_.outcome();
    if (outcome.end == dhcp::End::bound || outcome.end == dhcp::End::offered) {
        next_probe_ = now.mono;
        tick(now);
    } else {
        finish(end_of(outcome.end));
    }
}

void UplinkExchange::tick(const Now& now) {
    if (answer_) {
        return;
    }
    if (!next_probe_) {
        exchange_.tick(now);
        if (exchange_.outcome()) {
            look_for_others(now);
        }
        return;
    }
    if (now.mono < *next_probe_) {
        return;
    }
    if (probes_ == all_probes) {
        finish(end_of(exchange_.outcome()->end));
        return;
    }
    ++probes_;
    *next_probe_ = now.mono + between_probes;
    to_say_.push_back(arp_probe(settings_.hardware, exchange_.outcome()->lease.address));
}

void UplinkExchange::give_up() {
    finish(UplinkEnd::not_sent);
}

Monotonic UplinkExchange::deadline() const {
    return next_probe_ ? *next_probe_ : exchange_.deadline();
}

bool UplinkExchange::has_lease() const {
    return exchange_.outcome() && exchange_.outcome()->end == dhcp::End::bound;
}

void UplinkExchange::finish(UplinkEnd end) {
    if (answer_) {
        return;
    }
    answer_.emplace();
    answer_->end = end;
    answer_->servers = static_cast<std::uint8_t>(exchange_.servers().size());
    to_say_.clear();
    const auto& outcome = exchange_.outcome();
    if (!outcome) {
        return;
    }
    const auto& lease = outcome->lease;
    answer_->address = lease.address.to_uint();
    answer_->server = lease.server.to_uint();
    answer_->router = lease.router.to_uint();
    answer_->prefix_length = lease.prefix_length;
    answer_->offer = outcome->discover;
    answer_->grant = has_lease() ? outcome->request : std::nullopt;
    if (!has_lease()) {
        return;
    }
    if (end == UplinkEnd::taken) {
        to_say_.push_back(
            dhcp_frame({.from = settings_.hardware, .to = everybody, .destination = address_v4::broadcast()},
                       exchange_.decline()));
    } else {
        // To the server itself, by whoever brought its answer: we have no neighbours to ask for.
        to_say_.push_back(dhcp_frame(
            {.from = settings_.hardware, .to = server_, .source = lease.address, .destination = lease.server},
            exchange_.release()));
    }
}

}  // namespace magpie::agent::uplink_dhcp
