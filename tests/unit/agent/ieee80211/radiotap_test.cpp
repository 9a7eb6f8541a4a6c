#include "agent/ieee80211/radiotap.hpp"

#include <gtest/gtest.h>

#include "tests/capture/radiotap_header.hpp"

namespace magpie::agent {
namespace {

using capture::BadFrame;
using captures::bytes;
using captures::Bytes;
using captures::he_data;
using captures::put;
using captures::RadiotapHeader;

RadiotapHeader usual() {
    return RadiotapHeader().tsft(77).flags(0).rate(12).channel(5180, captures::ofdm_5ghz).signal(-55).antenna(0);
}

Radiotap read(const RadiotapHeader& header) {
    const auto built = header.bytes();
    const auto radiotap = parse_radiotap(built);
    EXPECT_TRUE(radiotap.has_value());
    if (!radiotap) {
        return {};
    }
    EXPECT_EQ(radiotap->length, built.size());
    return *radiotap;
}

Modulation modulation_of(const RadiotapHeader& header) {
    return read(header).modulation;
}

std::optional<BadFrame> refusal(const Bytes& built) {
    const auto radiotap = parse_radiotap(built);
    return radiotap ? std::nullopt : std::optional(radiotap.error());
}

TEST(Radiotap, OfNothingSaysNothing) {
    const auto radiotap = read(RadiotapHeader());
    EXPECT_EQ(radiotap.length, 8U);
    EXPECT_FALSE(radiotap.tsft_us || radiotap.mhz || radiotap.signal_dbm || radiotap.noise_dbm);
    EXPECT_FALSE(radiotap.ampdu_reference || radiotap.ppdu_us);
    EXPECT_FALSE(radiotap.fcs_at_end || radiotap.padded || radiotap.bad_fcs || radiotap.zero_length);
    EXPECT_EQ(radiotap.modulation, Modulation{});
}

TEST(Radiotap, FieldsAreRead) {
    const auto radiotap = read(usual().noise(-96));
    EXPECT_EQ(radiotap.tsft_us, 77U);
    EXPECT_EQ(radiotap.mhz, 5180U);
    EXPECT_EQ(radiotap.signal_dbm, -55);
    EXPECT_EQ(radiotap.noise_dbm, -96);
    EXPECT_EQ(radiotap.modulation, (Modulation{.phy = Phy::ofdm, .legacy_500kbps = 12}));
}

TEST(Radiotap, FieldsAreAlignedFromTheHeadersStart) {
    // One presence word leaves TSFT at 8, two move it to 16.
    EXPECT_EQ(read(RadiotapHeader().tsft(0x0102030405060708).signal(-1).radiotap_again().antenna(1)).tsft_us,
              0x0102030405060708U);
    // A byte before each of two.
    EXPECT_EQ(read(RadiotapHeader().flags(0).channel(2412, captures::cck_2ghz)).mhz, 2412U);
    EXPECT_EQ(read(RadiotapHeader().flags(0).x_channel(0, 5200, 40)).mhz, 5200U);
    EXPECT_EQ(read(RadiotapHeader().rate(2).timestamp(5, 1).l_sig(2, 11, 0)).ppdu_us, std::nullopt);
}

TEST(Radiotap, TheFirstSignalCountsAndNoAntennas) {
    auto header = usual();
    header.radiotap_again().signal(-70).antenna(0).radiotap_again().signal(-40).antenna(1);
    EXPECT_EQ(read(header).signal_dbm, -55);
}

TEST(Radiotap, TheFirstAntennaSpeaksWhereNobodyElseDoes) {
    auto header = RadiotapHeader().rate(12);
    header.radiotap_again().signal(-70).antenna(0).radiotap_again().signal(-40).antenna(1);
    EXPECT_EQ(read(header).signal_dbm, -70);
}

TEST(Radiotap, AVendorsFieldsArePassedOver) {
    auto header = usual();
    header.vendor(0x001122, 0, bytes({1, 2, 3, 4, 5}), 0x0fff'ffff).radiotap_again().noise(-90);
    const auto radiotap = read(header);
    EXPECT_EQ(radiotap.signal_dbm, -55);
    EXPECT_EQ(radiotap.noise_dbm, -90);
}

TEST(Radiotap, TwoVendorsArePassedOver) {
    auto header = usual();
    header.vendor(0x001122, 0, bytes({1, 2, 3})).vendor(0x334455, 1, bytes({4})).radiotap_again().noise(-90);
    EXPECT_EQ(read(header).noise_dbm, -90);
}

TEST(Radiotap, BehindAFieldOfUnknownSizeNothingIsRead) {
    auto header = usual();
    header.next_word(1).radiotap_again().noise(-90);
    const auto radiotap = read(header);
    EXPECT_EQ(radiotap.signal_dbm, -55);
    EXPECT_FALSE(radiotap.noise_dbm);
}

TEST(Radiotap, AnEmptySecondWordHidesNothing) {
    auto header = usual();
    header.next_word(0).radiotap_again().noise(-90);
    EXPECT_EQ(read(header).noise_dbm, -90);
}

TEST(Radiotap, FlagsSayWhatFollows) {
    EXPECT_TRUE(read(usual().flags(0x10)).fcs_at_end);
    EXPECT_TRUE(read(usual().flags(0x20)).padded);
    EXPECT_TRUE(read(usual().flags(0x40)).bad_fcs);
    EXPECT_TRUE(read(usual().rx_flags(0x0002)).bad_fcs) << "the PLCP's";
    EXPECT_FALSE(read(usual().rx_flags(0xfffd)).bad_fcs);
}

TEST(Radiotap, ChannelZeroIsNone) {
    EXPECT_FALSE(read(RadiotapHeader().channel(0, 0)).mhz);
    EXPECT_EQ(read(RadiotapHeader().channel(2412, 0).x_channel(0, 5200, 40)).mhz, 2412U);
}

TEST(Radiotap, ALegacyRateSaysItsPhy) {
    for (const unsigned rate : {2U, 4U, 11U, 22U}) {
        EXPECT_EQ(modulation_of(RadiotapHeader().rate(rate).channel(2412, captures::dynamic_2ghz)).phy, Phy::dsss);
    }
    for (const unsigned rate : {12U, 18U, 24U, 36U, 48U, 72U, 96U, 108U}) {
        EXPECT_EQ(modulation_of(RadiotapHeader().rate(rate)).phy, Phy::ofdm);
    }
}

TEST(Radiotap, AnOddRateIsOfItsChannel) {
    EXPECT_EQ(modulation_of(RadiotapHeader().rate(44).channel(2412, captures::cck_2ghz)).phy, Phy::dsss);
    EXPECT_EQ(modulation_of(RadiotapHeader().rate(6).channel(5900, captures::ofdm_5ghz)).phy, Phy::ofdm);
    EXPECT_EQ(modulation_of(RadiotapHeader().rate(7).channel(5900, 0)), Modulation{});
    EXPECT_EQ(modulation_of(RadiotapHeader().rate(0).channel(2412, captures::cck_2ghz)), Modulation{});
}

TEST(Radiotap, NarrowChannelsAreOfdm) {
    const auto half = modulation_of(RadiotapHeader().rate(12).channel(5900, 0x4140));
    EXPECT_EQ(half, (Modulation{.phy = Phy::ofdm, .legacy_500kbps = 12, .width_mhz = 10}));
    EXPECT_EQ(modulation_of(RadiotapHeader().rate(3).channel(5900, 0x8140)).width_mhz, 5);
}

TEST(Radiotap, TheShortPreambleIsOfDsss) {
    EXPECT_TRUE(modulation_of(RadiotapHeader().rate(22).flags(0x02)).short_preamble);
    EXPECT_FALSE(modulation_of(RadiotapHeader().rate(12).flags(0x02)).short_preamble);
    EXPECT_FALSE(modulation_of(RadiotapHeader().flags(0x02)).short_preamble);
}

TEST(Radiotap, HtIsRead) {
    EXPECT_EQ(modulation_of(RadiotapHeader().mcs(0x3f, 0x7d, 15)), (Modulation{.phy = Phy::ht,
                                                                               .mcs = 15,
                                                                               .streams = 2,
                                                                               .width_mhz = 40,
                                                                               .guard_ns = 400,
                                                                               .greenfield = true,
                                                                               .ldpc = true,
                                                                               .stbc = true}));
    EXPECT_EQ(modulation_of(RadiotapHeader().mcs(0x02, 0x7d, 7)), (Modulation{.phy = Phy::ht, .mcs = 7}))
        << "what is not known is not read";
    EXPECT_EQ(modulation_of(RadiotapHeader().mcs(0x03, 0x02, 7)).width_mhz, 20) << "the lower half of 40";
    EXPECT_EQ(modulation_of(RadiotapHeader().mcs(0x3d, 0x7d, 15)), Modulation{}) << "without its MCS";
}

TEST(Radiotap, StreamsOfHtComeOfItsMcs) {
    const auto streams = [](unsigned mcs) { return modulation_of(RadiotapHeader().mcs(0x3f, 0, mcs)).streams; };
    EXPECT_EQ(streams(31), 4);
    EXPECT_EQ(streams(32), 1);
    EXPECT_EQ(streams(33), 2);
    EXPECT_EQ(streams(39), 3);
    EXPECT_EQ(streams(53), 4);
}

TEST(Radiotap, VhtIsRead) {
    EXPECT_EQ(
        modulation_of(RadiotapHeader().vht(0x45, 0x05, 4, 9, 2, true)),
        (Modulation{
            .phy = Phy::vht, .mcs = 9, .streams = 2, .width_mhz = 80, .guard_ns = 400, .ldpc = true, .stbc = true}));
    EXPECT_EQ(modulation_of(RadiotapHeader().vht(0, 0x05, 4, 9, 2)),
              (Modulation{.phy = Phy::vht, .mcs = 9, .streams = 2}));
    EXPECT_EQ(modulation_of(RadiotapHeader().vht(0x45, 0, 11, 3, 4, true, 2)),
              (Modulation{.phy = Phy::vht, .mcs = 3, .streams = 4, .width_mhz = 160, .ldpc = true}))
        << "the third user";
    EXPECT_EQ(modulation_of(RadiotapHeader().vht(0x45, 0, 4, 3, 0)), Modulation{}) << "of nobody";
    EXPECT_EQ(modulation_of(RadiotapHeader().vht(0x45, 0, 31, 3, 1)).width_mhz, 20) << "a width that is not defined";
}

TEST(Radiotap, HeIsRead) {
    EXPECT_EQ(
        modulation_of(RadiotapHeader().he(
            he_data({.mcs = 11, .width = 3, .guard = 2, .space_time = 4, .ldpc = true, .stbc = true}))),
        (Modulation{
            .phy = Phy::he, .mcs = 11, .streams = 2, .width_mhz = 160, .guard_ns = 3200, .ldpc = true, .stbc = true}));
    EXPECT_TRUE(modulation_of(RadiotapHeader().he(he_data({.dcm = true}))).dcm);
    EXPECT_EQ(modulation_of(RadiotapHeader().he(he_data({.space_time = 0}))).streams, 1);
    EXPECT_EQ(modulation_of(RadiotapHeader().he({0xffdf, 0, 0xffff, 0, 0xffff, 0xffff})), Modulation{})
        << "without its MCS";
    EXPECT_EQ(modulation_of(RadiotapHeader().he({0x0020, 0, 0xff00, 0, 0xffff, 1})),
              (Modulation{.phy = Phy::he, .mcs = 15}))
        << "what is not known is not read";
}

TEST(Radiotap, ResourceUnitsAreAsWideAsTheirTones) {
    const auto unit = [](unsigned number) {
        return modulation_of(RadiotapHeader().he(he_data({.format = 2, .width = number})));
    };
    EXPECT_EQ(unit(4).ru_tones, 26);
    EXPECT_EQ(unit(6).ru_tones, 106);
    EXPECT_EQ(unit(7).ru_tones, 0);
    EXPECT_EQ(unit(7).width_mhz, 20);
    EXPECT_EQ(unit(10).width_mhz, 160);
    EXPECT_EQ(unit(15).width_mhz, 20) << "reserved";
    const auto narrow =
        modulation_of(RadiotapHeader().he(he_data({.format = 2, .width = 5})).he_mu({0, 6, 0, 0, 0, 0}));
    EXPECT_EQ(narrow.width_mhz, 80) << "its channel, as HE-MU tells it";
    EXPECT_EQ(narrow.ru_tones, 52);
}

TEST(Radiotap, EhtIsReadFromItsTlvs) {
    const Modulation sent{.phy = Phy::eht, .mcs = 13, .streams = 2, .width_mhz = 320, .guard_ns = 1600, .ldpc = true};
    EXPECT_EQ(modulation_of(usual().tlv(33, captures::u_sig(4)).tlv(34, captures::eht(13, 2, 1))), sent);
    EXPECT_EQ(modulation_of(usual().tlv(34, captures::eht(13, 2, 1)).tlv(33, captures::u_sig(5))), sent);
    EXPECT_EQ(modulation_of(usual().tlv(33, captures::u_sig(4))).phy, Phy::ofdm) << "without its MCS";
    EXPECT_EQ(modulation_of(usual().tlv(33, captures::u_sig(4))).width_mhz, 20);
}

TEST(Radiotap, TheUserOfEhtIsTheOneWhoseDataItIs) {
    auto two = captures::eht(1, 1, 0);
    two[40] = std::byte{0x16};  // not his
    put(two, 0x92U | 7U << 20, 4);
    EXPECT_EQ(modulation_of(usual().tlv(34, two)).mcs, 7);
    two[44] = std::byte{0x12};
    EXPECT_EQ(modulation_of(usual().tlv(34, two)).phy, Phy::ofdm) << "nobody's";
}

TEST(Radiotap, AUnitOfEhtIsNarrowerThanItsChannel) {
    const auto with_unit = [](unsigned size) {
        auto field = captures::eht(5, 1, 0);
        field[2] = std::byte{0x40};
        field[8] = static_cast<std::byte>(size);
        return modulation_of(RadiotapHeader().tlv(34, field).tlv(33, captures::u_sig(3)));
    };
    EXPECT_EQ(with_unit(1).ru_tones, 52);
    EXPECT_EQ(with_unit(1).width_mhz, 160);
    EXPECT_EQ(with_unit(3).width_mhz, 20);
    EXPECT_EQ(with_unit(5).width_mhz, 80);
    EXPECT_EQ(with_unit(9).width_mhz, 160) << "put together of several";
}

TEST(Radiotap, ATlvMayBeAnyField) {
    Bytes noise = bytes({0xa0});
    EXPECT_EQ(read(usual().tlv(6, noise)).noise_dbm, -96);
    EXPECT_EQ(read(usual().tlv(99, bytes({1, 2, 3})).tlv(6, noise)).noise_dbm, -96);
    EXPECT_FALSE(read(usual().tlv(6, {})).noise_dbm) << "too short for it";
}

TEST(Radiotap, AmpduIsRead) {
    EXPECT_EQ(read(usual().ampdu(9, 0x0c)).ampdu_reference, 9U);
    EXPECT_TRUE(read(usual().ampdu(9, 0x03)).zero_length) << "a delimiter alone";
    EXPECT_FALSE(read(usual().ampdu(9, 0x01)).zero_length);
}

TEST(Radiotap, ASoundingHasNoFrame) {
    EXPECT_TRUE(read(usual().zero_length(0)).zero_length);
}

TEST(Radiotap, TheLSigSaysHowLongThePpduIs) {
    // 6 Mbit/s: 24 bits a symbol of 4 us, of 3 bytes and what SERVICE and tail take.
    EXPECT_EQ(read(RadiotapHeader().mcs(0x3f, 0, 7).l_sig(2, 11, 117)).ppdu_us, 180U);
    EXPECT_EQ(read(RadiotapHeader().he(he_data({})).l_sig(2, 11, 118)).ppdu_us, 184U);
    EXPECT_FALSE(read(RadiotapHeader().mcs(0x3f, 0, 7).l_sig(1, 11, 117)).ppdu_us) << "its length is not known";
    EXPECT_FALSE(read(RadiotapHeader().rate(108).l_sig(3, 12, 1500)).ppdu_us) << "at another rate";
}

// ---- what lies

TEST(Radiotap, AnotherVersionIsRefused) {
    EXPECT_EQ(refusal(bytes({1, 0, 8, 0, 0, 0, 0, 0})), BadFrame::radiotap_version);
    EXPECT_EQ(refusal(bytes({0xff})), BadFrame::radiotap_version);
}

TEST(Radiotap, ALengthThatCannotBeIsRefused) {
    EXPECT_EQ(refusal({}), BadFrame::radiotap_length);
    EXPECT_EQ(refusal(bytes({0, 0, 8, 0, 0, 0, 0})), BadFrame::radiotap_length);
    EXPECT_EQ(refusal(bytes({0, 0, 7, 0, 0, 0, 0, 0})), BadFrame::radiotap_length);
    EXPECT_EQ(refusal(bytes({0, 0, 0, 0, 0, 0, 0, 0})), BadFrame::radiotap_length);
    EXPECT_EQ(refusal(bytes({0, 0, 9, 0, 0, 0, 0, 0})), BadFrame::radiotap_length);
    EXPECT_EQ(refusal(bytes({0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0})), BadFrame::radiotap_length);
}

TEST(Radiotap, PresenceWordsWithoutEndAreRefused) {
    EXPECT_EQ(refusal(bytes({0, 0, 8, 0, 0, 0, 0, 0x80})), BadFrame::radiotap_fields);
    EXPECT_EQ(refusal(bytes({0, 0, 11, 0, 0, 0, 0, 0x80, 0, 0, 0})), BadFrame::radiotap_fields);
    auto words = bytes({0, 0, 0, 0x80});
    for (int word = 0; word < 8000; ++word) {
        put(words, 0x8000'0000, 4);
    }
    words[2] = static_cast<std::byte>(words.size());
    words[3] = static_cast<std::byte>(words.size() >> 8);
    words[0] = std::byte{0};
    EXPECT_EQ(refusal(words), BadFrame::radiotap_fields);
}

TEST(Radiotap, EachFieldPastTheEndIsRefused) {
    for (unsigned bit = 0; bit < 28; ++bit) {
        Bytes header = bytes({0, 0, 8, 0});
        put(header, 1U << bit, 4);
        EXPECT_EQ(refusal(header), BadFrame::radiotap_fields) << bit;
    }
}

TEST(Radiotap, EveryCutIsRefused) {
    auto header = usual();
    header.mcs(0x3f, 0, 7).ampdu(1, 0).vendor(0x001122, 0, bytes({1, 2, 3})).radiotap_again().signal(-1).antenna(0);
    const auto built = header.bytes();
    for (std::size_t length = 8; length < built.size(); ++length) {
        auto cut = built;
        cut[2] = static_cast<std::byte>(length);
        EXPECT_EQ(refusal(cut), BadFrame::radiotap_fields) << length;
    }
}

TEST(Radiotap, AVendorsLengthThatCannotBeIsRefused) {
    EXPECT_EQ(refusal(bytes({0, 0, 16, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0x11, 0x22, 0})), BadFrame::radiotap_fields);
    EXPECT_EQ(refusal(bytes({0, 0, 18, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0x11, 0x22, 0, 1, 0})),
              BadFrame::radiotap_fields);
}

TEST(Radiotap, ATlvPastTheEndIsRefused) {
    EXPECT_EQ(refusal(bytes({0, 0, 14, 0, 0, 0, 0, 0x10, 33, 0, 4, 0, 0, 0})), BadFrame::radiotap_fields);
    EXPECT_EQ(refusal(bytes({0, 0, 10, 0, 0, 0, 0, 0x10, 33, 0})), BadFrame::radiotap_fields);
    EXPECT_EQ(refusal(bytes({0, 0, 12, 0, 0, 0, 0, 0x10, 33, 0, 0, 0})), std::nullopt) << "empty is none";
}

}  // namespace
}  // namespace magpie::agent
