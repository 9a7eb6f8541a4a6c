#include "collector/console/command_pages.hpp"

#include <chrono>
#include <utility>

#include <nlohmann/json.hpp>

#include "collector/console/answers.hpp"
#include "collector/console/inventory_csv.hpp"
#include "collector/console/inventory_pages.hpp"
#include "collector/console/pole_pages.hpp"
#include "collector/console/pole_text.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

using nlohmann::json;

constexpr std::size_t longest_body = 4'096;
constexpr std::size_t longest_reason = 500;
constexpr std::size_t longest_id = 255;
constexpr std::chrono::hours longest_window{24 * 90};
constexpr std::string_view of_inventory = "inventory/";
constexpr std::string_view of_windows = "maintenance/";
constexpr std::string_view of_poles = "poles/";

/// An object, or nothing. A page of a stranger that a browser shows can send none of this type without asking us first.
std::optional<json> object_in(const http::Request& request) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end() || !type->second.starts_with("application/json")) {
        return std::nullopt;
    }
    auto body = request.body.empty() ? json::object() : json::parse(request.body, nullptr, false);
    return body.is_object() ? std::optional(std::move(body)) : std::nullopt;
}

/// A member that is a text, or null, or not there: then it is empty. Nothing where it is another, or too long.
std::optional<std::string> text_in(const json& object, const char* key, std::size_t most) {
    const auto found = object.find(key);
    if (found == object.end() || found->is_null()) {
        return std::string();
    }
    if (!found->is_string() || found->get_ref<const std::string&>().size() > most ||
        !is_plain_text(found->get_ref<const std::string&>())) {
        return std::nullopt;
    }
    return found->get<std::string>();
}

http::Response no_object() {
    return problem(415, "this wants an object in application/json");
}

http::Response bad_reason() {
    return problem(400, "reason is a text of at most 500 bytes");
}

}  // namespace

std::optional<std::size_t> CommandPages::takes(std::string_view method, std::string_view path) {
    if (method == "PUT") {
        return path == "inventory" ? std::optional(longest_inventory) : std::nullopt;
    }
    if (method == "DELETE") {
        return path.starts_with(of_windows) ? std::optional<std::size_t>(0) : std::nullopt;
    }
    if (method != "POST") {
        return std::nullopt;
    }
    if (path == "maintenance") {
        return longest_body;
    }
    if (path.starts_with(of_inventory)) {
        const auto named = pole_in(path.substr(of_inventory.size()));
        return named && (named->rest == "/decommission" || named->rest == "/recommission") ? std::optional(longest_body)
                                                                                           : std::nullopt;
    }
    if (path.starts_with(of_poles)) {
        const auto named = pole_in(path.substr(of_poles.size()));
        return named && named->rest == "/check" ? std::optional(longest_body) : std::nullopt;
    }
    return std::nullopt;
}

std::optional<http::Response> CommandPages::answer(std::string_view path, const http::Request& request,
                                                   const std::string& by, const Now& now) {
    if (!takes(request.method, path)) {
        return std::nullopt;
    }
    const bool of_a_pole = path.starts_with(of_poles);
    if (!of_a_pole) {
        if (auto why_not = refused(request)) {
            return why_not;
        }
    }
    if (request.method == "PUT") {
        return replace_inventory(request, by, now);
    }
    if (request.method == "DELETE") {
        return remove_window(path.substr(of_windows.size()), by, now);
    }
    if (path == "maintenance") {
        return add_window(request, by, now);
    }
    const auto named = pole_in(path.substr(of_a_pole ? of_poles.size() : of_inventory.size()));
    if (of_a_pole) {
        return ask_check(named->name, request, by, now);
    }
    return named->rest == "/decommission" ? take_out(named->name, request, by, now)
                                          : take_back(named->name, request, by, now);
}

/// Each collector of a pair keeps what people tell it: told to the one that stands by, it would be in force nowhere.
std::optional<http::Response> CommandPages::refused(const http::Request& request) const {
    const auto active = surroundings_.stands_by();
    if (!active || asked(request, "standby") == "too") {
        return std::nullopt;
    }
    return problem(503, active->empty() ? "this collector stands by; change it at the active one"
                                        : "this collector stands by; change it at the active one, " + *active);
}

http::Response CommandPages::replace_inventory(const http::Request& request, const std::string& by, const Now& now) {
    std::string detail;
    auto response = take_inventory(console_, request, now, detail);
    if (!detail.empty()) {
        surroundings_.audit(by, "inventory_replaced", detail, now);
    }
    return response;
}

http::Response CommandPages::shown(const PoleName& name) const {
    const auto pole = console_.poles().find(name.area, name.node);
    std::string body;
    if (pole == PoleBook::none) {
        return json_answer("null");  // it was here only because it was out of service
    }
    append_pole(console_.poles().pole(pole), body);
    return json_answer(std::move(body));
}

