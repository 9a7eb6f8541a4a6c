#include "agent/probe/ntp_probe.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>

#include "agent/internet/network_order.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent::probe {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Bytes = std::vector<std::byte>;

constexpr std::uint64_t token = 0x0123456789abcdef;
constexpr Stamp noon{std::chrono::hours(490'000)};

/// A server whose clock is so far ahead, that is so far away in each direction.
Bytes answer(Nanoseconds ahead, Nanoseconds away, std::uint64_t origin = token) {
    Bytes packet(48);
    packet[0] = std::byte{4 << 3 | 4};
    packet[1] = std::byte{2};
    put64(packet, 24, origin);
    put64(packet, 32, ntp_time(noon + away + ahead));
    put64(packet, 40, ntp_time(noon + away + ahead + milliseconds(1)));
    return packet;
}

class NtpProbeTest : public testing::Test {
  protected:
    NtpProbeTest() {
        ntp.begin(clock.now());
        const auto request = ntp.take();
        EXPECT_TRUE(request && request->size() == 48 && number64(*request, 40) == token && !ntp.take());
        ntp.sent(noon);
    }
    Outcome hears(const Bytes& packet, Nanoseconds after = milliseconds(21)) {
        ntp.received(packet, noon + after, clock.now());
        return ntp.outcome().value_or(Outcome{.detail = "none"});
    }
    void waits_out() {
        clock.advance(ntp.deadline() - clock.now().mono);
        ntp.tick(clock.now());
    }

    fakes::FakeClock clock;
    NtpProbe ntp{{.token = token}};
};

void expect_near(std::optional<Nanoseconds> value, Nanoseconds expected) {
    ASSERT_TRUE(value);
    EXPECT_LT(std::chrono::abs(*value - expected), std::chrono::microseconds(1)) << value->count();
}

TEST_F(NtpProbeTest, TellsHowFarTheClocksAreApart) {
    const auto outcome = hears(answer(seconds(5), milliseconds(10)));
    EXPECT_EQ(outcome.state, State::answered);
    EXPECT_EQ(outcome.detail, "stratum 2");
    expect_near(outcome.clock_offset, seconds(5));
    expect_near(outcome.round_trip, milliseconds(20));
}

TEST_F(NtpProbeTest, AClockBehindIsNegative) {
    expect_near(hears(answer(-milliseconds(250), milliseconds(10))).clock_offset, -milliseconds(250));
}

TEST_F(NtpProbeTest, AnEraIsNoObstacle) {
    // 2036-02-07 and on: the seconds begin again.
    expect_near(hears(answer(std::chrono::hours(24 * 365 * 12), milliseconds(10))).clock_offset,
                std::chrono::hours(24 * 365 * 12));
}

TEST_F(NtpProbeTest, AnAnswerToAnotherIsWrong) {
    EXPECT_EQ(hears(answer(seconds(5), milliseconds(10), token + 1)).detail, "none");
    waits_out();
    EXPECT_EQ(ntp.outcome()->state, State::wrong_answer);
    EXPECT_FALSE(ntp.outcome()->clock_offset);
}

TEST_F(NtpProbeTest, AKissIsAFailure) {
    auto kiss = answer(seconds(0), milliseconds(10));
    kiss[1] = std::byte{0};
    for (std::size_t i = 0; i < 4; ++i) {
        kiss[12 + i] = static_cast<std::byte>(std::string_view("RATE")[i]);
    }
    const auto outcome = hears(kiss);
    EXPECT_EQ(outcome.state, State::failed);
    EXPECT_EQ(outcome.detail, "a kiss of death: RATE");
    EXPECT_FALSE(outcome.clock_offset);
}

TEST_F(NtpProbeTest, AServerThatKnowsNoTimeIsAFailure) {
    auto packet = answer(seconds(0), milliseconds(10));
    packet[0] = std::byte{3 << 6 | 4 << 3 | 4};
    const auto outcome = hears(packet);
    EXPECT_EQ(outcome.state, State::failed);
    EXPECT_FALSE(outcome.clock_offset);
}

TEST_F(NtpProbeTest, SilenceTellsNothing) {
    waits_out();
    EXPECT_EQ(ntp.outcome()->state, State::no_answer);
    EXPECT_FALSE(ntp.outcome()->clock_offset || ntp.outcome()->round_trip);
}

TEST(NtpAnswer, OfClientsOrCutIsNone) {
    EXPECT_FALSE(parse_ntp_answer(ntp_request(token)));
    const auto whole = answer(seconds(0), seconds(0));
    EXPECT_TRUE(parse_ntp_answer(whole));
    EXPECT_FALSE(parse_ntp_answer(std::span(whole).first(47)));
}

}  // namespace
}  // namespace magpie::agent::probe
