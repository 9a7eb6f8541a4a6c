#include "agent/throughput/night.hpp"

#include <chrono>

namespace magpie::agent::throughput {

std::optional<Window> window_at(const Night& night, UtcMs wall) {
    const std::chrono::hours length{(night.until_hour + 24 - night.from_hour) % 24};
    const auto today = std::chrono::floor<std::chrono::days>(wall);
    // That of yesterday may last until this morning.
    for (const auto day : {today, today - std::chrono::days{1}}) {
        const UtcMs begin = day + std::chrono::hours{night.from_hour};
        if (wall >= begin && wall < begin + length) {
            return Window{.begin = begin, .end = begin + length};
        }
    }
    return std::nullopt;
}

}  // namespace magpie::agent::throughput
