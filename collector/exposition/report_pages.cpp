#include "collector/exposition/report_pages.hpp"

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace magpie::collector {

namespace {

using nlohmann::json;

constexpr std::string_view path = "/api/v1/reports";

http::Response in_json(std::string body, unsigned status = 200) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = std::move(body) + "\n";
    return response;
}

std::string asked(const http::Request& request, const char* key) {
    const auto found = request.query.find(key);
    return found == request.query.end() ? std::string() : found->second;
}

/// Null where its file is damaged.
json told(const std::optional<ReportBrief>& brief) {
    if (!brief) {
        return nullptr;
    }
    const auto or_null = [](const std::string& text) { return text.empty() ? json() : json(text); };
    json first;
    if (!brief->layer.empty()) {
        first = {{"layer", brief->layer}, {"what", {{"en", brief->what}, {"ko", brief->what_ko}}}};
    }
    return {{"made", or_null(brief->made)},
            {"by", or_null(brief->by)},
            {"kind", report_kind_words[static_cast<std::size_t>(brief->kind)]},
            {"verdict", or_null(brief->verdict)},
            {"first", std::move(first)},
            {"notes", brief->notes}};
}

/// Of one node each says what is in it, which is read from the disk: the city's would be too many.
http::Response list(const ReportShelf& shelf, const http::Request& request) {
    const auto node = asked(request, "node");
    json rows = json::array();
    for (const auto& kept : shelf.list(asked(request, "area"), node)) {
        json one{{"id", kept.id},
                 {"area", kept.area},
                 {"node", kept.node},
                 {"received", kept.received.time_since_epoch().count()},
                 {"bytes", kept.bytes}};
        if (!node.empty()) {
            one["brief"] = told(shelf.brief(kept));
        }
        rows.push_back(std::move(one));
    }
    return in_json(json{{"reports", std::move(rows)}}.dump());
}

http::Response show(const ReportShelf& shelf, std::string_view id, const std::string& format) {
    if (!format.empty() && format != "json" && format != "cms") {
        return in_json(R"({"error":"`format` is json or cms"})", 400);
    }
    const auto* const kept = shelf.find(id);
    if (kept == nullptr) {
        return in_json(R"({"error":"there is no such report"})", 404);
    }
    auto cms = shelf.read(*kept);
    if (!cms) {
        return in_json(R"({"error":"the file of this report is damaged"})", 404);
    }
    if (format == "cms") {
        http::Response response;
        response.content_type = "application/cms";
        response.headers.emplace_back("Content-Disposition",
                                      "attachment; filename=\"" + kept->node + "-" + kept->id + ".cms\"");
        response.body = std::move(*cms);
        return response;
    }
    auto file = report_file(*cms, shelf.seal(*kept, *cms));
    return file.empty() ? in_json(R"({"error":"there is no such report"})", 404) : in_json(std::move(file));
}

}  // namespace

std::optional<http::Response> report_page(const ReportShelf* shelf, const http::Request& request) {
    const bool all = request.path == path;
    const bool one = !all && request.path.starts_with(std::string(path) + "/");
    if (shelf == nullptr || (!all && !one) || (request.method != "GET" && request.method != "HEAD")) {
        return std::nullopt;
    }
    return all ? list(*shelf, request)
               : show(*shelf, std::string_view(request.path).substr(path.size() + 1), asked(request, "format"));
}

}  // namespace magpie::collector
