#include "collector/console/event_text.hpp"

#include <iterator>

#include <fmt/format.h>

#include "collector/console/event_words.hpp"
#include "collector/console/json_text.hpp"
#include "collector/open_data/row.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

Words words_of(const Event& event) {
    return event_words(event.what, event.kind == EventKind::recovery);
}

}  // namespace

std::string events_json(const std::vector<const Event*>& events, bool whole) {
    std::string out = "{\"events\":[";
    for (const auto* event : events) {
        const auto words = words_of(*event);
        fmt::format_to(std::back_inserter(out),
                       "{}{{\"number\":{},\"time\":\"{}\",\"kind\":\"{}\",\"area\":", out.back() == '[' ? "" : ",",
                       static_cast<std::uint64_t>(event->number), time_text(event->time),
                       event_kind_words[static_cast<std::size_t>(event->kind)]);
        append_json_text(event->area, out);
        out += ",\"node\":";
        append_json_text_or_null(event->node, out);
        out += ",\"what\":{\"en\":";
        append_json_text(words.en, out);
        out += ",\"ko\":";
        append_json_text(words.ko, out);
        out += "},\"alert\":";
        append_json_text_or_null(event->alert, out);
        out += ",\"detail\":";
        append_json_text_or_null(event->detail, out);
        out += ",\"until\":";
        append_json_text_or_null(event->until ? time_text(*event->until) : std::string(), out);
        out += '}';
    }
    out += "],\"next\":";
    // A text, as every cursor is.
    append_json_text_or_null(
        whole || events.empty() ? std::string() : std::to_string(static_cast<std::uint64_t>(events.back()->number)),
        out);
    return out += '}';
}

void append_events_csv_header(std::string& out) {
    out +=
        "\xEF\xBB\xBF"
        "number,time,kind,area,node,what,what_ko,alert,detail,until\r\n";
}

void append_csv(const Event& event, std::string& out) {
    const auto words = words_of(event);
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{},{}\r\n",
                   static_cast<std::uint64_t>(event.number), time_text(event.time),
                   event_kind_words[static_cast<std::size_t>(event.kind)], open_data::csv_text(event.area),
                   open_data::csv_text(event.node), open_data::csv_text(words.en), open_data::csv_text(words.ko),
                   open_data::csv_text(event.alert), open_data::csv_text(event.detail),
                   event.until ? time_text(*event.until) : std::string());
}

}  // namespace magpie::collector::console
