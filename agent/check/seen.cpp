#include "agent/check/seen.hpp"

#include <algorithm>
#include <set>
#include <string>

#include "wire/catalogue/catalogue.hpp"
#include "wire/text.hpp"

namespace magpie::agent::check {

namespace {

bool fits(const Value& value, std::string_view name, Seen::Labels labels) {
    return value.name == name &&
           std::ranges::all_of(labels, [&](const auto& label) { return label_of(value, label.first) == label.second; });
}

}  // namespace

std::string_view label_of(const Value& value, std::string_view label) {
    const auto found = std::ranges::find(value.labels, label, &std::pair<std::string, std::string>::first);
    return found == value.labels.end() ? std::string_view() : std::string_view(found->second);
}

Seen::Seen(const Readings& readings) {
    for (const auto& reading : readings.all()) {
        if (reading.part != catalogue::Part::whole) {
            continue;
        }
        const auto& metric = catalogue::all[reading.metric];
        Value value{.name = std::string(metric.name), .labels = {}, .value = reading.value};
        for (std::size_t i = 0; i < reading.labels.size(); ++i) {
            value.labels.emplace_back(metric.labels[i], escaped(reading.labels[i]));
        }
        values_.push_back(std::move(value));
    }
}

std::optional<double> Seen::value(std::string_view name, Labels labels) const {
    const auto found = std::ranges::find_if(values_, [&](const Value& value) { return fits(value, name, labels); });
    return found == values_.end() ? std::nullopt : std::optional(found->value);
}

std::vector<Value> Seen::all(std::string_view name, Labels labels) const {
    std::vector<Value> found;
    std::ranges::copy_if(values_, std::back_inserter(found),
                         [&](const Value& value) { return fits(value, name, labels); });
    return found;
}

void Seen::add_missing(const Seen& other) {
    std::set<std::string> known;
    for (const auto& value : values_) {
        known.insert(value.name);
    }
    std::ranges::copy_if(other.values_, std::back_inserter(values_),
                         [&](const Value& value) { return !known.contains(value.name); });
}

}  // namespace magpie::agent::check
