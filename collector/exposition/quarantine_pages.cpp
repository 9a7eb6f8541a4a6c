#include "collector/exposition/quarantine_pages.hpp"

#include <utility>

#include <nlohmann/json.hpp>

#include "wire/text.hpp"

namespace magpie::collector {

namespace {

using nlohmann::json;

constexpr std::string_view one_node = "/api/v1/quarantine/";

http::Response answered(const json& value) {
    http::Response response;
    response.content_type = "application/json";
    response.body = value.dump(-1, ' ', false, json::error_handler_t::replace);
    return response;
}

http::Response line(unsigned status, std::string text) {
    http::Response response;
    response.status = status;
    response.body = std::move(text) + "\n";
    return response;
}

json shown(const QuarantinedNode& node) {
    return {{"area", node.area},
            {"node", node.node},
            {"reason", node.reason},
            {"since_ms", node.since.time_since_epoch().count()},
            {"until_ms", node.until.time_since_epoch().count()},
            {"times", node.times}};
}

/// A slash in it is none of a path: nodes of other makes may have one in their name, which arrives as %2F.
std::optional<std::string_view> node_in(std::string_view path) {
    if (!path.starts_with(one_node) || path.size() == one_node.size()) {
        return std::nullopt;
    }
    return path.substr(one_node.size());
}

}  // namespace

std::optional<std::size_t> QuarantinePages::takes(const http::Request& request) {
    return request.method == "DELETE" && node_in(request.path) ? std::optional<std::size_t>(0) : std::nullopt;
}

std::optional<http::Response> QuarantinePages::answer(const http::Request& request, const std::string& by,
                                                      const Now& now) {
    if (request.path == "/api/v1/quarantine") {
        return list(now);
    }
    if (const auto node = node_in(request.path); node && request.method == "DELETE") {
        return release(*node, by, now);
    }
    return std::nullopt;
}

http::Response QuarantinePages::list(const Now& now) const {
    auto nodes = json::array();
    for (const auto& node : surroundings_.list(now)) {
        nodes.push_back(shown(node));
    }
    return answered({{"quarantine", std::move(nodes)}});
}

http::Response QuarantinePages::release(std::string_view node, const std::string& by, const Now& now) {
    if (!surroundings_.active()) {
        return line(503, "this collector stands by; the active one releases");
    }
    const auto was = surroundings_.release(node, now);
    if (!was) {
        return line(404, "no such node is in quarantine");
    }
    constexpr std::size_t most_of_a_name = 64;
    surroundings_.audit(by,
                        escaped(was->area, most_of_a_name) + "/" + escaped(was->node, most_of_a_name) + ", " +
                            was->reason + ", in quarantine " + std::to_string(was->times) +
                            (was->times == 1 ? " time" : " times"),
                        now);
    return answered(shown(*was));
}

}  // namespace magpie::collector
