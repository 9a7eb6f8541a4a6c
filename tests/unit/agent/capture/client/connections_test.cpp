#include "agent/capture/client/connections.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>

#include "tests/unit/agent/capture/client/street.hpp"

namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;
using fakes::Street;
using namespace std::chrono_literals;

constexpr Stage all_stages[] = {Stage::authentication, Stage::association, Stage::handshake, Stage::dhcp_discover,
                                Stage::dhcp_request,   Stage::tcp_network, Stage::tcp_radio, Stage::connect};

TEST(Connections, AConnectionIsCountedStageByStage) {
    Street street;
    street.connect(1);
    for (const auto stage : all_stages) {
        EXPECT_EQ(street.count(stage, Outcome::success), 1U) << static_cast<int>(stage);
        EXPECT_EQ(street.count(stage), 1U) << static_cast<int>(stage);
    }
    EXPECT_EQ(street.count(Stage::dns, Outcome::success), 2U);  // one is of the phone that was there before
    EXPECT_EQ(street.took(Stage::authentication, Outcome::success), 10ms);
    EXPECT_EQ(street.took(Stage::association, Outcome::success), 10ms);
    EXPECT_EQ(street.took(Stage::handshake, Outcome::success), 30ms);
    EXPECT_EQ(street.took(Stage::dhcp_discover, Outcome::success), 10ms);
    EXPECT_EQ(street.took(Stage::dhcp_request, Outcome::success), 10ms);
    EXPECT_EQ(street.took(Stage::tcp_network, Outcome::success), 20ms);
    EXPECT_EQ(street.took(Stage::tcp_radio, Outcome::success), 5ms);
    EXPECT_EQ(street.took(Stage::connect, Outcome::success), 135ms);
    EXPECT_EQ(street.row().attempts_forgotten, 0U);
}

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

