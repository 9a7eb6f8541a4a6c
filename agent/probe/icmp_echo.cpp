#include "agent/probe/icmp_echo.hpp"

#include <algorithm>

#include "agent/internet/network_order.hpp"

namespace magpie::agent::probe {

namespace {

constexpr std::uint8_t request_v4 = 8;
constexpr std::uint8_t reply_v4 = 0;
constexpr std::uint8_t request_v6 = 128;
constexpr std::uint8_t reply_v6 = 129;

/// RFC 1071.
std::uint16_t checksum(std::span<const std::byte> bytes) {
    std::uint32_t sum = 0;
    for (std::size_t place = 0; place < bytes.size(); place += 2) {
        sum += place + 1 < bytes.size() ? number16(bytes, place) : std::uint32_t{number8(bytes, place)} << 8;
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

}  // namespace

std::vector<std::byte> echo_request(bool v6, const Echo& echo) {
    std::vector<std::byte> message(std::max(echo.size, shortest_echo));
    message[0] = std::byte{v6 ? request_v6 : request_v4};
    put16(message, 4, echo.id);
    put16(message, 6, echo.sequence);
    std::ranges::copy(echo.token, message.begin() + icmp_header);
    if (!v6) {
        put16(message, 2, checksum(message));
    }
    return message;
}

std::optional<Echo> parse_echo_reply(bool v6, std::span<const std::byte> message) {
    if (message.size() < shortest_echo || number8(message, 0) != (v6 ? reply_v6 : reply_v4) ||
        number8(message, 1) != 0) {
        return std::nullopt;
    }
    Echo echo{.id = number16(message, 4), .sequence = number16(message, 6), .size = message.size()};
    std::ranges::copy(message.subspan(icmp_header, echo.token.size()), echo.token.begin());
    return echo;
}

std::optional<std::vector<std::byte>> IcmpEcho::take() {
    if (taken_ || outcome_) {
        return std::nullopt;
    }
    taken_ = true;
    return echo_request(settings_.v6, {settings_.id, settings_.sequence, shortest_echo, settings_.token});
}

void IcmpEcho::received(std::span<const std::byte> message, Stamp at, const Now& /*now*/) {
    const auto echo = parse_echo_reply(settings_.v6, message);
    // A raw socket hears every echo of the host.
    if (outcome_ || !echo || echo->id != settings_.id || echo->sequence != settings_.sequence) {
        return;
    }
    if (echo->token != settings_.token) {
        wrong_ = true;  // the right one may come yet
        return;
    }
    outcome_ = Outcome{.state = State::answered, .round_trip = between(sent_, at)};
}

void IcmpEcho::tick(const Now& now) {
    if (now.mono >= deadline_) {
        end(wrong_ ? State::wrong_answer : State::no_answer);
    }
}

void IcmpEcho::end(State state) {
    if (!outcome_) {
        outcome_ = Outcome{.state = state};
    }
}

}  // namespace magpie::agent::probe
