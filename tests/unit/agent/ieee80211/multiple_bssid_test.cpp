#include "agent/ieee80211/multiple_bssid.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/fakes/beacons.hpp"

namespace magpie::agent {
namespace {

using capture::Security;
using fakes::air::all;
using fakes::air::Bytes;
using fakes::air::bytes;
using fakes::air::element;
using fakes::air::multiple_bssid;
using fakes::air::profile;
using fakes::air::rsn;
using fakes::air::ssid;

constexpr MacAddress transmitted{{0x02, 0, 0, 0, 0x10, 0x0e}};
const Bytes no_rsn_inherited = element(255, bytes({56, 1, 48, 0}));

struct Found {
    MacAddress bssid{};
    std::string name;
    Protection protection;
    std::optional<Security> security;
};

std::vector<Found> networks(const Bytes& elements, Security inherited = Security::personal) {
    Protection protection;
    protection.rsn = inherited != Security::open;
    protection.weakest = inherited;
    MultipleBssid several(elements, transmitted, protection);
    std::vector<Found> result;
    while (const auto one = several.next()) {
        result.push_back({one->bssid,
                          {reinterpret_cast<const char*>(one->ssid.data()), one->ssid.size()},
                          one->protection,
                          one->security()});
    }
    EXPECT_FALSE(several.next());
    return result;
}

TEST(BssidOf, CountsWithinItsLastBits) {
    EXPECT_EQ(bssid_of(transmitted, 2, 1).bytes[5], 0x0f);
    EXPECT_EQ(bssid_of(transmitted, 2, 2).bytes[5], 0x0c);
    EXPECT_EQ(bssid_of(transmitted, 2, 3).bytes[5], 0x0d);
    EXPECT_EQ(bssid_of(transmitted, 4, 3).bytes[5], 0x01);
    EXPECT_EQ(bssid_of(transmitted, 8, 255).bytes[5], 0x0d);
    EXPECT_EQ(bssid_of(transmitted, 1, 1).bytes[5], 0x0f);
    EXPECT_EQ(bssid_of(transmitted, 8, 255).bytes[4], 0x10);
}

TEST(MultipleBssid, OfNothingIsNothing) {
    EXPECT_TRUE(networks({}).empty());
    EXPECT_TRUE(networks(ssid("City")).empty());
    EXPECT_TRUE(networks(element(71, {})).empty());
    EXPECT_TRUE(networks(element(71, bytes({3}))).empty());
}

TEST(MultipleBssid, HasAnAddressANameAndAWayIn) {
    const auto found = networks(
        all({ssid("City"), multiple_bssid(2, {profile(1, "Guest", {}, false), profile(2, "Staff", rsn({1}), true),
                                              profile(3, "Home", {}, true)})}));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].name, "Guest");
    EXPECT_EQ(found[0].bssid, (MacAddress{{0x02, 0, 0, 0, 0x10, 0x0f}}));
    EXPECT_EQ(found[0].security, Security::open);
    EXPECT_EQ(found[1].name, "Staff");
    EXPECT_EQ(found[1].bssid, (MacAddress{{0x02, 0, 0, 0, 0x10, 0x0c}}));
    EXPECT_EQ(found[1].security, Security::enterprise);
    EXPECT_EQ(found[2].security, Security::personal);
}

TEST(MultipleBssid, InheritsKeysUnlessItSaysNot) {
    const auto inherits = networks(multiple_bssid(2, {profile(1, "A", {}, true)}), Security::enterprise);
    ASSERT_EQ(inherits.size(), 1U);
    EXPECT_EQ(inherits[0].security, Security::enterprise);
    const auto not_so = networks(multiple_bssid(2, {profile(1, "A", no_rsn_inherited, false)}), Security::enterprise);
    ASSERT_EQ(not_so.size(), 1U);
    EXPECT_EQ(not_so[0].security, Security::open);
    const auto wep = networks(multiple_bssid(2, {profile(1, "A", no_rsn_inherited, true)}), Security::enterprise);
    ASSERT_EQ(wep.size(), 1U);
    EXPECT_EQ(wep[0].security, Security::personal);
    EXPECT_FALSE(wep[0].protection.rsn);
}

