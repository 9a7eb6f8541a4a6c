#pragma once

#include <sys/statvfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/files/file_reader.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/host/boot_reason.hpp"
#include "agent/sources/host/clock_state.hpp"
#include "agent/sources/host/flash.hpp"
#include "agent/sources/host/host_paths.hpp"
#include "agent/sources/host/memory.hpp"
#include "agent/sources/host/processor.hpp"
#include "agent/sources/host/storage.hpp"
#include "agent/sources/host/temperature.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What the host source asks of the kernel besides files. Both functions return -1 and set errno on failure.
struct HostKernel {
    std::function<int(const char*, struct statvfs*)> statvfs = ::statvfs;
    std::function<int(timex*)> adjtimex = ::adjtimex;
    double ticks_per_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
    double page_bytes = static_cast<double>(::sysconf(_SC_PAGESIZE));
};

/// Space of a mounted file system, in bytes.
struct StorageSpace {
    std::string mount_point;
    double size = 0;
    /// For ordinary users.
    double available = 0;
    bool read_only = false;
};

/// The board at one moment. What could not be read is absent.
struct HostState {
    std::optional<ProcessorTicks> processor;
    std::optional<LoadAverages> load;
    std::optional<Memory> memory;
    std::vector<Temperature> temperatures;
    Monotonic uptime{};
    BootReason boot_reason = BootReason::unknown;
    std::vector<StorageSpace> storage;
    std::vector<DeviceWrites> writes;
    std::vector<FlashWear> flash;
    std::optional<ClockState> clock;
    std::optional<ProcessUse> agent;
};

/// Reads the board from /proc, /sys and two system calls. What fails is counted on the health of the source by reason;
/// hardware that is not there is no failure. Lives on the loop's thread, owned by the source.
class HostReader {
  public:
    static constexpr std::size_t most_mounts = 8;
    static constexpr std::size_t most_devices = 8;
    static constexpr std::size_t longest_mount_point = 128;

    HostReader(const HostPaths& paths, HostKernel kernel);

    /// Replaces `state`.
    void read(HostState& state, const Now& now, SourceHealth& health);

  private:
    template <typename Value>
    void read_file(const std::string& path, std::optional<Value> (*parse)(std::string_view),
                   std::optional<Value>& value, SourceHealth& health);
    void read_storage(std::vector<StorageSpace>& storage, SourceHealth& health);
    void read_writes(std::vector<DeviceWrites>& writes, SourceHealth& health);
    void read_clock(std::optional<ClockState>& clock, SourceHealth& health);

    HostKernel kernel_;
    std::string stat_;
    std::string loadavg_;
    std::string meminfo_;
    std::string mountinfo_;
    std::string diskstats_;
    std::string self_stat_;
    FileReader files_;
    TemperatureSensors sensors_;
    FlashDevices flash_;
    BootReasonFinder boot_;
};

}  // namespace magpie::agent
