#include "agent/ieee80211/security.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "tests/fakes/beacons.hpp"

namespace magpie::agent {
namespace {

using capture::Security;
using fakes::air::all;
using fakes::air::Bytes;
using fakes::air::bytes;
using fakes::air::element;

std::optional<Security> of_rsn(std::initializer_list<unsigned> suites) {
    const auto element = fakes::air::rsn(suites);
    return parse_rsn(std::span(element).subspan(2));
}

Protection protection(const Bytes& elements) {
    Protection result;
    auto rest = std::span<const std::byte>(elements);
    while (const auto one = take_element(rest)) {
        result.read(*one);
    }
    return result;
}

const Bytes wpa_personal =
    element(221, bytes({0, 0x50, 0xf2, 1, 1, 0, 0, 0x50, 0xf2, 2, 1, 0, 0, 0x50, 0xf2, 2, 1, 0, 0, 0x50, 0xf2, 2}));
const Bytes wps = element(221, bytes({0, 0x50, 0xf2, 4, 0x10, 0x4a, 0, 1, 0x10}));

TEST(Rsn, SuitesAreThoseOfTheStandard) {
    for (const unsigned suite : {2U, 4U, 6U, 8U, 9U, 19U, 20U, 24U, 25U}) {
        EXPECT_EQ(of_rsn({suite}), Security::personal) << suite;
    }
    for (const unsigned suite : {1U, 3U, 5U, 11U, 12U, 13U, 14U, 15U, 16U, 17U, 22U, 23U}) {
        EXPECT_EQ(of_rsn({suite}), Security::enterprise) << suite;
    }
    EXPECT_EQ(of_rsn({18}), Security::owe);
    for (const unsigned suite : {0U, 7U, 10U, 21U, 26U, 255U}) {
        EXPECT_FALSE(of_rsn({suite})) << suite;
    }
}

TEST(Rsn, TheWeakestOfSeveralCounts) {
    EXPECT_EQ(of_rsn({1, 2}), Security::personal);
    EXPECT_EQ(of_rsn({8, 18}), Security::owe);
    EXPECT_EQ(of_rsn({2, 8, 6}), Security::personal);
    EXPECT_EQ(of_rsn({200, 5}), Security::enterprise);
}

TEST(Rsn, WhatIsLeftOutIs8021X) {
    EXPECT_EQ(parse_rsn(bytes({1, 0})), Security::enterprise);
    EXPECT_EQ(parse_rsn(bytes({1, 0, 0, 0x0f, 0xac, 4})), Security::enterprise);
    EXPECT_EQ(parse_rsn(bytes({1, 0, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 4})), Security::enterprise);
}

TEST(Rsn, WhatRunsOverItsEndIsNotRead) {
    for (const auto& body : {bytes({}), bytes({1}), bytes({2, 0}), bytes({1, 0, 0}), bytes({1, 0, 0, 0x0f, 0xac, 4, 1}),
                             bytes({1, 0, 0, 0x0f, 0xac, 4, 2, 0, 0, 0x0f, 0xac, 4}),
                             bytes({1, 0, 0, 0x0f, 0xac, 4, 0, 0, 2, 0, 0, 0x0f, 0xac, 2}),
                             bytes({1, 0, 0, 0x0f, 0xac, 4, 0xff, 0xff, 0, 0x0f, 0xac, 4, 1, 0, 0, 0x0f, 0xac, 2}),
                             bytes({1, 0, 0, 0x0f, 0xac, 4, 0, 0, 0, 0})}) {
        EXPECT_FALSE(parse_rsn(body)) << body.size();
    }
}

TEST(Rsn, IsReadToItsKeysAndNoFurther) {
    const auto whole = fakes::air::rsn({2});
    const auto body = std::span(whole).subspan(2);
    EXPECT_EQ(parse_rsn(body.first(body.size() - 2)), Security::personal);
    EXPECT_EQ(parse_rsn(body.first(body.size() - 1)), Security::personal);
    EXPECT_FALSE(parse_rsn(body.first(body.size() - 3)));
}

TEST(Protection, WithoutKeysThePrivacyBitDecides) {
    EXPECT_EQ(protection({}).security(false), Security::open);
    EXPECT_EQ(protection({}).security(true), Security::personal);
    EXPECT_EQ(protection(wps).security(false), Security::open);
}

TEST(Protection, OfTheFirstWpaIsRead) {
    EXPECT_EQ(protection(wpa_personal).security(true), Security::personal);
    EXPECT_EQ(protection(all({fakes::air::rsn({1}), wpa_personal})).security(true), Security::personal);
}

TEST(Protection, KeysOfNoKnownKindAreNotToBeTold) {
    EXPECT_FALSE(protection(fakes::air::rsn({200})).security(true));
    EXPECT_FALSE(protection(element(48, bytes({1, 0, 9}))).security(true));
    // The one that can be read counts.
    EXPECT_EQ(protection(all({element(48, bytes({1, 0, 9})), wpa_personal})).security(true), Security::personal);
}

TEST(Protection, TheFirstOfAKindCounts) {
    EXPECT_EQ(protection(all({fakes::air::rsn({1}), fakes::air::rsn({2})})).security(true), Security::enterprise);
}

TEST(Protection, AnOweTransitionIsSeen) {
    EXPECT_TRUE(protection(fakes::air::owe_transition({}, "City")).owe_transition);
    EXPECT_FALSE(protection(wps).owe_transition);
    EXPECT_FALSE(protection(element(221, bytes({0x50, 0x6f, 0x9a}))).owe_transition);
}

}  // namespace
}  // namespace magpie::agent
