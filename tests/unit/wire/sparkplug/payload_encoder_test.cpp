#include "wire/sparkplug/payload_encoder.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::sparkplug {
namespace {

constexpr UtcMs new_year{Milliseconds{1767225600000}};

TEST(PayloadEncoder, WritesTheGoldenDeath) {
    std::string bytes;
    PayloadEncoder(bytes).timestamp(new_year).integer({.name = "bdSeq", .time = new_year, .with_datatype = true}, 3);
    EXPECT_EQ(bytes, golden::payload("death"));
}

TEST(PayloadEncoder, WritesTheGoldenRebirthCommand) {
    std::string bytes;
    PayloadEncoder(bytes).timestamp(new_year).boolean(
        {.name = "Node Control/Rebirth", .time = new_year, .with_datatype = true}, true);
    EXPECT_EQ(bytes, golden::payload("command_rebirth"));
}

TEST(PayloadEncoder, WritesTheGoldenAcknowledgement) {
    std::string bytes;
    const Acknowledge word{.epoch = Epoch{0x1122334455667788},
                           .received = ReportNumber{7},
                           .safe = ReportNumber{5},
                           .highest = ReportNumber{9}};
    PayloadEncoder(bytes).timestamp(new_year).bytes(
        {.name = acknowledge_metric, .time = new_year, .with_datatype = true}, encode(word));
    EXPECT_EQ(bytes, golden::payload("command_acknowledge"));
}

TEST(PayloadEncoder, AppendsToWhatIsThere) {
    std::string bytes = raw::text(4, "before");
    PayloadEncoder(bytes).seq(200);
    EXPECT_EQ(bytes, raw::text(4, "before") + raw::number(3, 200));
}

TEST(PayloadEncoder, AliasZeroIsWritten) {
    std::string bytes;
    PayloadEncoder(bytes).null({.alias = 0, .time = new_year}, DataType::float64);
    EXPECT_EQ(bytes, raw::metric(raw::number(2, 0) + raw::number(3, 1767225600000) + raw::number(7, 1)));
}

TEST(PayloadEncoder, ANullCarriesNoValueEvenWithADatatype) {
    std::string bytes;
    PayloadEncoder(bytes).null({.name = "n", .time = new_year, .with_datatype = true}, DataType::uint64);
    EXPECT_EQ(bytes,
              raw::metric(raw::text(1, "n") + raw::number(3, 1767225600000) + raw::number(4, 8) + raw::number(7, 1)));
}

TEST(PayloadEncoder, KeysAndValuesOfPropertiesAreAsMany) {
    std::string bytes;
    const TextProperty properties[] = {{"interface", "eth0"}, {"unit", "bytes"}};
    PayloadEncoder(bytes).number({.name = "n", .time = new_year, .with_datatype = true, .properties = properties},
                                 DataType::uint64, 7);
    PayloadView view;
    ASSERT_TRUE(decode(bytes, {}, view));
    const auto value = [](std::string_view text) { return raw::text(2, raw::number(1, 12) + raw::text(8, text)); };
    EXPECT_EQ(view.metrics[0].properties,
              raw::text(1, "interface") + raw::text(1, "unit") + value("eth0") + value("bytes"));
}

TEST(PayloadEncoder, EachTypeTravelsInItsField) {
    const auto field = [](DataType type, double value) {
        std::string bytes;
        PayloadEncoder(bytes).number({.alias = 1, .time = new_year}, type, value);
        PayloadView view;
        EXPECT_TRUE(decode(bytes, {}, view));
        EXPECT_EQ(number(view.metrics[0].value, type), value);
        return view.metrics[0].value.field;
    };
    EXPECT_EQ(field(DataType::boolean, 1), ValueField::boolean_value);
    EXPECT_EQ(field(DataType::float32, 51.3), ValueField::float_value);
    EXPECT_EQ(field(DataType::float64, 1.0 / 3), ValueField::double_value);
    EXPECT_EQ(field(DataType::uint64, 1e15), ValueField::long_value);
    EXPECT_EQ(field(DataType::int64, -5), ValueField::long_value);
}

TEST(PayloadEncoder, ACounterIsExactUpTo2To53) {
    std::string bytes;
    PayloadEncoder(bytes).number({.alias = 1, .time = new_year}, DataType::uint64, 9007199254740992.0);
    EXPECT_EQ(bytes,
              raw::metric(raw::number(2, 1) + raw::number(3, 1767225600000) + raw::number(11, 9007199254740992U)));
}

}  // namespace
}  // namespace magpie::sparkplug
