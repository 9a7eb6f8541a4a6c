#include "agent/capture/client/flow.hpp"

#include "agent/capture/client/portal.hpp"

namespace magpie::agent::client {

namespace {

using capture::Outcome;
using std::chrono::microseconds;
using namespace std::chrono_literals;

/// Connections that are silent longer are mostly over; if not, they are taken up again where they are.
constexpr auto longest_silence = 2min;

std::optional<Flow::RoundTrip> round_trip(Side side, CaptureTime from, CaptureTime to) {
    return to >= from && to - from < 1h ? std::optional(Flow::RoundTrip{side, to - from}) : std::nullopt;
}

}  // namespace

Flow::Heard Flow::hear(const Tcp& tcp, bool from_client, CaptureTime at) {
    Heard heard;
    last_ = at;
    if (tcp.rst) {
        reset(tcp, from_client, at, heard);
        return heard;
    }
    if (tcp.syn) {
        if (tcp.ack) {
            syn_ack(tcp, from_client, at, heard);
        } else {
            syn(tcp, from_client, at);
        }
        return heard;
    }
    if (tcp.ack) {
        acknowledgement(tcp, from_client, at, heard);
    }
    if (tcp.payload_length > 0) {
        payload(tcp, from_client, at, heard);
    }
    return heard;
}

void Flow::reset(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard) {
    if (phase_ == Phase::asked && !from_client) {
        // Of what answers the SYN; others are forged (RFC 9293 3.10.7.3).
        if (!tcp.ack || tcp.acknowledgement != client_next_) {
            return;
        }
        heard.end = network_.end(Outcome::reset, at);
    } else if (phase_ == Phase::answered && from_client) {
        heard.end = radio_.end(Outcome::reset, at);
        // Its program wanted the connection no more: of two families of addresses the other one was faster (RFC 8305).
        heard.end->ordinary = true;
    } else if (portal_.pending() && !from_client) {
        heard.end = portal_.end(Outcome::reset, at);
    }
    heard.over = true;
}

void Flow::syn(const Tcp& tcp, bool from_client, CaptureTime at) {
    if (phase_ == Phase::asked && from_client && tcp.sequence + 1 == client_next_) {
        asked_again_ = true;
        return;
    }
    if ((phase_ == Phase::answered || phase_ == Phase::open) && from_client && tcp.sequence + 1 == client_next_) {
        return;  // a late copy of the one that was answered
    }
    *this = Flow();
    last_ = at;
    if (!from_client) {
        phase_ = Phase::open;
        return;
    }
    phase_ = Phase::asked;
    asked_at_ = at;
    client_next_ = tcp.sequence + 1;
    up_.begin(client_next_);
    network_.begin(at);
}

void Flow::syn_ack(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard) {
    if (from_client) {
        return;
    }
    if (phase_ == Phase::answered) {
        answered_again_ = true;
        return;
    }
    if (phase_ != Phase::asked || tcp.acknowledgement != client_next_) {
        return;
    }
    phase_ = Phase::answered;
    heard.network_answered = true;
    heard.end = network_.end(Outcome::success, at);
    if (!asked_again_) {
        heard.round_trip = round_trip(Side::network, asked_at_, at);
    }
    network_next_ = tcp.sequence + 1;
    down_.begin(network_next_);
    answered_at_ = at;
    radio_.begin(at);
}

void Flow::acknowledgement(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard) {
    if (phase_ == Phase::answered && from_client && tcp.acknowledgement - network_next_ <= 0x7fffffffU) {
        phase_ = Phase::open;
        heard.end = radio_.end(Outcome::success, at);
        if (!answered_again_) {
            heard.round_trip = round_trip(Side::radio, answered_at_, at);
        }
        return;
    }
    if (phase_ != Phase::open) {
        // Something of the handshake did not pass here, or was not captured.
        phase_ = Phase::open;
        network_.drop();
        radio_.drop();
    }
    const auto side = from_client ? Side::radio : Side::network;
    if (const auto took = (from_client ? down_ : up_).acknowledged(tcp.acknowledgement, at)) {
        heard.round_trip = RoundTrip{side, *took};
    }
}

void Flow::payload(const Tcp& tcp, bool from_client, CaptureTime at, Heard& heard) {
    const auto kind = (from_client ? up_ : down_).take(tcp.sequence, tcp.payload_length, at);
    heard.segment = kind != Segments::Kind::keep_alive;
    heard.again = kind == Segments::Kind::again;
    if (from_client) {
        heard.http_request = tcp.destination_port == http_port && begins_http_request(tcp.payload);
    } else if (portal_.pending()) {
        if (const auto outcome = http_answer(tcp.payload)) {
            heard.end = portal_.end(*outcome, at);
        }
    }
}

std::optional<StageEnd> Flow::expire(CaptureTime now) {
    for (auto* wait : {&network_, &radio_, &portal_}) {
        if (auto end = wait->expire(now, Outcome::no_answer)) {
            return end;
        }
    }
    return std::nullopt;
}

bool Flow::idle(CaptureTime now) const {
    return now - last_ > longest_silence || now < last_ - 1s;
}

}  // namespace magpie::agent::client
