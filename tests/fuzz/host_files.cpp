// Files of /proc and /sys: the first byte says which.

#include "agent/files/fields.hpp"
#include "agent/sources/host/boot_reason.hpp"
#include "agent/sources/host/flash.hpp"
#include "agent/sources/host/memory.hpp"
#include "agent/sources/host/processor.hpp"
#include "agent/sources/host/storage.hpp"
#include "agent/sources/host/temperature.hpp"
#include "tests/fuzz/fuzzer.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie::agent;
    using magpie::fuzz::require;
    magpie::fuzz::Input input(bytes);
    const auto which = input.byte();
    const auto text = input.rest();
    switch (which % 10) {
        case 0:
            (void)parse_memory(text);
            break;
        case 1:
            for (const auto& mount : parse_mounts(text)) {
                require(!mount.mount_point.empty() && !mount.device.empty(), "a mount has a place and a device");
            }
            break;
        case 2:
            for (const auto& writes : parse_device_writes(text)) {
                require(is_whole_device(writes.device), "a whole device");
            }
            break;
        case 3:
            (void)parse_processor_ticks(text);
            break;
        case 4:
            (void)parse_load_averages(text);
            break;
        case 5:
            (void)parse_process_use(text);
            break;
        case 6: {
            const auto life = parse_life_time(text);
            for (const auto& used : {life.used_a, life.used_b}) {
                require(!used || (*used >= 0 && *used <= 1.1), "a share of a life");
            }
            const auto spare = parse_spare_state(text);
            require(!spare || (*spare >= 1 && *spare <= 3), "a state that is defined");
            break;
        }
        case 7:
            (void)parse_temperature(text);
            break;
        case 8:
            (void)from_stated_reason(text);
            (void)from_power_chip(text);
            (void)is_panic_record(text);
            break;
        default: {
            std::size_t pieces = 0;
            auto lines = lines_of(text);
            while (const auto line = lines.next()) {
                auto fields = fields_of(*line);
                while (const auto field = fields.next()) {
                    ++pieces;
                    (void)number_of<int>(field);
                    (void)hex_of(*field);
                }
            }
            require(pieces <= text.size(), "each piece is a byte at least");
            require(trimmed(text).size() <= text.size(), "trimming takes away");
        }
    }
}
