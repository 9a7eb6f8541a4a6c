#include "agent/dhcp/exchange.hpp"

#include <gtest/gtest.h>

#include "agent/internet/dhcp_options.hpp"
#include "tests/fakes/fake_dhcp_server.hpp"

namespace magpie::agent::dhcp {
namespace {

using boost::asio::ip::make_address_v4;
using fakes::FakeDhcpServer;

constexpr MacAddress radio{{0x02, 0, 0, 0, 1, 0}};
constexpr std::uint32_t transaction = 0xcafe0001;

class ExchangeTest : public testing::Test {
  protected:
    ExchangeTest() { exchange_.begin(now_); }

    void passes(Milliseconds time) { now_.mono += time; }
    /// The type of what is said now; nothing where nothing is.
    std::optional<DhcpType> says() {
        const auto message = exchange_.take(now_);
        return message ? std::optional(parse_dhcp(*message, false)->type) : std::nullopt;
    }
    std::optional<End> end() const {
        return exchange_.outcome() ? std::optional(exchange_.outcome()->end) : std::nullopt;
    }

    Now now_{.mono = Monotonic{Milliseconds{5000}}};
    FakeDhcpServer server_{radio, transaction};
    Exchange exchange_{{.who = {radio, "pole-1"}, .transaction = transaction}};
};

TEST_F(ExchangeTest, GetsAnAddressInFourMessages) {
    EXPECT_EQ(says(), DhcpType::discover);
    EXPECT_EQ(says(), std::nullopt);
    passes(Milliseconds{30});
    exchange_.received(server_.offers(), now_);
    EXPECT_EQ(says(), DhcpType::request);
    EXPECT_EQ(end(), std::nullopt);
    passes(Milliseconds{12});
    exchange_.received(server_.acknowledges(), now_);
    ASSERT_EQ(end(), End::bound);
    EXPECT_EQ(exchange_.outcome()->discover, Milliseconds{30});
    EXPECT_EQ(exchange_.outcome()->request, Milliseconds{12});
    EXPECT_EQ(exchange_.outcome()->lease.address, make_address_v4("10.1.2.3"));
    EXPECT_EQ(says(), std::nullopt);
}

TEST_F(ExchangeTest, AsksAgainAndLessAndLessOften) {
    EXPECT_EQ(says(), DhcpType::discover);
    auto last = now_.mono;
    Milliseconds before{0};
    for (int i = 0; i < 3; ++i) {
        now_.mono = exchange_.deadline();
        exchange_.tick(now_);
        EXPECT_EQ(says(), DhcpType::discover);
        EXPECT_GT(now_.mono - last, before);
        before = now_.mono - last;
        last = now_.mono;
    }
}

TEST_F(ExchangeTest, WhatSomebodyElseHasIsDeclinedToEverybody) {
    exchange_.received(server_.offers(), now_);
    exchange_.received(server_.acknowledges(), now_);
    const auto message = exchange_.decline();
    EXPECT_EQ(parse_dhcp(message, false)->type, DhcpType::decline);
    std::vector<std::uint8_t> options;
    ASSERT_TRUE(read_dhcp_options(message, false, [&](std::uint8_t code, std::span<const std::byte> value) {
        options.push_back(code);
        return code != dhcp_option::requested_address || number32(value, 0) == server_.address;
    }));
    EXPECT_EQ(options, (std::vector<std::uint8_t>{53, 61, 50, 54}));  // RFC 2131 table 5
    EXPECT_EQ(number16(message, dhcp_place::flags), 0);
    EXPECT_EQ(number32(message, dhcp_place::own_address), 0U);
}

TEST_F(ExchangeTest, SilenceIsNoOffer) {
    while (!end()) {
        (void)says();
        ASSERT_LE(exchange_.deadline(), Monotonic{Milliseconds{15'000}});
        now_.mono = exchange_.deadline();
        exchange_.tick(now_);
    }
    EXPECT_EQ(end(), End::no_offer);
    EXPECT_EQ(now_.mono, Monotonic{Milliseconds{15'000}});
    EXPECT_EQ(exchange_.outcome()->discover, std::nullopt);
}

TEST_F(ExchangeTest, OfferThatIsNotKeptIsNoAnswer) {
    exchange_.received(server_.offers(), now_);
    EXPECT_EQ(says(), DhcpType::request);
    passes(Milliseconds{10'000});
    exchange_.tick(now_);
    EXPECT_EQ(end(), End::no_answer);
    EXPECT_TRUE(exchange_.outcome()->discover);
}

TEST_F(ExchangeTest, RequestIsRepeatedToo) {
    exchange_.received(server_.offers(), now_);
    EXPECT_EQ(says(), DhcpType::request);
    now_.mono = exchange_.deadline();
    exchange_.tick(now_);
    EXPECT_EQ(says(), DhcpType::request);
}

TEST_F(ExchangeTest, RefusalEndsIt) {
    exchange_.received(server_.offers(), now_);
    exchange_.received(server_.refuses(), now_);
    EXPECT_EQ(end(), End::refused);
}

TEST_F(ExchangeTest, FirstOfferIsTakenAndItsServerAloneIsHeard) {
    FakeDhcpServer other(radio, transaction);
    other.server = 0x0a010002;
    exchange_.received(server_.acknowledges(), now_);
    EXPECT_EQ(end(), std::nullopt) << "of what was never asked";
    exchange_.received(server_.offers(), now_);
    exchange_.received(other.offers(), now_);
    exchange_.received(other.refuses(), now_);
    EXPECT_EQ(end(), std::nullopt);
    exchange_.received(server_.acknowledges(), now_);
    EXPECT_EQ(end(), End::bound);
}

TEST_F(ExchangeTest, WhatCannotBeSentIsTheEnd) {
    exchange_.not_sent();
    EXPECT_EQ(end(), End::not_sent);
    exchange_.received(server_.offers(), now_);
    EXPECT_EQ(says(), std::nullopt);
}

TEST_F(ExchangeTest, GivesBackWhatItGot) {
    exchange_.received(server_.offers(), now_);
    exchange_.received(server_.acknowledges(), now_);
    const auto message = exchange_.release();
    EXPECT_EQ(parse_dhcp(message, false)->type, DhcpType::release);
    EXPECT_EQ(message[15], std::byte{3}) << "of 10.1.2.3";
}

}  // namespace
}  // namespace magpie::agent::dhcp
