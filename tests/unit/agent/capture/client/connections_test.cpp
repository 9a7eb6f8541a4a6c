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

// ---- lost frames, strangers, clocks

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

}  // namespace
}  // namespace magpie::agent
