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

}  // namespace
}  // namespace magpie::agent
