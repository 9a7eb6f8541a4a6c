#include "collector/console/history_query.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::console {
namespace {

using std::chrono::seconds;

HistoryQuestion question() {
    return {.pole = {"mapo", "pole-1"},
            .metric = "magpie_link_up",
            .from = UtcMs{seconds(1000)},
            .to = UtcMs{seconds(2000)}};
}

TEST(HistoryQuery, AsksForOneMetricOfOnePole) {
    EXPECT_EQ(history_target("/select/", question()).value(),
              "/select/api/v1/"
              "query_range?query=magpie_link_up%7Barea%3D%22mapo%22%2Cnode%3D%22pole-1%22%7D&start=1000.000&end=2000."
              "000&step=60");
    auto hostile = question();
    hostile.pole.node = "x\"} or vector(1) #";
    EXPECT_NE(history_target("/", hostile).value().find("%5C%22%7D%20or"), std::string::npos) << "its quote is escaped";
}

TEST(HistoryQuery, RefusesWhatIsTooMuchOrNoneOfOurs) {
    auto bad = question();
    bad.metric = "up";
    EXPECT_FALSE(history_target("/", bad));
    bad = question();
    bad.to = bad.from;
    EXPECT_FALSE(history_target("/", bad));
    bad = question();
    bad.to = bad.from + seconds(4'000);
    bad.step = seconds(1);
    EXPECT_FALSE(history_target("/", bad));
    EXPECT_TRUE(is_metric_of_catalogue("magpie_collector_report_delay_seconds_bucket"));
    EXPECT_FALSE(is_metric_of_catalogue("magpie_collector_report_delay_seconds"));
    EXPECT_FALSE(is_metric_of_catalogue("magpie_link_up_sum"));
}

TEST(HistoryQuery, TheAnswerHasPointsAndTheLabelsThatDiffer) {
    EXPECT_EQ(
        history_answer(
            R"({"status":"success","data":{"result":[{"metric":{"__name__":"x","area":"mapo","node":"p","radio":"phy0"},"values":[[1000.5,"1e3"],[1060,"NaN"]]}]}})"),
        R"({"series":[{"labels":{"radio":"phy0"},"points":[[1000.5,1000],[1060,null]]}]})");
    EXPECT_EQ(history_answer(R"({"status":"success","data":{"result":[]}})"), R"({"series":[]})");
    for (const auto* none : {"", "{}", R"({"status":"error"})", R"({"status":"success","data":{"result":[1]}})",
                             R"({"status":"success","data":{"result":[{"metric":{},"values":[[1]]}]}})"}) {
        EXPECT_FALSE(history_answer(none)) << none;
    }
}

}  // namespace
}  // namespace magpie::collector::console
