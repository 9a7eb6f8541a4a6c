#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace magpie::agent {

/// A file system on storage of the board.
struct Mount {
    std::string mount_point;
    /// The device ("179:2") as the kernel numbers it.
    std::string device;
    bool read_only = false;

    bool operator==(const Mount&) const = default;
};

/// /proc/self/mountinfo (proc(5)): file systems on block devices and flash, each device once, under the mount point
/// that shows its root if there is one, else the first. Read-only images (squashfs), overlays (their upper layer stands
/// for itself), memory and network are left out, and so is what a later mount covers.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view mountinfo);

/// Bytes written to a whole device since boot.
struct DeviceWrites {
    std::string device;
    std::uint64_t bytes = 0;

    bool operator==(const DeviceWrites&) const = default;
};

/// /proc/diskstats (the kernel's admin-guide/iostats, field 10: sectors of 512 bytes): cards and eMMC, SCSI and USB
/// disks, NVMe and virtual disks, without their partitions.
[[nodiscard]] std::vector<DeviceWrites> parse_device_writes(std::string_view diskstats);

/// mmcblk0, sda, vda, nvme0n1; not their partitions, not mmcblk0boot0, loop0 or ram0.
[[nodiscard]] bool is_whole_device(std::string_view name);

}  // namespace magpie::agent
