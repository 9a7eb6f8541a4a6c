#include "agent/page/time_text.hpp"

#include <ctime>

#include <fmt/format.h>

namespace magpie::agent::page {

std::string time_text(UtcMs time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const std::time_t seconds = whole.time_since_epoch().count();
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                       utc.tm_hour, utc.tm_min, utc.tm_sec, (time - whole).count());
}

}  // namespace magpie::agent::page
