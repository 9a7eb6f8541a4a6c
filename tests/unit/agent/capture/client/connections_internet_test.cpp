#include "agent/capture/client/connections.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <variant>

#include "tests/unit/agent/capture/client/street.hpp"

namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;
using fakes::Street;
using namespace std::chrono_literals;

// ---- DNS

TEST(Connections, AnswersOfNamesAreReadByTheirCode) {
    Street street;
    std::uint16_t id = 10;
    for (const auto code : std::to_array<std::uint8_t>({0, 2, 3, 5})) {
        street.query(1, id);
        street.pass(8ms);
        street.answer(1, id++, code);
    }
    EXPECT_EQ(street.count(Stage::dns, Outcome::success), 2U);
    for (const auto outcome : {Outcome::server_failure, Outcome::name_error, Outcome::refused}) {
        EXPECT_EQ(street.count(Stage::dns, outcome), 1U);
        EXPECT_EQ(street.took(Stage::dns, outcome), 8ms);
    }
}

/// Of an address of the gateway's net.
capture::OwnResolver own_resolver(std::uint8_t last, std::uint8_t index) {
    return {.address = {10, 255, 255, last}, .resolver = index};
}

TEST(Connections, QueriesAreToldApartByTheResolversThatHaveAName) {
    Street street;
    street.connections.hear(own_resolver(1, 0));
    street.connections.hear(own_resolver(2, 1));
    street.connections.hear(capture::Settled{});
    std::uint16_t id = 10;
    const auto asks = [&](std::uint8_t last, std::uint8_t code) {
        street.resolver = {10, 255, 255, last};
        street.query(1, id);
        street.pass(8ms);
        street.answer(1, id++, code);
    };
    asks(1, 0);
    asks(1, 0);
    asks(2, 2);
    asks(9, 3);
    street.query(1, id);  // nobody answers
    street.wait(6s);
    EXPECT_EQ(street.asked(0, Outcome::success).count, 2U);
    EXPECT_EQ(street.asked(0, Outcome::success).sum_us, 16'000U);
    EXPECT_EQ(street.asked(1, Outcome::server_failure).count, 1U);
    EXPECT_EQ(street.asked(capture::other_resolver, Outcome::name_error).count, 1U);
    EXPECT_EQ(street.asked(capture::other_resolver, Outcome::no_answer).count, 1U);
    EXPECT_EQ(street.asked(0, Outcome::success, 1).count, 0U) << "of the other network";
    EXPECT_EQ(street.count(Stage::dns), 6U) << "and all together as ever; one is of the phone that was there before";
}

TEST(Connections, BeforeItIsSettledNoResolverIsTold) {
    Street street;
    street.query(1, 10);
    street.answer(1, 10);
    street.query(1, 11);
    street.connections.hear(own_resolver(1, 0));
    street.connections.hear(capture::Settled{});
    street.answer(1, 11);
    street.tick();
    EXPECT_TRUE(std::ranges::none_of(
        street.told, [](const auto& record) { return std::holds_alternative<capture::ResolverTotals>(record); }));
}

TEST(Connections, OtherResolversBeginAtNothing) {
    Street street;
    street.connections.hear(own_resolver(1, 0));
    street.connections.hear(capture::Settled{});
    street.query(1, 10);
    street.answer(1, 10);
    street.connections.hear(own_resolver(1, 0));
    street.connections.hear(capture::Settled{});
    EXPECT_EQ(street.asked(0, Outcome::success).count, 1U) << "an agent that began anew said the same";
    street.query(1, 11);
    street.connections.hear(own_resolver(2, 0));
    street.connections.hear(capture::Settled{});
    street.wait(6s);
    EXPECT_EQ(street.asked(0, Outcome::success).count, 0U);
    EXPECT_EQ(street.asked(0, Outcome::no_answer).count, 0U) << "it was asked of another";
    EXPECT_EQ(street.count(Stage::dns, Outcome::no_answer), 1U);
}

TEST(Connections, AQueryThatIsSentAgainCountsFromTheFirst) {
    Street street;
    street.query(1, 10);
    street.pass(1s);
    street.query(1, 10);
    street.pass(10ms);
    street.answer(1, 10);
    EXPECT_EQ(street.took(Stage::dns, Outcome::success), 1010ms);
}

TEST(Connections, EqualIdsOfTwoClientsAreKeptApart) {
    Street street;
    street.query(1, 10);
    street.query(2, 10);
    street.query(2, 10, 40'001);
    street.pass(5ms);
    street.answer(2, 10, 3, 40'001);
    street.answer(1, 10, 2);
    street.answer(1, 10, 2);
    street.answer(3, 10, 5);
    EXPECT_EQ(street.count(Stage::dns, Outcome::name_error), 1U);
    EXPECT_EQ(street.count(Stage::dns, Outcome::server_failure), 1U);
    EXPECT_EQ(street.count(Stage::dns, Outcome::refused), 0U);
    street.wait(6s);
    EXPECT_EQ(street.count(Stage::dns, Outcome::no_answer), 1U);
}

TEST(Connections, TheLastFailureIsThatOfAConnectThatIsGivenUp) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.query(1, 1);
    street.wait(5s);
    EXPECT_EQ(street.count(Stage::dns, Outcome::no_answer), 1U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
    street.query(1, 2);
    street.pass(10ms);
    street.answer(1, 2, 2);
    street.wait(32s);
    EXPECT_EQ(street.count(Stage::dns, Outcome::server_failure), 1U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::server_failure), 1U);
    EXPECT_EQ(street.took(Stage::connect, Outcome::server_failure), 5010ms);
}

TEST(Connections, ADetourThatWorkedIsASuccess) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.query(1, 1);
    street.wait(6s);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::connect), 1U);
}

// ---- TCP

