#include "collector/exposition/throughput_pages.hpp"

#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

namespace magpie::collector {

namespace {

using nlohmann::json;

constexpr std::string_view path = "/api/v1/throughput";
/// A page of a stranger that a browser shows can send none of this type without asking us first.
constexpr std::string_view body_type = "application/json";
constexpr std::size_t longest_body = 1024;

http::Response line(unsigned status, std::string text) {
    http::Response response;
    response.status = status;
    response.body = std::move(text) + "\n";
    return response;
}

std::string text_in(const json& body, const char* key) {
    const auto found = body.is_object() ? body.find(key) : body.end();
    return body.is_object() && found != body.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::optional<std::size_t> ThroughputPages::takes(const http::Request& request) {
    return request.method == "POST" && request.path == path ? std::optional(longest_body) : std::nullopt;
}

std::optional<http::Response> ThroughputPages::answer(const http::Request& request, const std::string& by,
                                                      const Now& now) {
    return request.method == "POST" && request.path == path ? std::optional(take(request, by, now)) : std::nullopt;
}

http::Response ThroughputPages::take(const http::Request& request, const std::string& by, const Now& now) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end() || type->second != body_type) {
        return line(415, "a node is named in " + std::string(body_type));
    }
    if (!surroundings_.active()) {
        return line(503, "this collector stands by; the active one takes it");
    }
    const auto body = json::parse(request.body, nullptr, /*allow_exceptions=*/false);
    const auto area = text_in(body, "area");
    const auto node = text_in(body, "node");
    if (area.empty() || node.empty()) {
        return line(400, "a node is named like {\"area\":\"mapo\",\"node\":\"pole-0001\"}");
    }
    const auto index = fleet_.find(area, node);
    if (!index) {
        return line(404, "no such node is known");
    }
    switch (book_.ask(*index)) {
        case TokenBook::Asked::unable:
            return line(409, "this node does not report, measures no throughput, or needs longer than a turn may take");
        case TokenBook::Asked::too_many:
            return line(429, "too many nodes are to measure already");
        case TokenBook::Asked::taken:
            break;
    }
    surroundings_.audit(by, "throughput of " + area + "/" + node, now);
    return line(202, "it measures as soon as its hub is free");
}

}  // namespace magpie::collector
