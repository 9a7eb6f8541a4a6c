#include "agent/report/reporter.hpp"

#include <algorithm>
#include <cmath>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::agent {

namespace {

bool is_believable(const Reading& reading) {
    // The bounds of a histogram are those of what is observed, not of how often.
    if (reading.part != catalogue::Part::whole) {
        return std::isfinite(reading.value);
    }
    const auto& sane = catalogue::all[reading.metric].sane;
    return std::isfinite(reading.value) && reading.value >= sane.low && reading.value <= sane.high;
}

/// Label values hold no NUL: they come from the kernel as C strings.
void write_key(std::string& key, std::size_t metric, catalogue::Part part, const std::vector<std::string>& labels) {
    key = std::to_string(metric);
    key += static_cast<char>('a' + static_cast<int>(part));
    for (const auto& label : labels) {
        key += '\0';
        key += label;
    }
}

const catalogue::Urgent* urgent_row(const catalogue::Metric& metric, const std::vector<std::string>& labels) {
    const auto is_sign = [&](const catalogue::Urgent& row) {
        const auto* const label = std::ranges::find(metric.labels, row.label);
        const auto place = static_cast<std::size_t>(label - metric.labels.begin());
        return row.metric == metric.name && (row.label.empty() || (place < labels.size() && labels[place] == row.is));
    };
    const auto found = std::ranges::find_if(catalogue::urgent, is_sign);
    return found == catalogue::urgent.end() ? nullptr : &*found;
}

bool becomes_urgent(const Series& series, double value) {
    if (series.urgent == nullptr) {
        return false;
    }
    if (series.urgent->sign == catalogue::Sign::value) {
        return value == series.urgent->value;
    }
    return series.value && value > *series.value;
}

}  // namespace

Report Reporter::close(const Readings& readings, const Now& now, bool whole, bool urgent) {
    Report report{.taken = now.mono, .whole = whole, .urgent = urgent, .samples = {}};
    report.samples.reserve(readings.all().size());
    seen_.assign(series_.size(), false);
    for (const auto& reading : readings.all()) {
        if (!is_believable(reading)) {
            ++discarded_["out_of_bounds"];
            continue;
        }
        const auto place = place_of(reading);
        if (!place) {
            ++discarded_["too_many_series"];
            continue;
        }
        if (seen_[*place]) {
            ++discarded_["written_twice"];
            continue;
        }
        seen_[*place] = true;
        auto& series = series_[*place];
        if (whole || series.value != reading.value) {
            report.urgent |= series.value != reading.value && becomes_urgent(series, reading.value);
            series.value = reading.value;
            report.samples.push_back({series.id, reading.value});
        }
    }
    for (std::size_t place = 0; place < series_.size(); ++place) {
        auto& series = series_[place];
        if (!seen_[place] && series.value) {
            series.value.reset();
            report.samples.push_back({series.id, std::nullopt});
        }
    }
    return report;
}

std::optional<std::size_t> Reporter::place_of(const Reading& reading) {
    write_key(key_, reading.metric, reading.part, reading.labels);
    if (const auto known = places_.find(key_); known != places_.end()) {
        return known->second;
    }
    if (series_.size() >= most_) {
        return std::nullopt;
    }
    const auto& metric = catalogue::all[reading.metric];
    series_.push_back({.id = SeriesId{next_id_++},
                       .metric = reading.metric,
                       .labels = reading.labels,
                       .path = catalogue::wire_path(metric, reading.labels, reading.part),
                       .type = sparkplug::wire_type(metric, reading.part),
                       .value = std::nullopt,
                       .part = reading.part,
                       .urgent = urgent_row(metric, reading.labels)});
    seen_.push_back(false);
    places_.emplace(key_, series_.size() - 1);
    return series_.size() - 1;
}

const Series* Reporter::find(SeriesId series) const {
    // Identities rise in the list.
    const auto found = std::ranges::lower_bound(series_, series, {}, &Series::id);
    return found != series_.end() && found->id == series ? &*found : nullptr;
}

std::optional<SeriesId> Reporter::adopt(std::string_view metric, catalogue::Part part,
                                        const std::vector<std::string>& labels) {
    const auto row = std::ranges::find(catalogue::all, metric, &catalogue::Metric::name);
    if (row == catalogue::all.end()) {
        return std::nullopt;
    }
    const bool is_histogram = row->kind == catalogue::Kind::histogram;
    const std::size_t more = part == catalogue::Part::bucket ? 1 : 0;
    if (is_histogram == (part == catalogue::Part::whole) || labels.size() != row->label_count() + more) {
        return std::nullopt;
    }
    const auto place = place_of(
        {.metric = static_cast<std::size_t>(row - catalogue::all.begin()), .labels = labels, .value = 0, .part = part});
    return place ? std::optional(series_[*place].id) : std::nullopt;
}

bool Reporter::some_are_gone() const {
    return std::ranges::any_of(series_, [](const Series& series) { return !series.value; });
}

void Reporter::forget_gone(const std::vector<bool>& mentioned) {
    std::erase_if(series_, [&](const Series& series) {
        const auto id = static_cast<std::size_t>(series.id);
        return !series.value && (id >= mentioned.size() || !mentioned[id]);
    });
    places_.clear();
    for (std::size_t place = 0; place < series_.size(); ++place) {
        write_key(key_, series_[place].metric, series_[place].part, series_[place].labels);
        places_.emplace(key_, place);
    }
}

}  // namespace magpie::agent
