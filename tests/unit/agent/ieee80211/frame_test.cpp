#include "agent/ieee80211/frame.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/capture/air_frames.hpp"

namespace magpie::agent {
namespace {

using capture::BadFrame;
using captures::bytes;
using captures::Bytes;
using captures::Mac;

MacAddress address(const Mac& mac) {
    MacAddress result;
    std::ranges::transform(mac, result.bytes.begin(), [](unsigned byte) { return static_cast<std::uint8_t>(byte); });
    return result;
}

const auto access_point = address(captures::access_point);
const auto client = address(captures::client);

/// The bytes live as long as this.
struct Read {
    explicit Read(Bytes of, bool padded = false) : bytes(std::move(of)), frame(parse_frame(bytes, padded).value()) {}
    Bytes bytes;
    Frame frame;
};

bool is_short(const Bytes& frame) {
    const auto read = parse_frame(frame, false);
    return !read && read.error() == BadFrame::frame_short;
}

/// Cut to each length below `size` it is refused.
void expect_short_below(const Bytes& frame, std::size_t size) {
    for (std::size_t length = 0; length < size; ++length) {
        EXPECT_TRUE(is_short(Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(length)))) << length;
    }
    EXPECT_FALSE(is_short(Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size))));
}

TEST(Frame, OfManagementHasThreeAddresses) {
    const Read read(captures::beacon("Mapo_WiFi", captures::access_point, 6, 99, 4095));
    EXPECT_EQ(read.frame.type, FrameType::management);
    EXPECT_EQ(read.frame.subtype, static_cast<unsigned>(ManagementSubtype::beacon));
    EXPECT_EQ(read.frame.receiver, address(captures::everybody));
    EXPECT_EQ(read.frame.transmitter, access_point);
    EXPECT_EQ(read.frame.bssid, access_point);
    EXPECT_FALSE(read.frame.station);
    EXPECT_EQ(read.frame.sequence, 4095);
    EXPECT_EQ(read.frame.body.size(), read.bytes.size() - 24);
    expect_short_below(read.bytes, 24);
}

TEST(Frame, OfManagementIsOfTheStationThatIsNotTheAccessPoint) {
    EXPECT_EQ(Read(captures::management(11, captures::access_point, captures::client, captures::access_point, {}))
                  .frame.station,
              client);
    EXPECT_EQ(Read(captures::management(11, captures::client, captures::access_point, captures::access_point, {}))
                  .frame.station,
              client);
    EXPECT_FALSE(Read(captures::management(13, captures::client, captures::other_client, captures::access_point, {}))
                     .frame.station)
        << "of two, of whom neither is";
}

TEST(Frame, OfAWildcardHasNoNetwork) {
    const Read read(captures::management(4, captures::everybody, captures::client, captures::everybody, {}));
    EXPECT_FALSE(read.frame.bssid);
    EXPECT_FALSE(read.frame.station);
    EXPECT_EQ(read.frame.transmitter, client);
}

TEST(Frame, BitsAreRead) {
    const Read read(
        captures::data(8, captures::to_ds | captures::retry | captures::protected_frame | captures::more_fragments,
                       {captures::access_point, captures::client, captures::other_client}, bytes({0, 0}), 1234, 5));
    EXPECT_TRUE(read.frame.to_ds && read.frame.retry && read.frame.protected_frame && read.frame.more_fragments);
    EXPECT_FALSE(read.frame.from_ds);
    EXPECT_EQ(read.frame.sequence, 1234);
    EXPECT_EQ(read.frame.fragment, 5);
    EXPECT_EQ(read.frame.duration_us, 44);
}

TEST(Frame, OfDataHasItsAddressesByTheDsBits) {
    const auto read = [](unsigned flags, const std::vector<Mac>& addresses) {
        return Read(captures::data(0, flags, addresses, {})).frame;
    };
    const auto up = read(captures::to_ds, {captures::access_point, captures::client, captures::other_client});
    EXPECT_EQ(up.bssid, access_point);
    EXPECT_EQ(up.station, client);
    const auto down = read(captures::from_ds, {captures::client, captures::access_point, captures::other_client});
    EXPECT_EQ(down.bssid, access_point);
    EXPECT_EQ(down.station, client);
    const auto direct = read(0, {captures::other_client, captures::client, captures::access_point});
    EXPECT_EQ(direct.bssid, access_point);
    EXPECT_EQ(direct.station, client);
    const auto between =
        read(captures::to_ds | captures::from_ds,
             {captures::other_access_point, captures::access_point, captures::client, captures::client});
    EXPECT_FALSE(between.bssid);
    EXPECT_FALSE(between.station);
    EXPECT_EQ(between.transmitter, access_point);
}

