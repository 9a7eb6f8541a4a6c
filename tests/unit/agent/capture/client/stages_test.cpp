#include "agent/capture/client/stages.hpp"

#include <gtest/gtest.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

namespace magpie::agent::client {
namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

constexpr CaptureTime start{std::chrono::hours(500'000)};
constexpr bool client = true;
constexpr bool access_point = false;

void expect_end(const std::optional<StageEnd>& end, Outcome outcome, std::chrono::microseconds took) {
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->outcome, outcome);
    EXPECT_EQ(end->at - end->begun, took);
}

TEST(StageWait, AnAnswerThatComesTooLateIsNone) {
    StageWait wait(Stage::dns);
    wait.begin(start);
    expect_end(wait.end(Outcome::success, start + 6s), Outcome::no_answer, 5s);
    EXPECT_FALSE(wait.pending());
}

TEST(StageWait, WhatIsSentAgainDoesNotBeginAnew) {
    StageWait wait(Stage::dns);
    wait.begin(start);
    wait.begin(start + 1s);
    expect_end(wait.end(Outcome::success, start + 2s), Outcome::success, 2s);
}

TEST(StageWait, EndsOnceItHasWaited) {
    StageWait wait(Stage::dns);
    EXPECT_EQ(wait.expire(start, Outcome::no_answer), std::nullopt);
    wait.begin(start);
    EXPECT_EQ(wait.expire(start + 4s, Outcome::no_answer), std::nullopt);
    expect_end(wait.expire(start + 9s, Outcome::no_answer), Outcome::no_answer, 5s);
    EXPECT_EQ(wait.expire(start + 10s, Outcome::no_answer), std::nullopt);
}

TEST(AuthenticationStage, OpenTakesTwoFrames) {
    AuthenticationStage stage;
    EXPECT_EQ(stage.hear({0, 1, 0}, client, start), std::nullopt);
    expect_end(stage.hear({0, 2, 0}, access_point, start + 3ms), Outcome::success, 3ms);
}

TEST(AuthenticationStage, AStatusRefuses) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({0, 1, 0}, client, start));
    expect_end(stage.hear({0, 2, 17}, access_point, start + 3ms), Outcome::refused, 3ms);
}

TEST(AuthenticationStage, SaeIsCommitAndConfirm) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({3, 1, 0}, client, start));
    EXPECT_EQ(stage.hear({3, 1, 0}, access_point, start + 10ms), std::nullopt);
    EXPECT_EQ(stage.hear({3, 2, 0}, client, start + 20ms), std::nullopt);
    expect_end(stage.hear({3, 2, 0}, access_point, start + 30ms), Outcome::success, 30ms);
}

TEST(AuthenticationStage, SaeGoesOnAfterATokenAndWithAHash) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({3, 1, 126}, client, start));
    EXPECT_EQ(stage.hear({3, 1, 76}, access_point, start + 10ms), std::nullopt);
    static_cast<void>(stage.hear({3, 1, 126}, client, start + 12ms));
    EXPECT_EQ(stage.hear({3, 1, 126}, access_point, start + 20ms), std::nullopt);
    expect_end(stage.hear({3, 2, 0}, access_point, start + 30ms), Outcome::success, 30ms);
}

TEST(AuthenticationStage, SaeSaysThatThePasswordIsWrong) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({3, 1, 0}, client, start));
    static_cast<void>(stage.hear({3, 1, 0}, access_point, start + 10ms));
    static_cast<void>(stage.hear({3, 2, 0}, client, start + 20ms));
    expect_end(stage.hear({3, 2, 15}, access_point, start + 30ms), Outcome::wrong_key, 30ms);
}

TEST(AuthenticationStage, ASharedKeyTakesFourFrames) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({1, 1, 0}, client, start));
    EXPECT_EQ(stage.hear({1, 2, 0}, access_point, start + 1ms), std::nullopt);
    EXPECT_EQ(stage.hear({1, 3, 0}, client, start + 2ms), std::nullopt);
    expect_end(stage.hear({1, 4, 0}, access_point, start + 3ms), Outcome::success, 3ms);
}

