#include "platform/mqtt/server_address.hpp"

#include <algorithm>
#include <charconv>

namespace magpie::mqtt {
namespace {

bool may_stand_in_a_host(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
}

bool may_stand_in_ipv6(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

}  // namespace

std::string ServerAddress::name() const {
    const bool ipv6 = host.find(':') != std::string::npos;
    return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

tl::expected<ServerAddress, std::string> parse_server(std::string_view server) {
    const auto malformed = tl::make_unexpected("must be tcp://host:port or ssl://host:port");
    ServerAddress address;
    address.tls = server.substr(0, 6) == "ssl://";
    if (!address.tls && server.substr(0, 6) != "tcp://") {
        return malformed;
    }
    server.remove_prefix(6);
    const std::size_t colon = server.rfind(':');
    if (colon == std::string_view::npos) {
        return malformed;
    }
    std::string_view host = server.substr(0, colon);
    const std::string_view port = server.substr(colon + 1);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    host = bracketed ? host.substr(1, host.size() - 2) : host;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (host.empty() || host.size() > 253 ||
        !std::all_of(host.begin(), host.end(), bracketed ? may_stand_in_ipv6 : may_stand_in_a_host) ||
        error != std::errc() || end != port.data() + port.size() || address.port == 0) {
        return malformed;
    }
    address.host = host;
    return address;
}

std::optional<std::string> check_server(const std::string& server) {
    const auto parsed = parse_server(server);
    return parsed ? std::nullopt : std::optional<std::string>(parsed.error());
}

}  // namespace magpie::mqtt
