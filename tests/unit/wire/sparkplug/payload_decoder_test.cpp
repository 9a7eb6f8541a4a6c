#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::sparkplug {
namespace {

constexpr const char* golden_payloads[] = {"birth",
                                           "data",
                                           "data_whole",
                                           "data_historical",
                                           "death",
                                           "command_rebirth",
                                           "command_acknowledge",
                                           "foreign_uint32",
                                           "foreign_signs",
                                           "foreign_death",
                                           "foreign_rebirth",
                                           "foreign_compressed_deflate",
                                           "foreign_compressed_gzip",
                                           "foreign_everything"};

/// The decoded payload, and the bytes its views point into.
struct Decoded {
    std::string bytes;
    PayloadView view;
};

Decoded decoded(std::string bytes, const Limits& limits = {}) {
    Decoded result{std::move(bytes), {}};
    const auto done = decode(result.bytes, limits, result.view);
    EXPECT_TRUE(done) << "problem " << static_cast<int>(done ? 0 : static_cast<int>(done.error()));
    return result;
}

tl::expected<void, BadPayload> attempt(std::string_view bytes, const Limits& limits = {}) {
    PayloadView view;
    view.metrics.emplace_back();  // of the message before
    auto done = decode(bytes, limits, view);
    EXPECT_TRUE(done || view.metrics.empty()) << "an error leaves nothing to be used";
    return done;
}

double number_of(const MetricView& metric) {
    return number(metric.value, static_cast<DataType>(metric.datatype)).value_or(std::nan(""));
}

// ---- what is right

TEST(PayloadDecoder, AnEmptyPayloadHoldsNothing) {
    const auto payload = decoded("");
    EXPECT_FALSE(payload.view.timestamp);
    EXPECT_FALSE(payload.view.seq);
    EXPECT_TRUE(payload.view.metrics.empty());
}

TEST(PayloadDecoder, ReadsTheGoldenBirth) {
    const auto payload = decoded(golden::payload("birth"));
    const auto& metrics = payload.view.metrics;
    EXPECT_EQ(payload.view.timestamp, 1767225600000U);
    EXPECT_EQ(payload.view.seq, 0U);
    ASSERT_EQ(metrics.size(), 11U);
    EXPECT_EQ(metrics[0].name, "bdSeq");
    EXPECT_EQ(number_of(metrics[0]), 3);
    EXPECT_FALSE(metrics[0].has_alias);
    EXPECT_EQ(metrics[1].name, "Node Control/Rebirth");
    EXPECT_EQ(number_of(metrics[1]), 0);
    EXPECT_TRUE(metrics[2].is_null);
    EXPECT_TRUE(metrics[3].has_alias);
    EXPECT_EQ(metrics[3].alias, 0U);
    EXPECT_EQ(metrics[3].value.field, ValueField::bytes_value);
    EXPECT_EQ(metrics[7].name, "link/eth0/receive_bytes_total");
    EXPECT_EQ(metrics[7].alias, 4U);
    EXPECT_EQ(metrics[7].datatype, 8U);
    EXPECT_EQ(number_of(metrics[7]), 5e9);
    EXPECT_EQ(number_of(metrics[8]), 51.25);
    EXPECT_TRUE(metrics[10].is_null);
    EXPECT_EQ(metrics[10].value.field, ValueField::none);
}

TEST(PayloadDecoder, ReadsTheGoldenDataByAlias) {
    const auto payload = decoded(golden::payload("data"));
    const auto& metrics = payload.view.metrics;
    EXPECT_EQ(payload.view.seq, 1U);
    ASSERT_EQ(metrics.size(), 4U);
    EXPECT_FALSE(metrics[1].has_name);
    EXPECT_EQ(metrics[1].alias, 4U);
    EXPECT_EQ(metrics[1].datatype, 0U);
    EXPECT_EQ(metrics[1].timestamp, 1767225610000U);
    EXPECT_EQ(number(metrics[1].value, DataType::uint64), 5000001500);
    EXPECT_TRUE(metrics[3].is_null);
}

TEST(PayloadDecoder, ReadsIsHistoricalOfTheGoldenLateData) {
    for (const auto& metric : decoded(golden::payload("data_historical")).view.metrics) {
        EXPECT_TRUE(metric.is_historical);
    }
}

TEST(PayloadDecoder, ReadsPropertiesOfTheGoldenBirth) {
    const auto payload = decoded(golden::payload("birth"));
    std::vector<PropertyView> properties;
    ASSERT_TRUE(decode_properties(payload.view.metrics[7].properties, 12, properties));
    ASSERT_EQ(properties.size(), 2U);
    EXPECT_EQ(properties[0].key, "interface");
    EXPECT_EQ(properties[0].value.text, "eth0");
    EXPECT_EQ(properties[1].key, "unit");
    EXPECT_EQ(properties[1].type, 12U);
    EXPECT_EQ(properties[1].value.text, "bytes");
}

TEST(PayloadDecoder, AForeignUInt32IsReadFromEitherField) {
    const auto payload = decoded(golden::payload("foreign_uint32"));
    EXPECT_EQ(number_of(payload.view.metrics[2]), 4294967295.0);
    EXPECT_EQ(number_of(payload.view.metrics[3]), 4000000000.0);
}

TEST(PayloadDecoder, ASmallIntegerIsReadWhetherItsSignIsExtendedOrNot) {
    const auto payload = decoded(golden::payload("foreign_signs"));
    const auto& metrics = payload.view.metrics;
    ASSERT_EQ(metrics.size(), 5U);
    EXPECT_EQ(number_of(metrics[0]), -90);
    EXPECT_EQ(number_of(metrics[1]), -90);
    EXPECT_EQ(number_of(metrics[2]), -32768);
    EXPECT_EQ(number_of(metrics[3]), -1);
    EXPECT_EQ(number_of(metrics[4]), -90);
}

TEST(PayloadDecoder, ABdSeqIsTheSameNumberAsInt64AndAsUInt64) {
    EXPECT_EQ(decoded(golden::payload("death")).view.metrics[0].value.bits, 3U);
    EXPECT_EQ(decoded(golden::payload("foreign_death")).view.metrics[0].value.bits, 0U);
}

TEST(PayloadDecoder, ACompressedPayloadShowsItsBody) {
    const auto payload = decoded(golden::payload("foreign_compressed_deflate"));
    EXPECT_EQ(payload.view.uuid, "SPBV1.0_COMPRESSED");
    EXPECT_GT(payload.view.body.size(), 20U);
    EXPECT_EQ(payload.view.metrics[0].value.text, "DEFLATE");
    EXPECT_FALSE(payload.view.seq);
}

TEST(PayloadDecoder, WhatMagpieDoesNotUseIsPassedOver) {
    const auto payload = decoded(golden::payload("foreign_everything"));
    const auto& metrics = payload.view.metrics;
    ASSERT_EQ(metrics.size(), 5U);
    EXPECT_EQ(number_of(metrics[0]), 12);
    EXPECT_EQ(metrics[1].value.field, ValueField::unsupported);
    EXPECT_EQ(metrics[2].value.field, ValueField::unsupported);
    EXPECT_EQ(number_of(metrics[3]), -12.5);
    EXPECT_EQ(metrics[4].value.text, "A-17");
    EXPECT_FALSE(number(metrics[1].value, DataType::data_set));
}

TEST(PayloadDecoder, PropertiesOfOtherTypesAreRead) {
    const auto payload = decoded(golden::payload("foreign_everything"));
    std::vector<PropertyView> properties;
    ASSERT_TRUE(decode_properties(payload.view.metrics[3].properties, 12, properties));
    ASSERT_EQ(properties.size(), 2U);
    EXPECT_EQ(properties[0].key, "Quality");
    EXPECT_EQ(properties[0].type, 3U);
    EXPECT_EQ(number(properties[0].value, DataType::int32), 192);
    EXPECT_EQ(properties[1].value.text, "°C");
}

TEST(PayloadDecoder, FieldsMayComeInAnyOrder) {
    const auto payload =
        decoded(raw::number(3, 9) + raw::metric(raw::double_value(2.5) + raw::number(4, 10) + raw::text(1, "late")) +
                raw::number(1, 77));
    EXPECT_EQ(payload.view.seq, 9U);
    EXPECT_EQ(payload.view.timestamp, 77U);
    EXPECT_EQ(payload.view.metrics[0].name, "late");
    EXPECT_EQ(number_of(payload.view.metrics[0]), 2.5);
}

TEST(PayloadDecoder, OfAFieldGivenTwiceTheLastCounts) {
    const auto payload =
        decoded(raw::number(3, 1) + raw::number(3, 2) + raw::metric(raw::number(11, 5) + raw::double_value(6)));
    EXPECT_EQ(payload.view.seq, 2U);
    EXPECT_EQ(payload.view.metrics[0].value.field, ValueField::double_value);
}

TEST(PayloadDecoder, ANameMayBeEmptyAndIsThenStillGiven) {
    const auto payload = decoded(raw::metric(raw::text(1, "")));
    EXPECT_TRUE(payload.view.metrics[0].has_name);
}

TEST(PayloadDecoder, AViewIsReusedWithoutRemainders) {
    auto view = decoded(golden::payload("birth")).view;
    const auto small = raw::metric(raw::number(2, 1));
    ASSERT_TRUE(decode(small, {}, view));
    ASSERT_EQ(view.metrics.size(), 1U);
    EXPECT_FALSE(view.metrics[0].has_name);
    EXPECT_FALSE(view.seq);
    EXPECT_FALSE(view.timestamp);
    EXPECT_EQ(view.metrics[0].datatype, 0U);
}

// ---- what is wrong

TEST(PayloadDecoder, EveryTruncationIsEndedOrRefused) {
    for (const auto* name : golden_payloads) {
        const auto whole = golden::payload(name);
        PayloadView view;
        ASSERT_TRUE(decode(whole, {}, view)) << name;
        const auto metrics = view.metrics.size();
        for (std::size_t size = 0; size < whole.size(); ++size) {
            // On the heap and of this size exactly, so that a sanitizer sees the first byte too far.
            const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
            const auto done = decode({cut.data(), cut.size()}, {}, view);
            if (done) {
                EXPECT_LE(view.metrics.size(), metrics);
            } else {
                EXPECT_EQ(done.error(), BadPayload::truncated) << name << ' ' << size;
                EXPECT_TRUE(view.metrics.empty());
            }
        }
    }
}

TEST(PayloadDecoder, EveryTruncationWithinAMetricIsRefused) {
    const auto inner = raw::text(1, "name") + raw::number(2, 300) + raw::number(3, 1767225600000) + raw::number(4, 9) +
                       raw::float_value(1);
    int refused = 0;
    for (std::size_t size = 0; size < inner.size(); ++size) {
        refused += attempt(raw::metric(inner.substr(0, size))) ? 0 : 1;
    }
    EXPECT_EQ(refused, static_cast<int>(inner.size()) - 5) << "but for the five ends of fields";
}

TEST(PayloadDecoder, EveryFieldOfAPayloadWithAnotherWireTypeIsRefused) {
    for (const std::uint32_t field : {1U, 2U, 3U, 4U, 5U}) {
        const std::uint32_t right = field == 1 || field == 3 ? 0 : 2;
        for (const std::uint32_t type : {0U, 1U, 2U, 5U}) {
            if (type != right) {
                EXPECT_EQ(attempt(raw::key(field, type) + std::string(8, '\0')),
                          tl::unexpected(BadPayload::wrong_field_type))
                    << field << " as " << type;
            }
        }
    }
}

TEST(PayloadDecoder, EveryFieldOfAMetricWithAnotherWireTypeIsRefused) {
    const auto right = [](std::uint32_t field) -> std::uint32_t {
        switch (field) {
            case 1:
            case 9:
            case 15:
            case 16:
                return 2;
            case 12:
                return 5;
            case 13:
                return 1;
            default:
                return 0;
        }
    };
    for (const std::uint32_t field : {1U, 2U, 3U, 4U, 5U, 7U, 9U, 10U, 11U, 12U, 13U, 14U, 15U, 16U}) {
        for (const std::uint32_t type : {0U, 1U, 2U, 5U}) {
            if (type != right(field)) {
                EXPECT_EQ(attempt(raw::metric(raw::key(field, type) + std::string(8, '\0'))),
                          tl::unexpected(BadPayload::wrong_field_type))
                    << field << " as " << type;
            }
        }
    }
}

TEST(PayloadDecoder, UnknownFieldsOfEveryWireTypeArePassedOver) {
    const auto unknown = raw::number(60, 1) + raw::fixed64(61, 2) + raw::text(62, "x") + raw::fixed32(63, 3);
    const auto payload = decoded(unknown + raw::metric(unknown + raw::text(1, "name") + unknown) + unknown);
    EXPECT_EQ(payload.view.metrics[0].name, "name");
}

TEST(PayloadDecoder, GroupsAndReservedWireTypesAreRefused) {
    for (const std::uint32_t type : {3U, 4U, 6U, 7U}) {
        EXPECT_FALSE(attempt(raw::key(60, type) + std::string(8, '\0')));
        EXPECT_FALSE(attempt(raw::metric(raw::key(2, type) + std::string(8, '\0'))));
    }
}

TEST(PayloadDecoder, FieldNumberZeroIsRefused) {
    EXPECT_FALSE(attempt(std::string("\0\0", 2)));
    EXPECT_FALSE(attempt(raw::metric(std::string("\0\0", 2))));
}

TEST(PayloadDecoder, AVarintOfElevenBytesIsRefused) {
    EXPECT_FALSE(attempt(raw::key(3, 0) + std::string(10, '\xff') + '\x01'));
    EXPECT_FALSE(attempt(raw::metric(raw::key(2, 0) + std::string(10, '\x80') + '\0')));
    EXPECT_FALSE(attempt(std::string(200, '\xff')));
}

TEST(PayloadDecoder, ALengthBeyondTheEndIsRefused) {
    for (const std::uint64_t length : std::initializer_list<std::uint64_t>{2, 127, 0xffff, 0x7fffffff, 0xffffffff,
                                                                           0x7fffffffffffffff, 0xffffffffffffffff}) {
        EXPECT_FALSE(attempt(raw::key(2, 2) + raw::varint(length) + 'x')) << length;
        EXPECT_FALSE(attempt(raw::metric(raw::key(1, 2) + raw::varint(length) + 'x'))) << length;
        EXPECT_FALSE(attempt(raw::key(50, 2) + raw::varint(length) + 'x')) << length;
    }
}

TEST(PayloadDecoder, ALengthWithinThePayloadButBeyondItsMetricIsRefused) {
    EXPECT_FALSE(attempt(raw::metric(raw::key(1, 2) + raw::varint(20)) + raw::text(4, std::string(40, 'x'))));
}

TEST(PayloadDecoder, AHundredThousandMetricsAreRefused) {
    std::string bytes;
    for (int i = 0; i < 100000; ++i) {
        bytes += raw::metric("");
    }
    EXPECT_EQ(attempt(bytes), tl::unexpected(BadPayload::too_many_metrics));
    PayloadView view;
    EXPECT_FALSE(decode(bytes, {}, view));
    EXPECT_LE(view.metrics.capacity(), 2048U) << "and cost no memory";
}

TEST(PayloadDecoder, TheLimitOfMetricsIsExact) {
    EXPECT_TRUE(attempt(raw::metric("") + raw::metric(""), {.bytes = 100, .metrics = 2}));
    EXPECT_EQ(attempt(raw::metric("") + raw::metric("") + raw::metric(""), {.bytes = 100, .metrics = 2}),
              tl::unexpected(BadPayload::too_many_metrics));
}

TEST(PayloadDecoder, TheLimitOfBytesIsExact) {
    EXPECT_TRUE(attempt(raw::text(4, std::string(98, 'x')), {.bytes = 100, .metrics = 1}));
    EXPECT_EQ(attempt(raw::text(4, std::string(99, 'x')), {.bytes = 100, .metrics = 1}),
              tl::unexpected(BadPayload::too_large));
}

TEST(PayloadDecoder, OfAnyTwoBytesNothingBreaks) {
    for (int first = 0; first < 256; ++first) {
        for (const int second : {0, 1, 2, 8, 0x7f, 0x80, 0xff}) {
            const std::string bytes{static_cast<char>(first), static_cast<char>(second)};
            PayloadView view;
            (void)decode(bytes, {}, view);
            (void)decode(raw::metric(bytes), {}, view);
            std::vector<PropertyView> properties;
            (void)decode_properties(bytes, 4, properties);
        }
    }
}

// ---- properties

std::string property(std::string_view key, std::string_view value) {
    return raw::text(1, key) + raw::text(2, value);
}

TEST(PropertyDecoder, MoreKeysThanValuesAreRefused) {
    std::vector<PropertyView> properties;
    EXPECT_FALSE(decode_properties(property("a", "") + raw::text(1, "b"), 12, properties));
    EXPECT_TRUE(properties.empty());
}

TEST(PropertyDecoder, MoreValuesThanKeysAreRefused) {
    std::vector<PropertyView> properties;
    EXPECT_FALSE(decode_properties(property("a", "") + raw::text(2, ""), 12, properties));
    EXPECT_FALSE(decode_properties(raw::text(2, ""), 12, properties));
}

TEST(PropertyDecoder, MoreThanAskedForAreRefused) {
    std::vector<PropertyView> properties;
    EXPECT_TRUE(decode_properties(property("a", "") + property("b", ""), 2, properties));
    EXPECT_FALSE(decode_properties(property("a", "") + property("b", "") + property("c", ""), 2, properties));
    EXPECT_TRUE(properties.empty());
}

TEST(PropertyDecoder, AValueThatIsNullHasNoField) {
    std::vector<PropertyView> properties;
    ASSERT_TRUE(decode_properties(property("a", raw::number(1, 3) + raw::number(2, 1)), 12, properties));
    EXPECT_EQ(properties[0].value.field, ValueField::none);
    EXPECT_EQ(properties[0].type, 3U);
}

TEST(PropertyDecoder, EveryFieldWithAnotherWireTypeIsRefused) {
    std::vector<PropertyView> properties;
    for (const std::uint32_t field : {1U, 3U, 4U, 7U}) {
        EXPECT_FALSE(decode_properties(property("a", raw::text(field, "x")), 12, properties)) << field;
    }
    EXPECT_FALSE(decode_properties(property("a", raw::number(5, 1)), 12, properties));
    EXPECT_FALSE(decode_properties(property("a", raw::number(6, 1)), 12, properties));
    EXPECT_FALSE(decode_properties(property("a", raw::number(8, 1)), 12, properties));
    EXPECT_FALSE(decode_properties(raw::number(1, 1), 12, properties));
}

TEST(PropertyDecoder, EveryTruncationIsEndedOrRefused) {
    const auto whole = property("interface", raw::number(1, 12) + raw::text(8, "eth0"));
    std::vector<PropertyView> properties;
    int taken = 0;
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        taken += decode_properties({cut.data(), cut.size()}, 12, properties) ? 1 : 0;
    }
    EXPECT_EQ(taken, 2) << "nothing, and the whole";
}

