#include "agent/sources/host/processor.hpp"

#include "agent/files/fields.hpp"

namespace magpie::agent {

std::optional<ProcessorTicks> parse_processor_ticks(std::string_view stat) {
    // A line cut short would lose digits of its last number.
    if (stat.find('\n') == std::string_view::npos) {
        return std::nullopt;
    }
    auto fields = fields_of(stat.substr(0, stat.find('\n')));
    if (fields.next() != "cpu") {
        return std::nullopt;
    }
    ProcessorTicks ticks{};
    for (auto& mode : ticks) {
        const auto number = number_of<std::uint64_t>(fields.next());
        if (!number) {
            return std::nullopt;
        }
        mode = *number;
    }
    return ticks;
}

std::optional<LoadAverages> parse_load_averages(std::string_view loadavg) {
    if (loadavg.find('\n') == std::string_view::npos) {
        return std::nullopt;
    }
    auto fields = fields_of(loadavg);
    LoadAverages averages{};
    for (auto& average : averages) {
        const auto number = number_of<double>(fields.next());
        if (!number || !(*number >= 0 && *number <= 1e6)) {
            return std::nullopt;
        }
        average = *number;
    }
    return averages;
}

std::optional<ProcessUse> parse_process_use(std::string_view stat) {
    const auto name_end = stat.rfind(')');
    if (name_end == std::string_view::npos || stat.find('\n', name_end) == std::string_view::npos) {
        return std::nullopt;
    }
    auto fields = fields_of(stat.substr(name_end + 1));
    const auto user = number_of<std::uint64_t>(fields.skip(11));
    const auto system = number_of<std::uint64_t>(fields.next());
    const auto resident = number_of<std::uint64_t>(fields.skip(8));
    if (!user || !system || !resident) {
        return std::nullopt;
    }
    return ProcessUse{*user + *system, *resident};
}

std::uint64_t MonotonicTicks::next(std::uint64_t ticks) {
    if (ticks >= last_) {
        last_ = ticks;
    } else if (last_ - ticks > jitter) {
        offset_ += last_ - ticks;
        last_ = ticks;
    }
    return last_ + offset_;
}

}  // namespace magpie::agent
