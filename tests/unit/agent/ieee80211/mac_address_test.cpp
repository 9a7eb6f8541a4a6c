#include "agent/ieee80211/mac_address.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(MacAddress, IsReadInEitherCase) {
    const MacAddress address{{0x02, 0x00, 0x5e, 0xab, 0xcd, 0xff}};
    EXPECT_EQ(parse_mac_address("02:00:5e:ab:cd:ff"), address);
    EXPECT_EQ(parse_mac_address("02:00:5E:AB:CD:FF"), address);
}

TEST(MacAddress, OfAnyOtherFormIsNone) {
    for (const auto* text : {"", "02:00:5e:ab:cd:f", "02:00:5e:ab:cd:fff", "02:00:5e:ab:cd", "02-00-5e-ab-cd-ff",
                             "02:00:5e:ab:cd:fg", "+2:00:5e:ab:cd:ff", "0x:00:5e:ab:cd:ff", " 2:00:5e:ab:cd:ff",
                             "02:00:5e:ab:cd-ff", "02:00:5e:ab:cd:ff:", "2:0:5e:ab:cd:ff:00", "02005eabcdff"}) {
        EXPECT_FALSE(parse_mac_address(text)) << text;
    }
}

}  // namespace
}  // namespace magpie::agent
