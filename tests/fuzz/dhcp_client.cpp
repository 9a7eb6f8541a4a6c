// What comes back to one who asks for an address: from whoever is on the line.

#include <optional>
#include <span>

#include "agent/dhcp/exchange.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using namespace magpie::agent;
using magpie::fuzz::require;
using Bytes = std::span<const std::byte>;

constexpr MacAddress radio{{0x02, 0, 0, 0, 1, 0}};

void check(const dhcp::Lease& lease) {
    require(!lease.address.is_unspecified() && !lease.address.is_multicast(), "an address of a host");
    require(!lease.server.is_unspecified(), "of a server");
    require(lease.prefix_length <= 32, "a mask of 32 bits");
    require(lease.name_servers.size() <= 3, "three name servers at most");
}

/// Whatever comes, in whatever order, it ends in time.
void check_exchange(std::string_view bytes) {
    fuzz::Input input(bytes);
    dhcp::Exchange exchange({.who = {radio, "a"}, .transaction = 0});
    Now now;
    exchange.begin(now);
    for (int step = 0; !exchange.outcome(); ++step) {
        require(step < 20'000, "it ends");
        if (const auto message = exchange.take(now)) {
            require(parse_dhcp(*message, false).has_value(), "it says what can be read");
        }
        if (input.empty()) {
            now.mono = exchange.deadline();
            exchange.tick(now);
        } else {
            exchange.received(std::as_bytes(std::span(input.piece())), now);
        }
    }
    if (exchange.outcome()->end == dhcp::End::bound) {
        check(exchange.outcome()->lease);
        (void)exchange.release();
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    if (const auto answer = dhcp::parse_answer(std::as_bytes(std::span(bytes)), 0, radio)) {
        require(answer->type == DhcpType::nak || bytes.size() > 240, "an answer has its bytes");
        if (answer->type != DhcpType::nak) {
            check(answer->lease);
        }
    }
    check_exchange(bytes);
}
