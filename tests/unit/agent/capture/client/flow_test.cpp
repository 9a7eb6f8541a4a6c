#include "agent/capture/client/flow.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace magpie::agent::client {
namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

constexpr CaptureTime start{std::chrono::hours(500'000)};
constexpr bool client = true;
constexpr bool network = false;

const Tcp syn{.source_port = 50'000, .destination_port = 80, .sequence = 1000, .syn = true, .payload = {}};
const Tcp syn_ack{.source_port = 80,
                  .destination_port = 50'000,
                  .sequence = 5000,
                  .acknowledgement = 1001,
                  .syn = true,
                  .ack = true,
                  .payload = {}};
const Tcp ack{.source_port = 50'000,
              .destination_port = 80,
              .sequence = 1001,
              .acknowledgement = 5001,
              .ack = true,
              .payload = {}};
const Tcp reset{.sequence = 0, .acknowledgement = 1001, .ack = true, .rst = true, .payload = {}};

Tcp data(std::uint32_t sequence, std::uint32_t length, std::uint32_t acknowledgement) {
    return {.destination_port = 80,
            .sequence = sequence,
            .acknowledgement = acknowledgement,
            .ack = true,
            .payload_length = length,
            .payload = {}};
}
Tcp text(std::uint32_t sequence, std::string_view letters, std::uint32_t acknowledgement) {
    auto tcp = data(sequence, static_cast<std::uint32_t>(letters.size()), acknowledgement);
    tcp.payload = std::as_bytes(std::span(letters));
    return tcp;
}

void expect_end(const std::optional<StageEnd>& end, Stage stage, Outcome outcome, std::chrono::microseconds took) {
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->stage, stage);
    EXPECT_EQ(end->outcome, outcome);
    EXPECT_EQ(end->at - end->begun, took);
}

/// One whose handshake took 20 ms and 5 ms.
Flow open_flow() {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    static_cast<void>(flow.hear(syn_ack, network, start + 20ms));
    static_cast<void>(flow.hear(ack, client, start + 25ms));
    return flow;
}

TEST(Flow, TheHandshakeHasTwoSides) {
    Flow flow;
    EXPECT_EQ(flow.hear(syn, client, start).end, std::nullopt);
    const auto answered = flow.hear(syn_ack, network, start + 20ms);
    EXPECT_TRUE(answered.network_answered);
    expect_end(answered.end, Stage::tcp_network, Outcome::success, 20ms);
    ASSERT_TRUE(answered.round_trip.has_value());
    EXPECT_EQ(answered.round_trip->side, Side::network);
    EXPECT_EQ(answered.round_trip->took, 20ms);
    const auto done = flow.hear(ack, client, start + 25ms);
    expect_end(done.end, Stage::tcp_radio, Outcome::success, 5ms);
    ASSERT_TRUE(done.round_trip.has_value());
    EXPECT_EQ(done.round_trip->side, Side::radio);
    EXPECT_EQ(done.round_trip->took, 5ms);
}

TEST(Flow, RetransmissionsCountFromTheFirstAndAreNoRoundTrips) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    static_cast<void>(flow.hear(syn, client, start + 1s));
    const auto answered = flow.hear(syn_ack, network, start + 1020ms);
    expect_end(answered.end, Stage::tcp_network, Outcome::success, 1020ms);
    EXPECT_FALSE(answered.round_trip.has_value());
    static_cast<void>(flow.hear(syn_ack, network, start + 2s));
    const auto done = flow.hear(ack, client, start + 2005ms);
    expect_end(done.end, Stage::tcp_radio, Outcome::success, 985ms);
    EXPECT_FALSE(done.round_trip.has_value());
}

TEST(Flow, AResetInsteadOfAnAnswerIsOne) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    const auto heard = flow.hear(reset, network, start + 30ms);
    expect_end(heard.end, Stage::tcp_network, Outcome::reset, 30ms);
    EXPECT_FALSE(heard.end->ordinary);
    EXPECT_TRUE(heard.over);
}

