#include "collector/console/event_pages.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "collector/console/answers.hpp"
#include "collector/console/event_text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

constexpr std::size_t most_of_a_page = 1'000;
constexpr std::size_t lines_of_a_piece = 200;

/// A time of the query; nothing where it is none.
bool read_time(const http::Request& request, const std::string& key, std::optional<UtcMs>& into) {
    const auto text = asked(request, key);
    if (text && !text->empty()) {
        into = parse_time(*text);
        return into.has_value();
    }
    return true;
}

http::Response as_csv(const EventBook& book, EventFilter filter, std::optional<EventNumber> after) {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"events.csv\"");
    // Between two pieces events come and go; those that are older than the last one stay in their order.
    response.more = [&book, filter = std::move(filter), after, begun = false](std::string& out) mutable {
        if (!std::exchange(begun, true)) {
            append_events_csv_header(out);
        }
        const auto events = book.find(filter, after, lines_of_a_piece);
        for (const auto* event : events) {
            append_csv(*event, out);
        }
        if (events.size() < lines_of_a_piece) {
            return false;
        }
        after = events.back()->number;
        return true;
    };
    return response;
}

}  // namespace

http::Response events_page(const EventBook& book, const http::Request& request) {
    EventFilter filter;
    if (!read_time(request, "from", filter.from) || !read_time(request, "to", filter.to)) {
        return problem(400, "from and to are times like 2026-11-27T04:00:00Z, or seconds since 1970");
    }
    filter.area = asked(request, "area").value_or("");
    filter.node = asked(request, "node").value_or("");
    if (const auto kind = asked(request, "kind"); kind && !kind->empty()) {
        const auto* const word = std::ranges::find(event_kind_words, *kind);
        if (word == std::end(event_kind_words)) {
            return problem(400, "kind is event, alarm or recovery");
        }
        filter.kind = static_cast<EventKind>(word - std::begin(event_kind_words));
    }
    std::optional<EventNumber> after;
    if (const auto text = asked(request, "after"); text && !text->empty()) {
        const auto number = number_in<std::uint64_t>(*text);
        if (!number) {
            return problem(400, "after is `next` of the page before");
        }
        after = EventNumber{*number};
    }
    const auto format = asked(request, "format").value_or("json");
    if (format == "csv") {
        return as_csv(book, std::move(filter), after);
    }
    const auto limit = limit_of(request, 200, most_of_a_page);
    if (format != "json" || !limit) {
        return problem(400, "format is json or csv, limit is 1 to 1000");
    }
    auto events = book.find(filter, after, *limit + 1);
    const bool whole = events.size() <= *limit;
    events.resize(std::min(events.size(), *limit));
    return json_answer(events_json(events, whole));
}

}  // namespace magpie::collector::console
