#include "agent/sources/host/memory.hpp"

#include "agent/files/fields.hpp"

namespace magpie::agent {

namespace {

/// "MemTotal:  24684096 kB" in bytes.
std::optional<std::uint64_t> bytes_of(std::string_view value) {
    auto fields = fields_of(value);
    const auto kilobytes = number_of<std::uint64_t>(fields.next());
    if (!kilobytes || *kilobytes > (UINT64_MAX >> 10U) || fields.next() != "kB") {
        return std::nullopt;
    }
    return *kilobytes * 1024;
}

}  // namespace

std::optional<Memory> parse_memory(std::string_view meminfo) {
    std::optional<std::uint64_t> size;
    std::optional<std::uint64_t> available;
    std::optional<std::uint64_t> swap_size;
    std::optional<std::uint64_t> swap_free;
    auto lines = lines_of(meminfo);
    while (const auto line = lines.next()) {
        const auto colon = line->find(':');
        if (colon == std::string_view::npos) {
            continue;
        }
        const auto key = line->substr(0, colon);
        const auto value = line->substr(colon + 1);
        if (key == "MemTotal") {
            size = bytes_of(value);
        } else if (key == "MemAvailable") {
            available = bytes_of(value);
        } else if (key == "SwapTotal") {
            swap_size = bytes_of(value);
        } else if (key == "SwapFree") {
            swap_free = bytes_of(value);
            break;  // the last of the four in every kernel
        }
    }
    if (!size) {
        return std::nullopt;
    }
    Memory memory{*size, available, std::nullopt};
    if (swap_size && swap_free && *swap_free <= *swap_size) {
        memory.swap_used = *swap_size - *swap_free;
    }
    return memory;
}

}  // namespace magpie::agent
