// Datagrams of hostapd's control socket: written by another process, with pieces of what clients sent.

#include "agent/hostapd/event.hpp"

#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using magpie::agent::hostapd::EventType;
    using magpie::fuzz::require;

    const auto event = magpie::agent::hostapd::parse_event(bytes);
    if (!event) {
        return;
    }
    require(bytes.size() > 3 && bytes[0] == '<', "what is told has a level");
    require(!event->reason || event->type == EventType::deauthenticated, "only a goodbye has a reason");
    require(!event->client || bytes.size() >= 17, "a client has an address in the bytes");
    require(!event->reason || bytes.find("reason_code=") != bytes.npos, "a reason stands in the bytes");
}
