#include "agent/internet/dhcp.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "tests/fakes/packet_payloads.hpp"

namespace magpie::agent {
namespace {

using namespace fakes::packets;
using capture::BadFrame;

constexpr std::size_t place_of_options = 240;

tl::expected<Dhcp, BadFrame> parse(const Bytes& bytes, bool cut = false) {
    // Of exactly its size, so that a sanitizer sees a byte too far.
    const auto copy = std::make_unique<std::byte[]>(bytes.size());
    std::ranges::copy(bytes, copy.get());
    return parse_dhcp({copy.get(), bytes.size()}, cut);
}

bool is_refused(const Bytes& bytes, bool cut = false) {
    const auto dhcp = parse(bytes, cut);
    return !dhcp && dhcp.error() == BadFrame::dhcp;
}

Bytes first(Bytes bytes, std::size_t size) {
    bytes.resize(size);
    return bytes;
}

/// A message whose options are these bytes and nothing else.
Bytes with_options(const Bytes& options) {
    auto bytes = first(dhcp({}), place_of_options);
    put(bytes, options);
    return bytes;
}

Bytes bytes_of(std::initializer_list<unsigned> values) {
    Bytes bytes;
    for (const auto value : values) {
        put8(bytes, value);
    }
    return bytes;
}

const DhcpOption portal{114, text("https://portal.city.example/api")};

TEST(Dhcp, TellsEachType) {
    for (std::uint8_t type = 1; type <= 8; ++type) {
        const auto message = parse(dhcp({.type = static_cast<DhcpType>(type), .transaction = 0xcafe0000U + type}));
        ASSERT_TRUE(message);
        EXPECT_EQ(message->type, static_cast<DhcpType>(type));
        EXPECT_EQ(message->transaction, 0xcafe0000U + type);
        EXPECT_EQ(message->client, phone);
        EXPECT_FALSE(message->has_portal_uri);
    }
}

TEST(Dhcp, OfAnotherTypeOrNoneIsRefused) {
    for (const unsigned type : {0U, 9U, 13U, 255U}) {
        EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, type, 255})))) << type;
    }
    EXPECT_TRUE(is_refused(with_options(bytes_of({255}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 2, 1, 1, 255}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 0, 255}))));
}

TEST(Dhcp, ItsFirstTypeCounts) {
    const auto message = parse(with_options(bytes_of({53, 1, 3, 53, 1, 5, 255})));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, DhcpType::request);
}

TEST(Dhcp, SaysWhereThePortalIs) {
    EXPECT_TRUE(parse(dhcp({.type = DhcpType::ack, .options = {{1, Bytes(4)}, portal}}))->has_portal_uri);
    EXPECT_FALSE(parse(dhcp({.type = DhcpType::ack, .options = {{114}}}))->has_portal_uri);
}

TEST(Dhcp, OfANetworkThatSaysItHasNoPortalHasNone) {
    const DhcpOption unrestricted{114, text("urn:ietf:params:capport:unrestricted")};
    EXPECT_FALSE(parse(dhcp({.type = DhcpType::ack, .options = {unrestricted}}))->has_portal_uri);
}

TEST(Dhcp, PaddingBetweenOptionsIsPassedOver) {
    const auto message = parse(with_options(bytes_of({0, 0, 12, 0, 0, 53, 1, 8, 0, 255})));
    ASSERT_TRUE(message);
    EXPECT_EQ(message->type, DhcpType::inform);
}

TEST(Dhcp, WhatStandsBehindTheEndIsNotRead) {
    EXPECT_TRUE(parse(with_options(bytes_of({53, 1, 1, 255, 114, 200}))));
}

TEST(Dhcp, HeaderThatIsNoneOfEthernetIsRefused) {
    const auto whole = dhcp({});
    for (const auto& [place, value] : {std::pair{0, 0}, {0, 3}, {1, 6}, {2, 0}, {2, 16}, {236, 0}, {239, 0x64}}) {
        auto other = whole;
        other[static_cast<std::size_t>(place)] = static_cast<std::byte>(value);
        EXPECT_TRUE(is_refused(other)) << place;
    }
}

TEST(Dhcp, CutBeforeItsOptionsIsRefused) {
    const auto whole = dhcp({});
    for (std::size_t size = 0; size < place_of_options; ++size) {
        EXPECT_TRUE(is_refused(first(whole, size))) << size;
        EXPECT_TRUE(is_refused(first(whole, size), true)) << size;
    }
}

TEST(Dhcp, CutBehindItsTypeIsReadAsFar) {
    const auto whole = dhcp({.type = DhcpType::ack, .options = {{3, Bytes(4)}, portal}, .has_end = false});
    for (std::size_t size = place_of_options; size < whole.size(); ++size) {
        const auto part = first(whole, size);
        EXPECT_TRUE(is_refused(part)) << size;
        const auto message = parse(part, true);
        ASSERT_EQ(message.has_value(), size >= place_of_options + 3) << size;
        if (message) {
            EXPECT_EQ(message->type, DhcpType::ack);
            EXPECT_FALSE(message->has_portal_uri) << "of an option that is not whole";
        }
    }
    EXPECT_TRUE(parse(whole, true)->has_portal_uri);
}

TEST(Dhcp, OptionsThatRunOverOrDoNotEndAreRefused) {
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, 1}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, 1, 0, 0}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, 1, 12}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, 1, 12, 3, 1, 255}))));
    EXPECT_TRUE(is_refused(with_options(bytes_of({53, 1, 1, 12, 255, 255}))));
    EXPECT_TRUE(is_refused(with_options({})));
}

TEST(Dhcp, ReadsWhatIsOverloaded) {
    const Bytes type = bytes_of({53, 1, 5, 255});
    auto file = dhcp_options({portal});
    put8(file, 255);
    const auto both = [&](unsigned overload) {
        auto bytes = dhcp({.server_name = type, .file = file});
        bytes.resize(place_of_options);
        put(bytes, bytes_of({52, 1, overload, 255}));
        return bytes;
    };
    const auto all = parse(both(3));
    ASSERT_TRUE(all);
    EXPECT_EQ(all->type, DhcpType::ack);
    EXPECT_TRUE(all->has_portal_uri);
    const auto name_only = parse(both(2));
    ASSERT_TRUE(name_only);
    EXPECT_FALSE(name_only->has_portal_uri);
    EXPECT_TRUE(is_refused(both(1))) << "the type stands in the other";
    EXPECT_TRUE(is_refused(both(0)));
    EXPECT_TRUE(is_refused(both(4)));
}

TEST(Dhcp, WhatIsOverloadedMustEndToo) {
    const DhcpOption overload{52, bytes_of({1})};
    EXPECT_TRUE(is_refused(dhcp({.options = {overload}, .file = Bytes(128)})));
    EXPECT_TRUE(is_refused(dhcp({.options = {overload}, .file = bytes_of({12, 200})})));
    // Also where the options behind it are cut: the field itself is not.
    EXPECT_TRUE(is_refused(dhcp({.options = {overload}, .has_end = false}), true));
}

TEST(Dhcp, WhatIsOverloadedDoesNotOverload) {
    const auto message = parse(dhcp({.options = {{52, bytes_of({1})}}, .file = bytes_of({52, 1, 3, 255})}));
    ASSERT_TRUE(message) << "the server's name has no options";
}

}  // namespace
}  // namespace magpie::agent
