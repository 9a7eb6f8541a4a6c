#include "agent/outbox/segment.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace magpie::agent {

namespace {

constexpr std::string_view name_end = ".segment";
constexpr std::size_t place_digits = 12;
constexpr std::size_t epoch_digits = 16;
constexpr std::size_t merged_digits = 2;

template <typename Number>
bool parse_all(std::string_view text, Number& number, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size();
}

/// What the second does not tell was still so.
void merge(record::Report& first, const record::Report& second) {
    for (const auto& sample : second.samples) {
        const auto before = std::ranges::find(first.samples, sample.place, &record::Sample::place);
        if (before != first.samples.end()) {
            before->value = sample.value;
        } else {
            first.samples.push_back(sample);
        }
    }
    first.range.last = second.range.last;
    first.taken = second.taken;
    first.wall = second.wall;
    first.whole = first.whole || second.whole;
    first.urgent = first.urgent || second.urgent;
}

}  // namespace

std::string Segment::name() const {
    return fmt::format("{:012}-{:016x}-{:02}{}", place, value(epoch), merged, name_end);
}

std::optional<SegmentName> parse_segment_name(std::string_view name) {
    SegmentName parsed;
    std::uint64_t epoch = 0;
    constexpr auto epoch_at = place_digits + 1;
    constexpr auto merged_at = epoch_at + epoch_digits + 1;
    if (name.size() != merged_at + merged_digits + name_end.size() || !name.ends_with(name_end) ||
        name[epoch_at - 1] != '-' || name[merged_at - 1] != '-' ||
        !parse_all(name.substr(0, place_digits), parsed.place, 10) ||
        !parse_all(name.substr(epoch_at, epoch_digits), epoch, 16) || epoch == 0 ||
        !parse_all(name.substr(merged_at, merged_digits), parsed.merged, 10) || parsed.merged == 0) {
        return std::nullopt;
    }
    parsed.epoch = Epoch{epoch};
    return parsed;
}

Report Segment::report_of(const record::Report& record) const {
    Report report{.epoch = epoch,
                  .range = record.range,
                  .taken = record.taken,
                  .wall = record.wall,
                  .of_earlier_boot = of_earlier_boot,
                  .whole = record.whole,
                  .urgent = record.urgent,
                  .lost = record.lost,
                  .samples = {}};
    if (of_earlier_boot && !report.wall && clock) {
        report.wall = UtcMs{record.taken.time_since_epoch() + *clock};
    }
    report.lost = report.lost || (of_earlier_boot && !report.wall);
    if (report.lost) {
        return report;
    }
    report.samples.reserve(record.samples.size());
    for (const auto& sample : record.samples) {
        if (sample.place < series.size() && series[sample.place]) {
            report.samples.push_back({*series[sample.place], sample.value});
        }
    }
    return report;
}

SegmentContent read_segment(std::string_view bytes) {
    SegmentContent content;
    record::Reader reader(bytes);
    while (const auto* one = reader.next()) {
        if (const auto* head = std::get_if<record::Head>(one)) {
            content.boot = head->boot;
        } else if (const auto* series = std::get_if<record::Series>(one)) {
            content.series.push_back(*series);
        } else if (const auto* report = std::get_if<record::Report>(one)) {
            if (report->range.first <= content.last) {
                continue;  // numbers only rise
            }
            content.first = content.reports.empty() ? report->range.first : content.first;
            content.last = report->range.last;
            content.reports.push_back({report->range.last, report->taken});
            if (report->wall) {
                content.clock = report->wall->time_since_epoch() - report->taken.time_since_epoch();
            }
        }
    }
    content.sound_end = reader.sound_end();
    content.damaged = reader.damaged();
    content.newer_format = reader.newer_format();
    return content;
}

std::string thinned(std::string_view bytes) {
    std::string thin;
    std::optional<record::Report> first;
    const auto write_first = [&] {
        if (first) {
            (void)record::append(thin, *first);  // no larger than what was read
            first.reset();
        }
    };
    record::Reader reader(bytes);
    while (const auto* one = reader.next()) {
        if (const auto* head = std::get_if<record::Head>(one)) {
            record::append(thin, *head);
        } else if (const auto* series = std::get_if<record::Series>(one)) {
            record::append(thin, *series);
        } else if (const auto* second = std::get_if<record::Report>(one)) {
            const bool follows = first && !first->lost && !second->lost &&
                                 second->range.first == next(first->range.last) &&
                                 first->wall.has_value() == second->wall.has_value();
            if (!follows) {
                write_first();
                first = *second;
                continue;
            }
            merge(*first, *second);
            write_first();
        }
    }
    write_first();
    return thin;
}

}  // namespace magpie::agent
