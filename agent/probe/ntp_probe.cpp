#include "agent/probe/ntp_probe.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "agent/internet/network_order.hpp"

namespace magpie::agent::probe {

namespace {

constexpr std::size_t packet_size = 48;
constexpr std::uint8_t client_version_4 = 4 << 3 | 3;
constexpr std::uint8_t server_mode = 4;
constexpr std::uint8_t unknown_leap = 3;
constexpr std::uint8_t last_stratum = 15;
constexpr std::int64_t seconds_1900_to_1970 = 2'208'988'800;
constexpr std::int64_t per_second = 1'000'000'000;

/// Of two times at most 68 years apart, whatever their eras.
Nanoseconds difference(std::uint64_t later, std::uint64_t earlier) {
    const auto fraction = static_cast<std::int64_t>(later - earlier);
    const auto seconds = fraction >> 32;
    const auto rest = ((fraction & 0xffff'ffff) * per_second) >> 32;
    return Nanoseconds{seconds * per_second + rest};
}

/// Nobody's word for it that it is text.
std::string kiss_word(const std::array<char, 4>& kiss) {
    std::string word;
    for (const char c : kiss) {
        word += c >= 'A' && c <= 'Z' ? c : '.';
    }
    return word;
}

}  // namespace

std::uint64_t ntp_time(Stamp at) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(at);
    const auto seconds = static_cast<std::uint64_t>(whole.time_since_epoch().count() + seconds_1900_to_1970);
    const auto rest = static_cast<std::uint64_t>((at - whole).count());
    return seconds << 32 | (rest << 32) / per_second;
}

std::vector<std::byte> ntp_request(std::uint64_t token) {
    std::vector<std::byte> packet(packet_size);
    packet[0] = std::byte{client_version_4};
    put64(packet, 40, token);
    return packet;
}

std::optional<NtpAnswer> parse_ntp_answer(std::span<const std::byte> message) {
    if (message.size() < packet_size) {
        return std::nullopt;
    }
    const unsigned first = number8(message, 0);
    const auto version = first >> 3 & 7U;
    if ((first & 7U) != server_mode || (version != 3 && version != 4)) {
        return std::nullopt;
    }
    NtpAnswer answer;
    answer.stratum = number8(message, 1);
    answer.synchronised = first >> 6 != unknown_leap && answer.stratum >= 1 && answer.stratum <= last_stratum;
    std::ranges::transform(message.subspan(12, answer.kiss.size()), answer.kiss.begin(),
                           [](std::byte byte) { return static_cast<char>(byte); });
    answer.origin = number64(message, 24);
    answer.receive = number64(message, 32);
    answer.transmit = number64(message, 40);
    return answer;
}

std::optional<std::vector<std::byte>> NtpProbe::take() {
    if (std::exchange(taken_, true) || outcome_) {
        return std::nullopt;
    }
    return ntp_request(settings_.token);
}

void NtpProbe::received(std::span<const std::byte> message, Stamp at, const Now& /*now*/) {
    if (outcome_) {
        return;
    }
    const auto answer = parse_ntp_answer(message);
    if (!answer || answer->origin != settings_.token) {
        wrong_ = true;  // the right one may come yet
        return;
    }
    const auto elapsed = between(sent_, at);
    if (answer->stratum == 0) {
        outcome_ = Outcome{.state = State::failed, .detail = "a kiss of death: " + kiss_word(answer->kiss)};
    } else if (!answer->synchronised || answer->transmit == 0) {
        outcome_ = Outcome{.state = State::failed, .detail = "its clock is not synchronised"};
    } else if (!elapsed) {
        outcome_ = Outcome{.state = State::answered, .detail = "our clock was set meanwhile"};
    } else {
        // RFC 5905 8: theta and delta. Halves are added, for the sum of two may be more than there is room for.
        const auto there = difference(answer->receive, ntp_time(sent_));
        const auto back = difference(answer->transmit, ntp_time(at));
        const auto held = difference(answer->transmit, answer->receive);
        const bool plausible = held >= Nanoseconds{0} && held <= *elapsed;
        outcome_ = Outcome{.state = State::answered,
                           .round_trip = plausible ? *elapsed - held : *elapsed,
                           .detail = fmt::format("stratum {}", answer->stratum),
                           .clock_offset = there / 2 + back / 2};
    }
}

void NtpProbe::tick(const Now& now) {
    if (now.mono >= deadline_) {
        end(wrong_ ? State::wrong_answer : State::no_answer);
    }
}

void NtpProbe::end(State state) {
    if (!outcome_) {
        outcome_ = Outcome{.state = state};
    }
}

}  // namespace magpie::agent::probe
