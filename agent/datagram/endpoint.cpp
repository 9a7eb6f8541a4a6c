#include "agent/datagram/endpoint.hpp"

#include <arpa/inet.h>
#include <net/if.h>

#include <algorithm>
#include <charconv>

namespace magpie::agent {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_link_local(const Address& address) {
    return address.octets[0] == 0xfe && (address.octets[1] & 0xc0) == 0x80;
}

}  // namespace

bool Address::is_ipv4() const {
    return std::equal(mapped.begin(), mapped.end(), octets.begin());
}

bool Address::is_any() const {
    return std::all_of(octets.begin() + (is_ipv4() ? mapped.size() : 0), octets.end(),
                       [](std::uint8_t octet) { return octet == 0; });
}

tl::expected<Address, std::string> address_of(std::string_view text) {
    const auto percent = text.find('%');
    const std::string digits(text.substr(0, percent));
    Address address;
    if (::inet_pton(AF_INET, digits.c_str(), address.octets.data() + mapped.size()) == 1) {
        std::copy(mapped.begin(), mapped.end(), address.octets.begin());
    } else if (::inet_pton(AF_INET6, digits.c_str(), address.octets.data()) != 1) {
        return tl::unexpected("'" + std::string(text) + "' is no address");
    }
    if (percent != text.npos) {
        const std::string interface(text.substr(percent + 1));
        address.scope = ::if_nametoindex(interface.c_str());
        if (address.scope == 0 || !is_link_local(address)) {
            return tl::unexpected("'" + std::string(text) + "' is no address of an interface that is here");
        }
    }
    return address;
}

std::string text_of(const Address& address) {
    char text[INET6_ADDRSTRLEN] = "";
    if (address.is_ipv4()) {
        ::inet_ntop(AF_INET, address.octets.data() + mapped.size(), text, sizeof text);
        return text;
    }
    ::inet_ntop(AF_INET6, address.octets.data(), text, sizeof text);
    char interface[IF_NAMESIZE] = "";
    if (address.scope == 0 || ::if_indextoname(address.scope, interface) == nullptr) {
        return text;
    }
    return std::string(text) + "%" + interface;
}

tl::expected<Endpoint, std::string> endpoint_of(std::string_view text, std::uint16_t port) {
    auto host = text;
    auto digits = std::string_view();
    bool has_port = false;
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        if (end == text.npos || (end + 1 < text.size() && text[end + 1] != ':')) {
            return tl::unexpected("'" + std::string(text) + "' is no address and port");
        }
        host = text.substr(1, end - 1);
        has_port = end + 1 < text.size();
        digits = has_port ? text.substr(end + 2) : digits;
    } else if (std::ranges::count(text, ':') == 1) {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        has_port = true;
        digits = text.substr(colon + 1);
    }
    if (has_port) {
        const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (problem != std::errc() || end != digits.data() + digits.size()) {
            return tl::unexpected("'" + std::string(digits) + "' is no port");
        }
    }
    return address_of(host).map([&](const Address& address) { return Endpoint{address, port}; });
}

std::string text_of(const Endpoint& endpoint) {
    const auto address = text_of(endpoint.address);
    const auto port = std::to_string(endpoint.port);
    return endpoint.address.is_ipv4() ? address + ":" + port : "[" + address + "]:" + port;
}

}  // namespace magpie::agent
