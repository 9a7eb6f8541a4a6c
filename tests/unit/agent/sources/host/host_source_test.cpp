#include "agent/sources/host/host_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::minutes_after_boot;
using fakes::value_of;

HostKernel kernel() {
    HostKernel kernel;
    kernel.statvfs = [](const char*, struct statvfs* space) {
        space->f_frsize = 4096;
        space->f_blocks = 1000;
        space->f_bavail = 250;
        return 0;
    };
    kernel.ticks_per_second = 100;
    return kernel;
}

TEST(HostSource, ReportsTheBoardAndItsHealth) {
    const fakes::Board board("emmc_gateway");
    HostSource source(board.paths(), kernel());
    Readings readings;
    source.sample(readings, minutes_after_boot(5));
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"host"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_uptime_seconds"), 300);
    EXPECT_EQ(value_of(readings, "magpie_host_boot_info", {"watchdog"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_cpu_seconds_total", {"idle"}), 3);
    EXPECT_EQ(value_of(readings, "magpie_host_storage_readonly", {"/data"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_node_cpu_seconds_total"), 0.1);
}

TEST(HostSource, EveryValueIsWithinTheBoundsOfItsRow) {
    for (const auto* name : {"raspberry_pi_5", "emmc_gateway", "nand_router"}) {
        const fakes::Board board(name);
        HostSource source(board.paths(), kernel());
        Readings readings;
        source.sample(readings, minutes_after_boot(5));
        for (const auto& reading : readings.all()) {
            const auto& row = catalogue::all[reading.metric];
            EXPECT_GE(reading.value, row.sane.low) << row.name;
            EXPECT_LE(reading.value, row.sane.high) << row.name;
        }
    }
}

TEST(HostSource, NoSeriesIsReadTwice) {
    for (const auto* name : {"raspberry_pi_5", "emmc_gateway", "nand_router"}) {
        const fakes::Board board(name);
        HostSource source(board.paths(), kernel());
        Readings readings;
        source.sample(readings, minutes_after_boot(5));
        const auto& all = readings.all();
        for (const auto& reading : all) {
            EXPECT_EQ(std::ranges::count_if(all,
                                            [&](const Reading& other) {
                                                return other.metric == reading.metric && other.labels == reading.labels;
                                            }),
                      1);
        }
    }
}

TEST(HostSource, ABoardTakesFewSeries) {
    const fakes::Board board("raspberry_pi_5");
    HostSource source(board.paths(), kernel());
    Readings readings;
    source.sample(readings, minutes_after_boot(5));
    EXPECT_LE(readings.all().size(), 36U);
}

}  // namespace
}  // namespace magpie::agent
