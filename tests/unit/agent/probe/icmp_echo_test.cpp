#include "agent/probe/icmp_echo.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

#include "agent/internet/network_order.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent::probe {
namespace {

using std::chrono::microseconds;
using Bytes = std::vector<std::byte>;

constexpr Stamp noon{std::chrono::hours(500'000)};
constexpr Token token{std::byte{1}, std::byte{2}, std::byte{3}};

/// What a host makes of a request.
Bytes reply_to(Bytes request, bool v6 = false) {
    request[0] = std::byte{static_cast<std::uint8_t>(v6 ? 129 : 0)};
    return request;
}

class IcmpEchoTest : public testing::Test {
  protected:
    Bytes begin(bool v6 = false) {
        echo = IcmpEcho({.v6 = v6, .id = 7, .sequence = 9, .token = token, .timeout = Milliseconds{3000}});
        echo.begin(clock.now());
        const auto request = echo.take();
        EXPECT_TRUE(request);
        EXPECT_FALSE(echo.take()) << "it is sent once";
        echo.sent(noon);
        return request.value_or(Bytes{});
    }
    void waits_out() {
        clock.advance(echo.deadline() - clock.now().mono);
        echo.tick(clock.now());
    }

    fakes::FakeClock clock;
    IcmpEcho echo{{}};
};

TEST(EchoRequest, HasAChecksumThatAddsUp) {
    const auto message = echo_request(false, {.id = 1, .sequence = 2, .size = 101, .token = token});
    ASSERT_EQ(message.size(), 101U);
    std::uint32_t sum = 0;
    for (std::size_t place = 0; place < message.size(); place += 2) {
        sum += number8(message, place) * 256U + (place + 1 < message.size() ? number8(message, place + 1) : 0U);
    }
    EXPECT_EQ((sum & 0xffff) + (sum >> 16), 0xffffU);
    EXPECT_EQ(number8(message, 0), 8);
    EXPECT_EQ(number8(echo_request(true, {}), 0), 128);
    EXPECT_EQ(echo_request(false, {.size = 3}).size(), shortest_echo);
}

TEST_F(IcmpEchoTest, AnswerHasItsTime) {
    const auto request = begin();
    echo.received(reply_to(request), noon + microseconds(250), clock.now());
    ASSERT_TRUE(echo.outcome());
    EXPECT_EQ(echo.outcome()->state, State::answered);
    EXPECT_EQ(echo.outcome()->round_trip, microseconds(250));
}

TEST_F(IcmpEchoTest, AnswersOfVersionSixToo) {
    const auto request = begin(true);
    echo.received(reply_to(request), noon, clock.now());
    EXPECT_FALSE(echo.outcome());
    echo.received(reply_to(request, true), noon, clock.now());
    ASSERT_TRUE(echo.outcome());
    EXPECT_EQ(echo.outcome()->state, State::answered);
}

TEST_F(IcmpEchoTest, SilenceHasNoTime) {
    begin();
    echo.tick(clock.now());
    EXPECT_FALSE(echo.outcome());
    waits_out();
    ASSERT_TRUE(echo.outcome());
    EXPECT_EQ(echo.outcome()->state, State::no_answer);
    EXPECT_FALSE(echo.outcome()->round_trip);
}

TEST_F(IcmpEchoTest, WhatOthersAskedIsPassedOver) {
    auto reply = reply_to(begin());
    put16(reply, 4, 8);
    echo.received(reply, noon, clock.now());
    put16(reply, 4, 7);
    put16(reply, 6, 10);
    echo.received(reply, noon, clock.now());
    waits_out();
    EXPECT_EQ(echo.outcome()->state, State::no_answer);
}

TEST_F(IcmpEchoTest, WhoDoesNotKnowTheTokenAnswersWrong) {
    const auto request = begin();
    auto forged = reply_to(request);
    forged.back() = std::byte{0xff};
    auto wrong = forged;
    wrong[icmp_header] = std::byte{0xff};
    echo.received(wrong, noon, clock.now());
    EXPECT_FALSE(echo.outcome()) << "the right one may come yet";
    waits_out();
    EXPECT_EQ(echo.outcome()->state, State::wrong_answer);
    EXPECT_FALSE(echo.outcome()->round_trip);
}

TEST_F(IcmpEchoTest, AClockThatWasSetBackGivesNoTime) {
    const auto request = begin();
    echo.received(reply_to(request), noon - microseconds(1), clock.now());
    EXPECT_EQ(echo.outcome()->state, State::answered);
    EXPECT_FALSE(echo.outcome()->round_trip);
}

TEST_F(IcmpEchoTest, ARouterThatKnowsNoWayEndsIt) {
    begin();
    echo.refused({.what = Trouble::unreachable}, clock.now());
    EXPECT_EQ(echo.outcome()->state, State::unreachable);
}

TEST_F(IcmpEchoTest, NothingCutIsAnAnswer) {
    const auto reply = reply_to(begin());
    for (std::size_t size = 0; size < reply.size(); ++size) {
        echo.received(std::span(reply).first(size), noon, clock.now());
        EXPECT_FALSE(echo.outcome()) << size;
    }
}

}  // namespace
}  // namespace magpie::agent::probe
