#include <utility>

#include "agent/app/block_line.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "agent/block_check/asked_address.hpp"
#include "agent/block_check/bound_probe.hpp"

namespace magpie::agent {

namespace {

/// Of `ssl://host:8883` or `ssl://[host]:8883`.
std::string host_of(std::string_view server) {
    server.remove_prefix(std::min(server.size(), server.find("://") + 3));
    if (server.starts_with('[')) {
        return std::string(server.substr(1, server.find(']') - 1));
    }
    return std::string(server.substr(0, server.rfind(':')));
}

std::optional<boost::asio::ip::address> address_in(const sockaddr* place) {
    if (place == nullptr) {
        return std::nullopt;
    }
    if (place->sa_family == AF_INET) {
        sockaddr_in one;
        std::memcpy(&one, place, sizeof one);
        return ip_address_of({reinterpret_cast<const char*>(&one.sin_addr), sizeof one.sin_addr});
    }
    if (place->sa_family == AF_INET6) {
        sockaddr_in6 one;
        std::memcpy(&one, place, sizeof one);
        return ip_address_of({reinterpret_cast<const char*>(&one.sin6_addr), sizeof one.sin6_addr});
    }
    return std::nullopt;
}

}  // namespace

BlockLine::BlockLine(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock)
    : loop_(loop),
      clock_(clock),
      config_(config.block_check),
      checks_({.controls = config_.controls,
               .private_too = config_.private_addresses,
               .own = [this] { return own_addresses(); },
               // Once the loop comes to it, and not within what the session is doing.
               .wake = [this] { timer_.call_after(Milliseconds{0}, [this] { begin_due(); }); }}),
      timer_(loop) {
    for (const auto& server : config.mqtt.servers) {
        for (const auto family : {AddressFamily::v4, AddressFamily::v6}) {
            brokers_.push_back(std::make_unique<TargetAddress>(loop, lookups_, host_of(server), family, "/proc"));
            (void)brokers_.back()->now(clock.now());  // so that it is known by the first command
        }
    }
}

std::vector<boost::asio::ip::address> BlockLine::own_addresses() {
    std::vector<boost::asio::ip::address> addresses;
    for (const auto& broker : brokers_) {
        if (const auto address = broker->now(clock_.now())) {
            addresses.push_back(*address);
        }
    }
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return addresses;
    }
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (const auto address = address_in(one->ifa_addr)) {
            addresses.push_back(*address);
        }
    }
    ::freeifaddrs(list);
    return addresses;
}

void BlockLine::begin_due() {
    while (const auto ask = checks_.take(clock_.now())) {
        running_[ask->number] = begin_bound_probe(
            loop_, clock_, random_, config_.interface, *ask,
            [this, number = ask->number](const probe::Outcome& outcome) { ended(number, outcome.state); });
    }
    if (checks_.take_news()) {
        bell_.ring();
    }
    const auto deadline = checks_.deadline();
    if (!deadline) {
        timer_.cancel();
        return;
    }
    timer_.call_after(std::max(Milliseconds{0}, *deadline - clock_.now().mono), [this] { begin_due(); });
}

void BlockLine::ended(std::uint64_t number, probe::State state) {
    running_.erase(number);
    checks_.ended(number, state, clock_.now());
    begin_due();
}

}  // namespace magpie::agent