TEST(Frame, AStationIsNeverAGroup) {
    EXPECT_FALSE(Read(captures::data(8, captures::from_ds,
                                     {captures::multicast, captures::access_point, captures::client}, bytes({0, 0})))
                     .frame.station);
    EXPECT_FALSE(
        Read(captures::data(0, captures::to_ds, {captures::access_point, captures::multicast, captures::client}, {}))
            .frame.station);
    EXPECT_FALSE(Read(captures::management(12, captures::everybody, captures::access_point, captures::access_point, {}))
                     .frame.station);
}

TEST(Frame, TheBodyBeginsBehindEachHeader) {
    const Bytes body = bytes({0xaa, 0xbb});
    const Bytes qos = bytes({5, 0});
    const Bytes ht_control = bytes({3, 0, 0, 0});
    const std::vector<Mac> three{captures::access_point, captures::client, captures::other_client};
    const std::vector<Mac> four{captures::access_point, captures::client, captures::other_client, captures::client};
    const unsigned both = captures::to_ds | captures::from_ds;
    const auto expect_body = [&](const Bytes& frame, std::size_t header) {
        const Read read(frame);
        ASSERT_EQ(read.frame.body.size(), body.size()) << header;
        EXPECT_TRUE(std::ranges::equal(read.frame.body, body)) << header;
        expect_short_below(frame, header);
    };
    expect_body(captures::data(0, captures::to_ds, three, body), 24);
    expect_body(captures::data(0, captures::to_ds | captures::order, three, body), 24);
    expect_body(captures::data(0, both, four, body), 30);
    expect_body(captures::data(8, captures::to_ds, three, captures::joined({qos, body})), 26);
    expect_body(captures::data(8, both, four, captures::joined({qos, body})), 32);
    expect_body(captures::data(8, captures::to_ds | captures::order, three, captures::joined({qos, ht_control, body})),
                30);
    expect_body(captures::data(8, both | captures::order, four, captures::joined({qos, ht_control, body})), 36);
    expect_body(captures::management(13, captures::access_point, captures::client, captures::access_point, body), 24);
    expect_body(captures::management(13, captures::access_point, captures::client, captures::access_point,
                                     captures::joined({ht_control, body}), 1, captures::order),
                28);
}

TEST(Frame, PaddingStandsBeforeTheBody) {
    const std::vector<Mac> three{captures::access_point, captures::client, captures::other_client};
    const auto frame = captures::data(8, captures::to_ds, three, bytes({5, 0, 0, 0, 0xaa}));
    EXPECT_EQ(Read(frame, true).frame.body.size(), 1U);
    EXPECT_EQ(Read(captures::data(0, captures::to_ds, three, bytes({0xaa})), true).frame.body.size(), 1U)
        << "24 needs none";
    EXPECT_TRUE(Read(captures::data(8, captures::to_ds, three, bytes({5, 0, 0})), true).frame.body.empty())
        << "cut within it";
}

TEST(Frame, OfControlHasTheAddressesOfItsSubtype) {
    for (const unsigned subtype : {2U, 4U, 5U, 8U, 9U, 10U, 11U, 14U, 15U}) {
        const Read read(captures::control(subtype, {captures::access_point, captures::client}, bytes({1})));
        EXPECT_EQ(read.frame.receiver, access_point) << subtype;
        EXPECT_EQ(read.frame.transmitter, client) << subtype;
        EXPECT_FALSE(read.frame.station) << subtype;
        EXPECT_EQ(read.frame.body.size(), 1U);
        expect_short_below(read.bytes, 16);
    }
    for (const unsigned subtype : {0U, 1U, 3U, 6U, 12U, 13U}) {
        const Read read(captures::control(subtype, {captures::client}, bytes({1})));
        EXPECT_EQ(read.frame.receiver, client) << subtype;
        EXPECT_FALSE(read.frame.transmitter) << subtype;
        EXPECT_EQ(read.frame.body.size(), 1U);
        expect_short_below(read.bytes, 10);
    }
}