http::Response CommandPages::take_out(const PoleName& name, const http::Request& request, const std::string& by,
                                      const Now& now) {
    const auto body = object_in(request);
    if (!body) {
        return no_object();
    }
    auto reason = text_in(*body, "reason", longest_reason);
    if (!reason) {
        return bad_reason();
    }
    if (console_.poles().find(name.area, name.node) == PoleBook::none) {
        return problem(404, "no such pole is known");
    }
    const auto detail = name.area + "/" + name.node + (reason->empty() ? "" : ": " + *reason);
    if (!console_.decommission(name, std::move(*reason), by, now)) {
        return problem(409, "it is out of service already, or there is no room for more poles");
    }
    surroundings_.audit(by, "decommissioned", detail, now);
    return shown(name);
}

http::Response CommandPages::take_back(const PoleName& name, const http::Request& request, const std::string& by,
                                       const Now& now) {
    if (!object_in(request)) {
        return no_object();
    }
    if (!console_.recommission(name, now)) {
        return problem(409, "it is not out of service");
    }
    surroundings_.audit(by, "recommissioned", name.area + "/" + name.node, now);
    return shown(name);
}

http::Response CommandPages::add_window(const http::Request& request, const std::string& by, const Now& now) {
    const auto body = object_in(request);
    if (!body) {
        return no_object();
    }
    auto reason = text_in(*body, "reason", longest_reason);
    auto area = text_in(*body, "area", longest_id);
    auto node = text_in(*body, "node", longest_id);
    if (!reason) {
        return bad_reason();
    }
    if (!area || area->empty() || !node) {
        return problem(400, "area is a text, and node, too, or null for all of the area");
    }
    const auto from_text = text_in(*body, "from", 40);
    const auto from = !from_text ? std::nullopt : from_text->empty() ? std::optional(now.wall) : parse_time(*from_text);
    const auto to = parse_time(text_in(*body, "to", 40).value_or(""));
    if (!from || !to) {
        return problem(400, "from and to are times like 2026-11-27T04:00:00Z");
    }
    if (*from >= *to || *to <= now.wall || *to - *from > longest_window) {
        return problem(400, "from is before to, to is to come, and at most 90 days are between");
    }
    Window window{.area = std::move(*area),
                  .node = node->empty() ? std::nullopt : std::optional(std::move(*node)),
                  .from = *from,
                  .to = *to,
                  .reason = std::move(*reason),
                  .by = by};
    const auto id = console_.add_window(std::move(window), now);
    if (!id) {
        return problem(409, "there are too many maintenance windows");
    }
    const auto& added = *console_.maintenance().find(*id);
    surroundings_.audit(by, "maintenance_added",
                        added.area + (added.node ? "/" + *added.node : std::string()) + " from " +
                            time_text(added.from) + " to " + time_text(added.to) +
                            (added.reason.empty() ? "" : ": " + added.reason),
                        now);
    std::string answer;
    append_window(*id, added, answer);
    return json_answer(std::move(answer), 201);
}

http::Response CommandPages::remove_window(std::string_view id, const std::string& by, const Now& now) {
    const auto number = number_in<std::uint64_t>(id);
    const auto* window = number ? console_.maintenance().find(WindowId{*number}) : nullptr;
    if (window == nullptr) {
        return problem(404, "no such maintenance window is known");
    }
    const auto detail = window->area + (window->node ? "/" + *window->node : std::string()) + " from " +
                        time_text(window->from) + " to " + time_text(window->to);
    console_.remove_window(WindowId{*number}, now);
    surroundings_.audit(by, "maintenance_removed", detail, now);
    return json_answer("{\"id\":" + std::to_string(*number) + "}");
}

http::Response CommandPages::ask_check(const PoleName& name, const http::Request& request, const std::string& by,
                                       const Now& now) {
    if (!object_in(request)) {
        return no_object();
    }
    if (!surroundings_.speaks()) {
        return problem(503, "this collector stands by or has no connection to the broker");
    }
    const auto pole = console_.poles().find(name.area, name.node);
    if (pole == PoleBook::none) {
        return problem(404, "no such pole is known");
    }
    const auto node = console_.poles().node_of(pole);
    if (!node || fleet_.node(*node).life != Life::up || fleet_.node(*node).kind != NodeKind::magpie) {
        return problem(409, "this pole is not heard, or is none of Magpie's");
    }
    const auto id = surroundings_.fresh_id();
    switch (console_.checks().ask(name, id, now)) {
        case CheckBook::Asked::under_way:
            return problem(409, "a check of this pole is under way");
        case CheckBook::Asked::too_many:
            return problem(429, "too many checks are under way");
        case CheckBook::Asked::taken:
            break;
    }
    surroundings_.ask_check(name, id, now);
    console_.note("check_asked", name, "", now);
    surroundings_.audit(by, "check_asked", name.area + "/" + name.node, now);
    return json_answer("{\"id\":\"" + id + "\"}", 202);
}

}  // namespace magpie::collector::console
