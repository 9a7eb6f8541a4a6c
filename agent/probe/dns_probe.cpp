#include "agent/probe/dns_probe.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "agent/internet/network_order.hpp"

namespace magpie::agent::probe {

namespace {

constexpr std::uint8_t no_error = 0;
constexpr std::uint8_t name_error = 3;
constexpr std::uint8_t refused_code = 5;
/// Of a message over TCP (RFC 1035 4.2.2).
constexpr std::size_t length_size = 2;

State state_of(const DnsAnswer& answer, bool invented) {
    switch (answer.code) {
        case no_error:
            return answer.answers > 0 || invented ? State::answered : State::no_data;
        case name_error:
            return invented ? State::answered : State::name_error;
        case refused_code:
            return State::refused;
        default:
            return State::failed;
    }
}

std::string code_word(std::uint8_t code) {
    switch (code) {
        case no_error:
            return "NOERROR";
        case 1:
            return "FORMERR";
        case 2:
            return "SERVFAIL";
        case name_error:
            return "NXDOMAIN";
        case 4:
            return "NOTIMP";
        case refused_code:
            return "REFUSED";
        default:
            return fmt::format("RCODE {}", code);
    }
}

}  // namespace

void DnsProbe::begin(const Now& now) {
    deadline_ = now.mono + settings_.timeout;
    auto query = dns_query({.id = settings_.id, .name = settings_.name, .type = settings_.type});
    if (query) {
        query_ = std::move(*query);
    } else {
        end(State::not_allowed);
    }
}

std::optional<std::vector<std::byte>> DnsProbe::take() {
    if (std::exchange(taken_, true) || outcome_) {
        return std::nullopt;
    }
    return query_;
}

void DnsProbe::received(std::span<const std::byte> message, Stamp at, const Now& /*now*/) {
    if (outcome_ || wants_tcp_) {
        return;
    }
    const auto answer = parse_dns_answer(query_, message);
    if (!answer) {
        wrong_ = true;  // the right one may come yet
    } else if (answer->truncated && settings_.tcp_too) {
        wants_tcp_ = true;
    } else {
        judge(*answer, message, between(sent_, at), false);
    }
}

std::vector<std::byte> DnsProbe::take_tcp() const {
    std::vector<std::byte> message(length_size + query_.size());
    put16(message, 0, static_cast<std::uint16_t>(query_.size()));
    std::ranges::copy(query_, message.begin() + length_size);
    return message;
}

void DnsProbe::received_tcp(std::span<const std::byte> piece, Nanoseconds since) {
    if (outcome_) {
        return;
    }
    stream_.insert(stream_.end(), piece.begin(), piece.end());
    if (stream_.size() < length_size || stream_.size() - length_size < number16(stream_, 0)) {
        return;
    }
    const auto message = std::span(stream_).subspan(length_size, number16(stream_, 0));
    const auto answer = parse_dns_answer(query_, message);
    if (answer) {
        judge(*answer, message, since, true);
    } else {
        end(State::wrong_answer);
    }
}

void DnsProbe::judge(const DnsAnswer& answer, std::span<const std::byte> message, std::optional<Nanoseconds> round_trip,
                     bool over_tcp) {
    outcome_ = Outcome{
        .state = state_of(answer, settings_.invented),
        .round_trip = round_trip,
        .detail = fmt::format("{}, {} records{}", code_word(answer.code), answer.answers, over_tcp ? ", over TCP" : ""),
        .address = first_address(query_, message)};
}

void DnsProbe::tick(const Now& now) {
    if (now.mono >= deadline_) {
        end(wrong_ ? State::wrong_answer : State::no_answer);
    }
}

void DnsProbe::end(State state) {
    if (!outcome_) {
        outcome_ = Outcome{.state = state};
    }
}

}  // namespace magpie::agent::probe
