#include "wire/capture/record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace magpie::capture {
namespace {

constexpr Bssid bssid{2, 0, 0, 0, 1, 0};

/// One of each kind, with something in every field.
std::vector<Record> one_of_each() {
    return {
        Hello{},
        OwnNetwork{.ssid = text32("SEOUL"), .security = Security::owe},
        OwnAccessPoint{.bssid = bssid, .bits = 24},
        Settled{},
        Interface{.name = text32("mon0"), .kind = InterfaceKind::client, .frames = 1, .kernel_drops = 2, .bad = {3}},
        Network{.bssid = bssid,
                .own = 1,
                .hidden = 1,
                .ssid = text32("SEOUL"),
                .mhz = 5180,
                .signal_dbm = -60,
                .clients = 7,
                .frames = {1, 2, 3, 4},
                .airtime_us = {5, 6, 7, 8},
                .retries = 9,
                .beacons_expected = 10,
                .beacons_lost = 11,
                .jitter_us = 12,
                .jitters = 13,
                .load = 255},
        Channel{.mhz = 2412, .listened_us = 1, .airtime_us = 2},
        ThreatSeen{.threat = Threat::open_twin,
                   .severity = Severity::critical,
                   .present = 1,
                   .mhz = 2437,
                   .bssid = bssid,
                   .signal_dbm = -50,
                   .ssid = text32("SEOUL"),
                   .frames = 3,
                   .begun_ago_us = 4},
        StageTotals{.network = 15,
                    .stage = Stage::connect,
                    .outcome = Outcome::redirected,
                    .count = 1,
                    .sum_us = 2,
                    .within = {3}},
        ClientNetwork{.network = 1,
                      .dhcp_asked = 1,
                      .ssid = text32("SEOUL"),
                      .segments_up = 1,
                      .good_minutes = 2,
                      .dhcp_silence_us = 3},
        BadMinutes{.network = 1, .by_stage = {1, 2, 3}},
        ClientEvent{.interface = text32("wlan0"), .client = bssid, .reason = 3, .change = ClientChange::left},
        EventTotals{.by_use = {1, 2, 3, 4}},
        LineNeighbour{.interface = text32("eth0"),
                      .chassis = text32("02:00:00:00:00:01"),
                      .port = text32("1"),
                      .system = text_of<64>("sw-1"),
                      .port_description = text_of<40>("pole"),
                      .address = text_of<40>("10.0.0.1"),
                      .vlan = 7,
                      .poe_tenths = 180,
                      .has_poe = 1},
        OwnResolver{.address = {10, 0, 0, 53}, .v6 = 1, .resolver = most_resolvers - 1},
        ResolverTotals{
            .network = 15, .resolver = other_resolver, .outcome = Outcome::redirected, .count = 1, .sum_us = 2}};
}

Bytes with(const Record& record, std::size_t place, std::uint8_t value) {
    auto bytes = encode(record);
    bytes[place] = std::byte{value};
    return bytes;
}

TEST(CaptureRecord, IsReadAsItWasWritten) {
    const auto records = one_of_each();
    ASSERT_EQ(records.size(), std::variant_size_v<Record>);
    for (std::size_t kind = 0; kind < records.size(); ++kind) {
        EXPECT_EQ(records[kind].index(), kind);
        EXPECT_EQ(decode(encode(records[kind])), records[kind]) << "kind " << kind;
    }
}

TEST(CaptureRecord, OfAnotherSizeIsRefused) {
    const auto bytes = encode(Settled{});
    for (std::size_t size = 0; size < record_size; ++size) {
        EXPECT_FALSE(decode(std::span<const std::byte>(bytes).first(size))) << size;
    }
    std::vector<std::byte> longer(bytes.begin(), bytes.end());
    longer.push_back(std::byte{0});
    EXPECT_FALSE(decode(longer));
}

TEST(CaptureRecord, OfNoKindIsRefused) {
    for (unsigned kind = std::variant_size_v<Record>; kind < 256; ++kind) {
        EXPECT_FALSE(decode(with(Settled{}, 0, static_cast<std::uint8_t>(kind)))) << kind;
    }
}

TEST(CaptureRecord, AnEnumeratorOrFlagThatDoesNotExistIsRefused) {
    constexpr std::size_t head = 8;
    EXPECT_FALSE(decode(with(OwnNetwork{}, head + offsetof(OwnNetwork, security), 4)));
    EXPECT_FALSE(decode(with(OwnAccessPoint{}, head + offsetof(OwnAccessPoint, bits), 49)));
    EXPECT_FALSE(decode(with(Interface{}, head + offsetof(Interface, kind), 3)));
    EXPECT_FALSE(decode(with(Network{}, head + offsetof(Network, own), 2)));
    EXPECT_FALSE(decode(with(Network{}, head + offsetof(Network, hidden), 255)));
    EXPECT_FALSE(decode(with(ThreatSeen{}, head + offsetof(ThreatSeen, threat), threat_count)));
    EXPECT_FALSE(decode(with(ThreatSeen{}, head + offsetof(ThreatSeen, severity), 3)));
    EXPECT_FALSE(decode(with(ThreatSeen{}, head + offsetof(ThreatSeen, present), 2)));
    EXPECT_FALSE(decode(with(StageTotals{}, head + offsetof(StageTotals, network), most_client_networks)));
    EXPECT_FALSE(decode(with(StageTotals{}, head + offsetof(StageTotals, stage), stage_count)));
    EXPECT_FALSE(decode(with(StageTotals{}, head + offsetof(StageTotals, outcome), outcome_count)));
    EXPECT_FALSE(decode(with(ClientNetwork{}, head + offsetof(ClientNetwork, network), most_client_networks)));
    EXPECT_FALSE(decode(with(BadMinutes{}, head + offsetof(BadMinutes, network), most_client_networks)));
    EXPECT_FALSE(decode(with(ClientEvent{}, head + offsetof(ClientEvent, change), 7)));
    EXPECT_FALSE(decode(with(LineNeighbour{}, head + offsetof(LineNeighbour, has_poe), 2)));
    EXPECT_FALSE(decode(with(OwnResolver{}, head + offsetof(OwnResolver, v6), 2)));
    EXPECT_FALSE(decode(with(OwnResolver{}, head + offsetof(OwnResolver, resolver), most_resolvers)));
    EXPECT_FALSE(decode(with(ResolverTotals{}, head + offsetof(ResolverTotals, network), most_client_networks)));
    EXPECT_FALSE(decode(with(ResolverTotals{}, head + offsetof(ResolverTotals, resolver), other_resolver + 1)));
    EXPECT_FALSE(decode(with(ResolverTotals{}, head + offsetof(ResolverTotals, outcome), outcome_count)));
}

TEST(CaptureRecord, HoldsNothingBehindItsContent) {
    const auto bytes = encode(Channel{.mhz = 2412});
    EXPECT_TRUE(std::all_of(bytes.begin() + 8 + sizeof(Channel), bytes.end(),
                            [](std::byte byte) { return byte == std::byte{0}; }));
    EXPECT_TRUE(std::all_of(bytes.begin() + 1, bytes.begin() + 8, [](std::byte byte) { return byte == std::byte{0}; }));
}

TEST(Text32, EndsAtItsFirstZeroOrWithTheField) {
    EXPECT_EQ(view(text32("")), "");
    EXPECT_EQ(view(text32("SEOUL")), "SEOUL");
    const std::string longest(32, 'x');
    EXPECT_EQ(view(text32(longest)), longest);
    EXPECT_EQ(view(text32(longest + "y")), longest);
    EXPECT_EQ(view(text32(std::string_view("a\0b", 3))), "a");
}

}  // namespace
}  // namespace magpie::capture
