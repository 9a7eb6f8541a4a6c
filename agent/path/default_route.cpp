#include "agent/path/default_route.hpp"

#include <charconv>
#include <cstring>
#include <limits>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

// linux/route.h
constexpr std::uint32_t flag_up = 0x0001;
constexpr std::uint32_t flag_gateway = 0x0002;
constexpr std::uint32_t flag_reject = 0x0200;

template <class Number>
std::optional<Number> number(std::optional<std::string_view> text, int base) {
    Number value = 0;
    if (!text) {
        return std::nullopt;
    }
    const auto* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, value, base);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

bool leads_on(std::uint32_t flags) {
    return (flags & (flag_up | flag_gateway | flag_reject)) == (flag_up | flag_gateway);
}

struct RouteV4 {
    std::string_view interface;
    std::uint32_t gateway;
};

std::optional<RouteV4> default_route_v4(std::string_view route) {
    std::optional<RouteV4> best;
    std::uint32_t best_metric = std::numeric_limits<std::uint32_t>::max();
    auto lines = lines_of(route);
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto interface = fields.next();
        const auto destination = number<std::uint32_t>(fields.next(), 16);
        const auto gateway = number<std::uint32_t>(fields.next(), 16);
        const auto flags = number<std::uint32_t>(fields.next(), 16);
        const auto metric = number<std::uint32_t>(fields.skip(2), 10);
        const auto mask = number<std::uint32_t>(fields.next(), 16);
        if (!gateway || !metric || destination != 0U || mask != 0U || !leads_on(flags.value_or(0)) ||
            (best && *metric >= best_metric)) {
            continue;
        }
        best = RouteV4{*interface, *gateway};
        best_metric = *metric;
    }
    return best;
}

}  // namespace

std::optional<boost::asio::ip::address> default_gateway_v4(std::string_view route) {
    const auto found = default_route_v4(route);
    if (!found) {
        return std::nullopt;
    }
    // As it stands in memory.
    boost::asio::ip::address_v4::bytes_type bytes;
    std::memcpy(bytes.data(), &found->gateway, bytes.size());
    return boost::asio::ip::address_v4(bytes);
}

std::optional<std::string> default_interface_v4(std::string_view route) {
    const auto found = default_route_v4(route);
    return found ? std::optional(std::string(found->interface)) : std::nullopt;
}

std::optional<GatewayV6> default_gateway_v6(std::string_view ipv6_route) {
    std::optional<GatewayV6> best;
    std::uint32_t best_metric = std::numeric_limits<std::uint32_t>::max();
    auto lines = lines_of(ipv6_route);
    while (const auto line = lines.next()) {
        auto fields = fields_of(*line);
        const auto destination = fields.next();
        const auto length = number<std::uint32_t>(fields.next(), 16);
        const auto next_hop = fields.skip(2);
        const auto metric = number<std::uint32_t>(fields.next(), 16);
        const auto flags = number<std::uint32_t>(fields.skip(2), 16);
        const auto interface = fields.next();
        if (!interface || !metric || destination->find_first_not_of('0') != std::string_view::npos || length != 0U ||
            !leads_on(flags.value_or(0)) || (best && *metric >= best_metric)) {
            continue;
        }
        GatewayV6 gateway{.interface = std::string(*interface)};
        bool good = next_hop->size() == 2 * gateway.address.size();
        for (std::size_t place = 0; good && place < gateway.address.size(); ++place) {
            const auto byte = number<std::uint8_t>(next_hop->substr(2 * place, 2), 16);
            good = byte.has_value();
            gateway.address[place] = byte.value_or(0);
        }
        if (good) {
            best = std::move(gateway);
            best_metric = *metric;
        }
    }
    return best;
}

}  // namespace magpie::agent
