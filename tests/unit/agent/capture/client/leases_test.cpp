#include "agent/capture/client/leases.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace magpie::agent::client {
namespace {

using capture::Outcome;
using capture::Stage;
using namespace std::chrono_literals;

constexpr CaptureTime start{std::chrono::hours(500'000)};

/// As a client's message comes: what it gives up first.
std::optional<StageEnd> send(DhcpStages& stages, DhcpType type, std::uint32_t transaction, CaptureTime at) {
    auto end = stages.give_up(type, at);
    static_cast<void>(stages.hear(type, transaction, at));
    return end;
}

void expect_end(const std::optional<StageEnd>& end, Stage stage, Outcome outcome, std::chrono::microseconds took) {
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->stage, stage);
    EXPECT_EQ(end->outcome, outcome);
    EXPECT_EQ(end->at - end->begun, took);
}

TEST(DhcpStages, AreTwoExchanges) {
    DhcpStages stages;
    EXPECT_EQ(send(stages, DhcpType::discover, 1, start), std::nullopt);
    expect_end(stages.hear(DhcpType::offer, 1, start + 30ms).end, Stage::dhcp_discover, Outcome::success, 30ms);
    EXPECT_EQ(send(stages, DhcpType::request, 1, start + 40ms), std::nullopt);
    EXPECT_TRUE(stages.offered());
    expect_end(stages.hear(DhcpType::ack, 1, start + 50ms).end, Stage::dhcp_request, Outcome::success, 10ms);
    EXPECT_FALSE(stages.pending());
}

TEST(DhcpStages, ATransactionInVainIsToldOfOnce) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    EXPECT_EQ(send(stages, DhcpType::discover, 1, start + 4s), std::nullopt);
    EXPECT_EQ(stages.expire(start + 4s), std::nullopt);
    expect_end(stages.expire(start + 5s), Stage::dhcp_discover, Outcome::no_answer, 5s);
    stages.drop();
    EXPECT_EQ(send(stages, DhcpType::discover, 1, start + 12s), std::nullopt) << "once";
    EXPECT_EQ(stages.expire(start + 60s), std::nullopt);
    EXPECT_EQ(stages.hear(DhcpType::offer, 1, start + 60s).end, std::nullopt) << "no success any more";
    EXPECT_TRUE(stages.offered());
    static_cast<void>(send(stages, DhcpType::request, 1, start + 61s));
    expect_end(stages.hear(DhcpType::ack, 1, start + 62s).end, Stage::dhcp_request, Outcome::success, 1s);
}

TEST(DhcpStages, AnotherTransactionBeginsAnew) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    expect_end(stages.expire(start + 6s), Stage::dhcp_discover, Outcome::no_answer, 5s);
    EXPECT_EQ(send(stages, DhcpType::discover, 2, start + 10s), std::nullopt);
    expect_end(stages.hear(DhcpType::offer, 2, start + 11s).end, Stage::dhcp_discover, Outcome::success, 1s);
}

TEST(DhcpStages, TenSecondsAreEnoughForARequest) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::request, 1, start));
    expect_end(stages.expire(start + 10s), Stage::dhcp_request, Outcome::no_answer, 10s);
}

TEST(DhcpStages, ANoAfterAnOfferIsAFailure) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    static_cast<void>(stages.hear(DhcpType::offer, 1, start));
    static_cast<void>(send(stages, DhcpType::request, 1, start));
    const auto end = stages.hear(DhcpType::nak, 1, start + 1ms).end;
    expect_end(end, Stage::dhcp_request, Outcome::nak, 1ms);
    EXPECT_FALSE(end->ordinary);
}

/// A phone asks for the address it had in its last network.
TEST(DhcpStages, ANoToAnAddressOfElsewhereIsOrdinary) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::request, 1, start));
    const auto end = stages.hear(DhcpType::nak, 1, start + 1ms).end;
    expect_end(end, Stage::dhcp_request, Outcome::nak, 1ms);
    EXPECT_TRUE(end->ordinary);
}

TEST(DhcpStages, SilenceToAnAddressOfElsewhereIsNone) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::request, 1, start));
    EXPECT_EQ(send(stages, DhcpType::discover, 2, start + 2s), std::nullopt);
    expect_end(stages.hear(DhcpType::offer, 2, start + 3s).end, Stage::dhcp_discover, Outcome::success, 1s);
}

TEST(DhcpStages, AnOfferThatIsNotKeptIsAFailure) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    static_cast<void>(stages.hear(DhcpType::offer, 1, start));
    static_cast<void>(send(stages, DhcpType::request, 1, start));
    expect_end(send(stages, DhcpType::discover, 2, start + 3s), Stage::dhcp_request, Outcome::no_answer, 3s);
}

TEST(DhcpStages, AnAcknowledgementMayComeAtOnce) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    expect_end(stages.hear(DhcpType::ack, 1, start + 5ms).end, Stage::dhcp_discover, Outcome::success, 5ms);
}

