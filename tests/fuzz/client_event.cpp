// Events of clients: what the agent tells magpie-capture of what hostapd has said. Each stretch of 256 bytes is a
// record; its reason is besides the time that has passed, in milliseconds. Whatever they say, an event ends no more
// than a stage and the connect.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "agent/capture/client/connections.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/capture/record.hpp"

namespace {

using namespace magpie;

constexpr agent::MacAddress access_point{{2, 0, 0, 0, 0, 1}};
constexpr std::size_t networks = 2;

std::uint64_t ends_told(agent::Connections& connections, agent::CaptureTime now) {
    std::vector<capture::Record> told;
    connections.tick(now, told);
    std::uint64_t ends = 0;
    for (const auto& record : told) {
        fuzz::require(capture::decode(capture::encode(record)) == record, "the agent can read what is told");
        if (const auto* totals = std::get_if<capture::StageTotals>(&record)) {
            ends += totals->count;
        }
    }
    return ends;
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;

    agent::Connections connections;
    connections.add_network("SEOUL", access_point);
    connections.add_network("SEOUL_Secure", {});
    agent::CaptureTime now(std::chrono::hours(1));
    std::uint64_t taken = 0;
    for (auto rest = std::as_bytes(std::span(bytes)); !rest.empty();) {
        const auto message = rest.first(std::min(rest.size(), capture::record_size));
        rest = rest.subspan(message.size());
        const auto record = capture::decode(message);
        const auto* event = record ? std::get_if<capture::ClientEvent>(&*record) : nullptr;
        if (event == nullptr) {
            if (record) {
                connections.hear(*record);  // which resolvers have a name; the rest is passed over
            }
            continue;
        }
        const auto network = static_cast<std::uint8_t>(event->unused % networks);
        const auto use = connections.told(network, *event, now);
        const bool is_client = (event->client[0] & 1U) == 0 && event->client != access_point.bytes;
        require(is_client || use == capture::EventUse::no_client, "only of a client is anything told");
        taken += use == capture::EventUse::taken ? 1 : 0;
        now += std::chrono::milliseconds(event->reason);
        require(ends_told(connections, now) <= 2 * taken, "an event ends a stage and the connect at most");
    }
    for (int turn = 0; turn < 10; ++turn) {
        now += std::chrono::seconds(9);
        (void)ends_told(connections, now);
    }
    require(ends_told(connections, now) <= 2 * taken, "and no more when all have waited too long");
}
