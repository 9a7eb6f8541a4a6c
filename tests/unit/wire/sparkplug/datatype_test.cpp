#include "wire/sparkplug/datatype.hpp"

#include <gtest/gtest.h>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::sparkplug {
namespace {

DataType type_of(std::string_view name) {
    return wire_type(catalogue::all[catalogue::find(name).value()]);
}

TEST(DataType, FollowsUnitAndKindOfTheMetric) {
    EXPECT_EQ(type_of("magpie_node_info"), DataType::boolean);
    EXPECT_EQ(type_of("magpie_link_up"), DataType::boolean);
    EXPECT_EQ(type_of("magpie_host_temperature_celsius"), DataType::float32);
    EXPECT_EQ(type_of("magpie_link_receive_bytes_total"), DataType::uint64);
    EXPECT_EQ(type_of("magpie_link_receive_packets_total"), DataType::uint64);
    EXPECT_EQ(type_of("magpie_host_cpu_seconds_total"), DataType::float64);
    EXPECT_EQ(type_of("magpie_host_load_average"), DataType::float64);
}

TEST(DataType, PartsOfAHistogramAreCountsAndASum) {
    const auto& signal = catalogue::all[catalogue::find("magpie_wifi_client_signal_dbm").value()];
    EXPECT_EQ(wire_type(signal, catalogue::Part::bucket), DataType::uint64);
    EXPECT_EQ(wire_type(signal, catalogue::Part::count), DataType::uint64);
    EXPECT_EQ(wire_type(signal, catalogue::Part::sum), DataType::float64);
}

TEST(DataType, UInt32AndSmallIntegersAreNeverUsed) {
    for (const auto& metric : catalogue::all) {
        const auto type = wire_type(metric);
        EXPECT_TRUE(type == DataType::boolean || type == DataType::float32 || type == DataType::float64 ||
                    type == DataType::uint64 || type == DataType::int64)
            << metric.name;
    }
}

TEST(DataType, NumbersAreNumeric) {
    for (std::uint32_t code = 0; code <= last_datatype + 1; ++code) {
        const bool numeric = (code >= 1 && code <= 11) || code == 13;
        EXPECT_EQ(is_numeric(static_cast<DataType>(code)), numeric) << code;
    }
}

}  // namespace
}  // namespace magpie::sparkplug
