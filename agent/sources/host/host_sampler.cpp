#include "agent/sources/host/host_sampler.hpp"

namespace magpie::agent {

namespace {

double as_double(std::uint64_t number) {
    return static_cast<double>(number);
}

void add_memory(const Memory& memory, Readings& readings) {
    readings.set<"host_memory_size_bytes">(as_double(memory.size));
    if (memory.available) {
        readings.set<"host_memory_available_bytes">(as_double(*memory.available));
    }
    if (memory.swap_used) {
        readings.set<"host_swap_used_bytes">(as_double(*memory.swap_used));
    }
}

void add_flash(const FlashWear& wear, Readings& readings) {
    if (wear.life.used_a) {
        readings.set<"host_flash_life_used_ratio">(*wear.life.used_a, wear.device, "a");
    }
    if (wear.life.used_b) {
        readings.set<"host_flash_life_used_ratio">(*wear.life.used_b, wear.device, "b");
    }
    if (wear.spare_state) {
        readings.set<"host_flash_spare_state">(*wear.spare_state, wear.device);
    }
    if (wear.bad_blocks) {
        readings.set<"host_flash_bad_blocks">(as_double(*wear.bad_blocks), wear.device);
    }
    if (wear.most_erases) {
        readings.set<"host_flash_block_erases">(as_double(*wear.most_erases), wear.device);
    }
}

void add_clock(const ClockState& clock, Readings& readings) {
    readings.set<"host_clock_synchronised">(clock.synchronised ? 1 : 0);
    if (clock.offset) {
        readings.set<"host_clock_offset_seconds">(*clock.offset);
    }
    if (clock.error) {
        readings.set<"host_clock_error_seconds">(*clock.error);
    }
}

}  // namespace

void HostSampler::sample(const HostState& state, Readings& readings) {
    if (state.processor) {
        for (std::size_t mode = 0; mode < processor_modes.size(); ++mode) {
            const auto ticks = ticks_[mode].next((*state.processor)[mode]);
            readings.count<"host_cpu_seconds_total">(as_double(ticks) / ticks_per_second_, processor_modes[mode]);
        }
    }
    if (state.load) {
        for (std::size_t window = 0; window < load_windows.size(); ++window) {
            readings.set<"host_load_average">((*state.load)[window], load_windows[window]);
        }
    }
    if (state.memory) {
        add_memory(*state.memory, readings);
    }
    for (const auto& temperature : state.temperatures) {
        readings.set<"host_temperature_celsius">(temperature.celsius, temperature.sensor);
    }
    readings.set<"host_uptime_seconds">(std::chrono::duration<double>(state.uptime.time_since_epoch()).count());
    readings.set<"host_boot_info">(1, word_for(state.boot_reason));
    for (const auto& storage : state.storage) {
        readings.set<"host_storage_size_bytes">(storage.size, storage.mount_point);
        readings.set<"host_storage_available_bytes">(storage.available, storage.mount_point);
        readings.set<"host_storage_readonly">(storage.read_only ? 1 : 0, storage.mount_point);
    }
    for (const auto& device : state.writes) {
        readings.count<"host_storage_written_bytes_total">(as_double(device.bytes), device.device);
    }
    for (const auto& wear : state.flash) {
        add_flash(wear, readings);
    }
    if (state.clock) {
        add_clock(*state.clock, readings);
    }
    if (state.agent) {
        readings.count<"node_cpu_seconds_total">(as_double(state.agent->processor_ticks) / ticks_per_second_);
        readings.set<"node_resident_bytes">(as_double(state.agent->resident_pages) * page_bytes_);
    }
}

}  // namespace magpie::agent