TEST(AuthenticationStage, ARequestWithoutAResponseHasNoAnswer) {
    AuthenticationStage stage;
    static_cast<void>(stage.hear({0, 1, 0}, client, start));
    static_cast<void>(stage.hear({0, 1, 0}, client, start + 1s));
    expect_end(stage.expire(start + 5s), Outcome::no_answer, 5s);
}

TEST(AuthenticationStage, AResponseWithoutARequestIsNothing) {
    AuthenticationStage stage;
    EXPECT_EQ(stage.hear({0, 2, 0}, access_point, start), std::nullopt);
    EXPECT_FALSE(stage.pending());
}

TEST(AssociationStage, IsARequestAndAStatus) {
    AssociationStage stage;
    EXPECT_EQ(stage.answer(0, start), std::nullopt);
    stage.ask(start);
    expect_end(stage.answer(0, start + 2ms), Outcome::success, 2ms);
    stage.ask(start + 1s);
    expect_end(stage.answer(17, start + 1002ms), Outcome::refused, 2ms);
    stage.ask(start + 2s);
    expect_end(stage.expire(start + 8s), Outcome::no_answer, 5s);
}

TEST(HandshakeStage, IsFourMessages) {
    HandshakeStage stage;
    EXPECT_EQ(stage.hear(1, 1, start), std::nullopt);
    EXPECT_EQ(stage.hear(2, 1, start + 10ms), std::nullopt);
    EXPECT_EQ(stage.hear(3, 2, start + 20ms), std::nullopt);
    expect_end(stage.hear(4, 2, start + 30ms), Outcome::success, 30ms);
}

TEST(HandshakeStage, CopiesOfAMessageAreNone) {
    HandshakeStage stage;
    for (const auto message : std::to_array<std::uint8_t>({1, 1, 2, 2, 1, 2, 3, 3})) {
        EXPECT_EQ(stage.hear(message, message == 3 ? 2 : 1, start), std::nullopt);
    }
    expect_end(stage.hear(4, 2, start + 30ms), Outcome::success, 30ms);
}

TEST(HandshakeStage, MessagesThatWereLostAreSentAgain) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    static_cast<void>(stage.hear(1, 2, start + 100ms));
    static_cast<void>(stage.hear(2, 2, start + 110ms));
    static_cast<void>(stage.hear(3, 3, start + 120ms));
    static_cast<void>(stage.hear(3, 4, start + 1120ms));
    expect_end(stage.hear(4, 4, start + 1130ms), Outcome::success, 1130ms);
}

TEST(HandshakeStage, AMessage4IsEnough) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    expect_end(stage.hear(4, 2, start + 30ms), Outcome::success, 30ms);
    EXPECT_EQ(stage.hear(4, 2, start + 40ms), std::nullopt);
}

/// As hostapd does it: four times message 1, each answered.
TEST(HandshakeStage, MessageOneAfterItsAnswerIsAWrongKey) {
    HandshakeStage stage;
    for (std::uint8_t turn = 1; turn <= 3; ++turn) {
        EXPECT_EQ(stage.hear(1, turn, start + turn * 1s), std::nullopt);
        EXPECT_EQ(stage.hear(2, turn, start + turn * 1s + 5ms), std::nullopt);
    }
    expect_end(stage.hear(1, 4, start + 4s), Outcome::wrong_key, 3s);
    // The fourth answer, and what may follow it, are of the same handshake.
    EXPECT_EQ(stage.hear(2, 4, start + 4005ms), std::nullopt);
    EXPECT_EQ(stage.hear(1, 5, start + 5s), std::nullopt);
    EXPECT_FALSE(stage.pending());
    EXPECT_EQ(stage.left(15, access_point, start + 6s), std::nullopt);
    // The next one, of the same access point or of a new association, counts again.
    EXPECT_EQ(stage.hear(1, 1, start + 7s), std::nullopt);
    EXPECT_TRUE(stage.pending());
}

