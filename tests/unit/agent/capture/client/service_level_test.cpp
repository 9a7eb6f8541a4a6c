#include "agent/capture/client/service_level.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace magpie::agent::client {
namespace {

using capture::Outcome;
using capture::Stage;
using std::chrono::microseconds;
using namespace std::chrono_literals;

constexpr CaptureTime start{std::chrono::hours(500'000)};

StageEnd ended(Stage stage, Outcome outcome, microseconds took, bool ordinary = false) {
    return {stage, outcome, start, start + took, ordinary};
}

TEST(Minute, IsGoodWhenNothingHappened) {
    EXPECT_EQ(Minute().to_blame(), std::nullopt);
    EXPECT_FALSE(Minute().counts());
}

TEST(Minute, AStageThatFailedIsToBlame) {
    for (const auto stage : {Stage::authentication, Stage::association, Stage::handshake, Stage::dot1x,
                             Stage::dhcp_discover, Stage::dhcp_request, Stage::tcp_radio, Stage::portal}) {
        Minute minute;
        minute.stage(ended(stage, Outcome::no_answer, 10ms));
        EXPECT_EQ(minute.to_blame(), stage);
    }
}

TEST(Minute, TheEarliestStageIsToBlame) {
    Minute minute;
    minute.stage(ended(Stage::connect, Outcome::wrong_key, 10ms));
    minute.stage(ended(Stage::dns, Outcome::no_answer, 5s));
    minute.stage(ended(Stage::handshake, Outcome::wrong_key, 10ms));
    EXPECT_EQ(minute.to_blame(), Stage::handshake);
}

TEST(Minute, ASlowAnswerIsToBlame) {
    Minute minute;
    minute.stage(ended(Stage::dns, Outcome::success, 1s));
    EXPECT_EQ(minute.to_blame(), std::nullopt);
    minute.stage(ended(Stage::dns, Outcome::success, 1001ms));
    EXPECT_EQ(minute.to_blame(), Stage::dns);
}

TEST(Minute, APortalIsNoFailure) {
    Minute minute;
    minute.stage(ended(Stage::portal, Outcome::redirected, 100ms));
    EXPECT_EQ(minute.to_blame(), std::nullopt);
}

TEST(Minute, AnOrdinaryNoIsNobodysFault) {
    Minute minute;
    minute.stage(ended(Stage::dns, Outcome::name_error, 10ms, true));
    minute.stage(ended(Stage::dhcp_request, Outcome::nak, 10ms, true));
    minute.stage(ended(Stage::tcp_radio, Outcome::reset, 10ms, true));
    EXPECT_EQ(minute.to_blame(), std::nullopt);
}

TEST(Minute, OneHostOfManyThatIsDownIsNotTheNetwork) {
    Minute minute;
    minute.stage(ended(Stage::tcp_network, Outcome::no_answer, 10s));
    EXPECT_EQ(minute.to_blame(), Stage::tcp_network);
    minute.stage(ended(Stage::tcp_network, Outcome::success, 10ms));
    EXPECT_EQ(minute.to_blame(), Stage::tcp_network);
    minute.stage(ended(Stage::tcp_network, Outcome::success, 10ms));
    EXPECT_EQ(minute.to_blame(), std::nullopt);
}

TEST(Minute, OneNameOfManyThatServersFailOnIsNotTheNetwork) {
    Minute minute;
    minute.stage(ended(Stage::dns, Outcome::server_failure, 10ms));
    EXPECT_EQ(minute.to_blame(), Stage::dns);
    minute.stage(ended(Stage::dns, Outcome::success, 10ms));
    minute.stage(ended(Stage::dns, Outcome::success, 10ms));
    EXPECT_EQ(minute.to_blame(), std::nullopt);
    // But a question that nobody answers was felt.
    minute.stage(ended(Stage::dns, Outcome::no_answer, 5s));
    EXPECT_EQ(minute.to_blame(), Stage::dns);
}

TEST(Minute, TheMedianOfRoundTripsCounts) {
    Minute minute;
    minute.round_trip(Side::radio, 10ms);
    minute.round_trip(Side::radio, 10ms);
    minute.round_trip(Side::radio, 900ms);
    EXPECT_EQ(minute.to_blame(), std::nullopt);
    minute.round_trip(Side::radio, 150ms);
    EXPECT_EQ(minute.to_blame(), Stage::tcp_radio);
    Minute far;
    far.round_trip(Side::network, 299ms);
    EXPECT_EQ(far.to_blame(), std::nullopt);
    far.round_trip(Side::network, 300ms);
    EXPECT_EQ(far.to_blame(), Stage::tcp_network);
}

TEST(Minute, RetransmissionsAreOfWhoseWayTheyAre) {
    Minute up;
    Minute down;
    for (int segment = 0; segment < 19; ++segment) {
        up.segment(true, false);
        down.segment(false, false);
    }
    up.segment(true, true);
    down.segment(false, true);
    EXPECT_EQ(up.to_blame(), Stage::tcp_network);
    EXPECT_EQ(down.to_blame(), Stage::tcp_radio);
    up.segment(true, false);
    EXPECT_EQ(up.to_blame(), std::nullopt);
}

TEST(Minute, AFewSegmentsSayNothing) {
    Minute minute;
    for (int segment = 0; segment < 19; ++segment) {
        minute.segment(false, true);
    }
    EXPECT_EQ(minute.to_blame(), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent::client
