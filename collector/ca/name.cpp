#include "collector/ca/name.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "wire/sparkplug/topic.hpp"

namespace magpie::collector::ca {

bool is_reserved(std::string_view name) {
    constexpr std::array<std::string_view, 6> reserved{"admin",     "broker",      "ca",
                                                       "collector", "collector-a", "collector-b"};
    return std::ranges::find(reserved, name) != reserved.end();
}

tl::expected<void, std::string> check_node_name(std::string_view name) {
    if (!sparkplug::is_magpie_id(name)) {
        return tl::unexpected(std::string("is no name of a node: 1 to 32 of a-z, 0-9 and -"));
    }
    if (is_reserved(name)) {
        return tl::unexpected(std::string("is the name of a program, and never a node's"));
    }
    return {};
}

bool is_address(std::string_view host) {
    const std::string text(host);
    std::array<unsigned char, sizeof(in6_addr)> parsed{};
    return ::inet_pton(AF_INET, text.c_str(), parsed.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), parsed.data()) == 1;
}

tl::expected<void, std::string> check_host(std::string_view host) {
    // As OpenSSL's own text for names is made of commas and colons, nothing else may pass.
    const bool name =
        !host.empty() && host.size() <= 253 && host.front() != '-' && host.front() != '.' &&
        std::ranges::all_of(host, [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
        });
    if (!name && !is_address(host)) {
        return tl::unexpected(std::string("is neither a host's name nor an address"));
    }
    return {};
}

}  // namespace magpie::collector::ca
