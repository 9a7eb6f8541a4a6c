#include "agent/sources/host/host_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <sstream>

#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::minutes_after_boot;

/// A kernel whose file systems have 1,000 blocks of 4 kB, 250 of them free, and whose clock is in step.
HostKernel kernel() {
    return {.statvfs =
                [](const char*, struct statvfs* space) {
                    space->f_frsize = 4096;
                    space->f_blocks = 1000;
                    space->f_bavail = 250;
                    return 0;
                },
            .adjtimex = [](timex*) { return 0; },
            .ticks_per_second = 100,
            .page_bytes = 4096};
}

struct Read {
    HostState state;
    SourceHealth health{"host"};

    std::optional<double> failures(const std::string& reason) const {
        Readings readings;
        health.write(readings);
        return fakes::value_of(readings, "magpie_node_source_failures_total", {"host", reason});
    }
    std::optional<double> up() const {
        Readings readings;
        health.write(readings);
        return fakes::value_of(readings, "magpie_node_source_up", {"host"});
    }
};

Read read(const fakes::Board& board, const HostKernel& of = kernel()) {
    Read result;
    HostReader(board.paths(), of).read(result.state, minutes_after_boot(5), result.health);
    return result;
}

TEST(HostReader, ReadsARaspberryPi) {
    const auto board = read(fakes::Board("raspberry_pi_5"));
    const auto& state = board.state;
    EXPECT_EQ((*state.processor)[3], 5561012U);
    EXPECT_EQ((*state.load)[2], 1.05);
    EXPECT_EQ(state.memory->swap_used, 5120U * 1024);
    EXPECT_EQ(state.temperatures.size(), 2U);
    EXPECT_EQ(state.boot_reason, BootReason::undervoltage);
    ASSERT_EQ(state.storage.size(), 2U);
    EXPECT_EQ(state.storage[0].mount_point, "/");
    EXPECT_EQ(state.storage[0].size, 4096000);
    EXPECT_EQ(state.storage[0].available, 1024000);
    EXPECT_EQ(state.writes.size(), 1U);
    EXPECT_TRUE(state.flash.empty());
    EXPECT_TRUE(state.clock->synchronised);
    EXPECT_EQ(state.agent->processor_ticks, 223U);
    EXPECT_EQ(state.agent->resident_pages, 1523U);
    EXPECT_EQ(board.up(), 1);
}

TEST(HostReader, HardwareThatIsNotThereIsNoFailure) {
    const auto board = read(fakes::Board("nand_router"));
    Readings readings;
    board.health.write(readings);
    EXPECT_EQ(readings.all().size(), 1U);
    EXPECT_EQ(board.up(), 1);
}

TEST(HostReader, WithoutProcTheSourceIsDown) {
    const auto nothing = read(fakes::Board());
    EXPECT_EQ(nothing.up(), 0);
    EXPECT_FALSE(nothing.state.processor);
    EXPECT_FALSE(nothing.state.memory);
}

TEST(HostReader, OneFileThatFailsLeavesTheRest) {
    const fakes::Board board("raspberry_pi_5");
    board.write("proc/loadavg", "what\n");
    board.remove("proc/meminfo");
    const auto result = read(board);
    EXPECT_FALSE(result.state.load);
    EXPECT_FALSE(result.state.memory);
    EXPECT_TRUE(result.state.processor);
    EXPECT_EQ(result.failures("malformed"), 1);
    EXPECT_EQ(result.failures("missing"), 1);
    EXPECT_EQ(result.up(), 1);
}

TEST(HostReader, WhatFailsNowIsNotToldFromBefore) {
    const fakes::Board board("raspberry_pi_5");
    Read result;
    HostReader reader(board.paths(), kernel());
    reader.read(result.state, minutes_after_boot(5), result.health);
    board.remove("proc");
    board.remove("sys");
    reader.read(result.state, minutes_after_boot(6), result.health);
    EXPECT_FALSE(result.state.processor);
    EXPECT_FALSE(result.state.load);
    EXPECT_FALSE(result.state.agent);
    EXPECT_TRUE(result.state.storage.empty());
    EXPECT_TRUE(result.state.writes.empty());
    EXPECT_TRUE(result.state.temperatures.empty());
    EXPECT_EQ(result.up(), 0);
}

TEST(HostReader, AFileSystemThatDoesNotAnswerIsCounted) {
    auto broken = kernel();
    broken.statvfs = [](const char* mount_point, struct statvfs* space) {
        space->f_frsize = 1;
        errno = EIO;
        return std::string_view(mount_point) == "/" ? -1 : 0;
    };
    const auto result = read(fakes::Board("raspberry_pi_5"), broken);
    ASSERT_EQ(result.state.storage.size(), 1U);
    EXPECT_EQ(result.state.storage[0].mount_point, "/boot/firmware");
    EXPECT_EQ(result.failures("unreadable"), 1);
}

TEST(HostReader, AForbiddenClockIsCounted) {
    auto forbidden = kernel();
    forbidden.adjtimex = [](timex*) {
        errno = EPERM;
        return -1;
    };
    const auto result = read(fakes::Board("raspberry_pi_5"), forbidden);
    EXPECT_FALSE(result.state.clock);
    EXPECT_EQ(result.failures("permission"), 1);
}

TEST(HostReader, MountsAndDevicesAreBounded) {
    const fakes::Board board("raspberry_pi_5");
    std::ostringstream mounts;
    std::ostringstream devices;
    for (int number = 0; number < 12; ++number) {
        mounts << "5 1 8:" << number << " / /srv/" << number << " rw - ext4 /dev/sda rw\n";
        devices << "8 0 mmcblk" << number << " 1 2 3 4 5 6 7 8\n";
    }
    mounts << "5 1 8:99 / /" << std::string(200, 'x') << " rw - ext4 /dev/sda rw\n";
    board.write("proc/self/mountinfo", mounts.str());
    board.write("proc/diskstats", devices.str());
    const auto result = read(board);
    EXPECT_EQ(result.state.storage.size(), HostReader::most_mounts);
    EXPECT_EQ(result.failures("too_many_mounts"), 5);
    EXPECT_EQ(result.state.writes.size(), HostReader::most_devices);
    EXPECT_EQ(result.failures("too_many_devices"), 4);
}

TEST(HostReader, ReadsThisMachine) {
    Read result;
    HostReader({}, {}).read(result.state, minutes_after_boot(5), result.health);
    ASSERT_TRUE(result.state.processor && result.state.memory && result.state.agent && result.state.load);
    EXPECT_GT(result.state.memory->size, 0U);
    // Field 24 of proc(5); an emulator of the processor may show 0 there.
    std::ifstream stat("/proc/self/stat");
    std::string field;
    for (int number = 0; number < 24; ++number) {
        stat >> field;
    }
    EXPECT_EQ(result.state.agent->resident_pages == 0, field == "0");
}

}  // namespace
}  // namespace magpie::agent
