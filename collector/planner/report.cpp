#include "collector/planner/report.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace magpie::collector::planner {

namespace {

constexpr std::size_t map_columns = 150;
constexpr std::size_t map_rows = 110;
constexpr std::size_t listed_sites = 20;
constexpr std::size_t numbered_sites = 60;
constexpr std::size_t listed_districts = 25;
/// From nothing missing to most; also apart in grey, for who prints so.
constexpr std::array<std::string_view, 5> shades{"#fee8c8", "#fdbb84", "#fc8d59", "#e34a33", "#b30000"};

std::string escaped_html(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += c;
        }
    }
    return result;
}

/// The gap in squares that can be seen on paper.
struct Raster {
    std::size_t step = 1;  // cells
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::vector<double> gap;
    std::vector<bool> city;
    std::array<double, shades.size()> from{};  // of each shade
};

Raster raster_of(const Model& model) {
    const auto& grid = model.city.ground.grid;
    Raster raster;
    raster.step = std::max(
        {std::size_t{1}, (grid.columns + map_columns - 1) / map_columns, (grid.rows + map_rows - 1) / map_rows});
    raster.columns = (grid.columns + raster.step - 1) / raster.step;
    raster.rows = (grid.rows + raster.step - 1) / raster.step;
    raster.gap.assign(raster.columns * raster.rows, 0);
    raster.city.assign(raster.gap.size(), false);
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const auto square = i / grid.columns / raster.step * raster.columns + i % grid.columns / raster.step;
        raster.gap[square] += model.demand[i] * model.unserved[i];
        raster.city[square] = raster.city[square] || model.city.ground.district_of[i] != no_district;
    }
    std::vector<double> some;
    for (const double gap : raster.gap) {
        if (gap > 0) {
            some.push_back(gap);
        }
    }
    std::sort(some.begin(), some.end());
    constexpr std::array<double, shades.size()> quantiles{0.5, 0.75, 0.9, 0.97, 0.99};
    for (std::size_t i = 0; i < quantiles.size(); ++i) {
        raster.from[i] =
            some.empty() ? 0 : some[static_cast<std::size_t>(quantiles[i] * static_cast<double>(some.size() - 1))];
    }
    return raster;
}

class MapDrawing {
  public:
    explicit MapDrawing(const Model& model) : model_(model), raster_(raster_of(model)) {}

