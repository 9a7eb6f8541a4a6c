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

}  // namespace

std::optional<http::Response> report_page(const ReportShelf* shelf, const http::Request& request) {
    const bool all = request.path == path;
    const bool one = !all && request.path.starts_with(std::string(path) + "/");
    if (shelf == nullptr || (!all && !one) || (request.method != "GET" && request.method != "HEAD")) {
        return std::nullopt;
    }
    if (all) {
        json list = json::array();
        for (const auto& kept : shelf->list(asked(request, "area"), asked(request, "node"))) {
            list.push_back({{"id", kept.id},
                            {"area", kept.area},
                            {"node", kept.node},
                            {"received", kept.received.time_since_epoch().count()},
                            {"bytes", kept.bytes}});
        }
        return in_json(json{{"reports", std::move(list)}}.dump());
    }
    const auto cms = shelf->read(std::string_view(request.path).substr(path.size() + 1));
    auto file = cms ? report_file(*cms) : std::string();
    return file.empty() ? in_json(R"({"error":"there is no such report"})", 404) : in_json(std::move(file));
}

}  // namespace magpie::collector
