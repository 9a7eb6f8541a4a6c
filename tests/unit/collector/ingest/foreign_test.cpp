#include "collector/ingest/foreign.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "wire/sparkplug/payload_encoder.hpp"

namespace magpie::collector {
namespace {

using sparkplug::DataType;
using sparkplug::PayloadEncoder;

/// A payload as its host sees it; keeps the bytes.
class Payload {
  public:
    Payload& named(std::string_view name, DataType type, double value, std::int64_t alias = -1) {
        PayloadEncoder(bytes_).number({.name = name, .alias = alias, .with_datatype = true}, type, value);
        return *this;
    }
    Payload& data(std::string_view name, DataType type, double value) {
        PayloadEncoder(bytes_).number({.name = name}, type, value);
        return *this;
    }
    Payload& data(std::int64_t alias, DataType type, double value) {
        PayloadEncoder(bytes_).number({.alias = alias}, type, value);
        return *this;
    }
    Payload& text(std::string_view name) {
        PayloadEncoder(bytes_).bytes({.name = name}, "x");
        return *this;
    }
    [[nodiscard]] const sparkplug::PayloadView& view() {
        EXPECT_TRUE(decode(bytes_, {}, view_));
        return view_;
    }

  private:
    std::string bytes_;
    sparkplug::PayloadView view_;
};

DeclaredMetrics declared() {
    Payload birth;
    birth.named("a", DataType::float64, 1, 1).named("b", DataType::int64, 1).named("c", DataType::boolean, 1, 3);
    return *DeclaredMetrics::read(birth.view(), 100);
}

struct Checked {
    bool all_known;
    Refusals refusals;
    Refusals tolerated;
};

Checked check(Payload payload) {
    Checked checked{};
    checked.all_known = declared().check(payload.view(), checked.refusals, checked.tolerated);
    return checked;
}

TEST(DeclaredMetrics, ABirthIsReadByNameAndAlias) {
    EXPECT_EQ(declared().size(), 3U);
}

TEST(DeclaredMetrics, MoreMetricsThanAllowedAreRefused) {
    Payload birth;
    birth.named("a", DataType::float64, 1).named("b", DataType::float64, 1);
    EXPECT_EQ(DeclaredMetrics::read(birth.view(), 1).error(), Reason::too_many_metrics);
    EXPECT_TRUE(DeclaredMetrics::read(birth.view(), 2));
}

TEST(DeclaredMetrics, AMetricWithoutANameIsRefused) {
    Payload birth;
    birth.data(1, DataType::float64, 1);
    EXPECT_EQ(DeclaredMetrics::read(birth.view(), 9).error(), Reason::metric_name);
}

TEST(DeclaredMetrics, AMetricWithoutATypeIsRefused) {
    Payload birth;
    birth.data("a", DataType::float64, 1);
    EXPECT_EQ(DeclaredMetrics::read(birth.view(), 9).error(), Reason::datatype);
}

TEST(DeclaredMetrics, ATypeBeyondTheSpecificationIsRefused) {
    std::string bytes;
    PayloadEncoder(bytes).null({.name = "a", .with_datatype = true}, static_cast<DataType>(35));
    sparkplug::PayloadView view;
    ASSERT_TRUE(decode(bytes, {}, view));
    EXPECT_EQ(DeclaredMetrics::read(view, 9).error(), Reason::datatype);
}

TEST(DeclaredMetrics, AnAliasTwiceIsRefused) {
    Payload birth;
    birth.named("a", DataType::float64, 1, 7).named("b", DataType::float64, 1, 7);
    EXPECT_EQ(DeclaredMetrics::read(birth.view(), 9).error(), Reason::alias_duplicate);
}

TEST(DeclaredMetrics, AliasesOfANodeAndItsDevicesMustDiffer) {
    Payload same;
    same.named("x", DataType::float64, 1, 3);
    Payload other;
    other.named("x", DataType::float64, 1, 4);
    EXPECT_TRUE(DeclaredMetrics::read(same.view(), 9)->shares_alias_with(declared()));
    EXPECT_FALSE(DeclaredMetrics::read(other.view(), 9)->shares_alias_with(declared()));
}

TEST(DeclaredMetrics, DataByNameOrAliasIsKnown) {
    const auto checked =
        check(Payload().data("b", DataType::int64, 1).data(1, DataType::float64, 2).data(3, DataType::boolean, 1));
    EXPECT_TRUE(checked.all_known);
}

TEST(DeclaredMetrics, AnUnknownNameIsNamedSo) {
    const auto checked = check(Payload().data("z", DataType::int64, 1));
    EXPECT_FALSE(checked.all_known);
    EXPECT_EQ(checked.refusals.counted(Reason::unknown_metric), 1U);
}

TEST(DeclaredMetrics, AnUnknownAliasIsNamedSo) {
    const auto checked = check(Payload().data(2, DataType::float64, 1));
    EXPECT_FALSE(checked.all_known);
    EXPECT_EQ(checked.refusals.counted(Reason::unknown_alias), 1U);
}

TEST(DeclaredMetrics, AValueOfAnotherTypeThanDeclaredIsRefused) {
    EXPECT_EQ(check(Payload().data("b", DataType::float64, 1)).refusals.counted(Reason::field_type), 1U);
}

TEST(DeclaredMetrics, ATextWhereANumberWasDeclaredIsRefused) {
    EXPECT_EQ(check(Payload().text("b")).refusals.counted(Reason::field_type), 1U);
}

TEST(DeclaredMetrics, NotANumberIsRefused) {
    const auto checked = check(Payload()
                                   .data("a", DataType::float64, std::numeric_limits<double>::quiet_NaN())
                                   .data("a", DataType::float64, std::numeric_limits<double>::infinity()));
    EXPECT_EQ(checked.refusals.counted(Reason::not_a_number), 2U);
}

TEST(DeclaredMetrics, ATypeInDataIsPutUpWith) {
    const auto checked = check(Payload().named("b", DataType::int64, 1));
    EXPECT_TRUE(checked.all_known);
    EXPECT_EQ(checked.tolerated.counted(Reason::datatype_in_data), 1U);
}

}  // namespace
}  // namespace magpie::collector