TEST(Flow, AForgedResetIsNone) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    auto forged = reset;
    forged.acknowledgement = 7;
    EXPECT_FALSE(flow.hear(forged, network, start).over);
    EXPECT_TRUE(flow.hear(syn_ack, network, start + 20ms).network_answered);
}

TEST(Flow, AClientThatWantsItNoMoreIsOrdinary) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    static_cast<void>(flow.hear(syn_ack, network, start + 20ms));
    const auto heard = flow.hear(reset, client, start + 22ms);
    expect_end(heard.end, Stage::tcp_radio, Outcome::reset, 2ms);
    EXPECT_TRUE(heard.end->ordinary);
    // Before there was an answer it tells nothing at all.
    Flow other;
    static_cast<void>(other.hear(syn, client, start));
    EXPECT_EQ(other.hear(reset, client, start).end, std::nullopt);
}

TEST(Flow, AnAnswerThatDoesNotComeIsMissed) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    EXPECT_EQ(flow.expire(start + 9s), std::nullopt);
    expect_end(flow.expire(start + 10s), Stage::tcp_network, Outcome::no_answer, 10s);
    Flow other;
    static_cast<void>(other.hear(syn, client, start));
    static_cast<void>(other.hear(syn_ack, network, start + 20ms));
    expect_end(other.expire(start + 11s), Stage::tcp_radio, Outcome::no_answer, 10s);
}

TEST(Flow, AnAnswerToAnotherSynIsNone) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    auto other = syn_ack;
    other.acknowledgement = 77;
    EXPECT_FALSE(flow.hear(other, network, start).network_answered);
}

TEST(Flow, APortThatIsUsedAgainBeginsAnew) {
    auto flow = open_flow();
    auto again = syn;
    again.sequence = 90'000;
    static_cast<void>(flow.hear(again, client, start + 1min));
    auto answer = syn_ack;
    answer.acknowledgement = 90'001;
    expect_end(flow.hear(answer, network, start + 1min + 10ms).end, Stage::tcp_network, Outcome::success, 10ms);
}

TEST(Flow, WhatWasNotCapturedOfAHandshakeTellsNothing) {
    Flow flow;
    static_cast<void>(flow.hear(syn, client, start));
    EXPECT_EQ(flow.hear(ack, client, start + 25ms).end, std::nullopt);
    EXPECT_EQ(flow.expire(start + 1min), std::nullopt);
    Flow other;
    static_cast<void>(other.hear(syn, client, start));
    static_cast<void>(other.hear(syn_ack, network, start + 20ms));
    EXPECT_EQ(other.hear(data(5001, 10, 1001), network, start + 60ms).end, std::nullopt);
    EXPECT_EQ(other.expire(start + 1min), std::nullopt);
}

/// As a server in the client's hand is reached.
TEST(Flow, AConnectionFromOutsideHasNoStages) {
    Flow flow;
    static_cast<void>(flow.hear(syn, network, start));
    EXPECT_EQ(flow.hear(syn_ack, client, start + 5ms).end, std::nullopt);
    EXPECT_EQ(flow.hear(ack, network, start + 20ms).end, std::nullopt);
    EXPECT_EQ(flow.expire(start + 1min), std::nullopt);
}

TEST(Flow, DataAndItsAcknowledgementAreARoundTripOfTheSideThatAcknowledges) {
    auto flow = open_flow();
    static_cast<void>(flow.hear(data(1001, 100, 5001), client, start + 30ms));
    const auto up = flow.hear(data(5001, 500, 1101), network, start + 50ms);
    ASSERT_TRUE(up.round_trip.has_value());
    EXPECT_EQ(up.round_trip->side, Side::network);
    EXPECT_EQ(up.round_trip->took, 20ms);
    EXPECT_TRUE(up.segment);
    auto acknowledges = ack;
    acknowledges.acknowledgement = 5501;
    const auto down = flow.hear(acknowledges, client, start + 57ms);
    ASSERT_TRUE(down.round_trip.has_value());
    EXPECT_EQ(down.round_trip->side, Side::radio);
    EXPECT_EQ(down.round_trip->took, 7ms);
    EXPECT_FALSE(down.segment);
}

