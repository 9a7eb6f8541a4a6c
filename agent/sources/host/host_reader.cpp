#include "agent/sources/host/host_reader.hpp"

#include <cerrno>
#include <utility>

namespace magpie::agent {

namespace {

std::string_view reason_of_errno() {
    return errno == EPERM || errno == EACCES ? "permission" : "unreadable";
}

void left_out(std::size_t found, std::size_t most, std::string_view reason, SourceHealth& health) {
    for (; found > most; --found) {
        health.failed(reason);
    }
}

}  // namespace

HostReader::HostReader(const HostPaths& paths, HostKernel kernel)
    : kernel_(std::move(kernel)),
      stat_(paths.proc + "/stat"),
      loadavg_(paths.proc + "/loadavg"),
      meminfo_(paths.proc + "/meminfo"),
      mountinfo_(paths.proc + "/self/mountinfo"),
      diskstats_(paths.proc + "/diskstats"),
      self_stat_(paths.proc + "/self/stat"),
      sensors_(paths),
      flash_(paths),
      boot_(paths) {}

void HostReader::read(HostState& state, const Now& now, SourceHealth& health) {
    state.uptime = now.mono;
    read_file(stat_, parse_processor_ticks, state.processor, health);
    read_file(loadavg_, parse_load_averages, state.load, health);
    read_file(meminfo_, parse_memory, state.memory, health);
    read_file(self_stat_, parse_process_use, state.agent, health);
    sensors_.read(files_, now, state.temperatures, health);
    state.boot_reason = boot_.find(files_, now);
    read_storage(state.storage, health);
    read_writes(state.writes, health);
    state.flash = flash_.read(files_, now);
    read_clock(state.clock, health);
    // Nothing else is there on every board: without it, /proc itself is not.
    if (state.processor || state.memory) {
        health.works();
    } else {
        health.down("missing");
    }
}

template <typename Value>
void HostReader::read_file(const std::string& path, std::optional<Value> (*parse)(std::string_view),
                           std::optional<Value>& value, SourceHealth& health) {
    value.reset();
    const auto text = files_.read(path);
    if (!text) {
        health.failed(reason(text.error()));
        return;
    }
    value = parse(*text);
    if (!value) {
        health.failed("malformed");
    }
}

void HostReader::read_storage(std::vector<StorageSpace>& storage, SourceHealth& health) {
    storage.clear();
    const auto text = files_.read(mountinfo_);
    if (!text) {
        health.failed(reason(text.error()));
        return;
    }
    auto mounts = parse_mounts(*text);
    const auto too_long =
        std::erase_if(mounts, [](const Mount& mount) { return mount.mount_point.size() > longest_mount_point; });
    left_out(mounts.size() + too_long, std::min(mounts.size(), most_mounts), "too_many_mounts", health);
    mounts.resize(std::min(mounts.size(), most_mounts));
    for (auto& mount : mounts) {
        struct statvfs space {};
        if (kernel_.statvfs(mount.mount_point.c_str(), &space) != 0) {
            health.failed(reason_of_errno());
            continue;
        }
        const auto block = static_cast<double>(space.f_frsize);
        storage.push_back({std::move(mount.mount_point), static_cast<double>(space.f_blocks) * block,
                           static_cast<double>(space.f_bavail) * block, mount.read_only});
    }
}

void HostReader::read_writes(std::vector<DeviceWrites>& writes, SourceHealth& health) {
    writes.clear();
    const auto text = files_.read(diskstats_);
    if (!text) {
        // A kernel for raw flash alone is built without block devices.
        if (text.error() != ReadError::missing) {
            health.failed(reason(text.error()));
        }
        return;
    }
    writes = parse_device_writes(*text);
    left_out(writes.size(), most_devices, "too_many_devices", health);
    writes.resize(std::min(writes.size(), most_devices));
}

void HostReader::read_clock(std::optional<ClockState>& clock, SourceHealth& health) {
    timex kernel{};
    if (kernel_.adjtimex(&kernel) < 0) {
        clock.reset();
        health.failed(reason_of_errno());
        return;
    }
    clock = clock_state(kernel);
}

}  // namespace magpie::agent
