#include "agent/netlink/station.hpp"

#include <gtest/gtest.h>
#include <linux/nl80211.h>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/nl80211_messages.hpp"
#include "tests/unit/agent/netlink/cut_message.hpp"

namespace magpie::agent::netlink {
namespace {

namespace nl80211 = fakes::nl80211;

constexpr MacAddress phone{{2, 0, 0, 0, 0, 9}};

Station whole() {
    return {.address = phone,
            .receive_bytes = 5'000'000'000,
            .transmit_bytes = 6'000'000'000,
            .receive_packets = 1'000,
            .transmit_packets = 2'000,
            .transmit_retries = 300,
            .transmit_failed = 4,
            .signal_dbm = -61,
            .signal_average_dbm = -63,
            .transmit_rate = Rate{1.2e9, RateMode::he, 11, 2, 80},
            .receive_rate = Rate{6e6, RateMode::legacy, {}, {}, 20},
            .inactive = std::chrono::milliseconds(40),
            .connected = std::chrono::seconds(3600),
            .associated_at = std::chrono::nanoseconds(123'456'789'000),
            .receive_airtime = std::chrono::microseconds(777),
            .transmit_airtime = std::chrono::microseconds(888),
            .expected_throughput_bits_per_second = 54e6,
            .authorized = true};
}

template <typename Write>
auto parsed(Write write) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_STATION, [&](MessageWriter& writer) {
        nl80211::write_index(writer, 3);
        nl80211::write_address(writer, NL80211_ATTR_MAC, phone);
        nl80211::nest(writer, NL80211_ATTR_STA_INFO, [&] { write(writer); });
    });
    return parse_station(only(bytes));
}

/// The rate of these attributes.
template <typename Write>
std::optional<Rate> rate(Write write) {
    MessageWriter writer;
    write(writer);
    return parse_rate(writer.written());
}

std::optional<Rate> rate_of(unsigned mcs_type, std::uint8_t mcs, unsigned streams_type, std::uint8_t streams) {
    return rate([&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_RATE_INFO_BITRATE32, 10'000);
        writer.number(mcs_type, mcs);
        writer.number(streams_type, streams);
    });
}

TEST(Rate, OfOldIsASpeedAlone) {
    const auto told = rate([](MessageWriter& writer) { writer.number<std::uint16_t>(NL80211_RATE_INFO_BITRATE, 55); });
    ASSERT_TRUE(told);
    EXPECT_EQ(told->bits_per_second, 5.5e6);
    EXPECT_EQ(told->mode, RateMode::legacy);
    EXPECT_FALSE(told->mcs);
    EXPECT_FALSE(told->streams);
    EXPECT_EQ(told->width_mhz, 20U);
}

TEST(Rate, AnHtIndexIsTakenApart) {
    for (std::uint8_t index = 0; index < 32; ++index) {
        const auto told = rate([&](MessageWriter& writer) {
            writer.number<std::uint16_t>(NL80211_RATE_INFO_BITRATE, 1500);
            writer.number(NL80211_RATE_INFO_MCS, index);
            writer.flag(NL80211_RATE_INFO_40_MHZ_WIDTH);
        });
        ASSERT_TRUE(told) << +index;
        EXPECT_EQ(told->mode, RateMode::ht);
        EXPECT_EQ(told->mcs, index % 8U);
        EXPECT_EQ(told->streams, index / 8U + 1);
        EXPECT_EQ(told->width_mhz, 40U);
    }
}

TEST(Rate, ModesKeepTheirIndexAndStreams) {
    const auto vht = rate_of(NL80211_RATE_INFO_VHT_MCS, 9, NL80211_RATE_INFO_VHT_NSS, 4);
    ASSERT_TRUE(vht);
    EXPECT_EQ(vht->mode, RateMode::vht);
    EXPECT_EQ(vht->mcs, 9U);
    EXPECT_EQ(vht->streams, 4U);
    EXPECT_EQ(vht->bits_per_second, 1e9);
    EXPECT_EQ(rate_of(NL80211_RATE_INFO_HE_MCS, 13, NL80211_RATE_INFO_HE_NSS, 8).value().mode, RateMode::he);
    EXPECT_EQ(rate_of(NL80211_RATE_INFO_EHT_MCS, 15, NL80211_RATE_INFO_EHT_NSS, 1).value().mode, RateMode::eht);
}

TEST(Rate, AnIndexBeyondTheStandardsIsAbsent) {
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_MCS, 32, NL80211_RATE_INFO_VHT_NSS, 1));
    EXPECT_TRUE(rate_of(NL80211_RATE_INFO_VHT_MCS, 11, NL80211_RATE_INFO_VHT_NSS, 1));
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_VHT_MCS, 12, NL80211_RATE_INFO_VHT_NSS, 1));
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_HE_MCS, 14, NL80211_RATE_INFO_HE_NSS, 1));
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_EHT_MCS, 16, NL80211_RATE_INFO_EHT_NSS, 1));
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_HE_MCS, 5, NL80211_RATE_INFO_HE_NSS, 0));
    EXPECT_FALSE(rate_of(NL80211_RATE_INFO_HE_MCS, 5, NL80211_RATE_INFO_HE_NSS, 9));
}

