// What comes on the line of the uplink while DHCP is asked, and what agent and magpie-station say to each other of it.

#include <span>

#include "agent/internet/dhcp.hpp"
#include "agent/uplink_dhcp/exchange.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using agent::uplink_dhcp::UplinkExchange;
using boost::asio::ip::address_v4;
using magpie::fuzz::require;
using Bytes = std::span<const std::byte>;

constexpr agent::MacAddress pole{{0x02, 0, 0, 0, 1, 0}};
constexpr std::uint32_t own = 0x0a010909;

/// Whatever comes, in whatever order, it ends in time, and the pole's own address is never given back.
void check_exchange(std::string_view bytes) {
    fuzz::Input input(bytes);
    UplinkExchange exchange({.hardware = pole, .own = {address_v4(own)}, .transaction = 0});
    Now now;
    exchange.begin(now);
    for (int step = 0; !exchange.answer(); ++step) {
        require(step < 20'000, "it ends");
        while (exchange.take(now)) {
        }
        if (input.empty()) {
            now.mono = exchange.deadline();
            exchange.tick(now);
        } else {
            exchange.received(std::as_bytes(std::span(input.piece())), now);
        }
    }
    const auto& answer = *exchange.answer();
    require(station::decode_uplink_answer(station::encode(answer)) == answer, "it can be told");
    const bool gives_back = exchange.take(now).has_value();
    require(!gives_back || answer.address != own, "what the pole has is its own");
    require(!gives_back || answer.end == station::UplinkEnd::granted || answer.end == station::UplinkEnd::taken,
            "only what was leased is given back");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    if (const auto heard = agent::uplink_dhcp::heard_dhcp(all)) {
        require(heard->message.size() < all.size(), "a message is within its frame");
    }
    (void)agent::uplink_dhcp::arp_claims(all, pole, address_v4(own));
    if (const auto question = station::decode_uplink_question(all)) {
        require(station::decode_uplink_question(station::encode(*question)) == question, "a question comes again");
    }
    if (const auto answer = station::decode_uplink_answer(all)) {
        require(station::decode_uplink_answer(station::encode(*answer)) == answer, "an answer comes again");
    }
    check_exchange(bytes);
}
