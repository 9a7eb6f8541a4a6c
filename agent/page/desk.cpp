#include "agent/page/desk.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agent/page/key_values.hpp"
#include "agent/page/report.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent::page {
namespace {

using nlohmann::json;

constexpr std::string_view note_words[] = {"empty", "too_long", "not_text", "too_many", "not_kept"};

http::Response in_json(std::string body, unsigned status = 200) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(body) + "\n";
    return response;
}

/// `error` is a word that the page has a sentence for.
http::Response refused(unsigned status, std::string_view error, std::string_view reason = {}) {
    json body{{"error", error}};
    if (!reason.empty()) {
        body["reason"] = reason;
    }
    return in_json(body.dump(), status);
}

http::Response denied(const Denial& denial) {
    auto response = refused(denial.why == Denied::too_many ? 429 : 401, "token", denial.word());
    if (denial.why == Denied::too_many) {
        response.headers.emplace_back("Retry-After", std::to_string(WrongTokens::window.count() / 1000));
    } else {
        response.headers.emplace_back("WWW-Authenticate", "Bearer");
    }
    return response;
}

std::string in_quotes(std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

bool too_soon(const std::optional<Monotonic>& last, Milliseconds between, const Now& now) {
    return last && now.mono < *last + between;
}

}  // namespace

std::optional<std::string> note_in(std::string_view body) {
    const auto read = json::parse(body, nullptr, false);
    const auto text = read.is_object() && read.size() == 1 ? read.value("text", json()) : json();
    return text.is_string() ? std::optional(text.get<std::string>()) : std::nullopt;
}

