#include "agent/probe/dns_probe.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "agent/internet/network_order.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent::probe {
namespace {

using std::chrono::milliseconds;
using Bytes = std::vector<std::byte>;

constexpr Stamp noon{std::chrono::hours(500'000)};

Bytes answer_to(Bytes query, std::uint16_t flags, std::uint16_t answers) {
    put16(query, 2, flags);
    put16(query, 6, answers);
    query.resize(query.size() + std::size_t{answers} * 16);
    return query;
}

class DnsProbeTest : public testing::Test {
  protected:
    Bytes begin(bool invented = false) {
        dns = DnsProbe({.name = "www.example.org", .id = 77, .invented = invented, .timeout = Milliseconds{3000}});
        dns.begin(clock.now());
        const auto query = dns.take();
        EXPECT_TRUE(query && !dns.take());
        dns.sent(noon);
        return query.value_or(Bytes{});
    }
    Outcome answered(std::uint16_t flags, std::uint16_t answers, bool invented = false) {
        const auto query = begin(invented);
        dns.received(answer_to(query, flags, answers), noon + milliseconds(4), clock.now());
        return dns.outcome().value_or(Outcome{.detail = "none"});
    }
    void waits_out() {
        clock.advance(dns.deadline() - clock.now().mono);
        dns.tick(clock.now());
    }

    fakes::FakeClock clock;
    DnsProbe dns{{}};
};

TEST_F(DnsProbeTest, AnAnswerIsByItsCode) {
    const auto good = answered(0x8180, 1);
    EXPECT_EQ(good.state, State::answered);
    EXPECT_EQ(good.round_trip, milliseconds(4));
    EXPECT_EQ(good.detail, "NOERROR, 1 records");
    EXPECT_EQ(answered(0x8180, 0).state, State::no_data);
    EXPECT_EQ(answered(0x8183, 0).state, State::name_error);
    EXPECT_EQ(answered(0x8182, 0).state, State::failed);
    EXPECT_EQ(answered(0x8185, 0).state, State::refused);
}

TEST_F(DnsProbeTest, OfAnInventedNameThatThereIsNoneIsAnAnswer) {
    EXPECT_EQ(answered(0x8183, 0, true).state, State::answered);
    EXPECT_EQ(answered(0x8180, 0, true).state, State::answered);
    EXPECT_EQ(answered(0x8182, 0, true).state, State::failed);
}

TEST_F(DnsProbeTest, AnAnswerToAnotherQuestionIsWrongUnlessTheRightOneComes) {
    const auto query = begin();
    auto other = answer_to(query, 0x8180, 1);
    put16(other, 0, 78);
    dns.received(other, noon, clock.now());
    EXPECT_FALSE(dns.outcome());
    waits_out();
    EXPECT_EQ(dns.outcome()->state, State::wrong_answer);
    EXPECT_FALSE(dns.outcome()->round_trip);

    const auto again = begin();
    dns.received(other, noon, clock.now());
    dns.received(answer_to(again, 0x8180, 1), noon + milliseconds(1), clock.now());
    EXPECT_EQ(dns.outcome()->state, State::answered);
}

TEST_F(DnsProbeTest, SilenceHasNoTime) {
    begin();
    waits_out();
    EXPECT_EQ(dns.outcome()->state, State::no_answer);
    EXPECT_FALSE(dns.outcome()->round_trip);
}

TEST_F(DnsProbeTest, WhatWasCutIsAskedAgainOverTcp) {
    const auto query = begin();
    dns.received(answer_to(query, 0x8380, 0), noon, clock.now());
    EXPECT_FALSE(dns.outcome());
    ASSERT_TRUE(dns.wants_tcp());
    const auto message = dns.take_tcp();
    ASSERT_EQ(message.size(), query.size() + 2);
    EXPECT_EQ(number16(message, 0), query.size());

    const auto answer = answer_to(query, 0x8180, 3);
    Bytes stream(2);
    put16(stream, 0, static_cast<std::uint16_t>(answer.size()));
    stream.insert(stream.end(), answer.begin(), answer.end());
    for (std::size_t place = 0; place < stream.size(); ++place) {
        ASSERT_FALSE(dns.outcome()) << place;
        dns.received_tcp(std::span(stream).subspan(place, 1), milliseconds(9));
    }
    ASSERT_TRUE(dns.outcome());
    EXPECT_EQ(dns.outcome()->state, State::answered);
    EXPECT_EQ(dns.outcome()->round_trip, milliseconds(9));
    EXPECT_FALSE(dns.wants_tcp());
}

TEST_F(DnsProbeTest, OverTcpAnotherQuestionIsWrongToo) {
    auto answer = answer_to(begin(), 0x8380, 0);
    dns.received(answer, noon, clock.now());
    put16(answer, 0, 1);
    Bytes stream(2);
    put16(stream, 0, static_cast<std::uint16_t>(answer.size()));
    stream.insert(stream.end(), answer.begin(), answer.end());
    dns.received_tcp(stream, milliseconds(9));
    EXPECT_EQ(dns.outcome()->state, State::wrong_answer);
}

TEST_F(DnsProbeTest, NobodyWhoListensIsRefused) {
    begin();
    dns.refused({.what = Trouble::refused}, clock.now());
    EXPECT_EQ(dns.outcome()->state, State::refused);
}

}  // namespace
}  // namespace magpie::agent::probe
