// A request to the pole page by somebody who has a token, and by somebody who has none.

#include <string>

#include <nlohmann/json.hpp>

#include "agent/page/desk.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using namespace magpie::agent::page;

http::Response answer(std::string_view bytes, bool with_token) {
    const PageToken token{.id = 1, .area = "mapo", .node = "pole-1", .holder = "Kim", .from = {}, .until = {}};
    Access access(
        {.area = "mapo", .node = "pole-1"},
        [&](std::string_view, const Now&) -> tl::expected<tls::SignedPageToken, tls::PageTokenRefusal> {
            return tls::SignedPageToken{.token = token, .signer = "kim"};
        },
        [](const tls::SignedPageToken&) { return false; });
    Desk desk({.area = "mapo",
               .node = "pole-1",
               .program = "magpie-agent",
               .address = "192.168.7.1",
               .notes_file = "/proc/nowhere/notes.json"},  // nothing is ever kept
              {.begin_check = [] { return true; },
               .hand_in = [](std::string_view report, const Now&) -> tl::expected<std::string, std::string> {
                   fuzz::require(nlohmann::json::accept(report), "a report is JSON");
                   return std::string(report);
               },
               .reports_waiting = [] { return std::size_t{0}; },
               .newest_check = [](const Now&) { return std::nullopt; }},
              std::move(access), Strips("b"));
    fuzz::Input input(bytes);
    constexpr const char* paths[] = {"/",          "/api/who",   "/api/state", "/api/strips",
                                     "/api/check", "/api/notes", "/api/report"};
    const auto choice = input.byte();
    http::Request request{.method = (choice & 0x80U) != 0 ? "POST" : "GET",
                          .path = paths[choice % std::size(paths)],
                          .query = {},
                          .headers = {}};
    request.headers["host"] = (choice & 0x40U) != 0 ? std::string(input.piece()) : "192.168.7.1";
    if (with_token) {
        request.headers["authorization"] = "Bearer " + page_token_text({"content", "signature", "certificate"});
    } else {
        request.headers["authorization"] = std::string(input.piece());
    }
    request.body = input.rest().substr(0, Desk::longest_body);
    return desk.answer(request, Now{});
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;
    for (const bool with_token : {true, false}) {
        const auto said = answer(bytes, with_token);
        const bool page = said.content_type.starts_with("text/html");
        require(page || nlohmann::json::accept(said.body), "what is said is JSON");
        require(said.status < 500 || with_token, "a stranger makes nothing fail");
    }
    const auto note = note_in(bytes);
    require(!note || nlohmann::json::accept(bytes), "a note comes in JSON");
    const auto text = note_text(bytes);
    require(!text || note_text(*text) == text, "a text is the same when it is taken again");
}
