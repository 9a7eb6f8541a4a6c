#include <utility>

#include "agent/uplink_dhcp/ask.hpp"

#include <span>

namespace magpie::agent::uplink_dhcp {

namespace asio = boost::asio;

Answer answer_of(const station::UplinkAnswer& said) {
    Answer answer{.failure = station::is_good(said.end) ? std::string() : std::string(station::word(said.end)),
                  .took = said.offer,
                  .address = asio::ip::address_v4(said.address),
                  .server = asio::ip::address_v4(said.server),
                  .router = asio::ip::address_v4(said.router),
                  .address_taken = said.end == station::UplinkEnd::taken,
                  .end = said.end,
                  .offer = said.offer,
                  .grant = said.grant,
                  .servers = said.servers};
    if (said.offer && said.grant) {
        answer.took = *said.offer + *said.grant;
    }
    return answer;
}

std::unique_ptr<Asked> ask(asio::io_context& loop, const std::string& station_socket, const std::string& interface,
                           Done done, bool only_offer, Milliseconds patience) {
    const auto question = station::encode(station::UplinkQuestion{.interface = interface, .only_offer = only_offer});
    return Asked::ask(
        loop, station_socket, {reinterpret_cast<const char*>(question.data()), question.size()},
        station::uplink_record_size, patience, [done = std::move(done)](const tl::expected<std::string, int>& answer) {
            const auto said = answer ? station::decode_uplink_answer(std::as_bytes(std::span(*answer))) : std::nullopt;
            done(said ? answer_of(*said) : Answer{.failure = no_service});
        });
}

}  // namespace magpie::agent::uplink_dhcp