TEST(DhcpStages, AnswersToOthersAreNone) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    EXPECT_EQ(stages.hear(DhcpType::offer, 2, start).end, std::nullopt);
    EXPECT_EQ(stages.hear(DhcpType::ack, 2, start).end, std::nullopt);
    EXPECT_EQ(stages.hear(DhcpType::nak, 1, start).end, std::nullopt);
    EXPECT_EQ(stages.hear(DhcpType::release, 1, start).end, std::nullopt);
    EXPECT_TRUE(stages.pending());
}

TEST(DhcpStages, ARequestWithoutItsOfferTellsOfOneThatPassedElsewhere) {
    DhcpStages stages;
    static_cast<void>(send(stages, DhcpType::discover, 1, start));
    EXPECT_TRUE(stages.hear(DhcpType::request, 1, start + 1s).answered_elsewhere);
    stages.drop();
    EXPECT_FALSE(stages.hear(DhcpType::request, 1, start + 1s).answered_elsewhere);
}

constexpr StageEnd unanswered{Stage::dhcp_discover, Outcome::no_answer, start, start + 10s};
constexpr std::uint64_t me = 1;
constexpr std::uint64_t other = 2;

TEST(LeaseWatch, ASilentServerGivesNoAnswer) {
    EXPECT_EQ(LeaseWatch().unanswered(unanswered, me, true), Outcome::no_answer);
}

TEST(LeaseWatch, RenewalsWithoutAnyOfferTellOfAnExhaustedPool) {
    LeaseWatch watch;
    watch.acknowledged(other, start - 30s);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::pool_exhausted);
    watch.acknowledged(other, start + 5s);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::pool_exhausted);
}

TEST(LeaseWatch, WhoMadeAnOfferHasMore) {
    LeaseWatch watch;
    watch.acknowledged(other, start + 5s);
    watch.offered(start - 30s);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::no_answer);
    LeaseWatch earlier;
    earlier.offered(start - 2min);
    earlier.acknowledged(other, start + 5s);
    EXPECT_EQ(earlier.unanswered(unanswered, me, true), Outcome::pool_exhausted);
}

TEST(LeaseWatch, AnOldRenewalSaysNothing) {
    LeaseWatch watch;
    watch.acknowledged(other, start - 2min);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::no_answer);
    watch.acknowledged(me, start);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::no_answer);
}

TEST(LeaseWatch, WhoMayBeAnotherPolesIsNotCounted) {
    LeaseWatch watch;
    EXPECT_EQ(watch.unanswered(unanswered, me, false), Outcome::no_answer);
    watch.answered_elsewhere(start - 10min);
    EXPECT_EQ(watch.unanswered(unanswered, me, false), std::nullopt);
    EXPECT_EQ(watch.unanswered(unanswered, me, true), Outcome::no_answer);
    LeaseWatch long_ago;
    long_ago.answered_elsewhere(start - 1h);
    EXPECT_EQ(long_ago.unanswered(unanswered, me, false), Outcome::no_answer);
}

TEST(LeaseWatch, SilenceGrowsFromTheFirstQuestionAndEndsWithAnyAnswer) {
    LeaseWatch watch;
    EXPECT_EQ(watch.silence(start), std::nullopt) << "nobody has asked";
    watch.discovered(start, true);
    watch.discovered(start + 4s, true);
    EXPECT_EQ(watch.silence(start + 5s), 5s);
    watch.offered(start + 6s);
    EXPECT_EQ(watch.silence(start + 7s), 0s);
    watch.discovered(start + 8s, true);
    EXPECT_EQ(watch.silence(start + 9s), 1s);
    watch.acknowledged(1, start + 10s);
    EXPECT_EQ(watch.silence(start + 11s), 0s) << "who renews is heard";
}

TEST(LeaseWatch, WhoNoLongerAsksHasGivenUp) {
    LeaseWatch watch;
    watch.discovered(start, true);
    EXPECT_EQ(watch.silence(start + 64s), 64s) << "clients wait so long before they repeat it";
    EXPECT_EQ(watch.silence(start + 65s), 0s);
    watch.discovered(start + 70s, true);
    EXPECT_EQ(watch.silence(start + 71s), 1s) << "that is another one";
}

TEST(LeaseWatch, SilenceIsNotOfClockThatWasSet) {
    LeaseWatch watch;
    watch.discovered(start, true);
    EXPECT_EQ(watch.silence(start - 1h), 0s);
    watch.discovered(start - 1h, true);
    EXPECT_EQ(watch.silence(start - 1h + 2s), 2s);
}

TEST(LeaseWatch, WhoMayBeAnotherPolesIsNotWaitedFor) {
    LeaseWatch watch;
    watch.answered_elsewhere(start);
    watch.discovered(start + 1min, false);
    EXPECT_EQ(watch.silence(start + 2min), std::nullopt);
    watch.discovered(start + 2min, true);
    EXPECT_EQ(watch.silence(start + 2min + 1s), 1s);
}

}  // namespace
}  // namespace magpie::agent::client
