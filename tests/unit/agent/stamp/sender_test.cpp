#include "agent/stamp/sender.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/stamp/measurement.hpp"
#include "tests/unit/wire/stamp/golden.hpp"
#include "wire/stamp/octets.hpp"

namespace magpie::stamp {
namespace {

using testing::golden_key;
using testing::Measurement;
using testing::Octets;
using namespace std::chrono_literals;

SenderOptions packets(std::uint64_t count, Nanoseconds interval = 1ms) {
    return {.interval = interval, .count = count};
}

Octets octets(std::span<const std::byte> bytes) {
    return {bytes.begin(), bytes.end()};
}

/// One packet that was sent, and what its reflector answered.
struct Exchange {
    explicit Exchange(const SenderOptions& options)
        : sender(options, Instant(1s)),
          reflector({{.peer = testing::here.address, .ssid = options.ssid, .key = options.key}}, true) {
        const auto packet = sender.next(now);
        const auto answer =
            reflector.reflect({.from = testing::here, .to = testing::there, .bytes = packet->bytes}, now);
        reply = octets(answer.value().bytes);
    }

    Received receives(std::span<const std::byte> bytes, Nanoseconds later = 1ms) {
        return sender.receive({.from = testing::there, .to = testing::here, .bytes = bytes},
                              {now.mono + later, now.wall + later, {}});
    }