TEST(Connections, FramesAndWhatIsWrongWithThemAreCountedByNetwork) {
    Street street(false);
    street.syn(1);
    street.network = 1;
    street.frame(fakes::packets::cut(fakes::packets::Bytes(100), 9));
    EXPECT_EQ(street.connections.frames(0), 1U);
    EXPECT_EQ(street.connections.frames(1), 1U);
    EXPECT_EQ(street.connections.bad(1).at(static_cast<std::size_t>(capture::BadFrame::ethernet_short)), 1U);
    street.frame(fakes::packets::ethernet(
        fakes::phone_mac(1), fakes::packets::gateway,
        fakes::packets::ipv4({}, fakes::packets::udp(50'000, 53, fakes::packets::text("no DNS")))));
    EXPECT_EQ(street.connections.bad(1).at(static_cast<std::size_t>(capture::BadFrame::dns)), 1U);
}

// ---- what fails, and how the connect then ends

void expect_failure(Street& street, Stage stage, Outcome outcome) {
    EXPECT_EQ(street.count(stage, outcome), 1U);
    EXPECT_EQ(street.count(Stage::connect, outcome), 1U);
    EXPECT_EQ(street.count(Stage::connect), 1U);
    street.wait(60s);
    EXPECT_EQ(street.count(Stage::connect), 1U);
    EXPECT_EQ(street.bad_minutes(stage), 1U);
}

TEST(Connections, ARefusedAuthenticationEndsTheConnect) {
    Street street;
    street.authentication(1, true, 1);
    street.pass(5ms);
    street.authentication(1, false, 2, 17);
    expect_failure(street, Stage::authentication, Outcome::refused);
    EXPECT_EQ(street.took(Stage::connect, Outcome::refused), 5ms);
}

TEST(Connections, ASilentAccessPointIsNamed) {
    Street street;
    street.authentication(1, true, 1);
    street.wait(5s);
    expect_failure(street, Stage::authentication, Outcome::no_answer);
}

TEST(Connections, ARefusedAssociationEndsTheConnect) {
    Street street;
    street.association_request(1);
    street.association_response(1, 17);
    expect_failure(street, Stage::association, Outcome::refused);
}

TEST(Connections, AWrongKeyEndsTheConnect) {
    Street street;
    for (unsigned turn = 1; turn <= 4; ++turn) {
        street.key(1, 1, turn);
        street.pass(10ms);
        street.key(1, 2, turn);
        street.pass(1s);
    }
    street.deauthentication(1, false, 15);
    expect_failure(street, Stage::handshake, Outcome::wrong_key);
}

TEST(Connections, AClientThatTriesAWrongKeyAgainIsCountedAgain) {
    Street street;
    for (unsigned attempt = 0; attempt < 3; ++attempt) {
        street.authentication(1, true, 1);
        street.authentication(1, false, 2);
        for (unsigned turn = 1; turn <= 2; ++turn) {
            street.key(1, 1, turn);
            street.key(1, 2, turn);
            street.pass(1s);
        }
        street.deauthentication(1, false, 2);
        street.wait(3s);
    }
    EXPECT_EQ(street.count(Stage::handshake, Outcome::wrong_key), 3U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::wrong_key), 3U);
}

/// The air and the interface carry the same messages.
TEST(Connections, AHandshakeHeardTwiceIsOne) {
    Street street;
    for (unsigned message = 1; message <= 4; ++message) {
        street.key(1, message, (message + 1) / 2);
        const auto body = fakes::packets::snap(fakes::packets::eapol_key(message, (message + 1) / 2));
        Frame frame;
        frame.type = FrameType::data;
        const bool from_client = message % 2 == 0;
        frame.transmitter = from_client ? fakes::phone_mac(1) : fakes::access_point;
        frame.receiver = from_client ? fakes::access_point : fakes::phone_mac(1);
        frame.bssid = fakes::access_point;
        frame.station = fakes::phone_mac(1);
        frame.body = body;
        street.connections.heard(frame, street.now);
        street.pass(1ms);
    }
    EXPECT_EQ(street.count(Stage::handshake, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
    EXPECT_EQ(street.took(Stage::handshake, Outcome::success), 3ms);
}

/// Each interface is read by itself, a tenth of a second at a time.
TEST(Connections, AHandshakeHeardOnceMoreBehindItselfIsOne) {
    Street street;
    for (int copy = 0; copy < 2; ++copy) {
        street.now = fakes::noon + 1s;
        street.eap(1, 1);
        street.pass(1ms);
        street.eap(1, 3);
        for (unsigned message = 1; message <= 4; ++message) {
            street.pass(1ms);
            street.key(1, message, (message + 1) / 2);
        }
    }
    EXPECT_EQ(street.count(Stage::dot1x), 1U);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
}

/// The air is read later than the interface, or earlier.
TEST(Connections, StagesAreCountedInAnyOrderOfInterfaces) {
    for (const bool air_first : {true, false}) {
        Street street;
        const auto begun = fakes::noon + 1s;
        const auto air = [&] {
            street.now = begun;
            street.authentication(1, true, 1);
            street.pass(5ms);
            street.authentication(1, false, 2);
            street.association_request(1);
        };
        const auto line = [&] {
            street.now = begun - 50ms;
            street.query(1, 77);
            street.now = begun + 50ms;
            for (unsigned message = 1; message <= 4; ++message) {
                street.key(1, message, (message + 1) / 2);
            }
            street.dhcp(1, DhcpType::discover);
            street.dhcp(1, DhcpType::offer);
        };
        if (air_first) {
            air();
            line();
        } else {
            line();
            air();
        }
        street.now = begun + 80ms;
        street.handshake(1);
        EXPECT_EQ(street.count(Stage::authentication, Outcome::success), 1U) << air_first;
        EXPECT_EQ(street.count(Stage::handshake, Outcome::success), 1U) << air_first;
        EXPECT_EQ(street.took(Stage::connect, Outcome::success), 105ms) << air_first;
        street.wait(20s);
        EXPECT_EQ(street.count(Stage::connect), 1U) << air_first;
    }
}

TEST(Connections, AFailedLoginEndsTheConnect) {
    Street street;
    street.eap(1, 1);
    street.eap(1, 2);
    street.pass(100ms);
    street.eap(1, 4);
    expect_failure(street, Stage::dot1x, Outcome::refused);
}

TEST(Connections, ALoginPrecedesTheHandshake) {
    Street street;
    street.eap(1, 1);
    street.eap(1, 2);
    street.pass(100ms);
    street.eap(1, 3);
    for (unsigned message = 1; message <= 4; ++message) {
        street.key(1, message, (message + 1) / 2);
    }
    EXPECT_EQ(street.count(Stage::dot1x, Outcome::success), 1U);
    EXPECT_EQ(street.took(Stage::dot1x, Outcome::success), 100ms);
    EXPECT_EQ(street.count(Stage::handshake, Outcome::success), 1U);
}

TEST(Connections, ASilentDhcpServerIsNamed) {
    Street street;
    for (int again = 0; again < 3; ++again) {
        EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
        street.dhcp(1, DhcpType::discover, 7);
        street.wait(2s);
    }
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::no_answer), 1U);
    EXPECT_EQ(street.took(Stage::dhcp_discover, Outcome::no_answer), 5s);
    EXPECT_EQ(street.count(Stage::connect, Outcome::no_answer), 1U);
}

TEST(Connections, AnExhaustedPoolIsNamed) {
    Street street;
    street.dhcp(2, DhcpType::request, 9, false);
    street.dhcp(2, DhcpType::ack, 9);
    street.key(1, 1, 1);
    street.key(1, 4, 2);
    street.dhcp(1, DhcpType::discover);
    street.wait(10s);
    expect_failure(street, Stage::dhcp_discover, Outcome::pool_exhausted);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::success), 1U);
}

TEST(Connections, ARefusalOfAnOfferedAddressEndsTheConnect) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.dhcp(1, DhcpType::request);
    street.dhcp(1, DhcpType::nak);
    expect_failure(street, Stage::dhcp_request, Outcome::nak);
}