TEST(Flow, WhatPassedBeforeIsSentAgain) {
    auto flow = open_flow();
    EXPECT_FALSE(flow.hear(data(5001, 500, 1001), network, start + 50ms).again);
    EXPECT_TRUE(flow.hear(data(5001, 500, 1001), network, start + 300ms).again);
    EXPECT_FALSE(flow.hear(data(1001, 500, 5001), client, start + 300ms).again);
    EXPECT_TRUE(flow.hear(data(1001, 500, 5001), client, start + 600ms).again);
    // The first one after the handshake was lost before it came here.
    auto other = open_flow();
    EXPECT_FALSE(other.hear(data(5501, 500, 1001), network, start + 50ms).again);
    EXPECT_FALSE(other.hear(data(5001, 500, 1001), network, start + 90ms).again);
}

TEST(Flow, KeepAlivesAreNoSegments) {
    auto flow = open_flow();
    static_cast<void>(flow.hear(data(1001, 100, 5001), client, start + 30ms));
    const auto heard = flow.hear(data(1100, 1, 5001), client, start + 1min);
    EXPECT_FALSE(heard.segment);
    EXPECT_FALSE(heard.again);
}

TEST(Flow, OneThatWasNotSeenToBeginIsMeasuredToo) {
    Flow flow;
    EXPECT_TRUE(flow.hear(data(7000, 100, 1), network, start).segment);
    auto acknowledges = ack;
    acknowledges.acknowledgement = 7100;
    ASSERT_TRUE(flow.hear(acknowledges, client, start + 9ms).round_trip.has_value());
}

TEST(Flow, AnHttpRequestAndItsAnswerAreThePortal) {
    auto flow = open_flow();
    EXPECT_TRUE(flow.hear(text(1001, "GET / HTTP/1.1\r\n", 5001), client, start + 30ms).http_request);
    flow.ask_portal(start + 30ms);
    expect_end(flow.hear(text(5001, "HTTP/1.1 302 Found\r\n", 1017), network, start + 80ms).end, Stage::portal,
               Outcome::redirected, 50ms);
    EXPECT_EQ(flow.hear(text(5021, "HTTP/1.1 200 OK\r\n", 1017), network, start + 90ms).end, std::nullopt);
}

TEST(Flow, APortalMayBeSilentOrReset) {
    auto flow = open_flow();
    flow.ask_portal(start + 30ms);
    expect_end(flow.expire(start + 11s), Stage::portal, Outcome::no_answer, 10s);
    auto other = open_flow();
    other.ask_portal(start + 30ms);
    expect_end(other.hear(reset, network, start + 40ms).end, Stage::portal, Outcome::reset, 10ms);
}

TEST(Flow, IsIdleAfterTwoMinutes) {
    const auto flow = open_flow();
    EXPECT_FALSE(flow.idle(start + 2min));
    EXPECT_TRUE(flow.idle(start + 3min));
    EXPECT_TRUE(flow.idle(start - 3min));
}

TEST(Flow, SequenceNumbersWrapWithinAHandshake) {
    Flow flow;
    auto first = syn;
    first.sequence = 0xffffffff;
    auto answer = syn_ack;
    answer.sequence = 0xffffffff;
    answer.acknowledgement = 0;
    auto last = ack;
    last.sequence = 0;
    last.acknowledgement = 0;
    static_cast<void>(flow.hear(first, client, start));
    expect_end(flow.hear(answer, network, start + 1ms).end, Stage::tcp_network, Outcome::success, 1ms);
    expect_end(flow.hear(last, client, start + 2ms).end, Stage::tcp_radio, Outcome::success, 1ms);
}

}  // namespace
}  // namespace magpie::agent::client
