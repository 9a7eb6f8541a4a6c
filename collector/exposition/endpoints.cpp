#include "collector/exposition/endpoints.hpp"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "collector/exposition/negotiation.hpp"
#include "collector/exposition/scrape.hpp"
#include "platform/http/gzip.hpp"

namespace magpie::collector {

namespace {

/// A piece of a page: large enough that the socket is kept busy, small enough that the loop is not (30 us).
constexpr std::size_t piece_bytes = 64 * 1024;

constexpr std::string_view front_page = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Magpie collector</title></head><body>
<h1>Magpie collector</h1>
<ul>
<li><a href="/metrics">/metrics</a>: every series, for Prometheus; <code>/metrics?shard=i/N</code>: one part of them</li>
<li><a href="/metrics/rollup">/metrics/rollup</a>: sums by district, site, type of site and network; small in any city</li>
<li><a href="/sd">/sd</a>: the shards as targets (Prometheus HTTP service discovery)</li>
<li><a href="/healthz">/healthz</a>: 200 while the process answers</li>
<li><a href="/readyz">/readyz</a>: 200 while connected to the broker, else why not</li>
<li><a href="/api/v1/refused">/api/v1/refused</a>: the last messages that were refused</li>
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

/// A page of metrics as the scraper would have it, but for its format: `step` appends the next piece, false at the end.
template <typename Step>
http::Response streamed(const http::Request& request, Format format, Step step) {
    http::Response response;
    response.content_type = format == Format::open_metrics
                                ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
                                : "text/plain; version=0.0.4; charset=utf-8";
    response.headers.emplace_back("Vary", "Accept, Accept-Encoding");
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
    return line(200, "ready");
}

http::Response Endpoints::refused() const {
    auto messages = nlohmann::json::array();
    for (const auto& message : sources_.refused()) {
        messages.push_back({{"time_ms", message.time.time_since_epoch().count()},
                            {"reason", message.reason},
                            {"topic", message.topic},
                            {"first_bytes", message.first_bytes}});
    }
    return json(nlohmann::json{{"refused", std::move(messages)}}.dump(-1, ' ', false,
                                                                      nlohmann::json::error_handler_t::replace));
}

}  // namespace magpie::collector
