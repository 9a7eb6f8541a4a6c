#include "agent/internet/dhcp.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

// RFC 2131 figure 1.
constexpr std::size_t place_of_transaction = 4;
constexpr std::size_t place_of_client = 28;
constexpr std::size_t place_of_server_name = 44;
constexpr std::size_t server_name_size = 64;
constexpr std::size_t place_of_file = 108;
constexpr std::size_t file_size = 128;
constexpr std::size_t place_of_cookie = 236;
constexpr std::size_t place_of_options = 240;

constexpr std::uint32_t magic_cookie = 0x63825363;
constexpr std::uint8_t hardware_ethernet = 1;

constexpr std::uint8_t option_pad = 0;
constexpr std::uint8_t option_overload = 52;
constexpr std::uint8_t option_message_type = 53;
constexpr std::uint8_t option_captive_portal = 114;
constexpr std::uint8_t option_end = 255;

/// A network says by it that it has no portal (RFC 8910 2).
constexpr std::string_view unrestricted = "urn:ietf:params:capport:unrestricted";

struct Options {
    std::optional<std::uint8_t> type;
    std::uint8_t overload = 0;  // 1 the file's field, 2 the server's name, 3 both
    bool has_portal_uri = false;
};

/// False where a value is none the option can have.
bool take_option(std::uint8_t code, std::span<const std::byte> value, Options& options) {
    switch (code) {
        case option_message_type:
            if (value.size() != 1) {
                return false;
            }
            if (!options.type) {
                options.type = number8(value, 0);
            }
            return true;
        case option_overload:
            if (value.size() != 1 || number8(value, 0) < 1 || number8(value, 0) > 3) {
                return false;
            }
            options.overload = number8(value, 0);
            return true;
        case option_captive_portal: {
            const std::string_view uri(reinterpret_cast<const char*>(value.data()), value.size());
            options.has_portal_uri |= !uri.empty() && uri != unrestricted;
            return true;
        }
        default:
            return true;
    }
}

/// One field of options, up to its end; false where it has none, or runs over. One that is `cut` needs no end.
bool read_options(std::span<const std::byte> field, bool cut, Options& options) {
    while (!field.empty()) {
        const auto code = number8(field, 0);
        if (code == option_end) {
            return true;
        }
        if (code == option_pad) {
            field = field.subspan(1);
            continue;
        }
        if (field.size() < 2 || field.size() - 2 < number8(field, 1)) {
            return cut;
        }
        const std::size_t length = number8(field, 1);
        if (!take_option(code, field.subspan(2, length), options)) {
            return false;
        }
        field = field.subspan(2 + length);
    }
    return cut;
}

}  // namespace

tl::expected<Dhcp, BadFrame> parse_dhcp(std::span<const std::byte> payload, bool cut) {
    const auto refused = tl::unexpected(BadFrame::dhcp);
    Dhcp dhcp;
    constexpr std::size_t address_size = sizeof(dhcp.client.bytes);
    if (payload.size() < place_of_options || number32(payload, place_of_cookie) != magic_cookie) {
        return refused;
    }
    const auto operation = number8(payload, 0);
    if (operation < 1 || operation > 2 || number8(payload, 1) != hardware_ethernet ||
        number8(payload, 2) != address_size) {
        return refused;
    }
    Options options;
    if (!read_options(payload.subspan(place_of_options), cut, options)) {
        return refused;
    }
    // Once: what is overloaded cannot overload anew.
    const auto overload = options.overload;
    if ((overload & 1) != 0 && !read_options(payload.subspan(place_of_file, file_size), false, options)) {
        return refused;
    }
    if ((overload & 2) != 0 && !read_options(payload.subspan(place_of_server_name, server_name_size), false, options)) {
        return refused;
    }
    if (options.type < static_cast<std::uint8_t>(DhcpType::discover) ||
        options.type > static_cast<std::uint8_t>(DhcpType::inform)) {
        return refused;
    }
    dhcp.type = static_cast<DhcpType>(*options.type);
    dhcp.transaction = number32(payload, place_of_transaction);
    std::memcpy(dhcp.client.bytes.data(), payload.subspan(place_of_client).data(), address_size);
    dhcp.has_portal_uri = options.has_portal_uri;
    return dhcp;
}

}  // namespace magpie::agent
