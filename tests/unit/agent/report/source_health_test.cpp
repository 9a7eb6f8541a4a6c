#include "agent/report/source_health.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;

Readings written(const SourceHealth& health) {
    Readings readings;
    health.write(readings);
    return readings;
}

TEST(SourceHealth, IsDownUntilItWorks) {
    SourceHealth health("link");
    EXPECT_EQ(value_of(written(health), "magpie_node_source_up", {"link"}), 0);
    health.works();
    EXPECT_EQ(value_of(written(health), "magpie_node_source_up", {"link"}), 1);
}

TEST(SourceHealth, AFailureIsCountedByReasonAndLeavesItUp) {
    SourceHealth health("link");
    health.works();
    health.failed("timeout");
    health.failed("timeout");
    health.failed("refused");
    EXPECT_EQ(value_of(written(health), "magpie_node_source_up", {"link"}), 1);
    EXPECT_EQ(value_of(written(health), "magpie_node_source_failures_total", {"link", "timeout"}), 2);
    EXPECT_EQ(value_of(written(health), "magpie_node_source_failures_total", {"link", "refused"}), 1);
}

TEST(SourceHealth, DownIsAFailureToo) {
    SourceHealth health("link");
    health.works();
    health.down("permission");
    EXPECT_EQ(value_of(written(health), "magpie_node_source_up", {"link"}), 0);
    EXPECT_EQ(value_of(written(health), "magpie_node_source_failures_total", {"link", "permission"}), 1);
}

TEST(SourceHealth, WithoutFailuresThereIsNoCounter) {
    EXPECT_EQ(series_of(written(SourceHealth("link")), "magpie_node_source_failures_total"), 0U);
}

}  // namespace
}  // namespace magpie::agent
