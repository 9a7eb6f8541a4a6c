#include "collector/ingest/birth_reader.hpp"

#include <gtest/gtest.h>

#include <string>

#include <protozero/pbf_builder.hpp>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/ingest/pole.hpp"
#include "wire/sparkplug/payload_fields.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;
using sparkplug::DataType;

class BirthReaderTest : public ::testing::Test {
  protected:
    tl::expected<MagpieBirth, Reason> read() { return read(pole.birth(clock.now())); }
    tl::expected<MagpieBirth, Reason> read(std::string bytes) {
        bytes_ = std::move(bytes);
        EXPECT_TRUE(decode(bytes_, {}, payload_));
        const auto found = find_header(payload_);
        EXPECT_TRUE(found);
        return read_magpie_birth(payload_, found->header, refusals, tolerated);
    }

    fakes::FakeClock clock;
    Pole pole;
    Refusals refusals;
    Refusals tolerated;

  private:
    std::string bytes_;
    sparkplug::PayloadView payload_;
};

/// A metric of a payload, field by field.
class RawMetric {
  public:
    explicit RawMetric(std::string& into) : payload_(into), metric_(payload_, sparkplug::PayloadField::metrics) {}
    protozero::pbf_builder<sparkplug::MetricField>& operator()() { return metric_; }

  private:
    protozero::pbf_builder<sparkplug::PayloadField> payload_;
    protozero::pbf_builder<sparkplug::MetricField> metric_;
};

TEST_F(BirthReaderTest, ABoundIsALabelOfABucketAlone) {
    const auto series = [](const std::string& path, const std::string& bound) {
        return fakes::PoleSeries{path, DataType::uint64, {{"ssid", "a"}, {"le", bound}}};
    };
    pole.series = {series("wifi/5GHz/a/1/client_signal_dbm_bucket", "-67"),
                   series("wifi/5GHz/a/2/client_signal_dbm_bucket", "+Inf"),
                   series("wifi/5GHz/a/3/client_signal_dbm_bucket", "loud"),
                   series("wifi/5GHz/a/client_signal_dbm_sum", "1"), series("link/eth0/up_bucket", "1")};
    const auto birth = read();
    ASSERT_TRUE(birth);
    EXPECT_EQ(birth->series[0].labels, (Labels{{"ssid", "a"}, {"le", "-67"}}));
    EXPECT_EQ(birth->series[1].labels, (Labels{{"ssid", "a"}, {"le", "+Inf"}}));
    for (const std::size_t refused : {2, 3, 4}) {
        EXPECT_TRUE(birth->series[refused].path.empty()) << refused;
    }
    EXPECT_EQ(refusals.counted(Reason::label_name), 3U);
}

TEST_F(BirthReaderTest, EachSeriesComesWithPathTypeAndLabels) {
    const auto birth = read();
    ASSERT_TRUE(birth);
    ASSERT_EQ(birth->series.size(), 5U);
    EXPECT_EQ(birth->series[1].path, "link/eth0/receive_bytes_total");
    EXPECT_EQ(birth->series[1].datatype, static_cast<std::uint32_t>(DataType::uint64));
    EXPECT_EQ(birth->series[1].labels, (Labels{{"interface", "eth0"}}));
    EXPECT_EQ(birth->values[3]->alias, 4U);
}

TEST_F(BirthReaderTest, WhatAnInfoMetricSaysIsApartFromTheList) {
    const auto birth = read();
    ASSERT_EQ(birth->info_labels.size(), 1U);
    EXPECT_EQ(birth->info_labels[0].slot, 4U);
    EXPECT_EQ(birth->info_labels[0].labels, (Labels{{"version", "1.0"}, {"site", "Hongdae"}}));
    EXPECT_TRUE(birth->series[4].labels.empty());
}

TEST_F(BirthReaderTest, AnAliasOutOfItsPlaceRefusesTheBirth) {
    auto bytes = pole.birth(clock.now());
    sparkplug::PayloadEncoder(bytes).number({.name = "link/eth0/mtu_bytes", .alias = 7, .with_datatype = true},
                                            DataType::uint64, 1);
    EXPECT_EQ(read(bytes).error(), Reason::alias_order);
}

