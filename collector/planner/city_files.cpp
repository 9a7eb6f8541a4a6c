#include "collector/planner/city_files.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "collector/open_data/row.hpp"
#include "collector/planner/inputs.hpp"
#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

using open_data::csv_text;

constexpr std::string_view line_end = "\r\n";

std::string place(Point point) {
    const auto at = unprojected(point);
    return fmt::format("{:.7f},{:.7f}", at.latitude, at.longitude);
}

std::string dbm(const std::optional<double>& rssi) {
    return rssi ? fmt::format("{:.0f}", *rssi) : std::string();
}

std::string districts_json(const City& city) {
    auto features = nlohmann::ordered_json::array();
    for (const auto& district : city.ground.districts) {
        auto rings = nlohmann::ordered_json::array();
        for (const auto& ring : district.area.rings) {
            auto points = nlohmann::ordered_json::array();
            for (std::size_t i = 0; i <= ring.size(); ++i) {
                const auto at = unprojected(ring[i % ring.size()]);
                points.push_back({at.longitude, at.latitude});
            }
            rings.push_back(std::move(points));
        }
        features.push_back({{"type", "Feature"},
                            {"properties", {{"name", district.name}}},
                            {"geometry", {{"type", "Polygon"}, {"coordinates", rings}}}});
    }
    return nlohmann::ordered_json({{"type", "FeatureCollection"}, {"features", features}}).dump() + "\n";
}

std::string demand_csv(const City& city) {
    std::string text = fmt::format("latitude,longitude,size_m,population,transit,complaints{}", line_end);
    const auto& [population, transit, complaints] = city.demand.kinds;
    for (std::size_t i = 0; i < population.size(); ++i) {
        if (population[i] > 0 || transit[i] > 0 || complaints[i] > 0) {
            fmt::format_to(std::back_inserter(text), "{},{:.0f},{:.2f},{:.0f},{:.0f}{}",
                           place(city.ground.grid.center(i)), city.ground.grid.cell, population[i], transit[i],
                           complaints[i], line_end);
        }
    }
    return text;
}

/// As a calendar has it: 2026-05-31.
bool is_date(std::string_view text) {
    return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
           std::all_of(text.begin(), text.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); }) &&
           text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8, 2) >= "01" &&
           text.substr(8, 2) <= "31";
}

}  // namespace

tl::expected<void, std::string> write_city(const City& city, const std::string& directory, Outputs& outputs) {
    std::error_code problem;
    std::filesystem::create_directories(directory, problem);
    if (problem) {
        return tl::unexpected(escaped(directory) + " cannot be made: " + problem.message());
    }
    std::string poles = fmt::format("id,latitude,longitude,environment,height_m{}", line_end);
    for (const auto& pole : city.poles) {
        fmt::format_to(std::back_inserter(poles), "{},{},{},{:g}{}", csv_text(pole.id), place(pole.at),
                       name_of(pole.environment), pole.height, line_end);
    }
    std::string candidates = fmt::format("id,latitude,longitude,environment,height_m,cost{}", line_end);
    for (const auto& one : city.candidates) {
        fmt::format_to(std::back_inserter(candidates), "{},{},{},{:g},{:g}{}", csv_text(one.id), place(one.at),
                       name_of(one.environment), one.height, one.cost, line_end);
    }
    std::string scans = fmt::format("from,to,frequency_ghz,rssi_dbm{}", line_end);
    for (const auto& scan : city.scans) {
        fmt::format_to(std::back_inserter(scans), "{},{},{:g},{}{}", csv_text(scan.from), csv_text(scan.to),
                       scan.gigahertz, dbm(scan.rssi_dbm), line_end);
    }
    std::string tests = fmt::format("latitude,longitude,rssi_dbm{}", line_end);
    for (const auto& test : city.walk_tests) {
        fmt::format_to(std::back_inserter(tests), "{},{}{}", place(test.at), dbm(test.rssi_dbm), line_end);
    }
    const std::pair<const char*, std::string> files[] = {{"districts.geojson", districts_json(city)},
                                                         {"demand.csv", demand_csv(city)},
                                                         {"poles.csv", poles},
                                                         {"candidates.csv", candidates},
                                                         {"scans.csv", scans},
                                                         {"walk-tests.csv", tests}};
    for (const auto& [name, text] : files) {
        if (auto written = outputs.write((std::filesystem::path(directory) / name).string(), text); !written) {
            return written;
        }
    }
    return {};
}

tl::expected<void, std::string> write_verdict(const std::string& path, const Verdict& verdict, Outputs& outputs) {
    if (!is_date(verdict.date)) {
        return tl::unexpected("--date is as in 2026-05-31, not `" + escaped(verdict.date) + "`");
    }
    if (!is_plain_text(verdict.place) || !is_plain_text(verdict.note)) {
        return tl::unexpected(std::string("--place and --note are text in UTF-8, of one line"));
    }
    std::vector<Verdict> verdicts;
    if (std::filesystem::exists(path)) {
        Problems problems;
        auto old = read_verdicts(csv_source(path), problems);
        if (!old) {
            return tl::unexpected(std::move(old.error()));
        }
        if (problems.count() > 0) {
            return tl::unexpected(problems.lines().front() + ": nothing was written");
        }
        verdicts = std::move(*old);
    }
    verdicts.push_back(verdict);
    std::string text = fmt::format("place,verdict,date,note{}", line_end);
    for (const auto& one : verdicts) {
        fmt::format_to(std::back_inserter(text), "{},{},{},{}{}", csv_text(one.place),
                       one.confirmed ? "confirmed" : "refuted", csv_text(one.date), csv_text(one.note), line_end);
    }
    return outputs.write(path, text);
}

}  // namespace magpie::collector::planner
