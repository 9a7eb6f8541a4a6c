// What a visit hears: datagrams of wpa_supplicant with pieces of what access points sent, and records of whoever stands
// at the socket of magpie-station, or calls there.

#include <algorithm>
#include <span>

#include "agent/citizen/join.hpp"
#include "agent/citizen/supplicant.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/station/record.hpp"

namespace {

using namespace magpie;
using namespace magpie::agent::citizen;
using magpie::fuzz::require;

void check_event(std::string_view datagram) {
    const auto event = parse_supplicant_event(datagram);
    require(!event || !is_answer(datagram), "what answers is no event");
    require(!event || event->status == 0 || event->type == Heard::rejected || event->type == Heard::wrong_key,
            "only a rejection has a status");
    const auto number = number_of(datagram, "LINKSPEED=");
    require(!number || datagram.find("LINKSPEED=") != std::string_view::npos, "a number has its key");
}

/// Whatever is heard, in whatever order, it ends in time, each stage once and in its order.
void check_join(std::string_view bytes) {
    fuzz::Input input(bytes);
    Join join({.variables = {{"ssid", "61"}}});
    Now now;
    join.begin(now);
    bool leaving = false;
    for (int step = 0; !join.left(); ++step) {
        require(step < 20'000, "it ends");
        if (const auto command = join.take()) {
            require(command->find('\n') == std::string::npos, "a command is a line");
        }
        if (!input.empty()) {
            join.received(input.piece(), now);
        } else {
            now.mono = join.deadline();
            join.tick(now);
        }
        if (!leaving && (join.failed() || (join.joined() && input.empty()))) {
            leaving = true;
            join.leave(now);
        }
    }
    const auto& ends = join.ends();
    require(ends.size() <= 3, "three stages");
    for (std::size_t i = 0; i < ends.size(); ++i) {
        require(ends[i].stage == static_cast<Stage>(i), "in their order");
        require(ends[i].outcome == success || i + 1 == ends.size(), "the first that fails is the last");
    }
}

void check_records(std::span<const std::byte> bytes) {
    const auto same = [&](const station::Bytes& encoded) { return std::ranges::equal(encoded, bytes); };
    if (const auto lease = station::decode_lease(bytes)) {
        require(lease->address != 0 && lease->prefix_length <= 32, "a lease that can be");
        require(station::decode_lease(station::encode(*lease)) == lease, "comes back");
        require(!station::decode_greeting(bytes) && !station::decode_result(bytes), "one kind is no other");
    }
    if (const auto result = station::decode_result(bytes)) {
        require(station::decode_result(station::encode(*result)) == result, "comes back");
    }
    if (const auto greeting = station::decode_greeting(bytes)) {
        require(!same({}) && station::decode_greeting(station::encode(*greeting)) == greeting, "comes back");
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    check_event(bytes);
    check_join(bytes);
    check_records(std::as_bytes(std::span(bytes)));
}