TEST(Connections, TheFirstHandshakeAloneEndsAConnect) {
    Street street;
    street.connect(1);
    street.handshake(1, 50'001);
    EXPECT_EQ(street.count(Stage::tcp_radio, Outcome::success), 2U);
    EXPECT_EQ(street.count(Stage::connect), 1U);
}

TEST(Connections, AHandshakeThatBeganBeforeIsNotTheConnects) {
    Street street;
    street.syn(1);
    street.syn_ack(1);
    street.pass(1ms);
    street.dhcp(1, DhcpType::discover);
    street.ack(1);
    EXPECT_EQ(street.count(Stage::tcp_radio, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
    street.handshake(1, 50'001);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
}

TEST(Connections, AHandshakeThatIsNotAnsweredIsNamed) {
    Street street;
    street.syn(1);
    street.wait(11s);
    EXPECT_EQ(street.count(Stage::tcp_network, Outcome::no_answer), 1U);
    street.syn(1, 50'001);
    street.tcp(1, true, {.acknowledgement = 1001, .ack = true, .rst = true}, {}, 50'001);
    EXPECT_EQ(street.count(Stage::tcp_network, Outcome::reset), 1U);
    street.syn(1, 50'002);
    street.syn_ack(1, 50'002);
    street.wait(11s);
    EXPECT_EQ(street.count(Stage::tcp_radio, Outcome::no_answer), 1U);
}

TEST(Connections, SegmentsAndRoundTripsAreCountedBySide) {
    Street street;
    street.handshake(1);
    street.tcp(1, false, {.sequence = 1001, .acknowledgement = 5001, .ack = true}, "hello");
    street.pass(40ms);
    street.tcp(1, true, {.sequence = 5001, .acknowledgement = 1006, .ack = true}, "and good evening");
    street.tcp(1, true, {.sequence = 5001, .acknowledgement = 1006, .ack = true}, "and good evening");
    const auto row = street.row();
    EXPECT_EQ(row.segments_up, 1U);
    EXPECT_EQ(row.segments_down, 2U);
    EXPECT_EQ(row.retransmissions_up, 0U);
    EXPECT_EQ(row.retransmissions_down, 1U);
    EXPECT_EQ(row.round_trips_network, 2U);
    EXPECT_EQ(row.round_trip_network_us, 60'000U);
    EXPECT_EQ(row.round_trips_radio, 1U);
    EXPECT_EQ(row.round_trip_radio_us, 5'000U);
}

TEST(Connections, WhoAsksIsTheClientWhereNoGatewayIsKnown) {
    Street street(false);
    street.dhcp(1, DhcpType::discover);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::tcp_network, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::tcp_radio, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
}

TEST(Connections, AServerInAClientsHandIsStillAClient) {
    Street street(false);
    street.key(1, 1, 1);
    street.key(1, 4, 1);
    // From outside, before anything told who the gateway is.
    street.tcp(1, true, {.sequence = 7, .syn = true});
    street.tcp(1, false, {.sequence = 70, .acknowledgement = 8, .syn = true, .ack = true});
    street.tcp(1, true, {.sequence = 8, .acknowledgement = 71, .ack = true});
    EXPECT_EQ(street.count(Stage::tcp_network), 0U);
    street.handshake(1, 50'001);
    EXPECT_EQ(street.count(Stage::tcp_network, Outcome::success), 1U);
}

TEST(Connections, ASlowRadioIsToBlameForTheMinute) {
    Street street;
    street.handshake(1);
    std::uint32_t next = 5001;
    for (int turn = 0; turn < 5; ++turn) {
        street.tcp(1, true, {.sequence = next, .acknowledgement = 1001, .ack = true}, "0123456789");
        street.pass(400ms);
        next += 10;
        street.tcp(1, false, {.sequence = 1001, .acknowledgement = next, .ack = true});
    }
    street.wait(60s);
    EXPECT_EQ(street.bad_minutes(Stage::tcp_radio), 1U);
}

// ---- portal

TEST(Connections, ThePortalIsTheAnswerToTheFirstRequestAfterTheConnect) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.handshake(1, 50'000, 80);
    street.tcp(1, false, {.sequence = 1001, .acknowledgement = 5001, .ack = true}, "GET /generate_204 HTTP/1.1\r\n\r\n",
               50'000, 80);
    street.pass(30ms);
    street.tcp(1, true, {.sequence = 5001, .acknowledgement = 1031, .ack = true}, "HTTP/1.1 302 Found\r\n\r\n", 50'000,
               80);
    EXPECT_EQ(street.count(Stage::portal, Outcome::redirected), 1U);
    EXPECT_EQ(street.took(Stage::portal, Outcome::redirected), 30ms);
    street.handshake(1, 50'001, 80);
    street.tcp(1, false, {.sequence = 1001, .acknowledgement = 5001, .ack = true}, "GET / HTTP/1.1\r\n\r\n", 50'001,
               80);
    street.tcp(1, true, {.sequence = 5001, .acknowledgement = 1019, .ack = true}, "HTTP/1.1 200 OK\r\n\r\n", 50'001,
               80);
    EXPECT_EQ(street.count(Stage::portal), 1U);
}

TEST(Connections, WithoutAConnectThereIsNoPortal) {
    Street street;
    street.handshake(1, 50'000, 80);
    street.tcp(1, false, {.sequence = 1001, .acknowledgement = 5001, .ack = true}, "GET / HTTP/1.1\r\n\r\n", 50'000,
               80);
    street.tcp(1, true, {.sequence = 5001, .acknowledgement = 1019, .ack = true}, "HTTP/1.1 200 OK\r\n\r\n", 50'000,
               80);
    EXPECT_EQ(street.count(Stage::portal), 0U);
}

}  // namespace
}  // namespace magpie::agent
