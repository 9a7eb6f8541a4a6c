#include "agent/report/readings.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(Readings, KeepWhatWasReadInItsOrder) {
    Readings readings;
    readings.set<"link_up">(1, "eth0");
    readings.count<"link_receive_bytes_total">(5, std::string("eth0"));
    readings.set<"host_uptime_seconds">(7);
    ASSERT_EQ(readings.all().size(), 3U);
    EXPECT_EQ(catalogue::all[readings.all()[0].metric].name, "magpie_link_up");
    EXPECT_EQ(readings.all()[0].labels, std::vector<std::string>{"eth0"});
    EXPECT_EQ(catalogue::all[readings.all()[1].metric].name, "magpie_link_receive_bytes_total");
    EXPECT_EQ(readings.all()[1].value, 5);
    EXPECT_TRUE(readings.all()[2].labels.empty());
}

TEST(Readings, LabelsAreInTheOrderOfTheRow) {
    Readings readings;
    readings.count<"link_driver_errors_total">(2, "eth0", "crc");
    const auto& reading = readings.all()[0];
    EXPECT_EQ(catalogue::all[reading.metric].labels[0], "interface");
    EXPECT_EQ(reading.labels, (std::vector<std::string>{"eth0", "crc"}));
}

TEST(Readings, AHistogramIsItsBucketsItsSumAndItsCount) {
    auto signal = histogram_of<"wifi_client_signal_dbm">();
    signal.observe(-67);
    signal.observe(-71);
    signal.observe(-20);
    Readings readings;
    readings.spread<"wifi_client_signal_dbm">(signal, "5GHz", "SEOUL");
    std::vector<std::pair<std::string, double>> buckets;
    for (const auto& reading : readings.all()) {
        EXPECT_EQ(catalogue::all[reading.metric].name, "magpie_wifi_client_signal_dbm");
        EXPECT_EQ(reading.labels[0] + reading.labels[1], "5GHzSEOUL");
        if (reading.part == catalogue::Part::bucket) {
            buckets.emplace_back(reading.labels.at(2), reading.value);
        }
    }
    EXPECT_EQ(buckets,
              (std::vector<std::pair<std::string, double>>{
                  {"-90", 0}, {"-80", 0}, {"-75", 0}, {"-70", 1}, {"-67", 2}, {"-60", 2}, {"-50", 2}, {"+Inf", 3}}));
    const auto& sum = readings.all()[buckets.size()];
    EXPECT_EQ(sum.part, catalogue::Part::sum);
    EXPECT_EQ(sum.value, -158);
    const auto& count = readings.all()[buckets.size() + 1];
    EXPECT_EQ(count.part, catalogue::Part::count);
    EXPECT_EQ(count.value, 3);
    EXPECT_EQ(readings.all().size(), buckets.size() + 2);
}

}  // namespace
}  // namespace magpie::agent
