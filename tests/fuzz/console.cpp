// What poles, people, the disk and the history store tell the console. The first byte says who speaks.

#include <algorithm>
#include <chrono>
#include <string>

#include <nlohmann/json.hpp>

#include "collector/console/check_book.hpp"
#include "collector/console/check_message.hpp"
#include "collector/console/history_query.hpp"
#include "collector/console/inventory_csv.hpp"
#include "collector/console/stored.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/check/check_topic.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace {

using namespace magpie;
using namespace magpie::collector::console;
using fuzz::require;

void heard(std::string_view bytes) {
    const PoleName pole{"mapo", "pole-1"};
    const auto message = read_check_message(bytes, pole);
    if (message) {
        require(magpie::check::is_check_id(message->id), "a message has an id");
        require(message->json.size() <= 8 * bytes.size() + 1024, "what is passed on does not grow without bounds");
        if (!message->json.empty()) {
            const auto whole = nlohmann::json::parse(message->json, nullptr, false);
            require(whole.is_object(), "what is passed on is an object");
            require(is_plain_text(message->json), "of plain text");
        }
    }
    CheckBook book;
    const Now now{.mono = Monotonic{std::chrono::hours{1}}, .wall = UtcMs{std::chrono::hours{1}}, .wall_known = true};
    (void)book.ask(pole, message ? message->id : "0123456789abcdef", now);
    book.heard(pole, bytes, now);
    require(nlohmann::json::parse(check_text(*book.find(pole)), nullptr, false).is_object(), "what is shown is JSON");
}

void inventory(std::string_view bytes) {
    const auto poles = parse_inventory(bytes);
    if (!poles) {
        require(!poles.error().what.empty(), "what is wrong has words");
        return;
    }
    std::string again;
    append_inventory_csv_header(again);
    for (const auto& [name, pole] : *poles) {
        require(!name.area.empty() && !name.node.empty() && is_plain_text(name.area) && is_plain_text(name.node),
                "a pole has names");
        require(is_plain_text(pole.name) && is_plain_text(pole.site) && is_plain_text(pole.model), "texts are plain");
        require(pole.latitude.has_value() == pole.longitude.has_value(), "a place is whole or none");
        append_inventory_csv(name, pole, again);
        const auto kept = decode_pole(encode(pole));
        require(kept && *kept == pole, "what is kept comes back");
    }
    // What a spreadsheet could take for a formula gets a sign before it, and with that may be too long.
    const auto back = parse_inventory(again);
    require(back ? back->size() <= poles->size()
                 : back.error().what.find("longer") != std::string::npos ||
                       back.error().what.find("64 bytes") != std::string::npos ||
                       back.error().what.find("same pole") != std::string::npos,
            "what is written can be read");
}

void stored(std::string_view bytes) {
    (void)decode_pole(bytes);
    if (const auto window = decode_window(bytes)) {
        require(decode_window(encode(*window)) == *window, "a window comes back");
    }
    if (const auto event = decode_event(EventNumber{7}, bytes)) {
        require(decode_event(EventNumber{7}, encode(*event)) == *event, "an event comes back");
    }
}

void texts(std::string_view bytes) {
    if (const auto time = parse_time(bytes)) {
        require(parse_time(time_text(*time)) == *time, "a time comes back");
    }
    (void)magpie::check::teller_of(bytes);
    const auto target = history_target("/select/", {.pole = {"mapo", std::string(bytes)},
                                                    .metric = "magpie_node_up",
                                                    .from = UtcMs{std::chrono::hours{1}},
                                                    .to = UtcMs{std::chrono::hours{2}}});
    require(target && std::ranges::all_of(*target, [](char c) { return c > ' ' && c < 0x7f; }), "an address is ASCII");
    require(is_metric_of_catalogue(bytes) <= bytes.starts_with("magpie_"), "a metric is ours");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    if (bytes.empty()) {
        return;
    }
    const char who = bytes.front();
    bytes.remove_prefix(1);
    switch (who) {
        case 'c':
            return heard(bytes);
        case 'i':
            return inventory(bytes);
        case 's':
            return stored(bytes);
        case 'h':
            if (const auto answer = history_answer(bytes)) {
                require(nlohmann::json::parse(*answer, nullptr, false).is_object(), "an answer is JSON");
            }
            return;
        default:
            return texts(bytes);
    }
}
