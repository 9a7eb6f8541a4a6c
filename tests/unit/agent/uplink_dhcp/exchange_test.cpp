#include "agent/uplink_dhcp/exchange.hpp"

#include <gtest/gtest.h>

#include "agent/internet/dhcp_options.hpp"
#include "agent/internet/packet.hpp"
#include "tests/fakes/fake_dhcp_server.hpp"

namespace magpie::agent::uplink_dhcp {
namespace {

using boost::asio::ip::make_address_v4;
using station::UplinkEnd;
using Bytes = std::vector<std::byte>;

constexpr MacAddress pole{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress relay{{0x02, 0, 0, 0, 2, 0}};
constexpr MacAddress stranger{{0x02, 0, 0, 0, 3, 0}};
constexpr MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
constexpr std::uint32_t transaction = 0xcafe0001;

class UplinkExchangeTest : public testing::Test {
  protected:
    void asks(bool only_offer = false, std::vector<address_v4> own = {make_address_v4("10.1.9.9")}) {
        exchange_.emplace(
            Settings{.hardware = pole, .own = std::move(own), .transaction = transaction, .only_offer = only_offer});
        exchange_->begin(now_);
    }
    /// What goes out now: `discover`, `arp`, in the order of the frames.
    std::vector<std::string> says() {
        static const std::vector<std::string> words{"", "discover", "", "request", "decline", "", "", "release", ""};
        std::vector<std::string> said;
        while (auto frame = exchange_->take(now_)) {
            last_ = std::move(*frame);
            const auto packet = parse_packet(last_, last_.size());
            const auto* const udp = packet ? std::get_if<Udp>(&packet->content) : nullptr;
            const auto message = udp != nullptr ? parse_dhcp(udp->payload, false) : tl::unexpected(capture::BadFrame{});
            said.push_back(message ? words[static_cast<std::size_t>(message->type)] : "arp");
        }
        return said;
    }
    void hears(const fakes::packets::Bytes& message) {
        auto frame = dhcp_frame({.from = relay, .to = everybody, .destination = address_v4::broadcast()}, message);
        put16(frame, 34, 67);
        put16(frame, 36, 68);
        exchange_->received(frame, now_);
    }
    void hears_arp_of(std::uint32_t address) {
        auto frame = arp_probe(stranger, address_v4(address));
        put32(frame, 14 + 14, address);
        exchange_->received(frame, now_);
    }
    /// All its waits pass, with what it says meanwhile.
    std::vector<std::string> waits() {
        std::vector<std::string> said = says();
        while (!exchange_->answer()) {
            now_.mono = exchange_->deadline();
            exchange_->tick(now_);
            const auto more = says();
            said.insert(said.end(), more.begin(), more.end());
        }
        const auto rest = says();
        said.insert(said.end(), rest.begin(), rest.end());
        return said;
    }
    [[nodiscard]] UplinkEnd end() const { return exchange_->answer()->end; }
    using Said = std::vector<std::string>;

    Now now_{.mono = Monotonic{Milliseconds{5000}}};
    fakes::FakeDhcpServer server_{pole, transaction};
    std::optional<UplinkExchange> exchange_;
    Bytes last_;
};

TEST_F(UplinkExchangeTest, TakesAnAddressLooksForOthersAndGivesItBack) {
    asks();
    EXPECT_EQ(says(), Said{"discover"});
    now_.mono += Milliseconds{20};
    hears(server_.offers());
    EXPECT_EQ(says(), Said{"request"});
    now_.mono += Milliseconds{10};
    hears(server_.acknowledges());
    EXPECT_EQ(exchange_->answer(), std::nullopt);
    EXPECT_EQ(waits(), (Said{"arp", "arp", "arp", "release"}));
    EXPECT_EQ(end(), UplinkEnd::granted);
    const auto& answer = *exchange_->answer();
    EXPECT_EQ(answer.offer, Milliseconds{20});
    EXPECT_EQ(answer.grant, Milliseconds{10});
    EXPECT_EQ(answer.address, server_.address);
    EXPECT_EQ(answer.servers, 1);
    // Back by the way it came, from what is given back.
    const auto packet = parse_packet(last_, last_.size());
    EXPECT_EQ(packet->destination, relay);
    EXPECT_EQ(number32(last_, 14 + 12), server_.address);
    EXPECT_EQ(number32(last_, 14 + 16), server_.server);
}

TEST_F(UplinkExchangeTest, AsksUnderANameThatIsNotThePoles) {
    asks();
    (void)says();
    std::string identifier;
    const auto message = std::span<const std::byte>(last_).subspan(14 + 20 + 8);
    (void)read_dhcp_options(message, false, [&](std::uint8_t code, std::span<const std::byte> value) {
        if (code == dhcp_option::client_identifier) {
            identifier.assign(reinterpret_cast<const char*>(value.data()), value.size());
        }
        return true;
    });
    EXPECT_EQ(identifier, std::string("\0magpie-uplink-020000000100", 27));
    EXPECT_EQ(number16(message, dhcp_place::flags), 0x8000) << "answers to everybody";
    EXPECT_EQ(number32(last_, 14 + 12), 0U) << "from no address, not the pole's";
}

TEST_F(UplinkExchangeTest, WhereOnlyAnOfferIsWantedNothingIsTaken) {
    asks(true);
    EXPECT_EQ(says(), Said{"discover"});
    hears(server_.offers());
    EXPECT_EQ(waits(), (Said{"arp", "arp", "arp"}));
    EXPECT_EQ(end(), UplinkEnd::offered);
    EXPECT_EQ(exchange_->answer()->grant, std::nullopt);
}

TEST_F(UplinkExchangeTest, ThePolesOwnAddressIsNeitherAskedForNorGivenBack) {
    asks(false, {make_address_v4("10.1.9.9"), make_address_v4("10.1.2.3")});
    (void)says();
    hears(server_.offers());
    EXPECT_EQ(end(), UplinkEnd::own_address);
    EXPECT_EQ(says(), Said{});

    // A server that offers one address and gives another.
    asks(false, {make_address_v4("10.1.7.7")});
    (void)says();
    hears(server_.offers());
    EXPECT_EQ(says(), Said{"request"});
    server_.address = make_address_v4("10.1.7.7").to_uint();
    hears(server_.acknowledges());
    EXPECT_EQ(end(), UplinkEnd::own_address);
    EXPECT_EQ(says(), Said{});
}

TEST_F(UplinkExchangeTest, WhatSomebodyElseHasIsDeclined) {
    asks();
    (void)says();
    hears(server_.offers());
    (void)says();
    hears_arp_of(server_.address);
    EXPECT_EQ(exchange_->answer(), std::nullopt) << "nothing is ours yet";
    hears(server_.acknowledges());
    EXPECT_EQ(says(), Said{"arp"});
    hears_arp_of(server_.address + 1);
    EXPECT_EQ(exchange_->answer(), std::nullopt);
    hears_arp_of(server_.address);
    EXPECT_EQ(end(), UplinkEnd::taken);
    EXPECT_EQ(says(), Said{"decline"});

    asks(true);
    (void)says();
    hears(server_.offers());
    hears_arp_of(server_.address);
    EXPECT_EQ(end(), UplinkEnd::taken);
    EXPECT_EQ(says(), Said{}) << "what was only offered cannot be declined";
}

TEST_F(UplinkExchangeTest, SilenceAndRefusal) {
    asks();
    const auto said = waits();
    EXPECT_GT(said.size(), 2U);
    EXPECT_EQ(end(), UplinkEnd::no_offer);
    EXPECT_EQ(exchange_->answer()->servers, 0);

    asks();
    (void)says();
    hears(server_.offers());
    hears(server_.refuses());
    EXPECT_EQ(end(), UplinkEnd::refused);
    EXPECT_EQ(exchange_->answer()->address, 0U);

    asks();
    (void)says();
    hears(server_.offers());
    EXPECT_EQ(waits().back(), "request");
    EXPECT_EQ(end(), UplinkEnd::no_answer);
}

TEST_F(UplinkExchangeTest, ASecondServerIsCountedAlsoBehindTheFirst) {
    asks();
    (void)says();
    hears(server_.offers());
    (void)says();
    hears(server_.acknowledges());
    (void)says();
    fakes::FakeDhcpServer rogue{pole, transaction};
    rogue.server = 0xc0a80001;
    rogue.address = 0xc0a80064;
    hears(rogue.offers());
    hears(rogue.offers());
    EXPECT_EQ(waits().back(), "release");
    EXPECT_EQ(exchange_->answer()->servers, 2);
    EXPECT_EQ(exchange_->answer()->server, server_.server);
}

TEST_F(UplinkExchangeTest, WhoIsToldToStopGivesBackWhatHeHas) {
    asks();
    (void)says();
    hears(server_.offers());
    (void)says();
    hears(server_.acknowledges());
    exchange_->give_up();
    EXPECT_EQ(end(), UplinkEnd::not_sent);
    EXPECT_EQ(says(), Said{"release"});

    asks();
    (void)says();
    exchange_->not_sent();
    EXPECT_EQ(end(), UplinkEnd::not_sent);
    EXPECT_EQ(says(), Said{});
}

}  // namespace
}  // namespace magpie::agent::uplink_dhcp
