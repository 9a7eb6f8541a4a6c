#include "agent/dhcp/message.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "tests/fakes/fake_dhcp_server.hpp"
#include "tests/fakes/packet_payloads.hpp"

namespace magpie::agent::dhcp {
namespace {

using boost::asio::ip::address_v4;
using boost::asio::ip::make_address_v4;
using fakes::FakeDhcpServer;
using fakes::packets::Bytes;
using fakes::packets::DhcpOption;

constexpr MacAddress radio{{0x02, 0, 0, 0, 1, 0}};
constexpr std::uint32_t transaction = 0xcafe0001;

std::optional<Answer> parse(const Bytes& bytes) {
    // Of exactly its size, so that a sanitizer sees a byte too far.
    const auto copy = std::make_unique<std::byte[]>(bytes.size());
    std::ranges::copy(bytes, copy.get());
    return parse_answer({copy.get(), bytes.size()}, transaction, radio);
}

bool has(const Bytes& message, const Bytes& part) {
    return std::search(message.begin(), message.end(), part.begin(), part.end()) != message.end();
}

Bytes option(std::uint8_t code, const Bytes& value) {
    return fakes::packets::dhcp_options({{code, value}});
}

Bytes of(std::initializer_list<int> values) {
    Bytes bytes;
    for (const int value : values) {
        bytes.push_back(static_cast<std::byte>(value));
    }
    return bytes;
}

TEST(DhcpMessage, DiscoverIsReadAsOne) {
    const auto message = message_of({.type = DhcpType::discover, .transaction = transaction}, {radio, "pole-1"});
    EXPECT_EQ(message.size(), 300U);
    const auto read = parse_dhcp(message, false);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->type, DhcpType::discover);
    EXPECT_EQ(read->transaction, transaction);
    EXPECT_EQ(read->client, radio);
    EXPECT_EQ(message[0], std::byte{1});
    EXPECT_EQ(message[10], std::byte{0x80}) << "answers go to everybody";
}

TEST(DhcpMessage, SaysAlwaysTheSameOfItself) {
    Bytes identifier = of({0});
    fakes::packets::put(identifier, "pole-1");
    for (const auto type : {DhcpType::discover, DhcpType::request, DhcpType::release}) {
        EXPECT_TRUE(has(message_of({.type = type}, {radio, "pole-1"}), option(61, identifier)));
    }
    const auto cut = message_of({.type = DhcpType::discover}, {radio, std::string(500, 'a')});
    EXPECT_TRUE(parse_dhcp(cut, false)) << "an option has at most 255 bytes";
}

TEST(DhcpMessage, RequestNamesOfferAndServer) {
    const auto message = message_of(
        {.type = DhcpType::request, .requested = make_address_v4("10.1.2.3"), .server = make_address_v4("10.1.0.1")},
        {radio, "pole-1"});
    EXPECT_TRUE(has(message, option(50, of({10, 1, 2, 3}))));
    EXPECT_TRUE(has(message, option(54, of({10, 1, 0, 1}))));
}

TEST(DhcpMessage, ReleaseIsForTheServerAlone) {
    const auto message = message_of(
        {.type = DhcpType::release, .own = make_address_v4("10.1.2.3"), .server = make_address_v4("10.1.0.1")},
        {radio, "pole-1"});
    EXPECT_EQ(message[10], std::byte{0});
    EXPECT_EQ(Bytes(message.begin() + 12, message.begin() + 16), of({10, 1, 2, 3}));
    EXPECT_FALSE(has(message, of({50, 4})));
}

TEST(DhcpAnswer, GivesWhatALeaseHas) {
    const auto answer = parse(FakeDhcpServer(radio, transaction).offers());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, DhcpType::offer);
    EXPECT_EQ(answer->lease.address, make_address_v4("10.1.2.3"));
    EXPECT_EQ(answer->lease.server, make_address_v4("10.1.0.1"));
    EXPECT_EQ(answer->lease.prefix_length, 16);
    EXPECT_EQ(answer->lease.router, make_address_v4("10.1.0.1"));
    EXPECT_EQ(answer->lease.name_servers, std::vector{make_address_v4("10.1.0.53")});
    EXPECT_EQ(answer->lease.duration, std::chrono::seconds(600));
}

TEST(DhcpAnswer, RefusalGivesNothing) {
    const auto answer = parse(FakeDhcpServer(radio, transaction).refuses());
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->type, DhcpType::nak);
    EXPECT_TRUE(answer->lease.address.is_unspecified());
}

TEST(DhcpAnswer, OfAnotherIsNone) {
    EXPECT_FALSE(parse(FakeDhcpServer(radio, transaction + 1).offers()));
    EXPECT_FALSE(parse(FakeDhcpServer(fakes::packets::phone, transaction).offers()));
    const FakeDhcpServer server(radio, transaction);
    EXPECT_FALSE(parse(server.gives(DhcpType::discover, {{54, FakeDhcpServer::number(server.server)}})));
}

TEST(DhcpAnswer, WithoutAServerOrAnAddressIsNone) {
    FakeDhcpServer server(radio, transaction);
    EXPECT_FALSE(parse(server.gives(DhcpType::offer, {})));
    for (const std::uint32_t address : {0U, 0x7f000001U, 0xe0000001U, 0xffffffffU}) {
        server.address = address;
        EXPECT_FALSE(parse(server.offers())) << address;
    }
}

TEST(DhcpAnswer, ValueThatCannotBeIsRefused) {
    const FakeDhcpServer server(radio, transaction);
    const DhcpOption named{54, FakeDhcpServer::number(server.server)};
    EXPECT_TRUE(parse(server.gives(DhcpType::ack, {named})));
    for (const DhcpOption& bad :
         {DhcpOption{1, of({255, 0, 255, 0})}, DhcpOption{1, of({255})}, DhcpOption{3, of({})},
          DhcpOption{3, of({10, 1, 0})}, DhcpOption{3, of({127, 0, 0, 1})}, DhcpOption{6, of({1, 2, 3, 4, 5})},
          DhcpOption{51, of({1})}, DhcpOption{54, of({0, 0, 0, 0})}}) {
        EXPECT_FALSE(parse(server.gives(DhcpType::ack, {named, bad}))) << int{bad.code};
    }
}

TEST(DhcpAnswer, NamesThePortalByItsApiAlone) {
    const FakeDhcpServer server(radio, transaction);
    const auto portal = [&server](std::string_view said) {
        const auto bytes = std::as_bytes(std::span(said));
        const auto answer = parse(server.gives(
            DhcpType::ack, {{54, FakeDhcpServer::number(server.server)}, {114, Bytes(bytes.begin(), bytes.end())}}));
        return answer ? answer->lease.portal_api : "no lease";
    };
    EXPECT_EQ(portal("https://portal.example/api"), "https://portal.example/api");
    EXPECT_EQ(portal("urn:ietf:params:capport:unrestricted"), "") << "a network without one";
    EXPECT_EQ(portal("http://portal.example/api"), "") << "RFC 8910 has none without TLS";
    EXPECT_EQ(portal(""), "");
}

TEST(DhcpAnswer, KeepsThreeNameServers) {
    const FakeDhcpServer server(radio, transaction);
    Bytes many;
    for (int i = 0; i < 8; ++i) {
        fakes::packets::put32(many, 0x0a000001U + static_cast<unsigned>(i));
    }
    const auto answer =
        parse(server.gives(DhcpType::ack, {{54, FakeDhcpServer::number(server.server)}, {6, many}, {6, many}}));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->lease.name_servers.size(), 3U);
}

}  // namespace
}  // namespace magpie::agent::dhcp
