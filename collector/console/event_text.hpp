#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "collector/console/event_book.hpp"

namespace magpie::collector::console {

/// A page of events; `whole`: there are no more.
[[nodiscard]] std::string events_json(const std::vector<const Event*>& events, bool whole);

void append_events_csv_header(std::string& out);
/// A line of RFC 4180 that no spreadsheet takes for a formula.
void append_csv(const Event& event, std::string& out);

}  // namespace magpie::collector::console
