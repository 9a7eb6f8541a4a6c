#include "agent/outbox/segment.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace magpie::agent {

namespace {

constexpr std::string_view name_end = ".segment";
constexpr std::size_t place_digits = 12;
constexpr std::size_t epoch_digits = 16;

template <typename Number>
bool parse_all(std::string_view text, Number& number, int base) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string Segment::name() const {
    return fmt::format("{:012}-{:016x}{}", place, value(epoch), name_end);
}

std::optional<SegmentName> parse_segment_name(std::string_view name) {
    std::uint64_t place = 0;
    std::uint64_t epoch = 0;
    if (name.size() != place_digits + 1 + epoch_digits + name_end.size() || !name.ends_with(name_end) ||
        name[place_digits] != '-' || !parse_all(name.substr(0, place_digits), place, 10) ||
        !parse_all(name.substr(place_digits + 1, epoch_digits), epoch, 16) || epoch == 0) {
        return std::nullopt;
    }
    return SegmentName{place, Epoch{epoch}};
}

Report Segment::report_of(const record::Report& record) const {
    Report report{.epoch = epoch,
                  .range = record.range,
                  .taken = record.taken,
                  .wall = std::nullopt,
                  .whole = record.whole,
                  .urgent = record.urgent,
                  .lost = record.lost,
                  .samples = {}};
    if (of_earlier_boot) {
        report.lost = report.lost || (!clock && !record.wall);
        report.wall = clock ? UtcMs{record.taken.time_since_epoch() + *clock} : record.wall;
    }
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
    return content;
}

}  // namespace magpie::agent
