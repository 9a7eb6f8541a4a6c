#include "collector/rollup/totals.hpp"

#include <cmath>
#include <utility>

#include "collector/exposition/value_text.hpp"
#include "collector/fleet/family.hpp"

namespace magpie::collector {

Totals::Totals(const catalogue::Metric& row) : row_(&row), is_gauge_(row.kind == catalogue::Kind::gauge) {}

std::uint32_t Totals::place(std::string_view line) {
    if (const auto known = places_.find(line); known != places_.end()) {
        return known->second;
    }
    if (totals_.size() == most) {
        return none;
    }
    const auto place = static_cast<std::uint32_t>(totals_.size());
    totals_.push_back({.line = std::string(line), .touched = round_});
    places_.emplace(line, place);
    return place;
}

bool Totals::complete(std::uint64_t forget_after) {
    bool any_old = false;
    for (auto& total : totals_) {
        const bool touched = total.touched == round_;
        if (is_gauge_) {
            total.complete = touched ? total.making : std::numeric_limits<double>::quiet_NaN();
            total.making = 0;
        } else {
            total.complete = total.making;
        }
        any_old |= round_ - total.touched >= forget_after;
    }
    ++round_;
    if (!any_old) {
        return false;
    }
    std::erase_if(totals_, [&](const Total& total) { return round_ - 1 - total.touched >= forget_after; });
    places_.clear();
    for (std::uint32_t place = 0; place < totals_.size(); ++place) {
        places_.emplace(totals_[place].line, place);
    }
    return true;
}

void Totals::write(std::string& page) const {
    bool header_due = true;
    char number[most_value_text];
    for (const auto& total : totals_) {
        if (std::isnan(total.complete)) {
            continue;
        }
        if (std::exchange(header_due, false)) {
            page += family_header(*row_);
        }
        page += total.line;
        page.append(number, write_value(number, total.complete));
        page += '\n';
    }
}

}  // namespace magpie::collector
