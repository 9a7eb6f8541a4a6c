#include "agent/capture/client/connections.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>

#include "tests/unit/agent/capture/client/expect_failure.hpp"
#include "tests/unit/agent/capture/client/street.hpp"

namespace magpie::agent {
namespace {

using capture::ClientChange;
using capture::EventUse;
using capture::Outcome;
using capture::Stage;
using fakes::expect_failure;
using fakes::Street;
using namespace std::chrono_literals;

/// hostapd's control port over nl80211: the interface carries no EAPOL, and no radio listens.
void four_wrong_keys(Street& street, unsigned phone) {
    for (const auto pause : {100ms, 1000ms, 1000ms, 0ms}) {
        street.hostapd(phone, ClientChange::wrong_passphrase);
        street.pass(pause);
    }
}

TEST(ConnectionsOfHostapd, AWrongKeyThatNoFrameShowsIsCountedOnce) {
    Street street;
    four_wrong_keys(street, 1);
    street.wait(2s);
    EXPECT_EQ(street.took(Stage::handshake, Outcome::wrong_key), 2100ms);
    expect_failure(street, Stage::handshake, Outcome::wrong_key);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
}

TEST(ConnectionsOfHostapd, FewerWrongKeysAreOneWhenNoMoreCome) {
    Street street;
    street.hostapd(1, ClientChange::wrong_passphrase);
    street.pass(100ms);
    street.hostapd(1, ClientChange::wrong_passphrase);
    street.wait(5s);
    EXPECT_EQ(street.count(Stage::handshake), 0U);
    street.wait(10s);
    expect_failure(street, Stage::handshake, Outcome::wrong_key);
}

TEST(ConnectionsOfHostapd, AClientThatTriesAWrongKeyAgainIsCountedAgain) {
    Street street;
    for (int attempt = 0; attempt < 3; ++attempt) {
        four_wrong_keys(street, 1);
        street.wait(2s);
    }
    street.wait(30s);
    EXPECT_EQ(street.count(Stage::handshake, Outcome::wrong_key), 3U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::wrong_key), 3U);
}

TEST(ConnectionsOfHostapd, AWrongKeyAndAGoodbyeAreOne) {
    Street street;
    street.hostapd(1, ClientChange::wrong_passphrase);
    street.pass(100ms);
    street.hostapd(1, ClientChange::left, 3);
    street.wait(2s);
    expect_failure(street, Stage::handshake, Outcome::wrong_key);
}

TEST(ConnectionsOfHostapd, AWrongKeyThatFramesHaveToldIsNotToldTwice) {
    for (const bool all_are_heard : {true, false}) {
        Street street;
        for (unsigned turn = 1; turn <= 4; ++turn) {
            street.key(1, 1, turn);
            street.pass(10ms);
            if (all_are_heard) {
                street.key(1, 2, turn);
            }
            street.hostapd(1, ClientChange::wrong_passphrase);
            street.wait(1s);
        }
        street.deauthentication(1, false, 15);
        street.wait(15s);
        EXPECT_EQ(street.count(Stage::handshake, Outcome::wrong_key), 1U) << all_are_heard;
        EXPECT_EQ(street.count(Stage::handshake), 1U) << all_are_heard;
        EXPECT_EQ(street.count(Stage::connect), 1U) << all_are_heard;
    }
}

/// A frame may wait in the kernel's ring while hostapd's word is here already.
TEST(ConnectionsOfHostapd, FramesThatAreReadLaterTellFirst) {
    Street street;
    const auto begun = fakes::noon + 1s;
    street.now = begun + 40ms;
    street.hostapd(1, ClientChange::connected);
    street.now = begun;
    for (unsigned message = 1; message <= 4; ++message) {
        street.key(1, message, (message + 1) / 2);
        street.pass(10ms);
    }
    street.wait(2s);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
    EXPECT_EQ(street.took(Stage::handshake, Outcome::success), 30ms);
}

TEST(ConnectionsOfHostapd, AConnectedClientHasBegunThoughNoFrameShowsIt) {
    Street street;
    street.hostapd(1, ClientChange::connected);
    street.pass(400ms);
    street.tick();
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    EXPECT_EQ(street.took(Stage::connect, Outcome::success), 425ms);
    EXPECT_EQ(street.count(Stage::handshake), 0U) << "nobody knows when it began";
}

TEST(ConnectionsOfHostapd, TheEndOfAHandshakeThatWasNotHeardIsTold) {
    Street street;
    street.key(1, 1, 1);
    street.pass(20ms);
    street.hostapd(1, ClientChange::connected);
    street.wait(2s);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
    EXPECT_EQ(street.took(Stage::handshake, Outcome::success), 20ms);
}

TEST(ConnectionsOfHostapd, AConnectThatFramesHaveToldIsOne) {
    Street street;
    street.connect(1);
    street.hostapd(1, ClientChange::connected);  // the agent was busy
    street.wait(2s);
    street.handshake(1, 50'001);
    street.wait(60s);
    EXPECT_EQ(street.count(Stage::connect), 1U);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
}

TEST(ConnectionsOfHostapd, TheRightKeyAfterAWrongOneIsAConnect) {
    Street street;
    street.hostapd(1, ClientChange::wrong_passphrase);
    street.wait(4s);
    street.hostapd(1, ClientChange::connected);
    street.wait(2s);
    EXPECT_EQ(street.count(Stage::handshake, Outcome::wrong_key), 1U);
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    street.wait(60s);
    EXPECT_EQ(street.count(Stage::handshake), 1U);
}

TEST(ConnectionsOfHostapd, ALoginIsToldWithItsTime) {
    Street street;
    unsigned phone = 0;
    for (const auto& [change, outcome] : {std::pair(ClientChange::eap_succeeded, Outcome::success),
                                          std::pair(ClientChange::eap_refused, Outcome::refused),
                                          std::pair(ClientChange::eap_timed_out, Outcome::no_answer)}) {
        street.hostapd(++phone, ClientChange::eap_started);
        street.pass(150ms);
        street.hostapd(phone, change);
        street.wait(2s);
        EXPECT_EQ(street.count(Stage::dot1x, outcome), 1U);
        EXPECT_EQ(street.took(Stage::dot1x, outcome), 150ms);
        EXPECT_EQ(street.count(Stage::connect, outcome), outcome == Outcome::success ? 0U : 1U);
    }
    EXPECT_EQ(street.count(Stage::dot1x), 3U);
}

TEST(ConnectionsOfHostapd, ALoginThatFramesHaveToldIsNotToldTwice) {
    for (const auto& [code, change] : {std::pair<std::uint8_t, ClientChange>(3, ClientChange::eap_succeeded),
                                       std::pair<std::uint8_t, ClientChange>(4, ClientChange::eap_refused)}) {
        Street street;
        street.hostapd(1, ClientChange::eap_started);
        street.eap(1, 1);
        street.pass(100ms);
        street.eap(1, code);
        street.hostapd(1, change);
        street.wait(40s);
        EXPECT_EQ(street.count(Stage::dot1x), 1U);
    }
}

TEST(ConnectionsOfHostapd, ALoginThatBeganUnheardFailsAndDoesNotSucceed) {
    Street street;
    street.hostapd(1, ClientChange::eap_refused);
    street.hostapd(2, ClientChange::eap_succeeded);
    street.wait(2s);
    EXPECT_EQ(street.count(Stage::dot1x, Outcome::refused), 1U);
    EXPECT_EQ(street.count(Stage::dot1x), 1U);
}

/// So begins one whose key hostapd still has: it goes no further.
TEST(ConnectionsOfHostapd, ALoginThatBeginsAndGoesNoFurtherIsNoFailure) {
    Street street;
    street.hostapd(1, ClientChange::eap_started);
    street.wait(90s);
    EXPECT_EQ(street.count(Stage::dot1x), 0U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
}

TEST(ConnectionsOfHostapd, WhoIsGoneIsNotCounted) {
    Street street;
    street.hostapd(1, ClientChange::connected);
    street.wait(2s);
    street.hostapd(1, ClientChange::left);
    street.hostapd(2, ClientChange::left, 3);
    street.wait(60s);
    EXPECT_EQ(street.count(Stage::connect), 0U);
}

TEST(ConnectionsOfHostapd, AGoodbyeEndsNoLaterAttempt) {
    Street street;
    street.hostapd(1, ClientChange::left, 3);
    street.pass(100ms);
    street.association_request(1);
    street.association_response(1, 17);
    street.wait(2s);
    EXPECT_EQ(street.count(Stage::association, Outcome::refused), 1U);
    street.hostapd(2, ClientChange::left, 3);
    street.pass(100ms);
    street.dhcp(2, DhcpType::discover);
    street.wait(10s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::no_answer), 1U);
}

TEST(ConnectionsOfHostapd, WhoRoamsIsWhereItWasHeardLast) {
    Street street;
    street.hostapd(1, ClientChange::connected);
    street.pass(50ms);
    street.network = 1;
    street.reassociation_request(1);
    street.association_response(1, 0);
    street.wait(1s);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success, 1), 1U);
    street.wait(60s);
    EXPECT_EQ(street.row(0).good_minutes, 1U) << "of the phone that was there before";
}

