#include "wire/stamp/tlv.hpp"

#include <gtest/gtest.h>

#include "tests/unit/wire/stamp/golden.hpp"

namespace magpie::stamp {
namespace {

using testing::golden;
using testing::golden_key;
using testing::Octets;
using testing::octets_of;

constexpr std::uint32_t sequence = 7;

Octets joined(std::initializer_list<Octets> parts) {
    Octets all;
    for (const auto& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

TEST(StampTlv, IsHeaderAndValue) {
    const auto octets = octets_of("80040004b8000000ff");
    const auto tlv = first_tlv(std::span(octets));
    ASSERT_TRUE(tlv);
    EXPECT_EQ(tlv->type, TlvType::class_of_service);
    EXPECT_EQ(tlv->flags, unrecognised);
    EXPECT_EQ(tlv->value.size(), 4U);
    EXPECT_EQ(tlv->octets.size(), 8U);
    EXPECT_TRUE(tlv->fits);
}

TEST(StampTlv, ThatIsLongerThanThePacketDoesNotFit) {
    const auto octets = octets_of("80040005b8000000");
    const auto tlv = first_tlv(std::span(octets));
    ASSERT_TRUE(tlv);
    EXPECT_FALSE(tlv->fits);
    EXPECT_EQ(tlv->value.size(), 4U);
    for (const auto* text : {"80", "8004", "800400"}) {
        const auto rest = octets_of(text);
        EXPECT_FALSE(first_tlv(std::span(rest))->fits);
    }
    EXPECT_FALSE(first_tlv(std::span<const std::byte>()));
}

TEST(StampTlv, OfClassOfServiceIsTwoDscpAndAnEcn) {
    const auto value = octets_of("bae50000");  // 101110 101110 01 01
    const ClassOfService meaning{46, 46, 1, true};
    EXPECT_EQ(decode_class_of_service(value), meaning);
    Octets written(4);
    encode(meaning, written);
    EXPECT_EQ(written, value);
}

TEST(StampTlv, OfDirectMeasurementIsThreeCounters) {
    const auto value = octets_of("000000010000000200000003");
    const DirectMeasurement meaning{1, 2, 3};
    EXPECT_EQ(decode_direct_measurement(value), meaning);
    Octets written(12);
    encode(meaning, written);
    EXPECT_EQ(written, value);
}

TEST(StampTlv, OfTimestampInformationIsFourOctets) {
    const auto value = octets_of("01020502");
    const TimestampInformation meaning{ClockSource::ntp, TimestampMethod::software, ClockSource::free_running,
                                       TimestampMethod::software};
    EXPECT_EQ(decode_timestamp_information(value), meaning);
    Octets written(4);
    encode(meaning, written);
    EXPECT_EQ(written, value);
}

TEST(StampTlv, OfFollowUpIsSequenceTimeAndMethod) {
    const auto value = octets_of("00000005ec0000008000000002000000");
    const FollowUp meaning{5, 0xEC00000080000000U, TimestampMethod::software};
    EXPECT_EQ(decode_follow_up(value), meaning);
    Octets written(16, std::byte{0xff});
    encode(meaning, written);
    EXPECT_EQ(written, value);
}

TEST(StampTlvs, AreSignedAsAnotherProgramDoes) {
    auto tlvs = golden("tlvs");
    EXPECT_TRUE(are_authentic(golden_key(), sequence, tlvs));
    EXPECT_FALSE(are_authentic(golden_key(), sequence + 1, tlvs));
    std::fill(tlvs.end() - 16, tlvs.end(), std::byte{0});
    EXPECT_FALSE(are_authentic(golden_key(), sequence, tlvs));
    sign_tlvs(golden_key(), sequence, tlvs);
    EXPECT_EQ(tlvs, golden("tlvs"));
}

TEST(StampTlvs, MayBePaddingAloneWithoutASignature) {
    const auto padding = octets_of("8001000400000000");
    EXPECT_TRUE(are_authentic(golden_key(), sequence, {}));
    EXPECT_TRUE(are_authentic(golden_key(), sequence, padding));
    EXPECT_FALSE(are_authentic(golden_key(), sequence, joined({padding, padding})));
    EXPECT_FALSE(are_authentic(golden_key(), sequence, octets_of("80040004b8000000")));
}

TEST(StampTlvs, HaveTheirSignatureBehindThemAndBeforePadding) {
    const auto padding = octets_of("8001000400000000");
    EXPECT_TRUE(are_authentic(golden_key(), sequence, joined({golden("tlvs"), padding, padding})));
    EXPECT_FALSE(are_authentic(golden_key(), sequence, joined({golden("tlvs"), octets_of("80040004b8000000")})));
    EXPECT_FALSE(are_authentic(golden_key(), sequence, joined({golden("tlvs"), golden("tlvs")})));
    EXPECT_FALSE(are_authentic(golden_key(), sequence, joined({golden("tlvs"), octets_of("80")})));
}

TEST(StampTlvs, BeginWithOneThatIsMarked) {
    EXPECT_TRUE(begin_with_tlv(octets_of("80")));
    EXPECT_FALSE(begin_with_tlv(octets_of("00")));
    EXPECT_FALSE(begin_with_tlv({}));
}

}  // namespace
}  // namespace magpie::stamp