TEST(Connections, ARefusalOfAnOldAddressDoesNot) {
    Street street;
    street.dhcp(1, DhcpType::request, 4);
    street.dhcp(1, DhcpType::nak, 4);
    for (const auto type : {DhcpType::discover, DhcpType::offer, DhcpType::request, DhcpType::ack}) {
        street.dhcp(1, type, 5);
    }
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::nak), 1U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    street.wait(60s);
    EXPECT_EQ(street.row().good_minutes, 2U);
}

TEST(Connections, ARenewalIsNoConnect) {
    Street street;
    street.dhcp(1, DhcpType::request, 4, false);
    street.pass(3ms);
    street.dhcp(1, DhcpType::ack, 4);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
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

TEST(Connections, AClientThatGoesAwayIsNotCounted) {
    Street street;
    street.association_request(1);
    street.association_response(1, 0);
    street.deauthentication(1, true, 3);
    street.association_request(2);
    street.association_response(2, 0);
    street.wait(60s);
    EXPECT_EQ(street.count(Stage::connect), 0U);
}

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

// ---- TCP

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

// ---- lost frames, other networks, clocks

TEST(Connections, StagesWhoseEndsWereLostAreNotCounted) {
    Street street;
    street.authentication(1, true, 1);
    street.association_request(1);
    street.key(1, 1, 1);
    street.key(1, 2, 1);
    street.dhcp(1, DhcpType::discover);
    street.query(1, 5);
    street.answer(1, 5);
    street.handshake(1);
    street.wait(60s);
    for (const auto stage : {Stage::authentication, Stage::association, Stage::handshake}) {
        EXPECT_EQ(street.count(stage), 0U) << static_cast<int>(stage);
    }
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
}

TEST(Connections, WhoRoamsIsCountedWhereItCameTo) {
    Street street;
    street.association_request(1);
    street.association_response(1, 0);
    street.pass(1s);
    street.network = 1;
    street.reassociation_request(1);
    street.pass(4ms);
    street.association_response(1, 0);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::association, Outcome::success, 0), 1U);
    EXPECT_EQ(street.count(Stage::association, Outcome::success, 1), 1U);
    EXPECT_EQ(street.count(Stage::connect, 0), 0U);
    EXPECT_EQ(street.took(Stage::connect, Outcome::success, 1), 29ms);
    street.wait(60s);
    EXPECT_EQ(street.row(1).good_minutes, 1U);
}

TEST(Connections, WhatFailedBeforeItRoamedIsTheOldNetworksFault) {
    Street street;
    street.association_request(1);
    street.association_response(1, 17);
    street.network = 1;
    street.reassociation_request(1);
    street.association_response(1, 0);
    street.handshake(1);
    street.wait(60s);
    EXPECT_EQ(street.bad_minutes(Stage::association, 0), 1U);
    EXPECT_EQ(street.row(1).good_minutes, 1U);
}

/// A bridge sends the broadcasts of one network's clients to the other network's interface, too.
TEST(Connections, ACopyOfABroadcastIsNotAnotherClient) {
    Street street;
    street.key(1, 1, 1);
    street.key(1, 4, 2);
    street.dhcp(1, DhcpType::discover);
    street.network = 1;
    street.dhcp(1, DhcpType::discover);
    street.network = 0;
    street.dhcp(1, DhcpType::offer);
    street.wait(12s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::success, 0), 1U);
    EXPECT_EQ(street.count(Stage::dhcp_discover, 1), 0U);
}

