#include "agent/sources/host/host_sampler.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;

Readings sample(const HostState& state) {
    Readings readings;
    HostSampler(100, 4096).sample(state, readings);
    return readings;
}

TEST(HostSampler, ProcessorTimeIsInSecondsByMode) {
    HostState state;
    state.processor = ProcessorTicks{100, 200, 300, 400, 500, 600, 700, 850};
    const auto readings = sample(state);
    EXPECT_EQ(series_of(readings, "magpie_host_cpu_seconds_total"), 8U);
    EXPECT_EQ(value_of(readings, "magpie_host_cpu_seconds_total", {"user"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_cpu_seconds_total", {"idle"}), 4);
    EXPECT_EQ(value_of(readings, "magpie_host_cpu_seconds_total", {"steal"}), 8.5);
}

TEST(HostSampler, IdleTimeNeverRunsBackwards) {
    HostSampler sampler(100, 4096);
    HostState state;
    Readings first;
    Readings second;
    state.processor = ProcessorTicks{0, 0, 0, 400};
    sampler.sample(state, first);
    state.processor = ProcessorTicks{0, 0, 0, 399};
    sampler.sample(state, second);
    EXPECT_EQ(value_of(second, "magpie_host_cpu_seconds_total", {"idle"}), 4);
}

TEST(HostSampler, WhatWasNotReadIsAbsent) {
    const auto readings = sample({});
    EXPECT_EQ(value_of(readings, "magpie_host_uptime_seconds"), 0);
    EXPECT_EQ(value_of(readings, "magpie_host_boot_info", {"unknown"}), 1);
    EXPECT_EQ(readings.all().size(), 2U);
}

TEST(HostSampler, EveryReadingHasItsMetric) {
    HostState state;
    state.load = LoadAverages{1, 2, 3};
    state.memory = Memory{1000, 600, 50};
    state.temperatures = {{"cpu-thermal", 52.5}};
    state.uptime = Monotonic(std::chrono::milliseconds(90'500));
    state.boot_reason = BootReason::watchdog;
    state.storage = {{"/", 4e9, 1e9, true}};
    state.writes = {{"mmcblk0", 512}};
    state.flash = {FlashWear{"mmcblk0", {0.1, 0.2}, 1, std::nullopt, std::nullopt},
                   FlashWear{"ubi0", {}, std::nullopt, 3, 412}};
    state.clock = ClockState{true, -0.001, 0.02};
    state.agent = ProcessUse{250, 3};
    const auto readings = sample(state);
    EXPECT_EQ(value_of(readings, "magpie_host_load_average", {"1m"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_load_average", {"5m"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_host_load_average", {"15m"}), 3);
    EXPECT_EQ(value_of(readings, "magpie_host_memory_size_bytes"), 1000);
    EXPECT_EQ(value_of(readings, "magpie_host_memory_available_bytes"), 600);
    EXPECT_EQ(value_of(readings, "magpie_host_swap_used_bytes"), 50);
    EXPECT_EQ(value_of(readings, "magpie_host_temperature_celsius", {"cpu-thermal"}), 52.5);
    EXPECT_EQ(value_of(readings, "magpie_host_uptime_seconds"), 90.5);
    EXPECT_EQ(value_of(readings, "magpie_host_boot_info", {"watchdog"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_storage_size_bytes", {"/"}), 4e9);
    EXPECT_EQ(value_of(readings, "magpie_host_storage_available_bytes", {"/"}), 1e9);
    EXPECT_EQ(value_of(readings, "magpie_host_storage_readonly", {"/"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_storage_written_bytes_total", {"mmcblk0"}), 512);
    EXPECT_EQ(value_of(readings, "magpie_host_flash_life_used_ratio", {"mmcblk0", "a"}), 0.1);
    EXPECT_EQ(value_of(readings, "magpie_host_flash_life_used_ratio", {"mmcblk0", "b"}), 0.2);
    EXPECT_EQ(value_of(readings, "magpie_host_flash_spare_state", {"mmcblk0"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_flash_bad_blocks", {"ubi0"}), 3);
    EXPECT_EQ(value_of(readings, "magpie_host_flash_block_erases", {"ubi0"}), 412);
    EXPECT_EQ(value_of(readings, "magpie_host_clock_synchronised"), 1);
    EXPECT_EQ(value_of(readings, "magpie_host_clock_offset_seconds"), -0.001);
    EXPECT_EQ(value_of(readings, "magpie_host_clock_error_seconds"), 0.02);
    EXPECT_EQ(value_of(readings, "magpie_node_cpu_seconds_total"), 2.5);
    EXPECT_EQ(value_of(readings, "magpie_node_resident_bytes"), 12288);
    EXPECT_EQ(readings.all().size(), 23U);
}

TEST(HostSampler, AWornOutFlashIsWithinItsBounds) {
    HostState state;
    state.flash = {FlashWear{"mmcblk0", parse_life_time("0x0b 0x0b"), std::nullopt, std::nullopt, std::nullopt}};
    const auto readings = sample(state);
    const auto row = catalogue::find("magpie_host_flash_life_used_ratio");
    const auto used = value_of(readings, "magpie_host_flash_life_used_ratio", {"mmcblk0", "a"});
    ASSERT_TRUE(used);
    EXPECT_LE(*used, catalogue::all[*row].sane.high);
}

}  // namespace
}  // namespace magpie::agent
