#include "agent/internet/dhcp.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "agent/internet/dhcp_options.hpp"
#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

/// A network says by it that it has no portal (RFC 8910 2).
constexpr std::string_view unrestricted = "urn:ietf:params:capport:unrestricted";

struct Options {
    std::optional<std::uint8_t> type;
    bool has_portal_uri = false;
};

/// False where a value is none the option can have.
bool take_option(std::uint8_t code, std::span<const std::byte> value, Options& options) {
    switch (code) {
        case dhcp_option::message_type:
            if (value.size() != 1) {
                return false;
            }
            if (!options.type) {
                options.type = number8(value, 0);
            }
            return true;
        case dhcp_option::captive_portal: {
            const std::string_view uri(reinterpret_cast<const char*>(value.data()), value.size());
            options.has_portal_uri |= !uri.empty() && uri != unrestricted;
            return true;
        }
        default:
            return true;
    }
}

}  // namespace

tl::expected<Dhcp, BadFrame> parse_dhcp(std::span<const std::byte> payload, bool cut) {
    const auto refused = tl::unexpected(BadFrame::dhcp);
    Dhcp dhcp;
    constexpr std::size_t address_size = sizeof(dhcp.client.bytes);
    if (payload.size() < dhcp_place::options || number32(payload, dhcp_place::cookie) != dhcp_cookie) {
        return refused;
    }
    const auto operation = number8(payload, 0);
    if (operation < 1 || operation > 2 || number8(payload, 1) != dhcp_ethernet || number8(payload, 2) != address_size) {
        return refused;
    }
    Options options;
    if (!read_dhcp_options(payload, cut, [&](std::uint8_t code, std::span<const std::byte> value) {
            return take_option(code, value, options);
        })) {
        return refused;
    }
    if (options.type < static_cast<std::uint8_t>(DhcpType::discover) ||
        options.type > static_cast<std::uint8_t>(DhcpType::inform)) {
        return refused;
    }
    dhcp.type = static_cast<DhcpType>(*options.type);
    dhcp.transaction = number32(payload, dhcp_place::transaction);
    std::memcpy(dhcp.client.bytes.data(), payload.subspan(dhcp_place::client).data(), address_size);
    dhcp.has_portal_uri = options.has_portal_uri;
    return dhcp;
}

}  // namespace magpie::agent