std::string host_in(std::string_view header) {
    const auto colon =
        header.starts_with('[') ? header.find(':', std::min(header.find(']'), header.size())) : header.find(':');
    std::string host(header.substr(0, colon));
    std::ranges::transform(host, host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return host;
}

Desk::Desk(Settings settings, Doors doors, Access access, Strips strips, BuiltPage page)
    : settings_(std::move(settings)),
      doors_(std::move(doors)),
      access_(std::move(access)),
      strips_(std::move(strips)),
      page_(page),
      notes_(settings_.notes_file) {}

std::optional<std::size_t> Desk::takes(const http::Request& request) {
    if (request.method != "POST") {
        return std::nullopt;
    }
    if (request.path == "/api/check" || request.path == "/api/report") {
        return 0;
    }
    return request.path == "/api/notes" ? std::optional(longest_body) : std::nullopt;
}

/// A page of somebody else's whose name was made to lead here (DNS rebinding) says that name.
bool Desk::is_for_us(const http::Request& request) const {
    const auto found = request.headers.find("host");
    const auto host = found == request.headers.end() ? std::string() : host_in(found->second);
    const bool loopback = settings_.address.starts_with("127.") || settings_.address == "[::1]";
    return host == settings_.address || (loopback && host == "localhost");
}

http::Response Desk::answer(const http::Request& request, const Now& now) {
    auto response = is_for_us(request) ? route(request, now) : refused(421, "host");
    if (response.status == 421) {
        access_.count("host");
    }
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("Content-Security-Policy", page_.content_security_policy);
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("X-Frame-Options", "DENY");
    response.headers.emplace_back("Referrer-Policy", "no-referrer");
    response.headers.emplace_back("Cross-Origin-Resource-Policy", "same-origin");
    return response;
}

http::Response Desk::route(const http::Request& request, const Now& now) {
    if (request.path == "/") {
        http::Response response;
        response.content_type = "text/html; charset=utf-8";
        response.body = page_.gzip;
        response.headers.emplace_back("Content-Encoding", "gzip");
        return response;
    }
    if (request.path == "/api/who") {
        return in_json(fmt::format(R"({{"node":{}}})", in_quotes(settings_.node)));
    }
    constexpr std::array<std::string_view, 5> pages{"/api/state", "/api/strips", "/api/check", "/api/notes",
                                                    "/api/report"};
    if (std::ranges::find(pages, request.path) == pages.end()) {
        return refused(404, "path");
    }
    const auto token = access_.judge(request, now);
    return token ? with_token(request, **token, now) : denied(token.error());
}

http::Response Desk::with_token(const http::Request& request, const PageToken& token, const Now& now) {
    const bool post = request.method == "POST";
    look_for_check(now);
    if (request.path == "/api/check") {
        return post ? begin_check(now) : in_json(check_.told(now));
    }
    if (request.path == "/api/notes") {
        return post ? take_note(request, token, now) : in_json(notes_json(notes_.all()));
    }
    if (request.path == "/api/strips") {
        return in_json(strips_.told(now));
    }
    if (request.path == "/api/report") {
        return post ? make_report(token.holder, now) : refused(404, "path");
    }
    return state(token, now);
}

http::Response Desk::state(const PageToken& token, const Now& now) const {
    return in_json(fmt::format(
        R"({{"area":{},"node":{},"program":{},"time":{},"holder":{},"until":{},"values_age_seconds":{},"values":{},)"
        R"("check":{},"notes":{},"reports":{}}})",
        in_quotes(settings_.area), in_quotes(settings_.node), in_quotes(settings_.program),
        now.wall_known ? in_quotes(time_text(now.wall)) : "null", in_quotes(token.holder),
        in_quotes(time_text(token.until)),
        values_at_ ? std::to_string((now.mono - *values_at_).count() / 1000) : std::string("null"),
        key_values_json(values_), check_.told(now), notes_json(notes_.all()), doors_.reports_waiting()));
}

http::Response Desk::begin_check(const Now& now) {
    if (check_.running()) {
        return in_json(check_.told(now), 202);  // two phones at one pole look at the same check
    }
    if (too_soon(checked_at_, between_checks, now)) {
        return refused(429, "check", "soon");
    }
    checked_at_ = now.mono;
    check_.begin(now);
    if (!doors_.begin_check()) {
        check_.end(false, now);
        return refused(503, "check", "not_begun");
    }
    return in_json(check_.told(now), 202);
}

/// One that the page has begun is told of by itself.
void Desk::look_for_check(const Now& now) {
    if (check_.running() || too_soon(looked_at_, between_looks, now)) {
        return;
    }
    looked_at_ = now.mono;
    if (const auto kept = doors_.newest_check(now)) {
        check_.found(*kept, now);
    }
}

http::Response Desk::take_note(const http::Request& request, const PageToken& token, const Now& now) {
    const auto text = note_in(request.body);
    if (!text) {
        return refused(400, "note", "format");
    }
    const auto kept = notes_.add(*text, token.holder, now);
    if (!kept) {
        const auto why = kept.error();
        return refused(why == NoteRefusal::too_many   ? 409
                       : why == NoteRefusal::not_kept ? 500
                                                      : 400,
                       "note", note_words[static_cast<std::size_t>(why)]);
    }
    noted_at_ = now.mono;
    return in_json(notes_json(notes_.all()), 201);
}

http::Response Desk::make_report(const std::string& by, const Now& now) {
    if (too_soon(reported_at_, between_reports, now)) {
        return refused(429, "report", "soon");
    }
    reported_at_ = now.mono;
    look_for_check(now);
    const auto text = report_text({.area = settings_.area,
                                   .node = settings_.node,
                                   .program = settings_.program,
                                   .by = by,
                                   .check = check_.result().value_or(""),
                                   .strips = strips_.told(now),
                                   .notes = notes_.all()},
                                  now);
    auto file = doors_.hand_in(text, now);
    if (!file) {
        return refused(500, "report", "not_kept");
    }
    notes_.reported();
    noted_at_.reset();
    return in_json(std::move(*file));
}

bool Desk::sample(const std::vector<Reading>& readings, const Now& now) {
    values_ = key_values(readings);
    values_at_ = now.mono;
    return strips_.add(values_, now);
}

void Desk::tick(const Now& now) {
    if (notes_.all().empty()) {
        return;
    }
    if (!noted_at_) {
        noted_at_ = now.mono;  // of the agent before
    }
    if (now.mono >= *noted_at_ + notes_wait && !too_soon(reported_at_, notes_wait, now)) {
        (void)make_report({}, now);
    }
}

}  // namespace magpie::agent::page
