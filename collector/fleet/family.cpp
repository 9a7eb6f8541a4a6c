#include "collector/fleet/family.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "collector/fleet/label_text.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::collector {

namespace {

using catalogue::Kind;
using catalogue::Metric;

static_assert(std::ranges::all_of(written_by_collector, [](auto name) { return catalogue::find(name).has_value(); }));

std::string header(std::string_view name, std::string_view help, std::string_view type) {
    std::string text = "# HELP ";
    text += name;
    text += ' ';
    text += help_text(help);
    text += "\n# TYPE ";
    text += name;
    text += ' ';
    text += type;
    text += '\n';
    return text;
}

/// Readings travel as floats: a bound must not refuse what only rounding has put beyond it.
double widened(double bound, double towards) {
    if (std::abs(bound) > double{std::numeric_limits<float>::max()}) {
        return bound;
    }
    const double rounded = double{static_cast<float>(bound)};
    return towards < 0 ? std::min(bound, rounded) : std::max(bound, rounded);
}

}  // namespace

std::string family_header(const Metric& row) {
    const std::string_view type = row.kind == Kind::counter     ? "counter"
                                  : row.kind == Kind::histogram ? "histogram"
                                                                : "gauge";
    return header(row.name, row.help, type);
}

std::vector<FamilyMember>::const_iterator Family::from(std::uint64_t least) const {
    return std::ranges::lower_bound(members, least, {}, &FamilyMember::serial);
}

FamilyTable::FamilyTable() {
    for (const auto& metric : catalogue::all) {
        rows_.push_back(&metric);
    }
    std::ranges::sort(rows_, {}, &Metric::name);
}

const Metric* FamilyTable::row(std::string_view name) const {
    const auto found = std::ranges::lower_bound(rows_, name, {}, &Metric::name);
    return found != rows_.end() && (*found)->name == name ? *found : nullptr;
}

SeriesName FamilyTable::resolve(std::string_view name) const {
    constexpr double most = std::numeric_limits<double>::max();
    SeriesName series{
        .row = row(name), .family = name, .counter = name.ends_with("_total"), .low = -most, .high = most};
    series.exposed = catalogue::is_label_name(name) && !name.starts_with("magpie_collector_") &&
                     !name.starts_with("magpie_rollup_") &&
                     std::ranges::find(written_by_collector, name) == std::end(written_by_collector);
    if (series.row == nullptr) {
        for (const std::string_view part : {"_bucket", "_sum", "_count"}) {
            const auto* histogram = name.ends_with(part) ? row(name.substr(0, name.size() - part.size())) : nullptr;
            if (histogram != nullptr && histogram->kind == Kind::histogram) {
                const bool sum = part == "_sum";
                series.row = histogram;
                series.family = histogram->name;
                series.bucket = part == "_bucket";
                series.counter = !sum || histogram->sane.low >= 0;
                series.low = series.counter ? 0 : -most;
                return series;
            }
        }
        return series;
    }
    // The name of a histogram alone is none of its series.
    series.exposed = series.exposed && series.row->kind != Kind::histogram;
    series.counter = series.row->kind == Kind::counter;
    series.low = widened(series.row->sane.low, -1);
    series.high = widened(series.row->sane.high, 1);
    return series;
}

std::uint32_t FamilyTable::join(std::string_view family, std::string_view help, FamilyMember member) {
    const auto known = by_name_.find(family);
    if (known != by_name_.end()) {
        places_[known->second].members.push_back(member);
        return known->second;
    }
    std::uint32_t place = 0;
    if (free_.empty()) {
        place = static_cast<std::uint32_t>(places_.size());
        places_.emplace_back();
    } else {
        place = free_.back();
        free_.pop_back();
    }
    auto& entry = places_[place];
    entry.serial = member.serial;
    entry.name = family;
    if (const auto* metric = row(family)) {
        entry.header = family_header(*metric);
    } else {
        entry.header = header(family, help.empty() ? "Sent by a node; not in the catalogue." : help,
                              family.ends_with("_total") ? "counter" : "gauge");
    }
    entry.members.push_back(member);
    by_name_.emplace(entry.name, place);
    return place;
}

void FamilyTable::leave(std::uint32_t place, std::uint64_t member_serial) {
    auto& family = places_[place];
    const auto member = std::ranges::lower_bound(family.members, member_serial, {}, &FamilyMember::serial);
    member->count = 0;
    ++family.gone;
    if (family.gone == family.members.size()) {
        by_name_.erase(by_name_.find(family.name));
        family = Family{};
        free_.push_back(place);
    } else if (family.gone * 2 > family.members.size()) {
        std::erase_if(family.members, [](const FamilyMember& one) { return one.count == 0; });
        family.gone = 0;
    }
}

}  // namespace magpie::collector
