#include "collector/history/batch.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector::history {

namespace {

/// Of one sample in a request, without labels.
constexpr std::size_t point_bytes = 18;
/// What a series costs besides its labels.
constexpr std::size_t series_bytes = 6;

/// Of an average series.
std::size_t label_bytes(const NodeLabels& labels) {
    const auto series = std::max<std::size_t>(1, labels.shape->series.size());
    return labels.shape->bytes.size() / series + labels.area.size() + labels.node.size() + series_bytes;
}

}  // namespace

Halves halves(const Batch& batch) {
    Halves both;
    const auto middle = batch.reports.begin() + static_cast<std::ptrdiff_t>(batch.reports.size() / 2);
    std::size_t samples = 0;
    for (auto report = batch.reports.begin(); report != middle; ++report) {
        samples += report->samples;
    }
    const auto cut = batch.samples.begin() + static_cast<std::ptrdiff_t>(samples);
    both.first = {.reports = {batch.reports.begin(), middle},
                  .samples = {batch.samples.begin(), cut},
                  .since = batch.since,
                  .at_fault = batch.at_fault};
    both.second = {.reports = {middle, batch.reports.end()},
                   .samples = {cut, batch.samples.end()},
                   .since = batch.since,
                   .at_fault = batch.at_fault};
    return both;
}

BatchEncoder::Encoded BatchEncoder::encode(const Batch& batch, UtcMs earliest) {
    Encoded encoded;
    request_.clear();
    const auto* samples = batch.samples.data();
    const std::span reports(batch.reports);
    for (std::size_t first = 0; first < reports.size();) {
        std::size_t count = 0;
        std::size_t end = first;
        for (; end < reports.size() && reports[end].labels == reports[first].labels; ++end) {
            count += reports[end].samples;
        }
        if (count > 0) {
            add_node(reports.subspan(first, end - first), samples, earliest.time_since_epoch().count(), encoded);
        }
        samples += count;
        first = end;
    }
    encoded.body = compressed(request_.bytes());
    return encoded;
}

void BatchEncoder::add_node(std::span<const BatchedReport> reports, const LoggedSample* samples, std::int64_t earliest,
                            Encoded& into) {
    const auto& labels = *reports.front().labels;
    const auto slots = labels.shape->series.size();
    const auto each = [&](const auto& take) {
        const auto* sample = samples;
        for (const auto& report : reports) {
            for (std::uint32_t i = 0; i < report.samples; ++i, ++sample) {
                const auto time = report.time_ms + sample->after_ms;
                if (time >= earliest && sample->slot < slots) {
                    take(sample->slot, Point{time, sample->value});
                }
            }
        }
        return static_cast<std::size_t>(sample - samples);
    };
    // Sorted by counting: where the points of each slot begin, then each to its place.
    ends_.assign(slots + 1, 0);
    const auto all = each([&](std::uint32_t slot, const Point&) { ++ends_[slot + 1]; });
    for (std::size_t slot = 0; slot < slots; ++slot) {
        ends_[slot + 1] += ends_[slot];
    }
    points_.resize(ends_[slots]);
    into.left_out.too_old += all - points_.size();
    (void)each([&](std::uint32_t slot, const Point& point) { points_[ends_[slot]++] = point; });
    std::uint32_t first = 0;
    for (std::uint32_t slot = 0; slot < slots; ++slot) {
        const auto end = ends_[slot];
        if (end > first) {
            add_series(pieces(labels, slot), std::span(points_).subspan(first, end - first), into);
        }
        first = end;
    }
}

void BatchEncoder::add_series(const LabelPieces& labels, std::span<Point> points, Encoded& into) {
    if (labels.size() == 0) {
        return;
    }
    const auto not_before = [](const Point& a, const Point& b) { return a.time_ms >= b.time_ms; };
    if (std::ranges::adjacent_find(points, not_before) != points.end()) {
        std::ranges::stable_sort(points, {}, &Point::time_ms);
        // The store refuses two values of one time.
        std::size_t kept = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const bool again = i + 1 < points.size() && points[i + 1].time_ms == points[i].time_ms;
            if (!again) {
                points[kept++] = points[i];
            } else if (points[i + 1].value != points[i].value) {
                ++into.left_out.repeated_time;
            }
        }
        points = points.first(kept);
    }
    request_.add(labels, points);
    into.samples += points.size();
}

void Gathering::add(BatchedReport report, std::span<const LoggedSample> samples, const Now& now) {
    if (reports_.empty()) {
        since_ = now.mono;
    }
    reports_.push_back({std::move(report), samples_.size()});
    samples_.insert(samples_.end(), samples.begin(), samples.end());
    bytes_ += sizeof(BatchedReport) + samples.size_bytes();
}

void Gathering::cut(std::deque<Batch>& into) {
    // What nobody waits for does not stand between the reports of its node.
    std::ranges::stable_sort(
        reports_, {}, [](const Place& place) { return std::pair(place.report.node, place.report.epoch != Epoch{}); });
    Batch batch{.reports = {}, .samples = {}, .since = since_};
    std::size_t request = 0;
    std::size_t series_of_node = 0;
    const NodeLabels* before = nullptr;
    for (auto& [report, first] : reports_) {
        const auto* labels = report.labels.get();
        series_of_node = labels == before ? series_of_node : 0;
        before = labels;
        // Series that an earlier report of the node brought along cost their points alone.
        const auto all = labels->shape->series.size();
        const auto fresh = std::min<std::size_t>(report.samples, all - std::min(all, series_of_node));
        series_of_node += fresh;
        const auto size = report.samples * point_bytes + fresh * label_bytes(*labels);
        if (request + size > most_request_bytes && !batch.reports.empty()) {
            into.push_back(std::exchange(batch, {.reports = {}, .samples = {}, .since = since_}));
            request = 0;
            series_of_node = 0;
        }
        request += size;
        const auto from = samples_.begin() + static_cast<std::ptrdiff_t>(first);
        batch.samples.insert(batch.samples.end(), from, from + report.samples);
        batch.reports.push_back(std::move(report));
    }
    if (!batch.reports.empty()) {
        into.push_back(std::move(batch));
    }
    reports_.clear();
    samples_.clear();
    bytes_ = 0;
}

}  // namespace magpie::collector::history