TEST_F(BirthReaderTest, AnAliasTwiceRefusesTheBirth) {
    auto bytes = pole.birth(clock.now());
    sparkplug::PayloadEncoder(bytes).number({.name = "link/eth0/mtu_bytes", .alias = 5, .with_datatype = true},
                                            DataType::uint64, 1);
    EXPECT_EQ(read(bytes).error(), Reason::alias_order);
}

TEST_F(BirthReaderTest, AListThatIsNotTheShapeItClaimsRefusesTheBirth) {
    pole.claimed_shape = 1;
    EXPECT_EQ(read().error(), Reason::shape);
}

TEST_F(BirthReaderTest, ATypeThatDoesNotExistRefusesTheBirth) {
    pole.series[0].type = static_cast<DataType>(99);
    pole.series[0].value.reset();
    EXPECT_EQ(read().error(), Reason::datatype);
}

TEST_F(BirthReaderTest, KeysWithoutValuesRefuseTheBirth) {
    auto bytes = pole.birth(clock.now());
    {
        RawMetric metric(bytes);
        metric().add_string(sparkplug::MetricField::name, "link/eth0/mtu_bytes");
        metric().add_uint64(sparkplug::MetricField::alias, 6);
        metric().add_uint32(sparkplug::MetricField::datatype, static_cast<std::uint32_t>(DataType::uint64));
        protozero::pbf_builder<sparkplug::PropertySetField> properties(metric(), sparkplug::MetricField::properties);
        properties.add_string(sparkplug::PropertySetField::keys, "interface");
    }
    EXPECT_EQ(read(bytes).error(), Reason::properties);
}

TEST_F(BirthReaderTest, MorePropertiesThanAnySeriesHasRefuseTheBirth) {
    for (int i = 0; i < 13; ++i) {
        pole.series[1].properties.emplace_back("label" + std::to_string(i), "x");
    }
    EXPECT_EQ(read().error(), Reason::properties);
}

TEST_F(BirthReaderTest, AnUnusablePathCostsThatSeriesItsExpositionAlone) {
    pole.series[2].path = "link/eth0/up time";
    const auto birth = read();
    ASSERT_TRUE(birth);
    EXPECT_EQ(refusals.counted(Reason::metric_name), 1U);
    EXPECT_TRUE(birth->series[2].path.empty());
    EXPECT_FALSE(birth->series[1].path.empty());
}

TEST_F(BirthReaderTest, APathWithoutALevelOrTooLongIsUnusable) {
    pole.series[1].path = "uptime";
    pole.series[2].path = "link/" + std::string(300, 'a') + "/up";
    ASSERT_TRUE(read());
    EXPECT_EQ(refusals.counted(Reason::metric_name), 2U);
}

TEST_F(BirthReaderTest, ASeriesInTheCollectorsOwnNameIsNotTaken) {
    pole.series[2].path = "collector/series";
    ASSERT_TRUE(read());
    EXPECT_EQ(refusals.counted(Reason::metric_name), 1U);
}

TEST_F(BirthReaderTest, ATextIsNoSeries) {
    pole.series[2].type = DataType::string;
    pole.series[2].value.reset();
    ASSERT_TRUE(read());
    EXPECT_EQ(refusals.counted(Reason::datatype), 1U);
}

TEST_F(BirthReaderTest, LabelsThatPrometheusOrTheCollectorWritesAreNotTaken) {
    for (const auto* name : {"area", "node", "le", "__name__", "bad-name", "0digit", "", "na\nme",
                             "na\xff"
                             "me"}) {
        refusals = {};
        pole = {};
        pole.series[1].properties.emplace_back(name, "x");
        ASSERT_TRUE(read()) << name;
        EXPECT_EQ(refusals.counted(Reason::label_name), 1U) << name;
    }
}

TEST_F(BirthReaderTest, MoreLabelsThanTheCatalogueKnowsAreNotTaken) {
    for (const auto* name : {"b", "c", "d", "e", "f", "g", "h"}) {
        pole.series[1].properties.emplace_back(name, "x");
    }
    ASSERT_TRUE(read());
    EXPECT_EQ(refusals.counted(Reason::label_name), 1U);
}

