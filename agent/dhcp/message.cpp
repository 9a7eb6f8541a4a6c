#include "agent/dhcp/message.hpp"

#include <algorithm>
#include <bit>
#include <string_view>

#include "agent/internet/dhcp_options.hpp"
#include "agent/internet/network_order.hpp"

namespace magpie::agent::dhcp {

namespace {

using boost::asio::ip::address_v4;
using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

constexpr std::uint16_t to_everybody = 0x8000;
constexpr std::uint8_t request_operation = 1;
/// Servers and relays of old drop what is shorter than a BOOTP message (RFC 1542 2.1).
constexpr std::size_t shortest = 300;
constexpr std::size_t longest_identifier = 253;
constexpr std::size_t most_name_servers = 3;
constexpr std::size_t address_size = 4;
constexpr std::uint8_t wanted[] = {dhcp_option::subnet_mask, dhcp_option::router, dhcp_option::name_servers,
                                   dhcp_option::lease_time, dhcp_option::captive_portal};

void add_option(Bytes& message, std::uint8_t code, View value) {
    message.push_back(std::byte{code});
    message.push_back(static_cast<std::byte>(value.size()));
    message.insert(message.end(), value.begin(), value.end());
}

void add_address(Bytes& message, std::uint8_t code, const address_v4& address) {
    std::byte value[address_size];
    put32(value, 0, address.to_uint());
    add_option(message, code, value);
}

address_v4 address_at(View bytes, std::size_t place) {
    return address_v4(number32(bytes, place));
}

bool is_host(const address_v4& address) {
    constexpr std::uint32_t first_multicast = 0xe0000000;
    return address.to_uint() >= 0x01000000 && address.to_uint() < first_multicast && !address.is_loopback();
}

/// False where a value is none the option can have.
bool take_option(std::uint8_t code, View value, Lease& lease) {
    switch (code) {
        case dhcp_option::subnet_mask: {
            const auto mask = value.size() == address_size ? number32(value, 0) : 0;
            lease.prefix_length = static_cast<std::uint8_t>(std::countl_one(mask));
            return value.size() == address_size && std::popcount(mask) == lease.prefix_length;
        }
        case dhcp_option::router:
            if (value.empty() || value.size() % address_size != 0) {
                return false;
            }
            if (lease.router.is_unspecified()) {
                lease.router = address_at(value, 0);
            }
            return is_host(lease.router);
        case dhcp_option::name_servers:
            if (value.empty() || value.size() % address_size != 0) {
                return false;
            }
            for (std::size_t place = 0; place < value.size() && lease.name_servers.size() < most_name_servers;
                 place += address_size) {
                lease.name_servers.push_back(address_at(value, place));
            }
            return true;
        case dhcp_option::lease_time:
            if (value.size() != address_size) {
                return false;
            }
            lease.duration = std::chrono::seconds(number32(value, 0));
            return true;
        case dhcp_option::captive_portal: {
            // Another is none of an API, as that of a network without a portal.
            const std::string_view url(reinterpret_cast<const char*>(value.data()), value.size());
            lease.portal_api = url.starts_with("https://") ? url : std::string_view();
            return true;
        }
        case dhcp_option::server:
            if (value.size() != address_size) {
                return false;
            }
            lease.server = address_at(value, 0);
            return is_host(lease.server);
        default:
            return true;
    }
}

}  // namespace

Bytes message_of(const Said& said, const Identity& who) {
    // RFC 2131 table 5.
    const bool is_answered = said.type != DhcpType::release && said.type != DhcpType::decline;
    Bytes message(dhcp_place::options);
    message[0] = std::byte{request_operation};
    message[1] = std::byte{dhcp_ethernet};
    message[2] = static_cast<std::byte>(who.hardware.bytes.size());
    put32(message, dhcp_place::transaction, said.transaction);
    put16(message, dhcp_place::seconds, said.seconds);
    put16(message, dhcp_place::flags, is_answered ? to_everybody : 0);
    put32(message, dhcp_place::own_address, said.own.to_uint());
    std::ranges::copy(std::as_bytes(std::span(who.hardware.bytes)),
                      message.begin() + static_cast<std::ptrdiff_t>(dhcp_place::client));
    put32(message, dhcp_place::cookie, dhcp_cookie);

    const auto type = static_cast<std::byte>(said.type);
    add_option(message, dhcp_option::message_type, {&type, 1});
    // Of type 0, which is no hardware's (RFC 2132 9.14).
    Bytes identifier(1);
    const auto text = std::as_bytes(std::span(who.client)).first(std::min(who.client.size(), longest_identifier));
    identifier.insert(identifier.end(), text.begin(), text.end());
    add_option(message, dhcp_option::client_identifier, identifier);
    if (!said.requested.is_unspecified()) {
        add_address(message, dhcp_option::requested_address, said.requested);
    }
    if (!said.server.is_unspecified()) {
        add_address(message, dhcp_option::server, said.server);
    }
    if (is_answered) {
        add_option(message, dhcp_option::wanted, std::as_bytes(std::span(wanted)));
    }
    message.push_back(std::byte{dhcp_option::end});
    message.resize(std::max(message.size(), shortest));
    return message;
}

std::optional<Answer> parse_answer(View message, std::uint32_t transaction, MacAddress hardware) {
    constexpr std::byte reply{2};
    const auto head = parse_dhcp(message, false);
    if (!head || message[0] != reply || head->transaction != transaction || head->client != hardware) {
        return std::nullopt;
    }
    Answer answer{.type = head->type};
    if (!read_dhcp_options(message, false,
                           [&](std::uint8_t code, View value) { return take_option(code, value, answer.lease); }) ||
        answer.lease.server.is_unspecified()) {
        return std::nullopt;
    }
    if (answer.type == DhcpType::nak) {
        return Answer{.type = answer.type, .lease = {.server = answer.lease.server}};
    }
    answer.lease.address = address_at(message, dhcp_place::your_address);
    const bool gives = answer.type == DhcpType::offer || answer.type == DhcpType::ack;
    return gives && is_host(answer.lease.address) ? std::optional(std::move(answer)) : std::nullopt;
}

}  // namespace magpie::agent::dhcp
