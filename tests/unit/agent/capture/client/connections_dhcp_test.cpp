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

TEST(Connections, ASilentDhcpServerIsNamed) {
    Street street;
    for (int again = 0; again < 3; ++again) {
        EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
        street.dhcp(1, DhcpType::discover, 7);
        street.wait(2s);
    }
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::no_answer), 1U);
    EXPECT_EQ(street.took(Stage::dhcp_discover, Outcome::no_answer), 5s);
    EXPECT_EQ(street.count(Stage::connect, Outcome::no_answer), 1U);
}

TEST(Connections, AnExhaustedPoolIsNamed) {
    Street street;
    street.dhcp(2, DhcpType::request, 9, false);
    street.dhcp(2, DhcpType::ack, 9);
    street.key(1, 1, 1);
    street.key(1, 4, 2);
    street.dhcp(1, DhcpType::discover);
    street.wait(10s);
    expect_failure(street, Stage::dhcp_discover, Outcome::pool_exhausted);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::success), 1U);
}

TEST(Connections, ARefusalOfAnOfferedAddressEndsTheConnect) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.dhcp(1, DhcpType::offer);
    street.dhcp(1, DhcpType::request);
    street.dhcp(1, DhcpType::nak);
    expect_failure(street, Stage::dhcp_request, Outcome::nak);
}

TEST(Connections, ARefusalOfAnOldAddressDoesNot) {
    Street street;
    street.dhcp(1, DhcpType::request, 4);
    street.dhcp(1, DhcpType::nak, 4);
    for (const auto type : {DhcpType::discover, DhcpType::offer, DhcpType::request, DhcpType::ack}) {
        street.dhcp(1, type, 5);
    }
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::nak), 1U);
    EXPECT_EQ(street.count(Stage::connect, Outcome::success), 1U);
    street.wait(60s);
    EXPECT_EQ(street.row().good_minutes, 2U);
}

TEST(Connections, ARenewalIsNoConnect) {
    Street street;
    street.dhcp(1, DhcpType::request, 4, false);
    street.pass(3ms);
    street.dhcp(1, DhcpType::ack, 4);
    street.handshake(1);
    EXPECT_EQ(street.count(Stage::dhcp_request, Outcome::success), 1U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
}

/// A bridge sends the broadcasts of one network's clients to the other network's interface, too.
TEST(Connections, ACopyOfABroadcastIsNotAnotherClient) {
    Street street;
    street.key(1, 1, 1);
    street.key(1, 4, 2);
    street.dhcp(1, DhcpType::discover);
    street.network = 1;
    street.dhcp(1, DhcpType::discover);
    street.network = 0;
    street.dhcp(1, DhcpType::offer);
    street.wait(12s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::success, 0), 1U);
    EXPECT_EQ(street.count(Stage::dhcp_discover, 1), 0U);
}

/// What other poles' clients broadcast comes along the backbone, and what they are answered does not.
TEST(Connections, ClientsOfOtherPolesAreNotCounted) {
    Street street;
    for (unsigned phone = 1; phone <= 5; ++phone) {
        street.dhcp(phone, DhcpType::discover, phone);
        street.pass(50ms);
        street.dhcp(phone, DhcpType::request, phone);
        street.dhcp(phone + 10, DhcpType::discover, phone);
        street.dhcp(phone + 20, DhcpType::request, phone);
        street.wait(11s);
    }
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    EXPECT_EQ(street.count(Stage::dhcp_request), 0U);
    EXPECT_EQ(street.count(Stage::connect), 0U);
    // And of ours, of whom more is heard, the same is counted.
    street.key(9, 1, 1);
    street.key(9, 4, 2);
    street.dhcp(9, DhcpType::discover);
    street.wait(11s);
    EXPECT_EQ(street.count(Stage::dhcp_discover, Outcome::no_answer), 1U);
}

TEST(Connections, ThePoleItselfIsNoClient) {
    Street street;
    street.frame(fakes::packets::ethernet(
        fakes::second_access_point, fakes::packets::everybody,
        fakes::packets::ipv4(
            {}, fakes::packets::udp(68, 67, fakes::packets::dhcp({.client = fakes::second_access_point})))));
    street.frame(fakes::packets::ethernet(
        fakes::packets::gateway, fakes::packets::phone,
        fakes::packets::ipv4({}, fakes::packets::udp(40'000, 53, fakes::packets::dns({.id = 3})))));
    street.wait(12s);
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    EXPECT_EQ(street.count(Stage::dns), 1U);
}

TEST(Connections, AnUnansweredClientHasABadMinuteThoughItOnlyBroadcasts) {
    Street street;
    street.dhcp(1, DhcpType::discover);
    street.wait(70s);
    EXPECT_EQ(street.bad_minutes(Stage::dhcp_discover), 1U);
}

TEST(Connections, DhcpThatIsSilentIsToldBeforeAnybodyGivesUp) {
    Street street;
    EXPECT_EQ(street.row().dhcp_asked, 0);
    street.dhcp(1, DhcpType::discover);
    street.pass(1200ms);
    EXPECT_EQ(street.row().dhcp_asked, 1);
    EXPECT_EQ(street.row().dhcp_silence_us, 1'200'000U);
    EXPECT_EQ(street.count(Stage::dhcp_discover), 0U);
    street.dhcp(1, DhcpType::offer);
    EXPECT_EQ(street.row().dhcp_silence_us, 0U);
}

TEST(Connections, DhcpThatIsSilentForHalfASecondIsWorthATickOfItsOwn) {
    Street street;
    const auto wanted = [&] { return street.connections.tick_wanted(street.now); };
    EXPECT_EQ(wanted(), std::nullopt);
    street.dhcp(1, DhcpType::discover);
    EXPECT_EQ(wanted(), street.now + 500ms);
    street.pass(200ms);
    EXPECT_EQ(wanted(), street.now + 300ms);
    street.dhcp(2, DhcpType::discover);
    EXPECT_EQ(wanted(), street.now + 300ms) << "it is the server that is silent";
    street.dhcp(1, DhcpType::offer);
    EXPECT_EQ(wanted(), std::nullopt);
    street.dhcp(3, DhcpType::discover);
    street.pass(500ms);
    EXPECT_EQ(wanted(), std::nullopt) << "it is told now, and then each second";
}

}  // namespace
}  // namespace magpie::agent