/// What other poles' clients broadcast comes along the backbone, and what they are answered does not.
TEST(Connections, ClientsOfOtherPolesAreNotCounted) {
    Street street;
    for (unsigned phone = 1; phone <= 5; ++phone) {
        street.dhcp(phone, DhcpType::discover, phone);
        street.pass(50ms);
        street.dhcp(phone, DhcpType::request, phone);
        street.dhcp(phone + 10, DhcpType::discover, phone);
        street.dhcp(phone + 20, DhcpType::request, phone);
        street.wait(11s);
    }
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    EXPECT_EQ(street.count(Stage::dhcp_request), 0U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
    // And of ours, of whom more is heard, the same is counted.
    street.key(9, 1, 1);
    street.key(9, 4, 2);
    street.dhcp(9, DhcpType::discover);
    street.wait(11s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::no_answer), 1U);
}

TEST(Connections, ThePoleItselfIsNoClient) {
    Street street;
    street.frame(fakes::packets::ethernet(
        fakes::second_access_point, fakes::packets::everybody,
        fakes::packets::ipv4(
            {}, fakes::packets::udp(68, 67, fakes::packets::dhcp({.client = fakes::second_access_point})))));
    street.frame(fakes::packets::ethernet(
        fakes::packets::gateway, fakes::packets::phone,
        fakes::packets::ipv4({}, fakes::packets::udp(40'000, 53, fakes::packets::dns({.id = 3})))));
    street.wait(12s);
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    EXPECT_EQ(street.count(Stage::dns), 1U);
}

/// A switch floods what it does not know the place of.
TEST(Connections, WhatIsFloodedMakesNobodyAClient) {
    Street street;
    street.wait(60s);
    const auto good = street.row().good_minutes;
    street.tcp(7, true, {.sequence = 5001, .acknowledgement = 1, .ack = true}, "for somebody elsewhere");
    street.tcp(8, true, {.sequence = 5001, .syn = true});
    street.wait(60s);
    EXPECT_EQ(street.row().good_minutes, good);
    EXPECT_EQ(street.row().segments_down, 0U);
}

TEST(Connections, AnUnansweredClientHasABadMinuteThoughItOnlyBroadcasts) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.wait(70s);
    EXPECT_EQ(street.bad_minutes(Stage::dhcp_discover), 1U);
}

TEST(Connections, AClockThatIsSetEndsAttemptsWithoutAStage) {
    for (const auto step : std::to_array<std::chrono::seconds>({-24h, -5s, 2h, 24h * 365})) {
        Street street;
        street.authentication(1, true, 1);
        street.dhcp(2, DhcpType::discover);
        street.query(3, 1);
        street.syn(4);
        street.now += step;
        street.authentication(1, false, 2);
        street.dhcp(2, DhcpType::offer);
        street.answer(3, 1);
        street.syn_ack(4);
        street.wait(60s);
        for (const auto stage : all_stages) {
            EXPECT_EQ(street.count(stage), 0U) << static_cast<int>(stage) << " " << step.count();
        }
        EXPECT_EQ(street.count(Stage::dns, Outcome::no_answer), 0U) << step.count();
        // And goes on.
        street.connect(5);
        EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    }
}

TEST(Connections, AClockThatIsSetBetweenTwoTicksIsTooLittleToTell) {
    Street street;
    street.tick();
    street.dhcp(1, DhcpType::discover);
    street.query(1, 5);
    street.syn(1);
    street.now -= 24h;
    street.wait(90s);
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    EXPECT_EQ(street.count(Stage::dns, Outcome::no_answer), 0U);
    EXPECT_EQ(street.count(Stage::tcp_network), 0U);
}

// ---- minutes

TEST(Connections, AMinuteOfAClientIsGoodOrToBlameOnOneStage) {
    Street street(false);
    street.connect(1);
    street.connect(2);
    street.query(2, 9);
    street.wait(59s);
    EXPECT_EQ(street.row().good_minutes, 0U);
    street.wait(2s);
    EXPECT_EQ(street.row().good_minutes, 1U);
    EXPECT_EQ(street.bad_minutes(Stage::dns), 1U);
}

TEST(Connections, OnlyMinutesWithAFrameCount) {
    Street street(false);
    street.connect(1);
    street.wait(300s);
    EXPECT_EQ(street.row().good_minutes, 1U);
    // Any frame of it is enough, once the gateway is known; one to somebody unheard is not.
    street.connect(2);
    street.wait(60s);
    street.frame(fakes::packets::ethernet(fakes::phone_mac(1), fakes::packets::gateway,
                                          fakes::packets::ipv4({}, fakes::packets::udp(50'000, 443, {}))));
    street.frame(fakes::packets::ethernet(fakes::packets::gateway, fakes::phone_mac(3), fakes::packets::arp()));
    street.wait(60s);
    EXPECT_EQ(street.row().good_minutes, 3U);
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

}  // namespace
}  // namespace magpie::agent
