#include "agent/capture/client/connections.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "tests/unit/agent/capture/client/expect_failure.hpp"
#include "tests/unit/agent/capture/client/street.hpp"

namespace magpie::agent {
namespace {

using capture::Outcome;
using capture::Stage;
using fakes::expect_failure;
using fakes::Street;
using namespace std::chrono_literals;

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

}  // namespace
}  // namespace magpie::agent
