#include "agent/config/page.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include <boost/asio/ip/address.hpp>

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

using boost::asio::ip::address;

std::optional<address> address_of(const std::string& text) {
    boost::system::error_code problem;
    auto read = boost::asio::ip::make_address(text, problem);
    return problem ? std::nullopt : std::optional(std::move(read));
}

/// RFC 1918.
bool is_private(const boost::asio::ip::address_v4& of) {
    const auto number = of.to_uint();
    return number >> 24U == 10 || number >> 20U == 0xAC1 || number >> 16U == 0xC0A8;
}

/// RFC 3927.
bool is_link_local(const boost::asio::ip::address_v4& of) {
    return of.to_uint() >> 16U == 0xA9FE;
}

/// RFC 4193.
bool is_private(const boost::asio::ip::address_v6& of) {
    return (of.to_bytes()[0] & 0xFEU) == 0xFC;
}

bool is_local(const address& of) {
    if (of.is_v4()) {
        return of.is_loopback() || is_link_local(of.to_v4()) || is_private(of.to_v4());
    }
    return of.is_loopback() || (!of.to_v6().is_v4_mapped() && (of.to_v6().is_link_local() || is_private(of.to_v6())));
}

/// Of "192.168.7.1:8080" or "[fd00::1]:8080".
std::optional<std::pair<std::string, std::uint16_t>> place(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    auto host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    const auto port = number_of<std::uint16_t>(std::string_view(text).substr(colon + 1));
    if (!port || (!bracketed && host.find(':') != std::string::npos)) {
        return std::nullopt;
    }
    return std::pair(bracketed ? host.substr(1, host.size() - 2) : std::move(host), *port);
}

struct FreeAddresses {
    void operator()(ifaddrs* list) const { ::freeifaddrs(list); }
};

std::optional<address> address_of(const sockaddr* socket_address) {
    if (socket_address == nullptr) {
        return std::nullopt;
    }
    if (socket_address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, socket_address, sizeof v4);
        return boost::asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
    }
    if (socket_address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, socket_address, sizeof v6);
        boost::asio::ip::address_v6::bytes_type bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return boost::asio::ip::address_v6(bytes);
    }
    return std::nullopt;
}

}  // namespace

std::string why_not_local(const std::string& text) {
    const auto read = address_of(text);
    if (!read) {
        return "must be an IP address and a port, like \"192.168.7.1:8080\" or \"[fd00::1]:8080\"";
    }
    if (read->is_unspecified()) {
        return "must be one address: at every address of the pole the page would be in the backbone, too";
    }
    return is_local(*read) ? std::string()
                           : "must be a loopback, link-local or private address: this one can be reached from afar";
}

bool is_of_this_machine(const std::string& text) {
    auto wanted = address_of(text);
    ifaddrs* list = nullptr;
    if (!wanted || ::getifaddrs(&list) != 0) {
        return false;
    }
    const std::unique_ptr<ifaddrs, FreeAddresses> owned(list);
    if (wanted->is_v6()) {
        wanted = boost::asio::ip::address_v6(wanted->to_v6().to_bytes());  // without its scope
    }
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (address_of(one->ifa_addr) == wanted) {
            return true;
        }
    }
    return wanted->is_v4() && wanted->is_loopback();  // all of 127.0.0.0/8 is
}

PageConfig read_page(config::Table& table) {
    PageConfig config;
    table.optional("run_directory", config.run_directory, config::not_empty);
    table.optional("listen", config.listen, [&](const std::string& given) -> config::Refusal {
        if (given.empty()) {
            return std::nullopt;
        }
        const auto read = place(given);
        const auto why = why_not_local(read ? read->first : std::string());
        if (!why.empty()) {
            return why;
        }
        config.address = read->first;
        config.port = read->second;
        return std::nullopt;
    });
    return config;
}

}  // namespace magpie::agent