TEST(ConnectionsOfHostapd, WhatIsNoClientsIsRefused) {
    Street street;
    capture::ClientEvent event{.change = ClientChange::connected};
    event.client = {1, 0, 0x5e, 0, 0, 1};
    EXPECT_EQ(street.connections.told(0, event, street.now), EventUse::no_client);
    event.client = fakes::second_access_point.bytes;
    EXPECT_EQ(street.connections.told(0, event, street.now), EventUse::no_client);
    event.client = fakes::phone_mac(1).bytes;
    EXPECT_EQ(street.connections.told(0, event, street.now), EventUse::taken);
}

TEST(ConnectionsOfHostapd, AFloodOfEventsIsBounded) {
    Street street;
    std::array<unsigned, capture::event_use_count> uses{};
    for (unsigned number = 0; number < 1000; ++number) {
        ++uses.at(static_cast<std::size_t>(street.hostapd(number, ClientChange::wrong_passphrase)));
    }
    EXPECT_EQ(uses.at(static_cast<std::size_t>(EventUse::taken)), 256U);
    EXPECT_EQ(uses.at(static_cast<std::size_t>(EventUse::no_room)), 744U);
    street.wait(2s);
    EXPECT_EQ(street.hostapd(1, ClientChange::connected), EventUse::taken) << "there is room again";
}

TEST(ConnectionsOfHostapd, AClockThatIsSetForgetsThem) {
    for (const auto step : {-24h, 2h}) {
        Street street;
        street.tick();
        four_wrong_keys(street, 1);
        street.now += step;
        street.wait(30s);
        EXPECT_EQ(street.count(Stage::handshake), 0U) << step.count();
    }
}

}  // namespace
}  // namespace magpie::agent
