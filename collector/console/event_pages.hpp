#pragma once

#include "collector/console/event_book.hpp"
#include "platform/http/server.hpp"

namespace magpie::collector::console {

/// What happened: a page of it in JSON, or all of it in CSV, in pieces. The book outlives the response.
[[nodiscard]] http::Response events_page(const EventBook& book, const http::Request& request);

}  // namespace magpie::collector::console
