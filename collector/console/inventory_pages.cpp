#include "collector/console/inventory_pages.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "collector/console/answers.hpp"
#include "collector/console/inventory_csv.hpp"
#include "collector/console/pole_text.hpp"

namespace magpie::collector::console {

namespace {

constexpr std::size_t poles_of_a_piece = 500;

void append_json(const PoleName& name, const InventoryPole& pole, bool first, std::string& out) {
    out += first ? "{\"area\":" : ",{\"area\":";
    append_json_text(name.area, out);
    out += ",\"node\":";
    append_json_text(name.node, out);
    out += ',';
    std::string rest;
    append_listed(pole, rest);
    out.append(rest, 1);
}

http::Response wrong_row(const csv::Problem& wrong) {
    std::string where = wrong.row > 0 ? fmt::format("row {}", wrong.row) : std::string("the file");
    where += wrong.column.empty() ? "" : ", column " + wrong.column;
    std::string body = "{\"error\":";
    append_json_text(where + (wrong.column.empty() ? " " : ": ") + wrong.what, body);
    fmt::format_to(std::back_inserter(body), ",\"row\":{},\"column\":", wrong.row);
    append_json_text(wrong.column, body);
    return json_answer(body += '}', 400);
}

}  // namespace

http::Response inventory_page(const Inventory& inventory, const http::Request& request) {
    const auto format = asked(request, "format").value_or("csv");
    if (format != "csv" && format != "json") {
        return problem(400, "format is csv or json");
    }
    const bool as_csv = format == "csv";
    http::Response response;
    response.content_type = as_csv ? "text/csv; charset=utf-8; header=present" : "application/json";
    if (as_csv) {
        response.headers.emplace_back("Content-Disposition", "attachment; filename=\"inventory.csv\"");
    }
    response.more = [&inventory, as_csv, last = std::optional<PoleName>(), begun = false,
                     first = true](std::string& out) mutable {
        if (!std::exchange(begun, true)) {
            as_csv ? append_inventory_csv_header(out) : (void)out.append("{\"poles\":[");
        }
        const auto& poles = inventory.poles();
        auto at = last ? poles.upper_bound(*last) : poles.begin();
        for (std::size_t count = 0; count < poles_of_a_piece && at != poles.end(); ++count, ++at) {
            const auto& [name, pole] = *at;
            last = name;
            if (as_csv && pole.listed) {
                append_inventory_csv(name, pole, out);
            } else if (!as_csv) {
                append_json(name, pole, std::exchange(first, false), out);
            }
        }
        if (at != poles.end()) {
            return true;
        }
        out += as_csv ? "" : "]}";
        return false;
    };
    return response;
}

http::Response take_inventory(Console& console, const http::Request& request, const Now& now, std::string& detail) {
    const auto type = request.headers.find("content-type");
    if (type == request.headers.end() || !type->second.starts_with("text/csv")) {
        return problem(415, "an inventory is text/csv");
    }
    auto poles = parse_inventory(request.body);
    if (!poles) {
        return wrong_row(poles.error());
    }
    const auto counts = console.replace_inventory(std::move(*poles), now);
    detail = fmt::format("{} poles: {} added, {} removed, {} changed", console.inventory().listed(), counts.added,
                         counts.removed, counts.changed);
    return json_answer(fmt::format("{{\"poles\":{},\"added\":{},\"removed\":{},\"changed\":{}}}",
                                   console.inventory().listed(), counts.added, counts.removed, counts.changed));
}

}  // namespace magpie::collector::console
