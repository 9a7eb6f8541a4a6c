#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::mqtt {

/// `tcp://host:port` or `ssl://host:port`; the host is a name, an IPv4 address, or an IPv6 address in brackets.
struct ServerAddress {
    bool tls = false;
    std::string host;  // without brackets
    std::uint16_t port = 0;

    /// "host:port", for a person.
    [[nodiscard]] std::string name() const;
};

/// The error is the rest of a sentence that begins with the address: "must be tcp://host:port or ssl://host:port".
tl::expected<ServerAddress, std::string> parse_server(std::string_view server);

/// A check for the configuration.
std::optional<std::string> check_server(const std::string& server);

}  // namespace magpie::mqtt