TEST(Frame, OfControlTellsItsNetworkWhereItDoes) {
    EXPECT_EQ(Read(captures::control(10, {captures::access_point, captures::client})).frame.bssid, access_point);
    EXPECT_EQ(Read(captures::control(14, {captures::everybody, captures::access_point})).frame.bssid, access_point);
    EXPECT_FALSE(Read(captures::control(11, {captures::access_point, captures::client})).frame.bssid);
}

TEST(Frame, AssociationNumbersAreNoDuration) {
    EXPECT_EQ(Read(captures::control(10, {captures::access_point, captures::client}, {}, 0xc001)).frame.duration_us, 0);
    EXPECT_EQ(Read(captures::control(10, {captures::access_point, captures::client}, {}, 1)).frame.duration_us, 0);
    EXPECT_EQ(Read(captures::control(11, {captures::access_point, captures::client}, {}, 0x7fff)).frame.duration_us,
              0x7fff);
}

TEST(Frame, TheBandwidthBitIsNotOfTheAddress) {
    auto told = captures::client;
    told[0] |= 1;
    EXPECT_EQ(Read(captures::control(11, {captures::access_point, told})).frame.transmitter, client);
}

TEST(Frame, AWrapperCarriesAnother) {
    const Bytes ht_control = bytes({3, 0, 0, 0});
    Bytes carried;
    captures::put(carried, captures::client);
    const Read rts(
        captures::control(7, {captures::access_point}, captures::joined({bytes({0xb4, 0}), ht_control, carried})));
    EXPECT_EQ(rts.frame.transmitter, client);
    const Read cts(captures::control(7, {captures::access_point}, captures::joined({bytes({0xc4, 0}), ht_control})));
    EXPECT_FALSE(cts.frame.transmitter);
    expect_short_below(cts.bytes, 16);
}

TEST(Frame, BitsOfTheControlExtensionAreItsSubtype) {
    auto frame = captures::control(6, {captures::client});
    frame[1] = std::byte{0x4f};
    const Read read(frame);
    EXPECT_FALSE(read.frame.retry || read.frame.to_ds || read.frame.from_ds || read.frame.protected_frame);
}

TEST(Frame, OfTheExtensionIsReadAsFarAsItIsKnown) {
    const Read dmg(captures::mac_header({.type = 3, .subtype = 0, .addresses = {captures::access_point}}));
    EXPECT_EQ(dmg.frame.type, FrameType::extension);
    EXPECT_EQ(dmg.frame.bssid, access_point);
    const Read s1g(captures::mac_header({.type = 3, .subtype = 1, .addresses = {captures::access_point}}));
    EXPECT_FALSE(s1g.frame.bssid);
}

TEST(Frame, AnotherVersionHasNoHeaderThatIsKnown) {
    auto frame = captures::beacon("Mapo_WiFi");
    frame[0] |= std::byte{1};
    EXPECT_TRUE(is_short(frame));
}

TEST(Beacon, FixedFieldsAreRead) {
    const auto body = captures::beacon_body(0x0102030405060708, 100, 0x0431, captures::ssid("x"));
    const auto beacon = parse_beacon(body);
    ASSERT_TRUE(beacon);
    EXPECT_EQ(beacon->timestamp_us, 0x0102030405060708U);
    EXPECT_EQ(beacon->interval_tu, 100);
    EXPECT_TRUE(beacon->privacy());
    EXPECT_EQ(beacon->elements.size(), 3U);
    EXPECT_FALSE(parse_beacon(std::span(body).first(11)));
    EXPECT_TRUE(parse_beacon(std::span(body).first(12))->elements.empty());
}

TEST(Authentication, IsRead) {
    const auto body = bytes({3, 0, 2, 0, 15, 1, 9});
    const auto authentication = parse_authentication(body);
    ASSERT_TRUE(authentication);
    EXPECT_EQ(authentication->algorithm, 3);
    EXPECT_EQ(authentication->transaction, 2);
    EXPECT_EQ(authentication->status, 0x10f);
    EXPECT_FALSE(parse_authentication(std::span(body).first(5)));
}

TEST(Reasons, AreRead) {
    EXPECT_EQ(association_status(bytes({0x21, 0x04, 17, 0})), 17);
    EXPECT_FALSE(association_status(bytes({0x21, 0x04, 17})));
    EXPECT_EQ(reason_code(bytes({8, 1})), 0x108);
    EXPECT_FALSE(reason_code(bytes({8})));
}

}  // namespace
}  // namespace magpie::agent
