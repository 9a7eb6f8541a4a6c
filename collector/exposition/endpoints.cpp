#include "collector/exposition/endpoints.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "collector/exposition/fault_text.hpp"
#include "collector/exposition/negotiation.hpp"
#include "collector/exposition/scrape.hpp"
#include "collector/open_data/export.hpp"
#include "collector/open_data/scans.hpp"
#include "platform/http/gzip.hpp"

namespace magpie::collector {

namespace {

/// A piece of a page: large enough that the socket is kept busy, small enough that the loop is not (30 us).
constexpr std::size_t piece_bytes = 64 * 1024;
/// Of the export, whose lines are made anew each time.
constexpr std::size_t export_piece_bytes = 16 * 1024;

constexpr std::string_view front_page = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Magpie collector</title></head><body>
<h1>Magpie collector</h1>
<ul>
<li><a href="/metrics">/metrics</a>: every series, for Prometheus; <code>/metrics?shard=i/N</code>: one part of them</li>
<li><a href="/metrics/rollup">/metrics/rollup</a>: sums by district, site, type of site and network; small in any city</li>
<li><a href="/sd">/sd</a>: the shards as targets (Prometheus HTTP service discovery)</li>
<li><a href="/healthz">/healthz</a>: 200 while the process answers</li>
<li><a href="/readyz">/readyz</a>: 200 while connected to the broker, also where another collector is active; else why not</li>
<li><a href="/api/v1/export">/api/v1/export</a>: every access point as open data; <code>?format=csv|json</code>, <code>?lang=en|ko</code></li>
<li><a href="/api/v1/scans">/api/v1/scans</a>: how loud poles hear each other, for magpie-planner</li>
<li><a href="/api/v1/faults">/api/v1/faults</a>: what is suspected where many nodes fell at once, and which</li>
<li><a href="/api/v1/console/summary">/api/v1/console/summary</a>: how poles are; docs/console-api.md has the other pages of the console</li>
<li><a href="/api/v1/refused">/api/v1/refused</a>: the last messages that were refused, and the last reports that the history store refused</li>
<li><a href="/api/v1/quarantine">/api/v1/quarantine</a>: the nodes that are not heard for a while, and why</li>
<li><a href="/api/v1/orders">/api/v1/orders</a>: the orders that are held, and how far nodes are with them</li>
<li><a href="/api/v1/orders/nodes">/api/v1/orders/nodes</a>: the same, node by node; <code>?state=refused</code></li>
<li><a href="/api/v1/blocks">/api/v1/blocks</a>: blocked addresses, and which poles still get through</li>
<li><a href="/api/v1/audit">/api/v1/audit</a>: what was commanded, by whom</li>
</ul>
</body></html>
)";

http::Response line(unsigned status, std::string text) {
    http::Response response;
    response.status = status;
    response.body = std::move(text) + "\n";
    return response;
}

http::Response json(std::string body) {
    http::Response response;
    response.content_type = "application/json";
    response.body = std::move(body);
    return response;
}

std::string_view header(const http::Request& request, const std::string& name) {
    const auto found = request.headers.find(name);
    return found == request.headers.end() ? std::string_view() : std::string_view(found->second);
}

/// Whether this can be the host:port of a target; a Host header is anything its sender likes.
bool is_host_and_port(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

/// A page in pieces, compressed for whom takes it: `step` appends the next piece, false at the end.
template <typename Step>
http::Response in_pieces(const http::Request& request, http::Response response, Step step) {
    if (!takes_gzip(header(request, "accept-encoding"))) {
        response.more = std::move(step);
        return response;
    }
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.more = [step = std::move(step), gzip = std::make_shared<http::Gzip>(),
                     piece = std::string()](std::string& out) mutable {
        piece.clear();
        const bool more = step(piece);
        gzip->add(piece, !more, out);
        return more;
    };
    return response;
}

/// A page of metrics as the scraper would have it, but for its format.
template <typename Step>
http::Response streamed(const http::Request& request, Format format, Step step) {
    http::Response response;
    response.content_type = format == Format::open_metrics
                                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                : "text/plain; version=0.0.4; charset=utf-8";
    response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
    return in_pieces(request, std::move(response), std::move(step));
}

/// Which of two words a query says; the first where it says nothing.
std::optional<bool> says_second(const http::Request& request, const std::string& key, std::string_view first,
                                std::string_view second) {
    const auto asked = request.query.find(key);
    if (asked == request.query.end() || asked->second == first) {
        return false;
    }
    return asked->second == second ? std::optional(true) : std::nullopt;
}

}  // namespace

http::Response Endpoints::answer(const http::Request& request) {
    if (request.path == "/metrics") {
        return metrics(request);
    }
    if (request.path == "/metrics/rollup") {
        return rollup(request);
    }
    if (request.path == "/sd") {
        return service_discovery(request);
    }
    if (request.path == "/healthz") {
        return line(200, "ok");
    }
    if (request.path == "/readyz") {
        return ready();
    }
    if (request.path == "/api/v1/refused") {
        return refused();
    }
    if (request.path == "/api/v1/faults") {
        return faults();
    }
    if (request.path == "/api/v1/export") {
        return open_data(request);
    }
    if (request.path == "/api/v1/scans") {
        return scans(request);
    }
    if (request.path == "/") {
        http::Response response;
        response.content_type = "text/html; charset=utf-8";
        response.body = front_page;
        return response;
    }
    return line(404, "no such page; / lists them");
}

http::Response Endpoints::metrics(const http::Request& request) {
    Shard shard;
    if (const auto asked = request.query.find("shard"); asked != request.query.end()) {
        const auto parsed = parse_shard(asked->second);
        if (!parsed) {
            return line(400, parsed.error());
        }
        shard = *parsed;
    }
    const auto format = wanted_format(header(request, "accept"));
    const auto scrape =
        std::make_shared<Scrape>(sources_.fleet, shard, shard.index == 0 ? sources_.own_text() : std::string{}, format);
    return streamed(request, format, [this, scrape](std::string& out) {
        const bool more = scrape->step(out, piece_bytes);
        if (!more) {
            ++scrapes_;
        }
        return more;
    });
}

http::Response Endpoints::rollup(const http::Request& request) {
    const auto format = wanted_format(header(request, "accept"));
    auto page = sources_.rollup_text();
    if (format == Format::open_metrics) {
        page = open_metrics_page(page).append(open_metrics_end);
    }
    return streamed(request, format, [page = std::move(page), sent = std::size_t{0}](std::string& out) mutable {
        out.append(page, sent, piece_bytes);
        sent = std::min(page.size(), sent + piece_bytes);
        return sent < page.size();
    });
}

http::Response Endpoints::service_discovery(const http::Request& request) {
    if (!sources_.active()) {
        return json("[]");
    }
    auto address = sources_.advertised;
    if (address.empty()) {
        const auto host = request.headers.find("host");
        if (host == request.headers.end() || !is_host_and_port(host->second)) {
            return line(400, "no usable Host header, and no advertised address is configured");
        }
        address = host->second;
    }
    shards_ = shard_count(sources_.fleet, shards_, sources_.limits);
    return json(collector::service_discovery(address, shards_));
}

http::Response Endpoints::ready() const {
    if (const auto reason = sources_.why_not_ready()) {
        return line(503, *reason);
    }
    return line(200, sources_.active() ? "ready" : "standby");
}

http::Response Endpoints::refused() const {
    auto messages = nlohmann::json::array();
    for (const auto& message : sources_.refused()) {
        messages.push_back({{"time_ms", message.time.time_since_epoch().count()},
                            {"reason", message.reason},
                            {"topic", message.topic},
                            {"first_bytes", message.first_bytes}});
    }
    auto reports = nlohmann::json::array();
    for (const auto& report : sources_.set_aside()) {
        reports.push_back({{"time_ms", report.time.time_since_epoch().count()},
                           {"area", report.area},
                           {"node", report.node},
                           {"epoch", report.epoch},
                           {"first", report.first},
                           {"last", report.last},
                           {"first_ms", report.first_ms},
                           {"last_ms", report.last_ms},
                           {"samples", report.samples},
                           {"words", report.words}});
    }
    const nlohmann::json page{{"refused", std::move(messages)}, {"set_aside", std::move(reports)}};
    return json(page.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

http::Response Endpoints::faults() const {
    return json(faults_json(sources_.faults()));
}

http::Response Endpoints::open_data(const http::Request& request) const {
    const auto is_json = says_second(request, "format", "csv", "json");
    const auto is_korean = says_second(request, "lang", "en", "ko");
    if (!is_json || !is_korean) {
        return line(400, "format is csv or json, lang is en or ko");
    }
    http::Response response;
    response.content_type = *is_json ? "application/json" : "text/csv; charset=utf-8; header=present";
    response.headers.emplace_back("Content-Disposition", *is_json ? "attachment; filename=\"access-points.json\""
                                                                  : "attachment; filename=\"access-points.csv\"");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    const auto all =
        std::make_shared<open_data::Export>(sources_.fleet, *is_json ? open_data::Format::json : open_data::Format::csv,
                                            *is_korean ? open_data::Language::ko : open_data::Language::en);
    return in_pieces(request, std::move(response),
                     [all](std::string& out) { return all->step(out, export_piece_bytes); });
}

http::Response Endpoints::scans(const http::Request& request) const {
    http::Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"scans.csv\"");
    response.headers.emplace_back("Vary", "Accept-Encoding");
    const auto all = std::make_shared<open_data::Scans>(sources_.fleet);
    return in_pieces(request, std::move(response),
                     [all](std::string& out) { return all->step(out, export_piece_bytes); });
}

}  // namespace magpie::collector