    Moment now{Instant(1s), WallTime(100h), {}};
    Sender sender;
    Reflector reflector;
    Octets reply;
};

TEST(StampSender, FindsOneWayLossWhereItIs) {
    for (const bool forward : {true, false}) {
        Measurement measurement(packets(10'000), {}, true, 42);
        const fakes::Way lossy{.lost = 0.01};
        measurement.ways(forward ? lossy : fakes::Way{}, forward ? fakes::Way{} : lossy);
        const auto window = measurement.whole();
        EXPECT_EQ(window.sent, 10'000U);
        ASSERT_TRUE(window.ways);
        EXPECT_EQ(window.ways->forward, measurement.network.lost_forward);
        EXPECT_EQ(window.ways->back, measurement.network.lost_back);
        EXPECT_EQ(window.lost, measurement.network.lost_forward + measurement.network.lost_back);
        EXPECT_NEAR(static_cast<double>(window.lost) / 10'000, 0.01, 0.002);
    }
}

TEST(StampSender, FindsLossOfBothWaysApart) {
    Measurement measurement(packets(20'000));
    measurement.ways({.jitter = 3ms, .lost = 0.03}, {.jitter = 3ms, .lost = 0.01});
    const auto window = measurement.whole();
    ASSERT_TRUE(window.ways);
    EXPECT_EQ(window.lost, measurement.network.lost_forward + measurement.network.lost_back);
    EXPECT_NEAR(static_cast<double>(window.ways->forward), static_cast<double>(measurement.network.lost_forward), 2);
    EXPECT_NEAR(static_cast<double>(window.ways->back), static_cast<double>(measurement.network.lost_back), 2);
    EXPECT_EQ(window.ways->forward + window.ways->back + window.unattributed, window.lost);
}

TEST(StampSender, SumsOfManyWindowsAreThoseOfOne) {
    Measurement measurement(packets(10'000));
    measurement.ways({.jitter = 5ms, .lost = 0.02}, {.jitter = 5ms, .lost = 0.02});
    LostWays sum;
    std::uint64_t lost = 0;
    StampWindow window;
    for (std::uint64_t sent = 500; sent <= 10'000; sent += 500) {
        measurement.run(sent);
        measurement.sender.settle(measurement.network.now());
        window = sent == 10'000 ? measurement.window() : measurement.sender.close();
        lost += window.lost;
        if (window.ways) {
            sum.forward += window.ways->forward;
            sum.back += window.ways->back;
        }
    }
    EXPECT_EQ(lost, measurement.network.lost_forward + measurement.network.lost_back);
    EXPECT_EQ(sum.forward + sum.back + window.unattributed, lost);
    EXPECT_NEAR(static_cast<double>(sum.forward), static_cast<double>(measurement.network.lost_forward), 2);
}

TEST(StampSender, CannotSayWhichWayWhereTheReflectorKeepsNoState) {
    Measurement measurement(packets(1000), {}, false);
    measurement.ways({.lost = 0.05}, {});
    const auto window = measurement.whole();
    EXPECT_GT(window.lost, 0U);
    EXPECT_FALSE(window.ways);
    EXPECT_EQ(window.unattributed, window.lost);
}

TEST(StampSender, KnowsWithoutStateThatNothingWasLost) {
    Measurement measurement(packets(10), {}, false);
    EXPECT_EQ(measurement.whole().ways, LostWays{});
}

TEST(StampSender, TellsRoundTripAndEachWay) {
    Measurement measurement(packets(1000));
    measurement.ways({.delay = 20ms}, {.delay = 3ms});
    const auto window = measurement.whole();
    ASSERT_TRUE(window.round_trip);
    EXPECT_NEAR(static_cast<double>(window.round_trip->median.count()), 23e6, 100);
    ASSERT_TRUE(window.forward && window.back);
    EXPECT_NEAR(static_cast<double>(window.forward->delay.median.count()), 20e6, 100);
    EXPECT_NEAR(static_cast<double>(window.back->delay.median.count()), 3e6, 100);
    EXPECT_GE(window.forward->bound, 200us);
    EXPECT_LT(window.forward->bound, 205us);
    EXPECT_EQ(window.undefined, 0U);
}

TEST(StampSender, TellsNoOneWayDelayOfAClockThatNobodySets) {
    Measurement measurement(packets(100), 5s);
    measurement.far.clock.synchronised = false;
    const auto window = measurement.whole();
    ASSERT_TRUE(window.round_trip);
    EXPECT_NEAR(static_cast<double>(window.round_trip->median.count()), 2e6, 100);
    EXPECT_FALSE(window.forward || window.back);
}

TEST(StampSender, TellsNoOneWayDelayWhereTheErrorIsLarge) {
    Measurement measurement(packets(100));
    measurement.far.clock = error_estimate(true, Format::ntp, 150ms);
    EXPECT_FALSE(measurement.whole().forward);
}

TEST(StampSender, TellsNoDelayThatIsBelowZeroByMoreThanTheError) {
    Measurement measurement(packets(100), -5ms);
    const auto window = measurement.whole();
    EXPECT_TRUE(window.round_trip);
    EXPECT_FALSE(window.forward || window.back);
}

TEST(StampSender, TellsNoDelayOverAStepOfItsClock) {
    Measurement measurement(packets(3, 10ms));
    measurement.ways({.delay = 5ms}, {.delay = 5ms});
    measurement.run(1);
    auto packet = measurement.sender.next(measurement.near.now());
    ASSERT_TRUE(packet);
    packet->to = testing::there;
    (void)measurement.near.send(*packet);
    measurement.near.sets_its_clock(1h);
    measurement.run(2);
    const auto window = measurement.window();
    EXPECT_EQ(window.received, 2U);
    EXPECT_EQ(window.undefined, 1U);
}

TEST(StampSender, CountsWhatComesTwiceOrLaterThanOthers) {
    Measurement measurement(packets(1000));
    measurement.ways({.twice = 0.1}, {.held = 0.05});
    const auto window = measurement.whole();
    EXPECT_EQ(window.received, 1000U);
    EXPECT_NEAR(static_cast<double>(window.duplicates), 100, 40);
    EXPECT_NEAR(static_cast<double>(window.reordered), 50, 30);
    EXPECT_EQ(window.lost, 0U);
    ASSERT_TRUE(window.ways);
    EXPECT_EQ(*window.ways, LostWays{});
}

TEST(StampSender, CountsLateRepliesAsLost) {
    auto wanted = packets(10, 1s);
    Measurement measurement(wanted);
    measurement.ways({.delay = 2s}, {.delay = 1500ms});
    const auto window = measurement.whole();
    EXPECT_EQ(window.late, 10U);
    EXPECT_EQ(window.lost, 10U);
    EXPECT_EQ(window.received, 0U);
    EXPECT_FALSE(window.round_trip);
    EXPECT_EQ(window.loss_bursts, 1U);
    EXPECT_EQ(window.longest_burst, 10U);
}

TEST(StampSender, BeginsAnewWhereTheReflectorDoes) {
    Measurement measurement(packets(400));
    measurement.run(200);
    measurement.restarts_the_reflector();
    const auto window = measurement.whole();
    EXPECT_EQ(window.restarts, 1U);
    EXPECT_EQ(window.lost, 0U);
    ASSERT_TRUE(window.ways);
    EXPECT_EQ(*window.ways, LostWays{});
}

TEST(StampSender, MeasuresAuthenticated) {
    Measurement measurement({.ssid = 9, .key = golden_key(), .dscp = 46, .interval = 1ms, .count = 100});
    const auto window = measurement.whole();
    EXPECT_EQ(window.received, 100U);
    EXPECT_EQ(measurement.reflector.counts().tlvs_failed, 0U);
    EXPECT_GT(measurement.sender.path().followed_up, 90U);
    EXPECT_EQ(measurement.sender.path().forward_dscp, 46);
    EXPECT_EQ(measurement.sender.path().back_dscp, 46);
    EXPECT_EQ(measurement.sender.path().forward_hops, 61);
}

TEST(StampSender, ThatEndsEarlyCallsNothingLostThatMayStillCome) {
    Exchange exchange({.ssid = 5});
    EXPECT_EQ(exchange.receives(exchange.reply), Received::taken);
    ASSERT_TRUE(exchange.sender.next({exchange.now.mono + 1s, exchange.now.wall + 1s, {}}));
    exchange.sender.finish();
    const auto window = exchange.sender.close();
    EXPECT_EQ(window.sent, 1U);
    EXPECT_EQ(window.received, 1U);
    EXPECT_EQ(window.lost, 0U);
}

TEST(StampSender, SendsInBursts) {
    Sender sender({.interval = 10ms, .burst = 3, .count = 6}, Instant(1s));
    const auto sent_by = [&](Nanoseconds at) {
        int sent = 0;
        while (sender.next({Instant(at), WallTime(1h + at), {}})) {
            ++sent;
        }
        return sent;
    };
    EXPECT_EQ(sent_by(999ms), 0);
    EXPECT_EQ(sent_by(1s), 3);
    EXPECT_EQ(sender.due(), Instant(1010ms));
    EXPECT_EQ(sent_by(1009ms), 0);
    EXPECT_EQ(sent_by(1010ms), 3);
    EXPECT_FALSE(sender.due());
}

TEST(StampSender, MakesPacketsOfTheSizeThatIsWanted) {
    for (const bool keyed : {false, true}) {
        const auto key = keyed ? std::optional(golden_key()) : std::nullopt;
        const auto base = base_size(keyed ? Mode::authenticated : Mode::open);
        for (std::size_t size = base; size <= most_datagram; ++size) {
            Sender sender({.key = key, .size = size}, Instant(1s));
            const auto packet = sender.next({Instant(1s), WallTime(1h), {}});
            ASSERT_TRUE(packet);
            // Less than a TLV's header cannot be padded.
            const auto expected = size > base && size < base + tlv_header ? base + tlv_header : size;
            ASSERT_EQ(packet->bytes.size(), expected);
            auto tlvs = packet->bytes.subspan(base);
            if (keyed) {
                ASSERT_TRUE(are_authentic(*key, 0, tlvs)) << size;
            }
            while (const auto tlv = first_tlv(tlvs)) {
                ASSERT_TRUE(tlv->fits) << size;
                tlvs = tlvs.subspan(tlv->octets.size());
            }
        }
    }
}

TEST(StampSender, TakesTheReplyToWhatItAsked) {
    Exchange exchange({.ssid = 5});
    EXPECT_EQ(exchange.receives(exchange.reply), Received::taken);
    EXPECT_EQ(exchange.receives(exchange.reply), Received::duplicate);
    EXPECT_EQ(exchange.receives(exchange.reply, 7s), Received::not_ours);
}

TEST(StampSender, RefusesRepliesToWhatItNeverAsked) {
    Exchange exchange({.ssid = 5});
    for (const std::size_t at : {15U, 27U, 35U}) {  // session, its sequence, its time
        auto forged = exchange.reply;
        forged[at] ^= std::byte{1};
        EXPECT_EQ(exchange.receives(forged), Received::not_ours) << at;
    }
    EXPECT_EQ(exchange.receives(exchange.reply), Received::taken);
}

TEST(StampSender, RefusesForgedReplies) {
    Exchange exchange({.key = golden_key()});
    auto forged = exchange.reply;
    forged[20] ^= std::byte{1};
    EXPECT_EQ(exchange.receives(forged), Received::forged);
    EXPECT_EQ(exchange.receives(std::span(exchange.reply).first(111)), Received::truncated);
}

TEST(StampSender, TakesRepliesOfOldPeersAndCountsThem) {
    Exchange exchange({.ssid = 5});
    auto old = exchange.reply;
    old[14] = old[15] = std::byte{0};
    old.resize(38);
    EXPECT_EQ(exchange.receives(old), Received::taken);
    EXPECT_EQ(exchange.sender.path().short_replies, 1U);
    EXPECT_EQ(exchange.sender.path().without_session, 1U);
    EXPECT_FALSE(exchange.sender.path().forward_hops);
}

TEST(StampSender, RefusesCorruptReplies) {
    Exchange exchange({});
    auto corrupt = exchange.reply;
    corrupt[13] = std::byte{0};
    EXPECT_EQ(exchange.receives(corrupt), Received::corrupt);
    auto timeless = exchange.reply;
    std::fill_n(timeless.begin() + 4, 8, std::byte{0});
    EXPECT_EQ(exchange.receives(timeless), Received::no_time);
}

TEST(StampSender, MakesNothingOfAReplyThatCameBeforeItWasSent) {
    Exchange exchange({});
    auto early = exchange.reply;
    store(std::span(early).subspan(16, 8), load(std::span(early).subspan(4, 8)) + (std::uint64_t{1} << 32));  // T2 > T3
    EXPECT_EQ(exchange.receives(early), Received::taken);
    exchange.sender.finish();
    const auto window = exchange.sender.close();
    EXPECT_EQ(window.received, 1U);
    EXPECT_EQ(window.undefined, 1U);
    EXPECT_FALSE(window.round_trip);
}

TEST(StampSender, MeasuresOverTheEndOfAnEra) {
    const auto end_of_era = WallTime(std::chrono::seconds(2'085'978'496));
    Sender sender({}, Instant(1s));
    Reflector reflector({{.peer = testing::here.address}}, true);
    const auto sure = error_estimate(true, Format::ntp, 1us);
    const auto packet = sender.next({Instant(1s), end_of_era - 5ms, sure});
    const auto answer = reflector.reflect({.from = testing::here, .to = testing::there, .bytes = packet->bytes},
                                          {Instant(1s), end_of_era + 2ms, sure});
    ASSERT_TRUE(answer);
    EXPECT_EQ(sender.receive({.from = testing::there, .to = testing::here, .bytes = answer->bytes},
                             {Instant(1010ms), end_of_era + 5ms, sure}),
              Received::taken);
    sender.finish();
    const auto window = sender.close();
    ASSERT_TRUE(window.round_trip && window.forward);
    EXPECT_EQ(window.round_trip->median, 10ms);
    EXPECT_EQ(window.forward->delay.median, 7ms);
    EXPECT_EQ(window.back->delay.median, 3ms);
}

}  // namespace
}  // namespace magpie::stamp
