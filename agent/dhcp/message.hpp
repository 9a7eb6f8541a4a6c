#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/internet/dhcp.hpp"

namespace magpie::agent::dhcp {

/// Who asks, always the same: a server then gives the same address, and one address is all that is ever taken of it.
struct Identity {
    MacAddress hardware{};
    std::string client;  // the client identifier without its type (RFC 2132 9.14), 1 to 253 bytes
};

/// What a client says (RFC 2131 4.4, table 5).
struct Said {
    DhcpType type{};
    std::uint32_t transaction = 0;
    std::uint16_t seconds = 0;                // since the client began
    boost::asio::ip::address_v4 own{};        // RELEASE: that is given back
    boost::asio::ip::address_v4 requested{};  // REQUEST: that was offered; DECLINE: that somebody else has
    boost::asio::ip::address_v4 server{};     // whose offer is taken, given back or declined
};
/// As it goes on the line. Whoever answers is asked to answer to everybody, for nobody hears us at an address that we
/// do not have yet; RELEASE and DECLINE, which have no answer, do not.
[[nodiscard]] std::vector<std::byte> message_of(const Said& said, const Identity& who);

/// What a server gives.
struct Lease {
    boost::asio::ip::address_v4 address{};
    boost::asio::ip::address_v4 server{};
    std::uint8_t prefix_length = 32;
    boost::asio::ip::address_v4 router{};                     // unspecified: none
    std::vector<boost::asio::ip::address_v4> name_servers{};  // three at most
    std::chrono::seconds duration{0};                         // 0: not said
    std::string portal_api{};                                 // the portal's (RFC 8910), as it was said; empty: none
};
struct Answer {
    DhcpType type{};
    Lease lease{};  // of NAK nothing but the server
};

/// Nothing where `message` is no OFFER, ACK or NAK to this transaction of this hardware, is damaged, names no server,
/// or gives no address that a host can have.
[[nodiscard]] std::optional<Answer> parse_answer(std::span<const std::byte> message, std::uint32_t transaction,
                                                 MacAddress hardware);

}  // namespace magpie::agent::dhcp