// ---- numbers

TEST(Number, IntegersAreCutToTheirWidth) {
    const auto integer = [](std::uint64_t bits, DataType type) {
        return number({ValueField::long_value, bits, {}}, type);
    };
    EXPECT_EQ(integer(0xff, DataType::int8), -1);
    EXPECT_EQ(integer(0xff, DataType::uint8), 255);
    EXPECT_EQ(integer(0x1ff, DataType::uint8), 255);
    EXPECT_EQ(integer(0x8000, DataType::int16), -32768);
    EXPECT_EQ(integer(0xffff, DataType::uint16), 65535);
    EXPECT_EQ(integer(0x80000000, DataType::int32), -2147483648.0);
    EXPECT_EQ(integer(0xffffffff, DataType::uint32), 4294967295.0);
    EXPECT_EQ(integer(~std::uint64_t{0}, DataType::int64), -1);
    EXPECT_EQ(integer(~std::uint64_t{0}, DataType::uint64), 18446744073709551616.0);
    EXPECT_EQ(integer(1767225600000, DataType::date_time), 1767225600000.0);
}

TEST(Number, AFloatIsTheDecimalThatWasMeant) {
    const auto of = [](float value) {
        return number({ValueField::float_value, std::bit_cast<std::uint32_t>(value), {}}, DataType::float32);
    };
    EXPECT_EQ(of(21.3F), 21.3);
    EXPECT_EQ(of(-0.1F), -0.1);
    EXPECT_EQ(of(3e38F), static_cast<double>(3e38F));
    EXPECT_EQ(of(1e-7F), static_cast<double>(1e-7F));
    EXPECT_TRUE(std::isnan(of(std::nanf("")).value()));
    EXPECT_EQ(of(-std::numeric_limits<float>::infinity()), -std::numeric_limits<double>::infinity());
}

TEST(Number, FieldAndTypeMustGoTogether) {
    constexpr ValueField fields[] = {ValueField::none,         ValueField::int_value,    ValueField::long_value,
                                     ValueField::float_value,  ValueField::double_value, ValueField::boolean_value,
                                     ValueField::string_value, ValueField::bytes_value,  ValueField::unsupported};
    for (std::uint32_t code = 0; code <= last_datatype + 2; ++code) {
        const auto type = static_cast<DataType>(code);
        for (const auto field : fields) {
            const bool integer = field == ValueField::int_value || field == ValueField::long_value;
            const bool fits = ((code >= 1 && code <= 8) || code == 13) ? integer
                              : type == DataType::float32              ? field == ValueField::float_value
                              : type == DataType::float64              ? field == ValueField::double_value
                              : type == DataType::boolean              ? field == ValueField::boolean_value
                                                                       : false;
            EXPECT_EQ(number({field, 1, "1"}, type).has_value(), fits) << code << ' ' << static_cast<int>(field);
        }
    }
}

}  // namespace
}  // namespace magpie::sparkplug