    std::string draw(const Plan* plan) {
        out_ = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"Map of the gap and the sites\">\n",
                           raster_.columns, raster_.rows);
        draw_squares();
        draw_districts();
        if (plan != nullptr) {
            draw_sites(*plan);
        }
        return out_ + "</svg>\n";
    }

    [[nodiscard]] std::string legend() const {
        std::string legend = "<p class=\"legend\">not served, in a square of ";
        legend += fmt::format("{:.0f} m: ", static_cast<double>(raster_.step) * model_.city.ground.grid.cell);
        for (std::size_t i = 0; i < shades.size(); ++i) {
            legend += fmt::format("<span style=\"background:{}\"></span> from {:.0f} ", shades[i], raster_.from[i]);
        }
        return legend + "</p>\n";
    }

  private:
    /// 0: none.
    [[nodiscard]] std::size_t shade(double gap) const {
        std::size_t shade = 0;
        while (gap > 0 && shade < shades.size() && gap >= raster_.from[shade]) {
            ++shade;
        }
        return shade;
    }

    void draw_squares() {
        for (std::size_t row = 0; row < raster_.rows; ++row) {
            const auto look = [&](std::size_t column) -> std::string_view {
                const auto square = row * raster_.columns + column;
                if (!raster_.city[square]) {
                    return {};
                }
                const auto dark = shade(raster_.gap[square]);
                return dark == 0 ? std::string_view("#f4f4f4") : shades[dark - 1];
            };
            for (std::size_t column = 0; column < raster_.columns;) {
                auto end = column + 1;
                while (end < raster_.columns && look(end) == look(column)) {
                    ++end;
                }
                if (!look(column).empty()) {
                    out_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"1\" fill=\"{}\"/>\n", column,
                                        raster_.rows - 1 - row, end - column, look(column));
                }
                column = end;
            }
        }
    }

    [[nodiscard]] std::pair<double, double> on_map(Point point) const {
        const auto& grid = model_.city.ground.grid;
        const double side = grid.cell * static_cast<double>(raster_.step);
        return {(point.east - static_cast<double>(grid.west) * grid.cell) / side,
                static_cast<double>(raster_.rows) - (point.north - static_cast<double>(grid.south) * grid.cell) / side};
    }

    void draw_districts() {
        for (const auto& district : model_.city.ground.districts) {
            std::string path;
            for (const auto& ring : district.area.rings) {
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const auto [x, y] = on_map(ring[i]);
                    path += fmt::format("{}{:.1f} {:.1f}", i == 0 ? "M" : "L", x, y);
                }
                path += "Z";
            }
            out_ += fmt::format("<path d=\"{}\" class=\"border\"/>\n", path);
        }
    }

    void draw_sites(const Plan& plan) {
        for (std::size_t i = plan.picks.size(); i > 0; --i) {  // the first ones on top
            const auto [x, y] = on_map(model_.city.candidates[plan.picks[i - 1].candidate].at);
            if (i > numbered_sites) {
                out_ += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"0.5\" class=\"more\"/>\n", x, y);
                continue;
            }
            out_ += fmt::format(
                "<circle cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"1.6\" class=\"site\"/><text x=\"{0:.1f}\" "
                "y=\"{2:.1f}\">{3}</text>\n",
                x, y, y + 0.7, i);
        }
    }

    const Model& model_;
    Raster raster_;
    std::string out_;
};

