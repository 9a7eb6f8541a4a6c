#include "agent/sources/host/storage.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace magpie::agent {
namespace {

std::string golden(const std::string& file) {
    std::ifstream in(std::string(MAGPIE_GOLDEN_DIR) + "/host/" + file);
    std::ostringstream text;
    text << in.rdbuf();
    EXPECT_FALSE(text.str().empty()) << file;
    return text.str();
}

TEST(Mounts, ADeviceCountsOnceUnderItsRoot) {
    EXPECT_EQ(parse_mounts(golden("raspberry_pi_5/proc/self/mountinfo")),
              (std::vector<Mount>{{"/", "179:2", false}, {"/boot/firmware", "179:1", false}}));
}

TEST(Mounts, ReadOnlyCountsForTheMountAndForItsFileSystem) {
    EXPECT_EQ(parse_mounts(golden("emmc_gateway/proc/self/mountinfo")),
              (std::vector<Mount>{{"/", "179:2", true}, {"/data", "179:3", true}}));
}

TEST(Mounts, AnOverlayIsItsUpperLayer) {
    EXPECT_EQ(parse_mounts(golden("nand_router/proc/self/mountinfo")),
              (std::vector<Mount>{{"/overlay", "0:16", false}}));
}

TEST(Mounts, ABindMountAloneStandsForItsDevice) {
    EXPECT_EQ(parse_mounts("5 1 8:1 /sub /srv rw - ext4 /dev/sda1 rw\n6 1 8:1 /other /opt rw - ext4 /dev/sda1 rw\n"),
              (std::vector<Mount>{{"/srv", "8:1", false}}));
}

TEST(Mounts, EscapedNamesAreRead) {
    EXPECT_EQ(parse_mounts("5 1 8:1 / /a\\040b\\134c\\012 rw - ext4 /dev/sda1 rw\n")[0].mount_point, "/a b\\c\n");
    EXPECT_EQ(parse_mounts("5 1 8:1 / /a\\04 rw - ext4 /dev/sda1 rw\n")[0].mount_point, "/a\\04");
    EXPECT_EQ(parse_mounts("5 1 8:1 / /a\\777 rw - ext4 /dev/sda1 rw\n")[0].mount_point, "/a\\777");
}

TEST(Mounts, AnOptionThatBeginsLikeReadOnlyIsNot) {
    EXPECT_FALSE(parse_mounts("5 1 8:1 / / rw,root - ext4 /dev/sda1 rw,errors=remount-ro\n")[0].read_only);
}

TEST(Mounts, AMountThatIsReadOnlyForOurEyesIsNotTheFileSystem) {
    EXPECT_FALSE(parse_mounts("5 1 8:1 / / ro,relatime - ext4 /dev/sda1 rw,errors=remount-ro\n")[0].read_only);
    EXPECT_TRUE(parse_mounts("5 1 8:1 / / rw,relatime - ext4 /dev/sda1 ro,errors=remount-ro\n")[0].read_only);
}

TEST(Mounts, ATextCutAnywhereYieldsWholeLinesAlone) {
    const std::string text = golden("raspberry_pi_5/proc/self/mountinfo");
    for (std::size_t length = 0; length < text.size(); ++length) {
        for (const auto& mount : parse_mounts(text.substr(0, length))) {
            EXPECT_TRUE(mount.mount_point == "/" || mount.mount_point == "/boot/firmware") << mount.mount_point;
        }
    }
}

TEST(Mounts, LinesOfAnotherShapeArePassedOver) {
    EXPECT_TRUE(parse_mounts("\n\n-\n1 2 3\n5 1 8:1 / / rw\n5 1 8:1 / / rw - ext4\n").empty());
}

TEST(DeviceWrites, AreThoseOfWholeDevices) {
    EXPECT_EQ(parse_device_writes(golden("raspberry_pi_5/proc/diskstats")),
              (std::vector<DeviceWrites>{{"mmcblk0", 1812344ULL * 512}}));
    EXPECT_EQ(parse_device_writes(golden("emmc_gateway/proc/diskstats")),
              (std::vector<DeviceWrites>{{"mmcblk2", 2048ULL * 512}, {"sda", 16ULL * 512}}));
    EXPECT_TRUE(parse_device_writes(golden("nand_router/proc/diskstats")).empty());
}

TEST(DeviceWrites, ATextCutAnywhereYieldsNothingWrong) {
    const std::string text = golden("raspberry_pi_5/proc/diskstats");
    for (std::size_t length = 0; length < text.size(); ++length) {
        for (const auto& device : parse_device_writes(text.substr(0, length))) {
            EXPECT_EQ(device, (DeviceWrites{"mmcblk0", 1812344ULL * 512}));
        }
    }
}

TEST(DeviceWrites, AbsurdNumbersArePassedOver) {
    EXPECT_TRUE(parse_device_writes("8 0 sda 1 2 3 4 5 6 36893488147419103 8\n8 0 sda 1 2 3 4 5 6 -7 8\n").empty());
}

TEST(WholeDevice, PartitionsAndMemoryAreNot) {
    for (const auto* name : {"mmcblk0", "mmcblk12", "sda", "sdab", "vda", "nvme0n1", "nvme10n2"}) {
        EXPECT_TRUE(is_whole_device(name)) << name;
    }
    for (const auto* name : {"mmcblk0p1", "mmcblk0boot0", "mmcblk", "sda1", "sd", "vda1", "nvme0n1p1", "nvme0",
                             "nvmen1", "nvme0n", "loop0", "ram0", "zram0", "dm-0", "sr0", "mtdblock0", ""}) {
        EXPECT_FALSE(is_whole_device(name)) << name;
    }
}

}  // namespace
}  // namespace magpie::agent
