#include "wire/station/uplink.hpp"

#include <algorithm>
#include <limits>

#include "wire/station/message.hpp"

namespace magpie::station {

namespace {

constexpr std::size_t place_of_flags = 2;
constexpr std::size_t place_of_interface = 3;
constexpr std::size_t interface_room = 16;  // IFNAMSIZ, with a NUL at the end
constexpr std::size_t place_of_end = 2;
constexpr std::size_t place_of_servers = 3;
constexpr std::size_t place_of_prefix = 4;
constexpr std::size_t place_of_address = 8;
constexpr std::size_t place_of_server = 12;
constexpr std::size_t place_of_router = 16;
constexpr std::size_t place_of_offer = 20;
constexpr std::size_t place_of_grant = 24;
constexpr std::uint32_t no_time = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint8_t most_bits = 32;

std::uint32_t number_of(const std::optional<Milliseconds>& time) {
    return time ? static_cast<std::uint32_t>(std::clamp<std::int64_t>(time->count(), 0, no_time - 1)) : no_time;
}

std::optional<Milliseconds> time_of(std::uint32_t number) {
    return number == no_time ? std::nullopt : std::optional(Milliseconds{number});
}

}  // namespace

UplinkBytes encode(const UplinkQuestion& question) {
    auto bytes = headed<uplink_record_size>(Type::uplink_question);
    bytes[place_of_flags] = std::byte{question.only_offer};
    const auto size = std::min(question.interface.size(), interface_room - 1);
    std::transform(question.interface.begin(), question.interface.begin() + static_cast<std::ptrdiff_t>(size),
                   bytes.begin() + place_of_interface, [](char c) { return static_cast<std::byte>(c); });
    return bytes;
}

UplinkBytes encode(const UplinkAnswer& answer) {
    auto bytes = headed<uplink_record_size>(Type::uplink_answer);
    bytes[place_of_end] = static_cast<std::byte>(answer.end);
    bytes[place_of_servers] = std::byte{answer.servers};
    bytes[place_of_prefix] = std::byte{answer.prefix_length};
    put(bytes, place_of_address, answer.address);
    put(bytes, place_of_server, answer.server);
    put(bytes, place_of_router, answer.router);
    put(bytes, place_of_offer, number_of(answer.offer));
    put(bytes, place_of_grant, number_of(answer.grant));
    return bytes;
}

std::optional<UplinkQuestion> decode_uplink_question(std::span<const std::byte> bytes) {
    if (!is(bytes, uplink_record_size, Type::uplink_question) || bytes[place_of_flags] > std::byte{1}) {
        return std::nullopt;
    }
    UplinkQuestion question{.interface = {}, .only_offer = bytes[place_of_flags] == std::byte{1}};
    const auto name = bytes.subspan(place_of_interface, interface_room);
    for (const auto byte : name) {
        if (byte == std::byte{0}) {
            return question.interface.empty() ? std::nullopt : std::optional(question);
        }
        question.interface += static_cast<char>(byte);
    }
    return std::nullopt;  // longer than any
}

std::optional<UplinkAnswer> decode_uplink_answer(std::span<const std::byte> bytes) {
    if (!is(bytes, uplink_record_size, Type::uplink_answer)) {
        return std::nullopt;
    }
    const auto end = std::to_integer<std::uint8_t>(bytes[place_of_end]);
    const auto prefix_length = std::to_integer<std::uint8_t>(bytes[place_of_prefix]);
    if (end >= uplink_end_words.size() || prefix_length > most_bits) {
        return std::nullopt;
    }
    return UplinkAnswer{.end = static_cast<UplinkEnd>(end),
                        .servers = std::to_integer<std::uint8_t>(bytes[place_of_servers]),
                        .prefix_length = prefix_length,
                        .address = get(bytes, place_of_address),
                        .server = get(bytes, place_of_server),
                        .router = get(bytes, place_of_router),
                        .offer = time_of(get(bytes, place_of_offer)),
                        .grant = time_of(get(bytes, place_of_grant))};
}

}  // namespace magpie::station
