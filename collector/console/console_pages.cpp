#include "collector/console/console_pages.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "collector/console/answers.hpp"
#include "collector/console/event_pages.hpp"
#include "collector/console/inventory_pages.hpp"
#include "collector/console/pole_text.hpp"
#include "collector/exposition/negotiation.hpp"
#include "platform/http/gzip.hpp"

namespace magpie::collector {

namespace {

/// Below, a packet more costs less than the pages' work.
constexpr std::size_t worth_compressing = 4'096;

std::optional<console::ServedFile> file_at(const std::string& path) {
    return path.empty() ? std::nullopt : std::make_optional<console::ServedFile>(path);
}

void compress(const http::Request& request, http::Response& response) {
    const auto accepted = request.headers.find("accept-encoding");
    if (response.more || response.later || response.body.size() < worth_compressing ||
        accepted == request.headers.end() || !takes_gzip(accepted->second)) {
        return;
    }
    std::string packed;
    http::Gzip().add(response.body, /*last=*/true, packed);
    response.body = std::move(packed);
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.headers.emplace_back("Vary", "Accept-Encoding");
}

}  // namespace

ConsolePages::ConsolePages(Console& console, const Fleet& fleet, console::CommandPages::Surroundings surroundings,
                           console::HistorySource history, const ConsoleFiles& files)
    : console_(console),
      pole_pages_(console, fleet),
      command_pages_(console, fleet, std::move(surroundings)),
      history_(std::move(history)),
      files_(files.directory),
      coverage_(file_at(files.coverage_file)),
      sites_(file_at(files.sites_file)) {}

std::optional<std::size_t> ConsolePages::takes(const http::Request& request) {
    const std::string_view path = request.path;
    return path.starts_with(prefix) ? console::CommandPages::takes(request.method, path.substr(prefix.size()))
                                    : std::nullopt;
}

std::optional<http::Response> ConsolePages::answer(const http::Request& request, const std::string& by,
                                                   const Now& now) {
    const std::string_view whole = request.path;
    if (!whole.starts_with(prefix)) {
        return files_.answer(request);
    }
    const auto path = whole.substr(prefix.size());
    const bool reads = request.method == "GET" || request.method == "HEAD";
    auto answer = reads ? shown(path, request, now) : command_pages_.answer(path, request, by, now);
    if (!answer) {
        return console::problem(404, "the console has no such page");
    }
    compress(request, *answer);
    return answer;
}

std::optional<http::Response> ConsolePages::shown(std::string_view path, const http::Request& request, const Now& now) {
    if (path == "events") {
        return console::events_page(console_.events(), request);
    }
    if (path == "inventory") {
        return console::inventory_page(console_.inventory(), request);
    }
    if (path == "maintenance") {
        return windows();
    }
    for (auto& [name, file] : {std::pair("coverage", &coverage_), {"coverage/sites", &sites_}}) {
        if (path == name) {
            constexpr std::string_view missing =
                "no such file of magpie-planner is there ([console] in the configuration)";
            return *file ? console::file_answer(**file, request, "application/geo+json", missing)
                         : console::problem(404, missing);
        }
    }
    if (auto page = pole_pages_.answer(path, request, now)) {
        return page;
    }
    return of_a_pole(path, request, now);
}

std::optional<http::Response> ConsolePages::of_a_pole(std::string_view path, const http::Request& request,
                                                      const Now& now) const {
    constexpr std::string_view poles = "poles/";
    const auto named = path.starts_with(poles) ? console::pole_in(path.substr(poles.size())) : std::nullopt;
    if (!named || (named->rest != "/history" && named->rest != "/check")) {
        return std::nullopt;
    }
    if (named->rest == "/check") {
        const auto* check = console_.checks().find(named->name);
        return check != nullptr ? console::json_answer(console::check_text(*check))
                                : console::problem(404, "no check of this pole was asked for");
    }
    if (console_.poles().find(named->name.area, named->name.node) == console::PoleBook::none) {
        return console::problem(404, "no such pole is known");
    }
    return console::history_page(history_, named->name, request, now);
}

http::Response ConsolePages::windows() const {
    std::string body = "{\"windows\":[";
    for (const auto& [id, window] : console_.maintenance().windows()) {
        console::append_window(id, window, body);
    }
    return console::json_answer(body += "]}");
}

}  // namespace magpie::collector
