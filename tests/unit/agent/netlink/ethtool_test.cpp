#include "agent/netlink/ethtool.hpp"

#include <gtest/gtest.h>
#include <linux/ethtool_netlink.h>
#include <linux/genetlink.h>

#include <algorithm>
#include <cstring>

#include "tests/fakes/fake_netlink.hpp"
#include "tests/unit/agent/netlink/golden_messages.hpp"

namespace magpie::agent::netlink {
namespace {

std::vector<LinkModes> modes_in(std::span<const std::byte> bytes) {
    std::vector<LinkModes> all;
    Messages messages(bytes);
    while (const auto message = messages.next()) {
        const auto modes = parse_link_modes(*message);
        EXPECT_TRUE(modes && *modes);
        if (modes && *modes) {
            all.push_back(**modes);
        }
    }
    return all;
}

tl::expected<std::optional<DriverStatistics>, NetlinkError> statistics_in(std::span<const std::byte> bytes) {
    Messages messages(bytes);
    const auto message = messages.next();
    return message ? parse_driver_statistics(*message) : tl::unexpected(NetlinkError::malformed);
}

/// A LINKMODES reply about interface 2.
std::vector<std::byte> modes_message(std::uint32_t speed, std::uint8_t duplex) {
    MessageWriter writer;
    const auto start = writer.begin_message(21, 0);
    writer.header(genlmsghdr{.cmd = ETHTOOL_MSG_LINKMODES_GET_REPLY, .version = 1, .reserved = 0});
    const auto nest = writer.begin_nest(ETHTOOL_A_LINKMODES_HEADER);
    writer.number<std::uint32_t>(ETHTOOL_A_HEADER_DEV_INDEX, 2);
    writer.end_nest(nest);
    writer.number(ETHTOOL_A_LINKMODES_SPEED, speed);
    writer.number(ETHTOOL_A_LINKMODES_DUPLEX, duplex);
    writer.end_message(start);
    return {writer.written().begin(), writer.written().end()};
}

TEST(LinkModes, SpeedAndDuplexAreRead) {
    const auto modes = modes_in(golden::messages("ethtool_modes_bridge"));
    ASSERT_EQ(modes.size(), 3U);
    EXPECT_EQ(modes[0].index, 2);
    EXPECT_EQ(modes[0].bits_per_second, 1e10);
    EXPECT_EQ(modes[0].full_duplex, true);
    EXPECT_EQ(modes[2].index, 4);
    EXPECT_EQ(modes[2].bits_per_second, 1e10);
    EXPECT_FALSE(modes[2].full_duplex);
}

TEST(LinkModes, WhatTheDriverDoesNotKnowIsAbsent) {
    const auto modes = modes_in(golden::messages("ethtool_modes_unknown"));
    ASSERT_EQ(modes.size(), 1U);
    EXPECT_EQ(modes[0].index, 4);
    EXPECT_FALSE(modes[0].bits_per_second);
    EXPECT_FALSE(modes[0].full_duplex);
}

TEST(LinkModes, HalfDuplexIsNotUnknown) {
    const auto modes = modes_in(modes_message(10, 0));
    ASSERT_EQ(modes.size(), 1U);
    EXPECT_EQ(modes[0].bits_per_second, 1e7);
    EXPECT_EQ(modes[0].full_duplex, false);
}

TEST(LinkModes, NoSpeedAndAnAbsurdSpeedAreAbsent) {
    for (const std::uint32_t speed : {0U, 10'000'001U, 0xfffffffeU}) {
        const auto modes = modes_in(modes_message(speed, 1));
        ASSERT_EQ(modes.size(), 1U);
        EXPECT_FALSE(modes[0].bits_per_second) << speed;
    }
}

TEST(LinkModes, ADuplexOfTheFutureIsAbsent) {
    EXPECT_FALSE(modes_in(modes_message(1000, 2)).at(0).full_duplex);
}

TEST(LinkModes, WhoNegotiatesWhatIsRead) {
    fakes::FakeNetlink kernel;
    kernel.interface_appears({.name = "eth0", .speed = 100});
    const std::uint32_t gigabit = 1U << ETHTOOL_LINK_MODE_1000baseT_Full_BIT;
    const std::uint32_t hundred = 1U << ETHTOOL_LINK_MODE_100baseT_Full_BIT;
    kernel.port("eth0") = {.negotiates = 1, .advertised = {gigabit | hundred, 0, 0}, .peer = {gigabit | hundred, 0, 0}};
    std::vector<std::byte> buffer;
    std::vector<LinkModes> modes;
    ASSERT_TRUE(read_link_modes(kernel, fakes::FakeNetlink::ethtool_family, buffer, modes));
    EXPECT_EQ(modes.at(0).negotiates, true);
    EXPECT_EQ(modes.at(0).common_bits_per_second, 1e9) << "of a line that runs at a tenth of it";
    kernel.port("eth0") = {.negotiates = 0, .advertised = {gigabit}, .peer = {}};
    ASSERT_TRUE(read_link_modes(kernel, fakes::FakeNetlink::ethtool_family, buffer, modes));
    EXPECT_EQ(modes.at(0).negotiates, false);
    EXPECT_FALSE(modes.at(0).common_bits_per_second);
}

TEST(LinkModes, OtherCommandsAreNothing) {
    const auto bytes = golden::messages("ethtool_statistics_none");
    Messages messages(bytes);
    const auto modes = parse_link_modes(*messages.next());
    ASSERT_TRUE(modes);
    EXPECT_FALSE(*modes);
}

TEST(LinkModes, AMessageThatEndsAnywhereYieldsNothingWrong) {
    const auto bytes = modes_message(1000, 1);
    for (std::uint32_t length = 16; length < bytes.size(); ++length) {
        std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        std::memcpy(cut.data(), &length, sizeof(length));
        Messages messages(cut);
        const auto modes = parse_link_modes(*messages.next());
        if (modes && *modes) {
            EXPECT_EQ((*modes)->index, 2);
            EXPECT_EQ((*modes)->bits_per_second.value_or(1e9), 1e9);
            EXPECT_EQ((*modes)->full_duplex.value_or(true), true);
        }
    }
}

TEST(DriverStatistics, EveryStandardCounterHasItsName) {
    const auto statistics = statistics_in(golden::messages("ethtool_statistics_all"));
    ASSERT_TRUE(statistics && *statistics);
    EXPECT_EQ((*statistics)->index, 2);
    const std::vector<std::pair<std::string_view, std::uint64_t>> expected{
        {"symbol_errors_during_carrier", 101},
        {"frame_check_sequence_errors", 204},
        {"alignment_errors", 205},
        {"late_collisions", 208},
        {"excessive_collisions", 209},
        {"transmit_mac_errors", 210},
        {"carrier_sense_errors", 211},
        {"receive_mac_errors", 213},
        {"in_range_length_errors", 219},
        {"frame_too_long_errors", 221},
        {"undersize_packets", 301},
        {"oversize_packets", 302},
        {"fragments", 303},
        {"jabbers", 304},
    };
    ASSERT_EQ(expected.size(), driver_counter_names.size());
    for (std::size_t counter = 0; counter < expected.size(); ++counter) {
        EXPECT_EQ(driver_counter_names[counter], expected[counter].first);
        EXPECT_EQ((*statistics)->counters[counter], expected[counter].second) << expected[counter].first;
    }
}

TEST(DriverStatistics, ADriverThatKeepsNoneHasNone) {
    const auto bytes = golden::messages("ethtool_statistics_none");
    Messages messages(bytes);
    int interfaces = 0;
    while (const auto message = messages.next()) {
        const auto statistics = parse_driver_statistics(*message);
        ASSERT_TRUE(statistics && *statistics);
        EXPECT_TRUE(
            std::ranges::none_of((*statistics)->counters, [](const auto& counter) { return counter.has_value(); }));
        ++interfaces;
    }
    EXPECT_EQ(interfaces, 4);
}

TEST(DriverStatistics, ACounterThatIsNotSetIsAbsent) {
    fakes::FakeNetlink kernel;
    kernel.interface_appears({.name = "eth0",
                              .counters = {{{ETHTOOL_STATS_RMON, ETHTOOL_A_STATS_RMON_JABBER}, ~std::uint64_t{0}},
                                           {{ETHTOOL_STATS_RMON, ETHTOOL_A_STATS_RMON_FRAG}, 0}}});
    std::vector<std::byte> buffer;
    std::vector<DriverStatistics> statistics;
    ASSERT_TRUE(read_driver_statistics(kernel, fakes::FakeNetlink::ethtool_family, buffer, statistics));
    ASSERT_EQ(statistics.size(), 1U);
    EXPECT_FALSE(statistics[0].counters[static_cast<std::size_t>(DriverCounter::jabbers)]);
    EXPECT_EQ(statistics[0].counters[static_cast<std::size_t>(DriverCounter::fragments)], 0U);
}

TEST(DriverStatistics, AMessageThatEndsAnywhereYieldsNothingWrong) {
    const auto bytes = golden::messages("ethtool_statistics_all");
    const auto whole = statistics_in(bytes);
    ASSERT_TRUE(whole && *whole);
    for (std::uint32_t length = 16; length < bytes.size(); ++length) {
        std::vector<std::byte> cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        std::memcpy(cut.data(), &length, sizeof(length));
        const auto parsed = statistics_in(cut);
        if (!parsed || !*parsed) {
            continue;
        }
        EXPECT_EQ((*parsed)->index, 2);
        for (std::size_t counter = 0; counter < driver_counter_names.size(); ++counter) {
            const auto value = (*parsed)->counters[counter];
            EXPECT_TRUE(!value || value == (*whole)->counters[counter]) << length;
        }
    }
}

TEST(DriverStatistics, AnyByteMayBeWrong) {
    const auto bytes = golden::messages("ethtool_statistics_all");
    for (std::size_t position = 0; position < bytes.size(); ++position) {
        for (const int value : {0, 1, 3, 4, 5, 0x7f, 0x80, 0xff}) {
            auto changed = bytes;
            changed[position] = static_cast<std::byte>(value);
            Messages messages(changed);
            while (const auto message = messages.next()) {
                (void)parse_driver_statistics(*message);
            }
        }
    }
}

TEST(ReadLinkModes, OneMalformedPartSpoilsTheWhole) {
    fakes::FakeNetlink kernel;
    kernel.interface_appears({.index = 1, .name = "eth0", .speed = 100});
    std::vector<std::byte> buffer;
    std::vector<LinkModes> modes;
    ASSERT_TRUE(read_link_modes(kernel, fakes::FakeNetlink::ethtool_family, buffer, modes));
    EXPECT_EQ(modes.size(), 1U);
    kernel.interface_appears({.index = -1, .name = "eth1", .speed = 100});
    const auto read = read_link_modes(kernel, fakes::FakeNetlink::ethtool_family, buffer, modes);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), NetlinkError::malformed);
    EXPECT_TRUE(modes.empty());
}

}  // namespace
}  // namespace magpie::agent::netlink
