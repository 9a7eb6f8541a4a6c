#include "wire/station/record.hpp"

#include <algorithm>

#include "wire/station/message.hpp"

namespace magpie::station {

namespace {

constexpr std::size_t place_of_body = 2;
constexpr std::size_t place_of_router = 6;
constexpr std::size_t place_of_prefix = 10;
constexpr std::uint8_t most_bits = 32;

}  // namespace

Bytes encode(const Greeting& greeting) {
    auto bytes = headed<record_size>(Type::greeting);
    std::ranges::transform(greeting.hardware, bytes.begin() + place_of_body,
                           [](std::uint8_t byte) { return std::byte{byte}; });
    return bytes;
}

Bytes encode(const Lease& lease) {
    auto bytes = headed<record_size>(Type::lease);
    put(bytes, place_of_body, lease.address);
    put(bytes, place_of_router, lease.router);
    bytes[place_of_prefix] = std::byte{lease.prefix_length};
    return bytes;
}

Bytes encode(const Result& result) {
    auto bytes = headed<record_size>(Type::result);
    put(bytes, place_of_body, static_cast<std::uint32_t>(result.error));
    return bytes;
}

std::optional<Greeting> decode_greeting(std::span<const std::byte> bytes) {
    if (!is(bytes, record_size, Type::greeting)) {
        return std::nullopt;
    }
    Greeting greeting;
    std::ranges::transform(bytes.subspan(place_of_body, greeting.hardware.size()), greeting.hardware.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    return greeting;
}

std::optional<Lease> decode_lease(std::span<const std::byte> bytes) {
    if (!is(bytes, record_size, Type::lease)) {
        return std::nullopt;
    }
    const Lease lease{.address = get(bytes, place_of_body),
                      .router = get(bytes, place_of_router),
                      .prefix_length = std::to_integer<std::uint8_t>(bytes[place_of_prefix])};
    return lease.address == 0 || lease.prefix_length > most_bits ? std::nullopt : std::optional(lease);
}

std::optional<Result> decode_result(std::span<const std::byte> bytes) {
    return is(bytes, record_size, Type::result)
               ? std::optional(Result{.error = static_cast<std::int32_t>(get(bytes, place_of_body))})
               : std::nullopt;
}

}  // namespace magpie::station
