#include "agent/internet/lldp.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fakes/lldp_frames.hpp"

namespace magpie::agent {
namespace {

using capture::BadFrame;
using fakes::LldpFrame;
using fakes::whole_lldp_frame;

Lldp good(const std::vector<std::byte>& bytes, bool cut = false) {
    const auto read = parse_lldp(bytes, cut);
    if (!read || !*read) {
        ADD_FAILURE() << "not read";
        return {};
    }
    return **read;
}

bool is_bad(const std::vector<std::byte>& bytes, bool cut = false) {
    const auto read = parse_lldp(bytes, cut);
    return read && !*read && read->error() == BadFrame::lldp;
}

LldpFrame shortest() {
    LldpFrame frame;
    return frame.chassis_mac().port_name("1").lives(120);
}

TEST(Lldp, AllThatASwitchSaysIsRead) {
    const auto frame = whole_lldp_frame();
    const auto lldp = good(frame.bytes());
    EXPECT_EQ(text_of(lldp.chassis), "02:00:00:00:00:01");
    EXPECT_EQ(text_of(lldp.port), "Gi1/0/12");
    EXPECT_EQ(lldp.seconds_to_live, 120);
    EXPECT_EQ(lldp.port_description, "pole 12, street");
    EXPECT_EQ(lldp.system_name, "sw-mapo-1");
    EXPECT_EQ(address_text(lldp.management_address), "10.88.0.1");
    EXPECT_EQ(lldp.port_vlan, 77);
    EXPECT_EQ(lldp.mau_type, 30);
    EXPECT_EQ(lldp.poe_class, 4);
    EXPECT_EQ(lldp.poe_tenths_of_watt, 180);
}

/// As a small switch sends it: addresses for ids, no end, padded to the least of Ethernet.
TEST(Lldp, WhatEachHasIsEnough) {
    LldpFrame frame;
    frame.chassis_mac().part(2, {3, 0x02, 0, 0, 0, 0, 9}).lives(60).ends();
    frame.add({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    const auto lldp = good(frame.bytes());
    EXPECT_EQ(text_of(lldp.port), "02:00:00:00:00:09");
    EXPECT_EQ(lldp.system_name, "");
    EXPECT_EQ(lldp.port_vlan, std::nullopt);
    EXPECT_EQ(lldp.poe_class, std::nullopt);
    EXPECT_EQ(address_text(lldp.management_address), "");
}

TEST(Lldp, TheEndMayBeLeftOutWhereTheFrameEnds) {
    EXPECT_EQ(good(shortest().bytes()).seconds_to_live, 120);
}

TEST(Lldp, BehindAVlanTagItIsReadAsWell) {
    auto bytes = whole_lldp_frame().bytes();
    const std::vector<std::byte> tag{std::byte{0x81}, std::byte{0}, std::byte{0}, std::byte{5}};
    bytes.insert(bytes.begin() + 12, tag.begin(), tag.end());
    EXPECT_EQ(good(bytes).system_name, "sw-mapo-1");
}

TEST(Lldp, AFrameOfAnotherTypeIsNone) {
    auto bytes = whole_lldp_frame().bytes();
    bytes[13] = std::byte{0xcd};
    EXPECT_FALSE(parse_lldp(bytes, false));
    EXPECT_FALSE(parse_lldp(std::span(bytes).first(13), false));
}

TEST(Lldp, ANetworkAddressMayBeAnId) {
    LldpFrame frame;
    frame.part(1, {5, 1, 192, 168, 0, 1}).part(2, {4, 2, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}).lives(1);
    const auto lldp = good(frame.bytes());
    EXPECT_EQ(text_of(lldp.chassis), "192.168.0.1");
    EXPECT_EQ(text_of(lldp.port), "fd00::1");
    EXPECT_EQ(lldp.seconds_to_live, 1);
}

TEST(Lldp, WithoutOneOfTheThreeItIsBad) {
    EXPECT_TRUE(is_bad(LldpFrame().ends().bytes()));
    EXPECT_TRUE(is_bad(LldpFrame().chassis_mac().ends().bytes()));
    EXPECT_TRUE(is_bad(LldpFrame().chassis_mac().port_name("1").ends().bytes()));
    EXPECT_TRUE(is_bad(LldpFrame().chassis_mac().port_name("1").bytes(), true));
}

TEST(Lldp, InAnotherOrderOrTwiceItIsBad) {
    EXPECT_TRUE(is_bad(LldpFrame().port_name("1").chassis_mac().lives(1).ends().bytes()));
    EXPECT_TRUE(is_bad(shortest().chassis_mac().ends().bytes()));
    EXPECT_TRUE(is_bad(shortest().lives(1).ends().bytes()));
}

TEST(Lldp, APartThatRunsOverIsBadUnlessTheCaptureCutIt) {
    auto frame = shortest();
    frame.part(5, {}, "name").add({10, 200, 'x'});
    EXPECT_TRUE(is_bad(frame.bytes()));
    EXPECT_EQ(good(frame.bytes(), true).system_name, "name");
}

TEST(Lldp, EveryBeginningOfAFrameIsReadOrRefused) {
    const auto whole = whole_lldp_frame().bytes();
    for (std::size_t size = 0; size < whole.size(); ++size) {
        (void)parse_lldp(std::span(whole).first(size), false);
        (void)parse_lldp(std::span(whole).first(size), true);
    }
}

TEST(Lldp, IdsOfWrongSizesAreBad) {
    EXPECT_TRUE(is_bad(LldpFrame().part(1, {4, 1, 2, 3}).port_name("1").lives(1).bytes()));
    EXPECT_TRUE(is_bad(LldpFrame().part(1, {7}).port_name("1").lives(1).bytes()));
    EXPECT_TRUE(is_bad(LldpFrame().chassis_mac().part(2, {5}, std::string(256, 'x')).lives(1).bytes()));
}

TEST(Lldp, OfTwoTheFirstCounts) {
    const auto lldp = good(shortest().part(5, {}, "one").part(5, {}, "two").bytes());
    EXPECT_EQ(lldp.system_name, "one");
}

TEST(Lldp, APortThatTakesPowerGrantsNone) {
    const auto lldp = good(shortest().part(127, {0x00, 0x12, 0x0f, 2, 6, 1, 5, 0x52, 0, 255, 0, 180}).bytes());
    EXPECT_EQ(lldp.poe_class, std::nullopt);
    EXPECT_EQ(lldp.poe_tenths_of_watt, std::nullopt);
}

TEST(Lldp, PowerThatWasNotNegotiatedHasAClassAlone) {
    const auto lldp = good(shortest().part(127, {0x00, 0x12, 0x0f, 2, 7, 1, 4}).bytes());
    EXPECT_EQ(lldp.poe_class, 3);
    EXPECT_EQ(lldp.poe_tenths_of_watt, std::nullopt);
}

TEST(Lldp, AManagementAddressThatLiesAboutItsLengthIsBad) {
    EXPECT_TRUE(is_bad(shortest().part(8, {9, 1, 10, 0, 0, 1}).bytes()));
    EXPECT_TRUE(is_bad(shortest().part(8, {}).bytes()));
    EXPECT_EQ(address_text(good(shortest().part(8, {3, 1, 10, 0}).bytes()).management_address), "");
}

}  // namespace
}  // namespace magpie::agent