TEST(MultipleBssid, AnOweTransitionIsItsOwn) {
    const auto found = networks(multiple_bssid(2, {profile(1, "A", fakes::air::owe_transition(transmitted, "B"), false),
                                                   profile(2, "C", {}, false)}),
                                Security::owe);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found[0].protection.owe_transition);
    EXPECT_FALSE(found[1].protection.owe_transition);
}

TEST(MultipleBssid, GoesOnOverTheEndOfAnElement) {
    const auto found = networks(all({
        element(71, all({bytes({3}), profile(1, "A", {}, true), profile(2, "B", {}, true)})),
        ssid("between"),
        element(71, all({bytes({3}), element(0, rsn({18})), profile(3, "C", {}, true)})),
    }));
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].security, Security::personal);
    EXPECT_EQ(found[1].name, "B");
    EXPECT_EQ(found[1].security, Security::owe);
    EXPECT_EQ(found[2].name, "C");
}

TEST(MultipleBssid, ABeginIsNeededToGoOn) {
    EXPECT_TRUE(networks(multiple_bssid(2, {element(0, all({ssid("A"), element(85, bytes({1}))}))})).empty());
}

TEST(MultipleBssid, AnIndexThatCannotBeIsPassedOver) {
    const auto found = networks(multiple_bssid(
        2, {profile(0, "zero", {}, true), profile(4, "beyond", {}, true), profile(3, "last", {}, true)}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name, "last");
    EXPECT_TRUE(networks(multiple_bssid(0, {profile(1, "no bits", {}, true)})).empty());
    EXPECT_TRUE(networks(multiple_bssid(9, {profile(1, "nine bits", {}, true)})).empty());
    EXPECT_TRUE(networks(multiple_bssid(255, {profile(1, "all bits", {}, true)})).empty());
    EXPECT_TRUE(networks(multiple_bssid(2, {element(0, all({element(83, bytes({0x11, 4})), ssid("none")}))})).empty());
}

TEST(MultipleBssid, TheFirstNameAndIndexCount) {
    const auto found = networks(multiple_bssid(2, {profile(1, "A", all({ssid("B"), element(85, bytes({2}))}), true)}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name, "A");
    EXPECT_EQ(found[0].bssid, bssid_of(transmitted, 2, 1));
}

TEST(MultipleBssid, AHiddenOrTooLongNameIsEmpty) {
    const auto found =
        networks(multiple_bssid(2, {profile(1, std::string_view("\0\0", 2), {}, true), profile(2, "", {}, true),
                                    profile(3, std::string(33, 'x'), {}, true)}));
    ASSERT_EQ(found.size(), 3U);
    for (const auto& network : found) {
        EXPECT_TRUE(network.name.empty());
    }
}

TEST(MultipleBssid, NestedWithinItselfIsOne) {
    const auto inner = multiple_bssid(2, {profile(2, "inner", {}, true)});
    const auto found = networks(multiple_bssid(2, {profile(1, "outer", inner, true)}));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].name, "outer");
}

TEST(MultipleBssid, WhereItIsCutTheRestIsNotRead) {
    const auto whole = all({ssid("City"), multiple_bssid(2, {profile(1, "Guest", {}, true)}), ssid("x")});
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto found = networks(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
        EXPECT_EQ(found.size(), size >= whole.size() - 3 ? 1U : 0U) << size;
    }
    // Within the element: a profile that is longer than it.
    const auto overrun = element(71, all({bytes({2}), profile(1, "A", {}, true), bytes({0, 200, 83, 2, 1, 4})}));
    EXPECT_EQ(networks(overrun).size(), 1U);
    // Within the profile: an index that is longer than it.
    const auto inside =
        element(71, all({bytes({2}), element(0, all({element(83, bytes({1, 4})), bytes({85, 3, 1})}))}));
    EXPECT_TRUE(networks(inside).empty());
}

TEST(MultipleBssid, ANonInheritanceThatLiesAboutItsLengthIsHarmless) {
    for (const auto& body : {bytes({56}), bytes({56, 200, 48}), bytes({56, 0}), bytes({56, 0, 1, 48})}) {
        const auto found = networks(multiple_bssid(2, {profile(1, "A", element(255, body), true)}));
        ASSERT_EQ(found.size(), 1U);
    }
}

}  // namespace
}  // namespace magpie::agent
