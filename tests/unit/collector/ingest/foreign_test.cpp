#include "collector/ingest/foreign.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"
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

/// What is shown: the names, of which one that is empty is not.
ForeignList list(const std::vector<std::string>& names, std::vector<double> scales) {
    ForeignList list{.series = {}, .scales = std::move(scales)};
    for (const auto& name : names) {
        list.series.emplace_back().name = name;
    }
    return list;
}

struct Checked {
    bool all_known;
    Refusals refusals;
    Refusals tolerated;
};

Checked check(Payload payload) {
    Checked checked{};
    const auto metrics = declared();
    checked.all_known = true;
    for (const auto& metric : payload.view().metrics) {
        const auto slot = metrics.slot_of(metric, checked.refusals, checked.tolerated);
        checked.all_known = checked.all_known && slot;
        if (slot) {
            (void)metrics.number(*slot, metric.value, checked.refusals);
        }
    }
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

TEST(DeclaredMetrics, SlotsAreThePlacesInTheBirth) {
    Payload data;
    data.data("c", DataType::boolean, 1).data(1, DataType::float64, 2).data("b", DataType::int64, 1);
    Refusals refusals;
    std::vector<std::uint32_t> slots;
    for (const auto& metric : data.view().metrics) {
        slots.push_back(declared().slot_of(metric, refusals, refusals).value());
    }
    EXPECT_EQ(slots, (std::vector<std::uint32_t>{2, 0, 1}));
}

TEST(DeclaredMetrics, OfANameThatComesTwiceTheFirstIsMeant) {
    Payload birth;
    birth.named("a", DataType::float64, 1).named("b", DataType::float64, 1).named("a", DataType::float64, 2);
    const auto metrics = DeclaredMetrics::read(birth.view(), 9);
    Refusals refusals;
    EXPECT_EQ(metrics->slot_of(birth.view().metrics[2], refusals, refusals), 0U);
}

TEST(DeclaredMetrics, ADateIsInSecondsAndScalesAreApplied) {
    const auto bytes =
        raw::named("seen", 13, raw::number(11, 1767225600500)) + raw::named("energy", 10, raw::double_value(2));
    sparkplug::PayloadView birth;
    ASSERT_TRUE(decode(bytes, {}, birth));
    auto metrics = *DeclaredMetrics::read(birth, 9);
    metrics.show(list({"a", "b"}, {1, 1000}));
    Refusals refusals;
    EXPECT_EQ(metrics.number(0, birth.metrics[0].value, refusals), 1767225600.5);
    EXPECT_EQ(metrics.number(1, birth.metrics[1].value, refusals), 2000);
}

TEST(DeclaredMetrics, WhatAScaleMakesInfiniteIsRefused) {
    Payload birth;
    birth.named("a", DataType::float64, 1e300);
    auto metrics = *DeclaredMetrics::read(birth.view(), 9);
    metrics.show(list({"a"}, {1e300}));
    Refusals refusals;
    EXPECT_EQ(metrics.number(0, birth.view().metrics[0].value, refusals), std::nullopt);
    EXPECT_EQ(refusals.counted(Reason::not_a_number), 1U);
}

TEST(DeclaredMetrics, WhatIsNotShownHasNoTypeAnyMore) {
    auto metrics = declared();
    metrics.show(list({"a", "", "c"}, {1, 1, 1}));
    EXPECT_EQ(metrics.type(0), DataType::float64);
    EXPECT_EQ(metrics.type(1), DataType::unknown);
}

TEST(DeclaredMetrics, ATypeInDataIsPutUpWith) {
    const auto checked = check(Payload().named("b", DataType::int64, 1));
    EXPECT_TRUE(checked.all_known);
    EXPECT_EQ(checked.tolerated.counted(Reason::datatype_in_data), 1U);
}

}  // namespace
}  // namespace magpie::collector