TEST(HandshakeStage, AHandshakeThatIsGivenUpAfterAnAnswerHasAWrongKey) {
    for (const auto reason : std::to_array<std::uint16_t>({2, 15})) {
        HandshakeStage stage;
        static_cast<void>(stage.hear(1, 1, start));
        static_cast<void>(stage.hear(2, 1, start + 5ms));
        static_cast<void>(stage.hear(1, 2, start + 1s));
        expect_end(stage.left(reason, access_point, start + 2s), Outcome::wrong_key, 2s);
        EXPECT_FALSE(stage.pending());
    }
}

TEST(HandshakeStage, AClientThatLeavesAWrongKeyTellsOfIt) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    static_cast<void>(stage.hear(2, 1, start + 5ms));
    static_cast<void>(stage.hear(1, 2, start + 1s));
    expect_end(stage.left(3, client, start + 2s), Outcome::wrong_key, 2s);
    static_cast<void>(stage.hear(1, 1, start));
    EXPECT_EQ(stage.left(3, client, start + 2s), std::nullopt);
    EXPECT_FALSE(stage.pending());
}

TEST(HandshakeStage, WithoutAnAnswerThereIsNone) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    static_cast<void>(stage.hear(1, 2, start + 1s));
    expect_end(stage.expire(start + 10s), Outcome::no_answer, 10s);
    HandshakeStage left;
    static_cast<void>(left.hear(1, 1, start));
    expect_end(left.left(15, access_point, start + 4s), Outcome::no_answer, 4s);
    // Message 3 says that the key was right.
    HandshakeStage known;
    static_cast<void>(known.hear(1, 1, start));
    static_cast<void>(known.hear(2, 1, start));
    static_cast<void>(known.hear(3, 2, start));
    expect_end(known.left(15, access_point, start + 4s), Outcome::no_answer, 4s);
}

TEST(HandshakeStage, ItWaitsForAWrongKeyAsLong) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    static_cast<void>(stage.hear(2, 1, start + 5ms));
    static_cast<void>(stage.hear(1, 2, start + 1s));
    expect_end(stage.expire(start + 11s), Outcome::wrong_key, 10s);
}

TEST(HandshakeStage, AnotherReasonRefuses) {
    HandshakeStage stage;
    static_cast<void>(stage.hear(1, 1, start));
    static_cast<void>(stage.hear(2, 1, start + 5ms));
    expect_end(stage.left(17, access_point, start + 10ms), Outcome::refused, 10ms);
}

TEST(Dot1xStage, IsFromTheFirstRequestToItsEnd) {
    Dot1xStage stage;
    EXPECT_EQ(stage.hear(3, start), std::nullopt);
    for (const auto code : std::to_array<std::uint8_t>({1, 2, 1, 2, 1, 2})) {
        EXPECT_EQ(stage.hear(code, start), std::nullopt);
    }
    expect_end(stage.hear(3, start + 200ms), Outcome::success, 200ms);
    Dot1xStage refused;
    static_cast<void>(refused.hear(1, start));
    expect_end(refused.hear(4, start + 1s), Outcome::refused, 1s);
    Dot1xStage silent;
    static_cast<void>(silent.hear(1, start));
    expect_end(silent.expire(start + 31s), Outcome::no_answer, 30s);
}

TEST(Dot1xStage, WhatIsEarlierThanItsEndBelongsToIt) {
    Dot1xStage stage;
    static_cast<void>(stage.hear(1, start));
    static_cast<void>(stage.hear(3, start + 200ms));
    static_cast<void>(stage.hear(1, start + 1ms));
    EXPECT_FALSE(stage.pending());
    EXPECT_EQ(stage.hear(3, start + 201ms), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent::client
