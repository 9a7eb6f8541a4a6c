// Datagrams of strangers, to a reflector and to a sender. A first octet says who gets the rest, and whether it is
// signed first, so that what lies behind a HMAC is reached.

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <vector>

#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using namespace magpie::stamp;
using namespace std::chrono_literals;
using fuzz::require;
using Octets = std::vector<std::byte>;

const auto peer = agent::endpoint_of("192.0.2.1:40000", 0).value();
const auto stranger = agent::endpoint_of("192.0.2.2:40000", 0).value();
const auto own = agent::endpoint_of("192.0.2.3:862", 0).value();
const auto key = Key::from_hexadecimal("000102030405060708090a0b0c0d0e0f").value();

Octets octets_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

/// Makes a HMAC right where there is room for one.
void sign_all(Octets& bytes) {
    if (bytes.size() >= base_size(Mode::authenticated)) {
        sign(bytes, key);
        const auto sequence = decode_test_packet(bytes, Mode::authenticated).value_or(TestPacket{}).sequence;
        sign_tlvs(key, sequence, std::span(bytes).subspan(base_size(Mode::authenticated)));
    }
}

void codec(std::span<const std::byte> bytes) {
    for (const auto mode : {Mode::open, Mode::authenticated}) {
        if (const auto packet = decode_test_packet(bytes, mode)) {
            Octets written(base_size(mode));
            encode(*packet, mode, written);
            require(decode_test_packet(written, mode) == packet, "a test packet is read as it is written");
        }
        if (const auto packet = decode_reflection(bytes, mode)) {
            Octets written(base_size(mode));
            encode(*packet, mode, written);
            auto expected = *packet;
            expected.ttl = packet->ttl.value_or(0);
            require(decode_reflection(written, mode) == expected, "a reflection is read as it is written");
        }
    }
    auto tlvs = bytes;
    while (const auto tlv = first_tlv(tlvs)) {
        require(!tlv->octets.empty() && tlv->octets.size() <= tlvs.size(), "a TLV is within the datagram");
        tlvs = tlvs.subspan(tlv->octets.size());
    }
}

void reflect(const Octets& bytes, bool stateful) {
    Reflector reflector(
        {{.peer = peer.address}, {.peer = peer.address, .ssid = 0x3030}, {.peer = peer.address, .ssid = 1, .key = key}},
        stateful);
    Moment now{Instant(1h), WallTime(std::chrono::seconds(1'760'000'000)), {}};
    require(!reflector.reflect({.from = stranger, .to = own, .bytes = bytes}, now), "a stranger gets no reply");
    for (const auto& from : {peer, agent::Endpoint{peer.address, 1}, peer}) {
        const agent::Incoming datagram{
            .from = from, .to = own, .bytes = bytes, .at = now.wall, .hops = 9, .service = 0xff};
        const auto reply = reflector.reflect(datagram, now);
        if (reply) {
            require(reply->bytes.size() == bytes.size(), "a reply is as long as what came");
            require(reply->to == from, "a reply goes to who asked");
            const bool open = decode_reflection(reply->bytes, Mode::open).has_value();
            require(open || decode_reflection(reply->bytes, Mode::authenticated), "a reply is a reflection");
            reflector.left(reply->token, now.wall + 1ms);
        }
        now.mono += 1s;
        now.wall += 1s;
    }
    const auto& counts = reflector.counts();
    std::uint64_t all = counts.answered;
    for (const auto refused : counts.refused) {
        all += refused;
    }
    require(all == 4, "each datagram is answered or refused for a reason");
}

/// Replies of a true reflector, with some of their octets written over; then the rest as it is.
void receive(std::string_view input, bool keyed) {
    fuzz::Input pieces(input);
    const auto session_key = keyed ? std::optional(key) : std::nullopt;
    Sender sender({.key = session_key, .interval = 1ms, .count = 8, .patience = 10ms}, Instant(1h));
    Reflector reflector({{.peer = peer.address, .key = session_key}}, true);
    Moment now{Instant(1h), WallTime(std::chrono::seconds(1'760'000'000)), error_estimate(true, Format::ntp, 1us)};
    while (!sender.is_done() && now.mono < Instant(1h + 1s)) {
        Octets reply;
        if (const auto packet = sender.next(now)) {
            const auto answer = reflector.reflect({.from = peer, .to = own, .bytes = packet->bytes}, now);
            reply.assign(answer->bytes.begin(), answer->bytes.end());
        }
        now.mono += std::chrono::microseconds(pieces.number());
        now.wall += std::chrono::microseconds(pieces.number());
        const auto at = pieces.number();
        const auto over = octets_of(pieces.piece());
        for (std::size_t i = 0; i < over.size() && at + i < reply.size(); ++i) {
            reply[at + i] = over[i];
        }
        if (keyed && reply.size() >= base_size(Mode::authenticated)) {
            sign(reply, key);
        }
        for (const auto& bytes : {reply, over}) {
            (void)sender.receive({.from = own, .to = peer, .bytes = bytes, .at = now.wall, .hops = 1, .service = 1},
                                 now);
        }
        sender.left(pieces.number(), now.wall);
        now.mono += 1ms;
        now.wall += 1ms;
    }
    sender.finish();
    const auto window = sender.close();
    require(window.sent == window.received + window.lost, "each packet is received or lost");
    require(!window.ways || window.ways->forward + window.ways->back + window.unattributed == window.lost,
            "what is lost is lost on a way, or on none that is known");
    for (const auto& delay : {window.round_trip}) {
        require(!delay || delay->least > Nanoseconds::zero(), "a round trip takes time");
    }
    require(window.forward.has_value() == window.back.has_value(), "there are both ways or none");
    require(!window.forward || window.forward->delay.median > Nanoseconds::zero(), "a way takes time");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    fuzz::Input input(bytes);
    const auto how = input.byte();
    if ((how & 1) != 0) {
        receive(input.rest(), (how & 2) != 0);
        return;
    }
    auto datagram = octets_of(input.rest());
    codec(datagram);
    if ((how & 2) != 0) {
        sign_all(datagram);
    }
    reflect(datagram, (how & 4) == 0);
}
