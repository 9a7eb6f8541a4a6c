#include <utility>

#include "agent/probe_line/target_address.hpp"

#include <net/if.h>

#include <algorithm>

#include "agent/path/default_route.hpp"

namespace magpie::agent {

namespace {

namespace ip = boost::asio::ip;

constexpr Milliseconds good_for{300'000};
constexpr Milliseconds again_after{30'000};
/// A name server that says nothing is heard of in 10 s and more; a probe's own patience is less.
constexpr Milliseconds patience{5000};

}  // namespace

TargetAddress::TargetAddress(boost::asio::io_context& loop, Lookups& lookups, std::string host, AddressFamily family,
                             std::string proc)
    : lookups_(lookups), host_(std::move(host)), family_(family), proc_(std::move(proc)), lookup_(loop) {
    boost::system::error_code is_name;
    const auto address = ip::make_address(host_, is_name);
    if (!is_name) {
        is_fixed_ = true;
        address_ = fits(address) ? std::optional(address) : std::nullopt;
    }
}

std::optional<ip::address> TargetAddress::now(const Now& now) {
    if (host_ == default_gateway) {
        return gateway();
    }
    if (!is_fixed_ && !under_way_ &&
        (asked_at_ == Monotonic{} || now.mono >= asked_at_ + (address_ ? good_for : again_after))) {
        look_up(now);
    }
    return address_;
}

bool TargetAddress::is_pending(const Now& now) const {
    const bool is_to_come = !is_fixed_ && host_ != default_gateway && asked_at_ == Monotonic{};
    return is_to_come || (under_way_ && !answered_ && now.mono < asked_at_ + patience);
}

void TargetAddress::look_up(const Now& now) {
    if (lookups_.under_way == Lookups::most) {
        return;  // the next turn will do
    }
    asked_at_ = now.mono;
    under_way_ = true;
    ++lookups_.under_way;
    lookup_.start(host_, [this](const mqtt::NameLookup::Answer& found) {
        under_way_ = false;
        --lookups_.under_way;
        answered_ = true;
        if (!found) {
            return;
        }
        const auto fitting = std::ranges::find_if(*found, [this](const auto& address) { return fits(address); });
        address_ = fitting == found->end() ? std::nullopt : std::optional(*fitting);
    });
}

std::optional<ip::address> TargetAddress::gateway() {
    if (family_ != AddressFamily::v6) {
        const auto text = files_.read(proc_ + "/net/route");
        auto found = text ? default_gateway_v4(*text) : std::nullopt;
        if (found) {
            return found;
        }
    }
    if (family_ != AddressFamily::v4) {
        const auto text = files_.read(proc_ + "/net/ipv6_route");
        if (const auto found = text ? default_gateway_v6(*text) : std::nullopt) {
            const ip::address_v6 global(found->address);
            // An address of one line says nothing without the line.
            return global.is_link_local() ? ip::address_v6(found->address, ::if_nametoindex(found->interface.c_str()))
                                          : global;
        }
    }
    return std::nullopt;
}

bool TargetAddress::fits(const ip::address& address) const {
    return family_ == AddressFamily::any || (family_ == AddressFamily::v4) == address.is_v4();
}

}  // namespace magpie::agent
