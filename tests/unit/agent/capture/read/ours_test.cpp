#include "agent/capture/read/ours.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace magpie::agent {
namespace {

using capture::OwnAccessPoint;
using capture::OwnNetwork;
using capture::OwnResolver;
using capture::Record;
using capture::Security;

using Texts = std::vector<std::string>;

TEST(Ours, IsSaidAsAnAgentSaysIt) {
    const auto ours =
        parse_ours({"Mapo=open"}, {"02:00:00/24"}, {"city=10.0.0.53", "other-city=::1", "city=10.0.0.54"});
    ASSERT_TRUE(ours) << ours.error();
    EXPECT_EQ(ours->said(),
              (std::vector<Record>{
                  OwnNetwork{.ssid = capture::text32("Mapo"), .security = Security::open},
                  OwnAccessPoint{.bssid = {2}, .bits = 24}, OwnResolver{.address = {10, 0, 0, 53}},
                  OwnResolver{.address = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, .v6 = 1, .resolver = 1},
                  OwnResolver{.address = {10, 0, 0, 54}}, capture::Settled{}}));
    EXPECT_EQ(ours->resolver_names, (Texts{"city", "other-city"}));
}

TEST(Ours, OfNothingNothingIs) {
    const auto ours = parse_ours({}, {}, {});
    ASSERT_TRUE(ours);
    EXPECT_FALSE(ours->of_air());
    EXPECT_FALSE(ours->of_clients());
    EXPECT_EQ(ours->said(), std::vector<Record>{capture::Settled{}});
}

TEST(Ours, ANameMayHaveTheSignInIt) {
    const auto ours = parse_ours({"a=b=owe"}, {}, {});
    ASSERT_TRUE(ours);
    EXPECT_EQ(capture::view(ours->networks.at(0).ssid), "a=b");
}

TEST(Ours, TheRestIsRefused) {
    for (const auto* network :
         {"", "Mapo", "Mapo=", "Mapo=wep", "=open", "a name of thirty-three bytes, one more=open"}) {
        EXPECT_FALSE(parse_ours({network}, {}, {})) << network;
    }
    for (const auto* point : {"", "Mapo", "02:00:00"}) {
        EXPECT_FALSE(parse_ours({}, {point}, {})) << point;
    }
    for (const auto* resolver : {"", "city", "city=", "city=x", "=10.0.0.1", "other=10.0.0.1", "City=10.0.0.1"}) {
        EXPECT_FALSE(parse_ours({}, {}, {resolver})) << resolver;
    }
    EXPECT_FALSE(parse_ours(Texts(9, "Mapo=open"), {}, {}));
    EXPECT_FALSE(parse_ours({}, Texts(257, "02:00:00/24"), {}));
    EXPECT_FALSE(parse_ours({}, {}, {"a=10.0.0.1", "b=10.0.0.2", "c=10.0.0.3", "d=10.0.0.4", "e=10.0.0.5"}));
    EXPECT_FALSE(parse_ours({}, {}, Texts(17, "a=10.0.0.1")));
}

}  // namespace
}  // namespace magpie::agent