TEST(Rate, WidthsAreFlags) {
    const std::vector<std::pair<unsigned, unsigned>> widths{
        {NL80211_RATE_INFO_5_MHZ_WIDTH, 5},       {NL80211_RATE_INFO_10_MHZ_WIDTH, 10},
        {NL80211_RATE_INFO_40_MHZ_WIDTH, 40},     {NL80211_RATE_INFO_80_MHZ_WIDTH, 80},
        {NL80211_RATE_INFO_80P80_MHZ_WIDTH, 160}, {NL80211_RATE_INFO_160_MHZ_WIDTH, 160},
        {NL80211_RATE_INFO_320_MHZ_WIDTH, 320}};
    for (const auto& [flag, mhz] : widths) {
        const auto told = rate([type = flag](MessageWriter& writer) {
            writer.number<std::uint32_t>(NL80211_RATE_INFO_BITRATE32, 60);
            writer.flag(type);
        });
        ASSERT_TRUE(told);
        EXPECT_EQ(told->width_mhz, mhz);
    }
}

TEST(Rate, TheWiderSpeedIsPreferred) {
    for (const bool wide_first : {true, false}) {
        const auto told = rate([&](MessageWriter& writer) {
            if (wide_first) {
                writer.number<std::uint32_t>(NL80211_RATE_INFO_BITRATE32, 115'294);
            }
            writer.number<std::uint16_t>(NL80211_RATE_INFO_BITRATE, 1);
            if (!wide_first) {
                writer.number<std::uint32_t>(NL80211_RATE_INFO_BITRATE32, 115'294);
            }
        });
        EXPECT_DOUBLE_EQ(told.value().bits_per_second, 11.5294e9);
    }
}

TEST(Rate, NoneOrAnAbsurdSpeedIsAbsent) {
    const auto speed = [](std::uint32_t hundreds) {
        return rate([&](MessageWriter& writer) { writer.number(NL80211_RATE_INFO_BITRATE32, hundreds); });
    };
    EXPECT_TRUE(speed(1));
    EXPECT_FALSE(speed(0));
    EXPECT_FALSE(speed(2'000'001));
    EXPECT_FALSE(speed(0xffffffff));
    EXPECT_FALSE(parse_rate({}));
}

TEST(Rate, ANestThatEndsAnywhereIsAbsentOrASmallerTruth) {
    MessageWriter writer;
    nl80211::write_rate(writer, {5.764e9, RateMode::eht, 13, 4, 160});
    const auto all = writer.written();
    for (std::size_t size = 0; size < all.size(); ++size) {
        const std::vector<std::byte> cut(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
        if (const auto told = parse_rate(cut)) {
            EXPECT_EQ(told->bits_per_second, 5.764e9);
            EXPECT_EQ(told->mcs.value_or(13), 13U);
        }
    }
}

TEST(Station, EveryFigureIsRead) {
    const auto event = parse_station(only(nl80211::station(3, whole()))).value().value();
    EXPECT_EQ(event.interface, 3);
    EXPECT_FALSE(event.gone);
    const auto& station = event.station;
    EXPECT_EQ(station.address, phone);
    EXPECT_EQ(station.receive_bytes, 5'000'000'000U);
    EXPECT_EQ(station.transmit_bytes, 6'000'000'000U);
    EXPECT_FALSE(station.narrow_bytes);
    EXPECT_EQ(station.receive_packets, 1'000U);
    EXPECT_EQ(station.transmit_packets, 2'000U);
    EXPECT_EQ(station.transmit_retries, 300U);
    EXPECT_EQ(station.transmit_failed, 4U);
    EXPECT_EQ(station.signal_dbm, -61);
    EXPECT_EQ(station.signal_average_dbm, -63);
    ASSERT_TRUE(station.transmit_rate);
    EXPECT_EQ(station.transmit_rate->mode, RateMode::he);
    EXPECT_EQ(station.transmit_rate->mcs, 11U);
    EXPECT_EQ(station.transmit_rate->width_mhz, 80U);
    ASSERT_TRUE(station.receive_rate);
    EXPECT_EQ(station.receive_rate->bits_per_second, 6e6);
    EXPECT_EQ(station.inactive, std::chrono::milliseconds(40));
    EXPECT_EQ(station.connected, std::chrono::hours(1));
    EXPECT_EQ(station.associated_at, std::chrono::nanoseconds(123'456'789'000));
    EXPECT_EQ(station.receive_airtime, std::chrono::microseconds(777));
    EXPECT_EQ(station.transmit_airtime, std::chrono::microseconds(888));
    EXPECT_EQ(station.expected_throughput_bits_per_second, 54e6);
    EXPECT_TRUE(station.authorized);
}

TEST(Station, WhatTheDriverDidNotFillIsAbsent) {
    const auto station = parsed([](MessageWriter&) {}).value().value().station;
    EXPECT_FALSE(station.receive_bytes);
    EXPECT_FALSE(station.transmit_bytes);
    EXPECT_FALSE(station.narrow_bytes);
    EXPECT_FALSE(station.transmit_retries);
    EXPECT_FALSE(station.signal_dbm);
    EXPECT_FALSE(station.transmit_rate);
    EXPECT_FALSE(station.connected);
    EXPECT_FALSE(station.receive_airtime);
    EXPECT_FALSE(station.authorized);
}

TEST(Station, WithNarrowBytesAloneSaysSo) {
    auto narrow = whole();
    narrow.narrow_bytes = true;
    const auto station = parse_station(only(nl80211::station(3, narrow))).value().value().station;
    EXPECT_TRUE(station.narrow_bytes);
    EXPECT_EQ(station.receive_bytes, 5'000'000'000U % (1ULL << 32));
    EXPECT_EQ(station.transmit_bytes, 6'000'000'000U % (1ULL << 32));
}

TEST(Station, OneNarrowDirectionMakesBothNarrow) {
    const auto station = parsed([](MessageWriter& writer) {
                             writer.number<std::uint32_t>(NL80211_STA_INFO_RX_BYTES, 1);
                             writer.number<std::uint64_t>(NL80211_STA_INFO_RX_BYTES64, 0x100000001);
                             writer.number<std::uint32_t>(NL80211_STA_INFO_TX_BYTES, 2);
                         })
                             .value()
                             .value()
                             .station;
    EXPECT_TRUE(station.narrow_bytes);
    EXPECT_EQ(station.receive_bytes, 1U);
    EXPECT_EQ(station.transmit_bytes, 2U);
}

TEST(Station, AuthorizedIsWhatIsSetAndMeant) {
    const auto with = [](std::uint32_t mask, std::uint32_t set) {
        return parsed([&](MessageWriter& writer) {
                   const nl80211_sta_flag_update flags{mask, set};
                   writer.bytes(NL80211_STA_INFO_STA_FLAGS, std::as_bytes(std::span(&flags, 1)));
               })
            .value()
            .value()
            .station.authorized;
    };
    constexpr std::uint32_t authorized = 1U << NL80211_STA_FLAG_AUTHORIZED;
    EXPECT_TRUE(with(0xff, authorized));
    EXPECT_FALSE(with(authorized, ~authorized));
    EXPECT_FALSE(with(~authorized, authorized));
}

TEST(Station, ATimeNobodyLivesIsAbsent) {
    const auto station = parsed([](MessageWriter& writer) {
                             writer.number<std::uint64_t>(NL80211_STA_INFO_RX_DURATION, ~0ULL);
                             writer.number<std::uint64_t>(NL80211_STA_INFO_ASSOC_AT_BOOTTIME, 1ULL << 63);
                             writer.number<std::uint32_t>(NL80211_STA_INFO_CONNECTED_TIME, 0xffffffff);
                         })
                             .value()
                             .value()
                             .station;
    EXPECT_FALSE(station.receive_airtime);
    EXPECT_FALSE(station.associated_at);
    EXPECT_EQ(station.connected, std::chrono::seconds(0xffffffff));
}

TEST(Station, AnAbsurdRateSpoilsNothingElse) {
    auto absurd = whole();
    absurd.transmit_rate->mcs = 200;
    const auto station = parse_station(only(nl80211::station(3, absurd))).value().value().station;
    EXPECT_FALSE(station.transmit_rate);
    EXPECT_TRUE(station.receive_rate);
    EXPECT_EQ(station.signal_dbm, -61);
}

TEST(Station, WhatIsNotOfItsSizeIsMalformed) {
    for (const unsigned type :
         {NL80211_STA_INFO_INACTIVE_TIME, NL80211_STA_INFO_RX_BYTES, NL80211_STA_INFO_TX_BYTES,
          NL80211_STA_INFO_RX_BYTES64, NL80211_STA_INFO_TX_BYTES64, NL80211_STA_INFO_RX_PACKETS,
          NL80211_STA_INFO_TX_PACKETS, NL80211_STA_INFO_TX_RETRIES, NL80211_STA_INFO_TX_FAILED, NL80211_STA_INFO_SIGNAL,
          NL80211_STA_INFO_SIGNAL_AVG, NL80211_STA_INFO_CONNECTED_TIME, NL80211_STA_INFO_STA_FLAGS,
          NL80211_STA_INFO_EXPECTED_THROUGHPUT, NL80211_STA_INFO_RX_DURATION, NL80211_STA_INFO_TX_DURATION,
          NL80211_STA_INFO_ASSOC_AT_BOOTTIME}) {
        const auto station = parsed([&](MessageWriter& writer) { writer.number<std::uint16_t>(type, 1); });
        ASSERT_FALSE(station) << type;
        EXPECT_EQ(station.error(), NetlinkError::malformed);
    }
}

TEST(Station, WithoutAnAddressOrAnInterfaceIsMalformed) {
    for (const bool has_address : {true, false}) {
        const auto bytes = nl80211::message(NL80211_CMD_NEW_STATION, [&](MessageWriter& writer) {
            if (has_address) {
                nl80211::write_address(writer, NL80211_ATTR_MAC, phone);
            } else {
                nl80211::write_index(writer, 3);
            }
        });
        EXPECT_FALSE(parse_station(only(bytes)));
    }
}

TEST(Station, AMessageThatEndsAnywhereYieldsNothingWrong) {
    for_each_cut(nl80211::station(3, whole()), [](const Message& message) {
        const auto event = parse_station(message);
        if (event && *event) {
            EXPECT_EQ((*event)->interface, 3);
            EXPECT_EQ((*event)->station.address, phone);
            EXPECT_FALSE((*event)->station.receive_bytes);
        }
    });
}

TEST(StationEvent, OfALeaveHasTheLastCounters) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    ASSERT_TRUE(kernel.join(GenericGroup{"nl80211", "mlme"}));
    auto& station = kernel.station_joins(3, whole());
    station.transmit_failed = 99;
    kernel.station_leaves(3, phone);
    std::vector<std::byte> events;
    ASSERT_TRUE(kernel.receive(events));
    Messages messages(events);
    const auto joined = parse_station(messages.next().value()).value().value();
    EXPECT_FALSE(joined.gone);
    EXPECT_EQ(joined.station.transmit_failed, 4U);
    const auto left = parse_station(messages.next().value()).value().value();
    EXPECT_TRUE(left.gone);
    EXPECT_EQ(left.interface, 3);
    EXPECT_EQ(left.station.address, phone);
    EXPECT_EQ(left.station.transmit_failed, 99U);
    EXPECT_FALSE(messages.next());
}

TEST(StationEvent, OtherCommandsAreNothing) {
    EXPECT_FALSE(parse_station(only(nl80211::wiphy(0, "phy0", {}))).value());
}

TEST(ReadStations, AreOfTheInterfaceAndEachOnce) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    Station second = whole();
    second.address.bytes[5] = 1;
    kernel.station_joins(3, whole());
    kernel.station_joins(3, second);
    kernel.station_joins(3, whole());
    kernel.station_joins(4, whole());
    std::vector<std::byte> buffer;
    std::vector<Station> stations;
    ASSERT_TRUE(read_stations(kernel, kernel.nl80211_family, 3, buffer, stations));
    ASSERT_EQ(stations.size(), 2U);
    EXPECT_EQ(stations[0].address, second.address);
    EXPECT_EQ(stations[1].address, phone);
}

TEST(ReadStations, AnInterfaceThatWentIsAnError) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    kernel.station_joins(3, whole());
    kernel.fails_with(NL80211_CMD_GET_STATION, NetlinkError::gone);
    std::vector<std::byte> buffer;
    std::vector<Station> stations(1);
    EXPECT_EQ(read_stations(kernel, kernel.nl80211_family, 3, buffer, stations).error(), NetlinkError::gone);
    EXPECT_TRUE(stations.empty());
    kernel.answers_again(NL80211_CMD_GET_STATION);
    EXPECT_TRUE(read_stations(kernel, kernel.nl80211_family, 3, buffer, stations));
    EXPECT_EQ(stations.size(), 1U);
}

TEST(ReadStations, AnInterruptedDumpIsAskedAgain) {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 kernel(others);
    kernel.station_joins(3, whole());
    kernel.dumps_are_interrupted(2);
    std::vector<std::byte> buffer;
    std::vector<Station> stations;
    ASSERT_TRUE(read_stations(kernel, kernel.nl80211_family, 3, buffer, stations));
    EXPECT_EQ(kernel.questions(NL80211_CMD_GET_STATION), 3);
    EXPECT_EQ(stations.size(), 1U);
}

}  // namespace
}  // namespace magpie::agent::netlink
