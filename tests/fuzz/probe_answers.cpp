// What comes back to a probe: from whoever can guess, or is asked by mistake.

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/internet/dns_query.hpp"
#include "agent/path/default_route.hpp"
#include "agent/probe/dns_probe.hpp"
#include "agent/probe/icmp_echo.hpp"
#include "agent/probe/ntp_probe.hpp"
#include "agent/probe/path_mtu.hpp"
#include "agent/probe/portal_probe.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using namespace magpie::agent;
using magpie::fuzz::require;
using Bytes = std::span<const std::byte>;

constexpr probe::Stamp then{std::chrono::hours(500'000)};
constexpr Now now{};

Bytes bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

/// An answer has a time only where it is one.
void check(const std::optional<probe::Outcome>& outcome) {
    require(!outcome || outcome->state == probe::State::answered || !outcome->round_trip ||
                outcome->state == probe::State::name_error || outcome->state == probe::State::no_data ||
                outcome->state == probe::State::failed || outcome->state == probe::State::refused ||
                outcome->state == probe::State::redirects || outcome->state == probe::State::wrong_answer,
            "silence has no time");
    require(!outcome || !outcome->clock_offset || outcome->state == probe::State::answered, "nor an offset");
    require(!outcome || !outcome->mtu || (*outcome->mtu >= 576 && *outcome->mtu <= 9216), "an MTU within the search");
}

void check_dns(Bytes bytes) {
    probe::DnsProbe dns({.name = "a.b", .id = 0});
    dns.begin(now);
    const auto query = dns.take();
    require(query.has_value(), "a name is asked for");
    const auto answer = parse_dns_answer(*query, bytes);
    require(!answer || bytes.size() >= 12, "an answer has a head");
    require(!answer || answer->code < 16, "four bits");
    require(!first_address(*query, bytes) || (answer && answer->answers > 0), "an address stands in an answer");
    dns.received(bytes, then, now);
    require(dns.wants_tcp() == (answer && answer->truncated), "what is cut is asked over TCP");
    check(dns.outcome());
    for (std::size_t place = 0; place < bytes.size(); place += 7) {
        dns.received_tcp(bytes.subspan(place, std::min<std::size_t>(7, bytes.size() - place)), {});
    }
    check(dns.outcome());
    if (const auto named = dns_query({.name = {reinterpret_cast<const char*>(bytes.data()), bytes.size()}})) {
        require(named->size() <= 12 + 255 + 4, "a name has a longest");
    }
}

void check_echoes(Bytes bytes) {
    for (const bool v6 : {false, true}) {
        probe::IcmpEcho echo({.v6 = v6, .id = 0, .sequence = 0});
        echo.begin(now);
        (void)echo.take();
        echo.received(bytes, then, now);
        require(!echo.outcome() || bytes.size() >= probe::shortest_echo, "an answer has room for the token");
        check(echo.outcome());
    }
}

/// Whatever is answered, and whatever routers say, the search ends.
void check_mtu(std::string_view bytes) {
    fuzz::Input input(bytes);
    probe::PathMtu mtu({.v6 = (input.byte() & 1) != 0, .id = 0});
    Now at;
    mtu.begin(at);
    for (int step = 0; !mtu.outcome(); ++step) {
        require(step < 300, "the search ends");
        auto message = mtu.take();
        const auto what = input.byte();
        if (message && what % 4 == 1) {
            (*message)[0] = std::byte{0};
            mtu.sent(then);
            mtu.received(*message, then, at);
        } else if (what % 4 == 2) {
            mtu.refused({.what = probe::Trouble::too_big, .mtu = input.number(), .own = (what & 8) != 0}, at);
        } else {
            at.mono = mtu.deadline();
            mtu.tick(at);
        }
    }
    check(mtu.outcome());
}

void check_ntp(Bytes bytes) {
    probe::NtpProbe ntp({.token = 0});
    ntp.begin(now);
    (void)ntp.take();
    ntp.sent(then);
    ntp.received(bytes, then + std::chrono::milliseconds(1), now);
    check(ntp.outcome());
}

void check_portal(std::string_view bytes) {
    fuzz::Input input(bytes);
    probe::PortalProbe portal("http://a/");
    for (int page = 0; !portal.outcome(); ++page) {
        require(page < 7, "redirects end");
        const std::string url = portal.url();
        require(url.starts_with("http://") || url.starts_with("https://"), "only pages are asked for");
        require(url.find_first_of("\r\n ") == std::string::npos, "an address is one word");
        const auto status = input.number() % 600;
        const std::string location(input.piece());
        portal.received({.status = status,
                         .location = location,
                         .api = (status & 1) != 0 ? std::optional(std::string(input.piece())) : std::nullopt},
                        std::chrono::milliseconds(1));
    }
    check(portal.outcome());
    (void)probe::parse_captive_portal(bytes);
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = bytes_of(bytes);
    check_dns(all);
    check_echoes(all);
    check_mtu(bytes);
    check_ntp(all);
    check_portal(bytes);
    (void)default_gateway_v4(bytes);
    (void)default_gateway_v6(bytes);
}