constexpr std::string_view head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Public Wi-Fi: what is missing, and which sites next</title>
<style>
@page { size: A4 portrait; margin: 10mm }
body { font: 9pt/1.3 system-ui, "Noto Sans KR", NanumGothic, sans-serif; color: #111; max-width: 190mm; margin: 0 auto; padding: 4mm }
h1 { font-size: 14pt; margin: 0 0 1mm } p { margin: 1mm 0 } .lead { font-size: 11pt }
svg { width: 100%; max-height: 118mm; background: #fff; border: 0.2mm solid #999 }
.border { fill: none; stroke: #555; stroke-width: 0.25 } .more { fill: #0b3d91 }
.site { fill: #0b3d91; stroke: #fff; stroke-width: 0.3 } text { font: bold 1.9px sans-serif; fill: #fff; text-anchor: middle }
.legend span { display: inline-block; width: 3mm; height: 3mm; border: 0.1mm solid #999; vertical-align: middle; print-color-adjust: exact; -webkit-print-color-adjust: exact }
rect, circle { print-color-adjust: exact; -webkit-print-color-adjust: exact }
.tables { display: flex; gap: 5mm; align-items: flex-start; margin-top: 2mm }
table { border-collapse: collapse; font-size: 7.2pt; flex: 1 } caption { text-align: left; font-weight: bold; padding-bottom: 0.5mm }
th, td { padding: 0 1mm; text-align: right; border-bottom: 0.1mm solid #ccc; white-space: nowrap } th:nth-child(2), td:nth-child(2), .d th:first-child, .d td:first-child { text-align: left }
.small { font-size: 7.2pt; color: #444 }
@media (max-width: 600px) { .tables { display: block } table { width: 100%; margin-bottom: 4mm } }
</style></head><body>
)";

std::string sites_table(const Model& model, const Plan& plan) {
    std::string table = fmt::format(
        "<table class=\"s\"><caption>The first {} of {} sites</caption><tr><th>#<th>site<th>cell<th>serves "
        "anew<th>cost</tr>\n",
        std::min(listed_sites, plan.picks.size()), plan.picks.size());
    for (std::size_t i = 0; i < std::min(listed_sites, plan.picks.size()); ++i) {
        const auto& site = model.city.candidates[plan.picks[i].candidate];
        table += fmt::format("<tr><td>{}<td>{}<td>{}<td>{:.0f}<td>{:g}</tr>\n", i + 1, escaped_html(site.id),
                             national_point(site.at), plan.picks[i].gain, site.cost);
    }
    return table + "</table>\n";
}

std::string districts_table(const Model& model, const Equity& equity, bool with_plan) {
    std::vector<std::size_t> order(equity.districts.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
        return equity.districts[one].unserved > equity.districts[other].unserved;
    });
    order.resize(std::min(order.size(), listed_districts));
    std::string table = fmt::format(
        "<table class=\"d\"><caption>Districts, by who is not served</caption><tr><th>district<th>not "
        "served<th>poles per 10,000<th>served{}</tr>\n",
        with_plan ? "<th>new<th>served then" : "");
    for (const auto index : order) {
        const auto& one = equity.districts[index];
        table += fmt::format("<tr><td>{}<td>{:.0f}<td>{:.1f}<td>{:.1f} %",
                             escaped_html(model.city.ground.districts[index].name), one.unserved,
                             one.per_10000(one.poles), 100 * one.served_share());
        if (with_plan) {
            table += fmt::format("<td>{}<td>{:.1f} %", one.planned, 100 * one.served_share_after());
        }
        table += "</tr>\n";
    }
    return table + "</table>\n";
}

}  // namespace

std::string report_page(const Model& model, const Equity& equity, const Plan* plan, double budget) {
    std::string page(head);
    const double served = 100 * (1 - model.total_unserved / model.total);
    if (plan != nullptr) {
        page += fmt::format("<h1>Public Wi-Fi: {} sites to build next</h1>\n", plan->picks.size());
        page += fmt::format(
            "<p class=\"lead\">Served today: {:.1f} % of the demand. With these sites: <b>{:.1f} %</b>, {:.0f} people "
            "more.</p>\n<p>No choice of sites for this budget ({:g}) could serve more than {:.0f}: this plan is at "
            "least "
            "{:.1f} % of the best that there is.</p>\n",
            served, 100 * (1 - (model.total_unserved - plan->gain) / model.total), plan->gain, budget, plan->bound,
            std::floor(1000 * plan->least_share()) / 10);
    } else {
        page += "<h1>Public Wi-Fi: who is not served</h1>\n";
        page +=
            fmt::format("<p class=\"lead\">Served today: <b>{:.1f} %</b> of the demand; {:.0f} people are not.</p>\n",
                        served, model.total_unserved);
    }
    MapDrawing map(model);
    page += map.draw(plan);
    page += map.legend();
    page += "<div class=\"tables\">\n";
    if (plan != nullptr) {
        page += sites_table(model, *plan);
    }
    page += districts_table(model, equity, plan != nullptr);
    page += "</div>\n";
    page += fmt::format(
        "<p class=\"small\">{} poles, {} cells of {:.0f} m. Inequality of poles for each inhabitant (Gini) {:.3f}{}. "
        "Path loss: ITU-R "
        "P.1411-10{}. People are demand: population, transit and complaints by their weights.</p>\n",
        model.city.poles.size(), model.city.ground.cells, model.city.ground.grid.cell, equity.gini,
        plan != nullptr ? fmt::format(", then {:.3f}", equity.gini_after) : std::string(),
        model.city.scans.empty() ? ", not calibrated" : ", calibrated by scans");
    for (const auto& note : model.notes) {
        page += fmt::format("<p class=\"small\">{}</p>\n", escaped_html(note.substr(0, note.find('\n'))));
    }
    return page + "</body></html>\n";
}

}  // namespace magpie::collector::planner