TEST_F(BirthReaderTest, ControlCharactersInALabelValueAreEscaped) {
    pole.series[1].properties[0].second = "eth\n0\x7f";
    const auto birth = read();
    EXPECT_EQ(birth->series[1].labels[0].second, "eth\\x0a0\\x7f");
    EXPECT_EQ(tolerated.counted(Reason::text_escaped), 1U);
}

TEST_F(BirthReaderTest, InvalidUtf8InALabelValueIsEscaped) {
    pole.series[1].properties[0].second = "\xff\xfe";
    const auto birth = read();
    EXPECT_EQ(birth->series[1].labels[0].second, "\\xff\\xfe");
}

TEST_F(BirthReaderTest, InvalidUtf8InALabelOfAnInfoMetricIsEscaped) {
    pole.series[4].properties[1].second = "\x80";
    const auto birth = read();
    EXPECT_EQ(birth->info_labels[0].labels[1].second, "\\x80");
}

TEST_F(BirthReaderTest, AnEndlessLabelValueIsCut) {
    pole.series[1].properties[0].second = std::string(5000, 'e');
    const auto birth = read();
    EXPECT_EQ(birth->series[1].labels[0].second.size(), 128U);
    EXPECT_EQ(tolerated.counted(Reason::text_escaped), 1U);
}

TEST_F(BirthReaderTest, HelpTravelsAndIsNoPartOfTheShape) {
    pole.series[1].properties.emplace_back("help", "What came in");
    const auto birth = read();
    ASSERT_TRUE(birth);
    EXPECT_EQ(birth->series[1].help, "What came in");
}

TEST_F(BirthReaderTest, TheQualityOfTheSpecificationIsNoLabel) {
    pole.series[1].properties.emplace_back("Quality", "192");
    const auto birth = read();
    ASSERT_TRUE(birth);
    EXPECT_EQ(birth->series[1].labels.size(), 1U);
}

// ---- what else is looked for in a payload

class FindTest : public ::testing::Test {
  protected:
    const sparkplug::PayloadView& decoded(std::string bytes) {
        bytes_ = std::move(bytes);
        EXPECT_TRUE(decode(bytes_, {}, payload_));
        return payload_;
    }

  private:
    std::string bytes_;
    sparkplug::PayloadView payload_;
};

TEST_F(FindTest, BdSeqAsInt64) {
    std::string bytes;
    sparkplug::PayloadEncoder(bytes).integer({.name = "bdSeq", .with_datatype = true}, 200);
    const auto found = find_bd_seq(decoded(bytes));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->number, 200U);
    EXPECT_FALSE(found->is_unsigned);
}

TEST_F(FindTest, BdSeqAsUInt64IsFoundAndSaidSo) {
    std::string bytes;
    sparkplug::PayloadEncoder(bytes).number({.name = "bdSeq", .with_datatype = true}, DataType::uint64, 3);
    EXPECT_TRUE(find_bd_seq(decoded(bytes))->is_unsigned);
}

TEST_F(FindTest, BdSeqThatIsNoIntegerIsNone) {
    std::string bytes;
    sparkplug::PayloadEncoder(bytes).number({.name = "bdSeq", .with_datatype = true}, DataType::float64, 3);
    EXPECT_FALSE(find_bd_seq(decoded(bytes)));
}

TEST_F(FindTest, NoHeaderInAForeignMessage) {
    const fakes::FakeClock clock;
    EXPECT_FALSE(find_header(decoded(fakes::ForeignEdge().birth(clock.now()))));
}

TEST_F(FindTest, AHeaderThatCannotBeReadIsNone) {
    std::string bytes;
    sparkplug::PayloadEncoder(bytes).bytes({.alias = 0}, "not a header");
    EXPECT_FALSE(find_header(decoded(bytes)));
}

TEST_F(FindTest, TheHeaderBearsTheTimeOfItsMetric) {
    const fakes::FakeClock clock;
    Pole pole;
    const auto found = find_header(decoded(pole.report(clock.now(), {}, {.age = Milliseconds{1500}})));
    ASSERT_TRUE(found);
    EXPECT_EQ(UtcMs{Milliseconds{found->timestamp}}, clock.now().wall - Milliseconds{1500});
}

}  // namespace
}  // namespace magpie::collector
