#include "collector/exposition/negotiation.hpp"

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

constexpr auto prometheus_2_42 =
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
constexpr auto victoria_metrics_1_79 = "text/plain;version=0.0.4;q=1,*/*;q=0.1";

TEST(WantedFormat, IsOpenMetricsForPrometheusAndTextForVictoriaMetrics) {
    EXPECT_EQ(wanted_format(prometheus_2_42), Format::open_metrics);
    EXPECT_EQ(wanted_format(victoria_metrics_1_79), Format::text);
}

TEST(WantedFormat, IsTextWhereNothingElseIsNamed) {
    for (const auto* accept : {"", "*/*", "text/html", "application/json", ",;=,,", "application/openmetrics-text;q=0",
                               "application/openmetrics-text;version=2.0.0"}) {
        EXPECT_EQ(wanted_format(accept), Format::text) << accept;
    }
}

TEST(WantedFormat, IsWhatIsLikedMore) {
    EXPECT_EQ(wanted_format("application/openmetrics-text; version=1.0.0; q=0.4, text/plain; q=0.5"), Format::text);
    EXPECT_EQ(wanted_format("text/plain; q=0.4 , Application/OpenMetrics-Text ; Q=0.5"), Format::open_metrics);
    EXPECT_EQ(wanted_format("application/openmetrics-text;q=x, text/plain"), Format::text);
}

TEST(TakesGzip, OnlyWhereItIsNamedAndNotRefused) {
    for (const auto* accepts : {"gzip", "GZIP", "deflate, gzip;q=0.5", "br;q=1, x-gzip"}) {
        EXPECT_TRUE(takes_gzip(accepts)) << accepts;
    }
    for (const auto* accepts : {"", "identity", "gzip;q=0", "gzip; q=0.0", "deflate", "gzipped", "*"}) {
        EXPECT_FALSE(takes_gzip(accepts)) << accepts;
    }
}

}  // namespace
}  // namespace magpie::collector
