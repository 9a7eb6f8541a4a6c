#include "agent/ieee80211/own_text.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace magpie::agent {
namespace {

using capture::OwnAccessPoint;
using capture::Security;

TEST(OwnText, EachWayToLetClientsInHasItsWord) {
    EXPECT_EQ(parse_security("open"), Security::open);
    EXPECT_EQ(parse_security("owe"), Security::owe);
    EXPECT_EQ(parse_security("personal"), Security::personal);
    EXPECT_EQ(parse_security("enterprise"), Security::enterprise);
    EXPECT_EQ(parse_security(""), std::nullopt);
    EXPECT_EQ(parse_security("Open"), std::nullopt);
}

TEST(OwnText, AnAccessPointIsABssidOrItsFirstBits) {
    EXPECT_EQ(parse_own_access_point("02:00:00:00:01:00"), (OwnAccessPoint{.bssid = {2, 0, 0, 0, 1, 0}, .bits = 48}));
    EXPECT_EQ(parse_own_access_point("0A:bC:de/24"),
              (OwnAccessPoint{.bssid = {0x0a, 0xbc, 0xde, 0, 0, 0}, .bits = 24}));
    for (const auto* wrong : {"", "02:00:00", "02:00:00/23", "02:00:00/49", "02:00/24", "03:00:00:00:01:00"}) {
        EXPECT_EQ(parse_own_access_point(wrong), std::nullopt) << wrong;
    }
}

}  // namespace
}  // namespace magpie::agent
