#include "agent/capture/air/own.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

using capture::Security;

capture::OwnNetwork network(std::string_view ssid, Security security) {
    return {.ssid = capture::text32(ssid), .security = security};
}

TEST(Own, CountsOnceItIsSettledAndNotBefore) {
    Own own;
    own.hear(network("City", Security::open));
    own.hear(capture::OwnAccessPoint{.bssid = {2, 0, 0, 0, 0, 1}});
    EXPECT_FALSE(own.settled());
    EXPECT_EQ(own.name("City"), nullptr);
    EXPECT_FALSE(own.is_access_point({{2, 0, 0, 0, 0, 1}}));
    own.hear(capture::Settled{});
    EXPECT_TRUE(own.settled());
    EXPECT_NE(own.name("City"), nullptr);
    EXPECT_TRUE(own.is_access_point({{2, 0, 0, 0, 0, 1}}));
}

TEST(Own, IsSaidAnewEachTime) {
    Own own;
    own.hear(network("City", Security::open));
    own.hear(capture::Settled{});
    own.hear(network("Town", Security::open));
    EXPECT_NE(own.name("City"), nullptr);
    own.hear(capture::Settled{});
    EXPECT_EQ(own.name("City"), nullptr);
    EXPECT_NE(own.name("Town"), nullptr);
}

TEST(Own, OfAnAgentThatWentInBetweenNothingStays) {
    Own own;
    own.hear(network("City", Security::open));
    own.hear(capture::Hello{});
    own.hear(capture::Settled{});
    EXPECT_TRUE(own.names().empty());
}

TEST(Own, ANameMayLetInByMoreThanOneWay) {
    Own own;
    own.hear(network("City", Security::open));
    own.hear(network("City", Security::owe));
    own.hear(capture::Settled{});
    ASSERT_EQ(own.names().size(), 1U);
    EXPECT_TRUE(own.name("City")->lets_in(Security::open));
    EXPECT_TRUE(own.name("City")->lets_in(Security::owe));
    EXPECT_FALSE(own.name("City")->lets_in(Security::personal));
}

TEST(Own, FirstBitsAreCompared) {
    Own own;
    own.hear(capture::OwnAccessPoint{.bssid = {0x00, 0x11, 0x22, 0x30, 0, 0}, .bits = 28});
    own.hear(capture::OwnAccessPoint{.bssid = {0x02, 0, 0, 0, 0, 1}});
    own.hear(capture::Settled{});
    EXPECT_TRUE(own.is_access_point({{0x00, 0x11, 0x22, 0x3f, 1, 2}}));
    EXPECT_FALSE(own.is_access_point({{0x00, 0x11, 0x22, 0x4f, 1, 2}}));
    EXPECT_FALSE(own.is_named({{0x00, 0x11, 0x22, 0x3f, 1, 2}}));
    EXPECT_TRUE(own.is_named({{0x02, 0, 0, 0, 0, 1}}));
    EXPECT_FALSE(own.is_access_point({{0x02, 0, 0, 0, 0, 2}}));
}

TEST(Own, OfNoBitsIsEverybody) {
    Own own;
    own.hear(capture::OwnAccessPoint{.bits = 0});
    own.hear(capture::Settled{});
    EXPECT_TRUE(own.is_access_point({{0xfe, 1, 2, 3, 4, 5}}));
}

TEST(Own, NamesThatAreOursLookLikeNone) {
    Own own;
    own.hear(network("City", Security::open));
    own.hear(network("CITY", Security::open));
    own.hear(network(" ", Security::open));
    own.hear(capture::Settled{});
    EXPECT_EQ(own.looks_like("City"), nullptr);
    EXPECT_EQ(own.looks_like("CITY"), nullptr);
    EXPECT_EQ(own.looks_like("__"), nullptr);
    ASSERT_NE(own.looks_like("C1ty"), nullptr);
    EXPECT_EQ(own.looks_like("C1ty")->ssid, "City");
}

TEST(Own, ThoseThatAreSpokenForAreBounded) {
    const auto of = [](unsigned i) {
        return MacAddress{{2, 0, 0, static_cast<std::uint8_t>(i >> 16), static_cast<std::uint8_t>(i >> 8),
                           static_cast<std::uint8_t>(i)}};
    };
    Own own;
    own.hear(capture::Settled{});
    for (unsigned i = 0; i < 10'000; ++i) {
        own.speak_for(of(i));
        own.speak_for(of(1'000'000));
    }
    unsigned spoken_for = 0;
    for (unsigned i = 0; i < 10'000; ++i) {
        spoken_for += own.is_access_point(of(i)) ? 1 : 0;
    }
    EXPECT_LE(spoken_for, 512U);
    EXPECT_TRUE(own.is_access_point(of(9'999)));
    EXPECT_TRUE(own.is_access_point(of(1'000'000)));
    own.hear(capture::Settled{});
    EXPECT_FALSE(own.is_access_point(of(9'999)));
    EXPECT_FALSE(own.is_access_point(of(1'000'000)));
}

}  // namespace
}  // namespace magpie::agent
