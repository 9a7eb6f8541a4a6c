#include "wire/pole_page/pole_report.hpp"

#include <gtest/gtest.h>

namespace magpie {
namespace {

TEST(PoleReport, IsCalledByWhatIsInIt) {
    EXPECT_EQ(pole_report_id("abc"), "ba7816bf8f01cfea");  // FIPS 180-2, B.1
    EXPECT_TRUE(is_pole_report_id(pole_report_id("abd")));
    EXPECT_NE(pole_report_id("abc"), pole_report_id("abd"));
    EXPECT_FALSE(is_pole_report_id("ba7816bf8f01cfeA"));
    EXPECT_FALSE(is_pole_report_id("../../etc/passwd"));
    EXPECT_FALSE(is_pole_report_id("ba7816bf8f01cfea0"));
}

TEST(PoleReport, ComesOnATopicOfItsPole) {
    const auto place = pole_report_place("magpie/v1/report/mapo/pole-1");
    ASSERT_TRUE(place);
    EXPECT_EQ(place->area, "mapo");
    EXPECT_EQ(place->node, "pole-1");
    for (const auto* topic : {"magpie/v1/report/mapo", "magpie/v1/report/mapo/pole-1/more", "magpie/v1/report//pole-1",
                              "magpie/v1/report/mapo/", "magpie/v1/reported/mapo/pole-1", ""}) {
        EXPECT_FALSE(pole_report_place(topic)) << topic;
    }
}

}  // namespace
}  // namespace magpie
