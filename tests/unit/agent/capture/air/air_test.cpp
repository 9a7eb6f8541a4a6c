#include "agent/capture/air/air.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/capture/air/street.hpp"

namespace magpie::agent {
namespace {

using capture::BadFrame;
using capture::FrameClass;
using capture::Security;
using fakes::air::FakeAccessPoint;
using namespace std::chrono_literals;

constexpr MacAddress client{{0x02, 0xcc, 0, 0, 0, 7}};

std::uint64_t frames_of(const capture::Network& network, FrameClass type) {
    return network.frames[static_cast<std::size_t>(type)];
}
std::uint64_t airtime_of(const capture::Network& network, FrameClass type) {
    return network.airtime_us[static_cast<std::size_t>(type)];
}

TEST(Air, TellsOfANetworkWhatItsBeaconsSay) {
    Street street;
    FakeAccessPoint of;
    of.more = fakes::air::element(11, fakes::air::bytes({0x2c, 0x01, 0x33, 0, 0}));
    street.pass(10s, {&of});
    const auto network = street.network(of.bssid);
    EXPECT_EQ(capture::view(network.ssid), "City");
    EXPECT_EQ(network.hidden, 0);
    EXPECT_EQ(network.own, 0);
    EXPECT_EQ(network.mhz, 2437U);
    EXPECT_EQ(network.signal_dbm, -50);
    EXPECT_EQ(network.clients, 300);
    EXPECT_EQ(network.load, 51);
    EXPECT_EQ(frames_of(network, FrameClass::beacon), 98U);
    EXPECT_EQ(network.beacons_expected, 98U);
    EXPECT_EQ(network.beacons_lost, 0U);
    EXPECT_GT(airtime_of(network, FrameClass::beacon), 98U * 100);
}

TEST(Air, WithoutALoadElementThereIsNoLoad) {
    Street street;
    FakeAccessPoint of;
    street.pass(1s, {&of});
    EXPECT_EQ(street.network(of.bssid).load, -1);
}

TEST(Air, CountsFramesByClassAndRetries) {
    Street street;
    FakeAccessPoint of;
    street.hear_beacon(of);
    street.hear(of.data(client));
    street.hear(of.data(client, 0x08));
    street.hear(of.deauthentication(client));
    // An RTS of the access point, and an acknowledgement to it: of the network. One to the client: of nobody.
    street.hear(
        fakes::air::all({fakes::air::bytes({0xb4, 0, 0, 0}), fakes::air::bytes(client), fakes::air::bytes(of.bssid)}));
    street.hear(fakes::air::all({fakes::air::bytes({0xd4, 0, 0, 0}), fakes::air::bytes(of.bssid)}));
    street.hear(fakes::air::all({fakes::air::bytes({0xd4, 0, 0, 0}), fakes::air::bytes(client)}));
    street.tick();
    const auto network = street.network(of.bssid);
    EXPECT_EQ(frames_of(network, FrameClass::beacon), 1U);
    EXPECT_EQ(frames_of(network, FrameClass::data), 2U);
    EXPECT_EQ(frames_of(network, FrameClass::management), 1U);
    EXPECT_EQ(frames_of(network, FrameClass::control), 2U);
    EXPECT_EQ(network.retries, 1U);
    EXPECT_EQ(street.air.frames(), 7U);
}

TEST(Air, ANetworkWithoutBeaconIsNone) {
    Street street;
    FakeAccessPoint of;
    street.hear(of.data(client));
    street.tick();
    EXPECT_TRUE(street.networks.empty());
    EXPECT_EQ(street.channels.size(), 1U);
}

TEST(Air, AnIbssIsNoNetwork) {
    Street street;
    FakeAccessPoint of;
    auto beacon = of.beacon(0);
    beacon[34] = std::byte{0x02};
    street.hear(beacon);
    street.tick();
    EXPECT_TRUE(street.networks.empty());
}

TEST(Air, WhatTheRadioCouldNotReadIsCountedAndNeverAttributed) {
    Street street;
    FakeAccessPoint of;
    street.radio.bad_fcs = true;
    street.pass(1s, {&of});
    EXPECT_TRUE(street.networks.empty());
    EXPECT_TRUE(street.channels.empty());
    EXPECT_EQ(street.air.bad()[static_cast<std::size_t>(BadFrame::bad_fcs)], street.air.frames());
}

TEST(Air, OfBadElementsWhatComesBeforeIsUsed) {
    Street street;
    FakeAccessPoint of;
    of.more = fakes::air::bytes({221, 200, 1});
    street.hear_beacon(of);
    street.tick();
    EXPECT_EQ(street.air.bad()[static_cast<std::size_t>(BadFrame::elements)], 1U);
    EXPECT_EQ(capture::view(street.network(of.bssid).ssid), "City");
}

TEST(Air, ABeaconThatIsCutByTheCaptureIsNotBad) {
    Street street;
    FakeAccessPoint of;
    of.more = fakes::air::element(221, fakes::air::Bytes(200));
    street.hear(of.beacon(0), 200);
    street.tick();
    EXPECT_EQ(street.air.bad()[static_cast<std::size_t>(BadFrame::elements)], 0U);
    EXPECT_EQ(capture::view(street.network(of.bssid).ssid), "City");
}

TEST(Air, AirtimeIsOfTheWholeFrameHoweverMuchWasCaptured) {
    Street whole;
    Street cut;
    FakeAccessPoint of;
    of.more = fakes::air::element(221, fakes::air::Bytes(200));
    whole.hear(of.beacon(0));
    cut.hear(of.beacon(0), 120);
    whole.tick();
    cut.tick();
    EXPECT_EQ(airtime_of(whole.network(of.bssid), FrameClass::beacon),
              airtime_of(cut.network(of.bssid), FrameClass::beacon));
    EXPECT_EQ(whole.channels.at(2437).airtime_us, airtime_of(whole.network(of.bssid), FrameClass::beacon));
}

TEST(Air, AHiddenNameIsLearnedFromTheAnswerToWhoKnowsIt) {
    Street street;
    FakeAccessPoint of;
    of.hidden = true;
    street.pass(1s, {&of});
    EXPECT_EQ(street.network(of.bssid).hidden, 1);
    street.hear(of.probe_response("Secret", street.us));
    street.pass(1s, {&of});
    EXPECT_EQ(street.network(of.bssid).hidden, 0);
    EXPECT_EQ(capture::view(street.network(of.bssid).ssid), "Secret");
}

TEST(Air, AnAnswerDoesNotRenameANetwork) {
    Street street;
    FakeAccessPoint of;
    street.hear_beacon(of);
    street.hear(of.probe_response("Other", street.us));
    street.tick();
    EXPECT_EQ(capture::view(street.network(of.bssid).ssid), "City");
}

TEST(Air, WhoIsHeardBesideItsChannelIsWhereItSays) {
    Street street;
    FakeAccessPoint of;
    of.channel = 6;
    of.mhz = 2442;  // the radio's, one channel on
    street.hear_beacon(of);
    street.tick();
    EXPECT_EQ(street.network(of.bssid).mhz, 2437U);
    EXPECT_TRUE(street.channels.contains(2442));
}

TEST(Air, NetworksWithoutBeaconOfTheirOwnAreNetworks) {
    Street street;
    FakeAccessPoint of;
    of.bssid = {{0x02, 0, 0, 0, 1, 0x0e}};
    of.more = fakes::air::multiple_bssid(
        2, {fakes::air::profile(1, "Guest", {}, true), fakes::air::profile(2, "Staff", {}, true)});
    street.hear_beacon(of);
    const MacAddress guest{{0x02, 0, 0, 0, 1, 0x0f}};
    const MacAddress staff{{0x02, 0, 0, 0, 1, 0x0c}};
    FakeAccessPoint with = of;
    with.bssid = guest;
    street.hear(with.data(client));
    street.tick();
    EXPECT_EQ(capture::view(street.network(guest).ssid), "Guest");
    EXPECT_EQ(frames_of(street.network(guest), FrameClass::data), 1U);
    EXPECT_EQ(capture::view(street.network(staff).ssid), "Staff");
}

TEST(Air, TellsOfANetworkOnlyWhatChanged) {
    Street street;
    FakeAccessPoint of;
    street.hear_beacon(of);
    street.tick();
    std::vector<capture::Record> records;
    street.air.tick(street.now(), records);
    EXPECT_TRUE(records.empty());
}

TEST(Air, OurAccessPointsAreOursOnceItIsSettled) {
    Street street;
    FakeAccessPoint of;
    street.hear_beacon(of);
    street.air.hear(capture::OwnAccessPoint{.bssid = of.bssid.bytes});
    street.tick();
    EXPECT_EQ(street.network(of.bssid).own, 0);
    street.air.hear(capture::Settled{});
    street.tick();
    EXPECT_EQ(street.network(of.bssid).own, 1);
}

TEST(Air, FramesOfEthernetAreNoneOfTheAir) {
    Air air;
    const std::array<std::byte, 64> bytes{};
    air.frame({.bytes = bytes, .length = bytes.size(), .at = {}}, LinkType::ethernet);
    std::vector<capture::Record> records;
    air.tick({}, records);
    EXPECT_TRUE(records.empty());
}

TEST(Air, PlainFramesAreReadWithoutARadio) {
    Air air;
    FakeAccessPoint of;
    const auto beacon = of.beacon(0);
    air.frame({.bytes = beacon, .length = beacon.size(), .at = {}}, LinkType::ieee80211);
    std::vector<capture::Record> records;
    air.tick({}, records);
    ASSERT_EQ(records.size(), 1U);
    EXPECT_EQ(capture::view(std::get<capture::Network>(records[0]).ssid), "City");
}

TEST(Air, AClockThatIsSetBackEndsNothingAndBeginsNothing) {
    Street street;
    street.settle({{"City", Security::personal}}, {{{{0x02, 0, 0, 0, 9, 9}}, 48}});
    FakeAccessPoint of;
    street.us = 100'000'000;
    street.pass(2s, {&of});
    EXPECT_TRUE(street.began(capture::Threat::unknown_bssid));
    street.us = 1'000'000;
    street.pass(2s, {&of});
    EXPECT_TRUE(street.lasts(capture::Threat::unknown_bssid));
    EXPECT_TRUE(street.ended.empty());
    EXPECT_EQ(street.begun.size(), 1U);
    EXPECT_LT(street.channels.at(2437).listened_us, 5'000'000U);
}

}  // namespace
}  // namespace magpie::agent
