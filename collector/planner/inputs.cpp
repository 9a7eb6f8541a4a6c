#include "collector/planner/inputs.hpp"

#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "collector/planner/row_reader.hpp"
#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

constexpr double most_height = 1000;
constexpr double most_cost = 1e9;
constexpr double most_demand = 1e9;
constexpr double most_square = 5000;
constexpr double least_rssi = -130;
constexpr double most_rssi = 20;

bool is_within(const Ground& ground, Point point) {
    const auto cell = ground.grid.at(point);
    return cell != Grid::nowhere && ground.district_of[cell] != no_district;
}

/// Ids that were there already are named with the row in which.
class Ids {
  public:
    bool is_new(RowReader& reader, std::size_t column, const std::string& id) {
        const auto [found, fresh] = rows_.emplace(id, reader.row());
        if (!fresh) {
            reader.wrong(column, fmt::format("`{}` is in row {} already", id, found->second));
        }
        return fresh;
    }

  private:
    std::unordered_map<std::string, std::size_t> rows_;
};

}  // namespace

Source csv_source(const std::string& path) {
    Source source;
    source.name = path;
    source.read = [path](const RowSink& sink) {
        return csv::read_csv(path, [&](std::size_t row, std::span<const std::string_view> cells) {
            return sink({.number = row, .cells = cells});
        });
    };
    return source;
}

std::string told(const Source& source, const Problem& problem) {
    std::string line = escaped(source.name);
    if (problem.row != 0) {
        line += fmt::format(", {} {}", source.row_word, problem.row);
    }
    if (!problem.column.empty()) {
        line += fmt::format(", {} {}", source.column_word, problem.column);
    }
    return line + ": " + problem.what;
}

void Problems::add(const Source& source, const Problem& problem) {
    if (++count_ <= most_lines) {
        lines_.push_back(told(source, problem));
    }
}

ReadResult<Pole> read_poles(const Source& source, const ReadOptions& options, Problems& problems) {
    RowReader reader(source, options, problems);
    std::size_t id = 0;
    std::size_t environment = 0;
    std::size_t site_type = 0;
    std::size_t height = 0;
    Ids ids;
    std::vector<Pole> poles;
    const auto header = [&] {
        id = reader.column({"id", "관리번호", "x_swifi_mgr_no"}, true);
        environment = reader.column({"environment"}, false);
        site_type = reader.column({"site_type", "설치유형"}, false);
        height = reader.column({"height_m", "height"}, false);
        reader.needs_place();
    };
    const auto row = [&] {
        if (reader.cell(site_type) == "bus") {
            return;
        }
        const auto name = reader.text(id);
        const auto at = reader.place();
        const auto where = reader.environment(environment, site_type);
        const auto tall = reader.number(height, 0, most_height, 0);
        if (name && at && where && tall && ids.is_new(reader, id, *name)) {
            poles.push_back({.id = *name, .at = *at, .environment = *where, .height = *tall});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return poles;
}

ReadResult<Candidate> read_candidates(const Source& source, const ReadOptions& options, const Ground& ground,
                                      Problems& problems) {
    RowReader reader(source, options, problems);
    std::size_t id = 0;
    std::size_t environment = 0;
    std::size_t height = 0;
    std::size_t cost = 0;
    Ids ids;
    std::vector<Candidate> candidates;
    const auto header = [&] {
        id = reader.column({"id", "관리번호"}, true);
        environment = reader.column({"environment"}, false);
        height = reader.column({"height_m", "height"}, false);
        cost = reader.column({"cost"}, false);
        reader.needs_place();
    };
    const auto row = [&] {
        const auto name = reader.text(id);
        const auto at = reader.place();
        const auto where = reader.environment(environment, RowReader::none);
        const auto tall = reader.number(height, 0, most_height, 0);
        const auto price = reader.number(cost, 0, most_cost, 1);
        if (price && *price == 0) {
            reader.wrong(cost, "is 0: what costs nothing needs no plan");
            return;
        }
        if (at && !is_within(ground, *at)) {
            reader.wrong(RowReader::none, "the candidate is outside of every district");
            return;
        }
        if (name && at && where && tall && price && ids.is_new(reader, id, *name)) {
            candidates.push_back({.id = *name, .at = *at, .environment = *where, .height = *tall, .cost = *price});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return candidates;
}

ReadResult<WalkTest> read_walk_tests(const Source& source, const ReadOptions& options, Problems& problems) {
    RowReader reader(source, options, problems);
    std::size_t rssi = 0;
    std::vector<WalkTest> tests;
    const auto header = [&] {
        rssi = reader.column({"rssi_dbm", "rssi", "signal_dbm"}, true);
        reader.needs_place();
    };
    const auto row = [&] {
        const auto at = reader.place();
        const bool heard = !reader.cell(rssi).empty();
        const auto strength = reader.number(rssi, least_rssi, most_rssi, 0);
        if (at && strength) {
            tests.push_back({.at = *at, .rssi_dbm = heard ? strength : std::nullopt});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return tests;
}

ReadResult<Scan> read_scans(const Source& source, Problems& problems) {
    const ReadOptions options;
    RowReader reader(source, options, problems);
    std::size_t from = 0;
    std::size_t to = 0;
    std::size_t rssi = 0;
    std::size_t frequency = 0;
    std::vector<Scan> scans;
    const auto header = [&] {
        from = reader.column({"from"}, true);
        to = reader.column({"to"}, true);
        rssi = reader.column({"rssi_dbm", "rssi"}, true);
        frequency = reader.column({"frequency_ghz"}, false);
    };
    const auto row = [&] {
        const auto one = reader.text(from);
        const auto other = reader.text(to);
        const bool heard = !reader.cell(rssi).empty();
        const auto strength = reader.number(rssi, least_rssi, most_rssi, 0);
        const auto gigahertz = reader.number(frequency, 0.8, 73, Scan{}.gigahertz);
        if (one && other && strength && gigahertz) {
            scans.push_back(
                {.from = *one, .to = *other, .gigahertz = *gigahertz, .rssi_dbm = heard ? strength : std::nullopt});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return scans;
}

ReadResult<Verdict> read_verdicts(const Source& source, Problems& problems) {
    const ReadOptions options;
    RowReader reader(source, options, problems);
    std::size_t place = 0;
    std::size_t verdict = 0;
    std::size_t date = 0;
    std::size_t note = 0;
    std::vector<Verdict> verdicts;
    const auto header = [&] {
        place = reader.column({"place"}, true);
        verdict = reader.column({"verdict"}, true);
        date = reader.column({"date"}, true);
        note = reader.column({"note"}, false);
    };
    const auto row = [&] {
        const auto where = reader.text(place);
        const auto word = reader.cell(verdict);
        const auto day = reader.text(date);
        if (word != "confirmed" && word != "refuted") {
            reader.wrong(verdict, fmt::format("`{}` is neither confirmed nor refuted", escaped(word, 40)));
            return;
        }
        if (where && day) {
            verdicts.push_back({.place = *where,
                                .confirmed = word == "confirmed",
                                .date = *day,
                                .note = std::string(reader.cell(note))});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return verdicts;
}

ReadResult<Place> read_places(const Source& source, const ReadOptions& options, const Ground& ground,
                              Problems& problems) {
    RowReader reader(source, options, problems);
    std::size_t id = 0;
    Ids ids;
    std::vector<Place> places;
    const auto header = [&] {
        id = reader.column({"id", "관리번호"}, true);
        reader.needs_place();
    };
    const auto row = [&] {
        const auto name = reader.text(id);
        const auto at = reader.place();
        if (at && !is_within(ground, *at)) {
            reader.wrong(RowReader::none, "the place is outside of every district");
        } else if (name && at && ids.is_new(reader, id, *name)) {
            places.push_back({.id = *name, .at = *at});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return places;
}

tl::expected<DemandRead, std::string> read_demand(const Source& source, const ReadOptions& options,
                                                  const Ground& ground, Problems& problems) {
    RowReader reader(source, options, problems);
    std::array<std::size_t, demand_names.size()> columns{};
    std::size_t size = 0;
    DemandRead result;
    for (auto& kind : result.demand.kinds) {
        kind.assign(ground.grid.size(), 0);
    }
    bool any = false;
    const auto header = [&] {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            columns[i] = reader.column({demand_names[i]}, false);
            any = any || RowReader::has(columns[i]);
        }
        if (!any) {
            columns[0] = reader.column({demand_names[0]}, true);
        }
        size = reader.column({"size_m"}, false);
        reader.needs_place();
    };
    std::vector<std::size_t> cells;
    const auto row = [&] {
        const auto* area = reader.area();
        const auto at = reader.place_or_area();
        const auto side = reader.number(size, 0, most_square, 0);
        std::array<double, demand_names.size()> amounts{};
        bool fine = side && at;
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const auto amount = reader.number(columns[i], 0, most_demand, 0);
            fine = fine && amount;
            amounts[i] = amount.value_or(0);
        }
        if (!fine) {
            return;
        }
        cells.clear();
        if (area != nullptr) {
            for_each_cell(ground.grid, *area, [&](std::size_t cell) { cells.push_back(cell); });
        } else if (*side > ground.grid.cell) {
            const double half = *side / 2;
            const Area square{{{{.east = at->east - half, .north = at->north - half},
                                {.east = at->east + half, .north = at->north - half},
                                {.east = at->east + half, .north = at->north + half},
                                {.east = at->east - half, .north = at->north + half}}}};
            for_each_cell(ground.grid, square, [&](std::size_t cell) { cells.push_back(cell); });
        }
        if (cells.empty()) {  // it is smaller than a cell
            cells.push_back(ground.grid.at(*at));
        }
        ++result.rows;
        bool inside = false;
        const double share = 1 / static_cast<double>(cells.size());
        for (const auto cell : cells) {
            const bool counts = cell != Grid::nowhere && ground.district_of[cell] != no_district;
            inside = inside || counts;
            for (std::size_t i = 0; i < amounts.size(); ++i) {
                (counts ? result.demand.kinds[i][cell] : result.outside) += amounts[i] * share;
            }
        }
        result.rows_outside += inside ? 0 : 1;
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return result;
}

ReadResult<District> read_districts(const Source& source, Problems& problems) {
    const ReadOptions options;
    RowReader reader(source, options, problems);
    std::size_t name = 0;
    Ids ids;
    std::vector<District> districts;
    const auto header = [&] { name = reader.column({"name", "id", "sig_kor_nm", "sggnm"}, true); };
    const auto row = [&] {
        const auto text = reader.text(name);
        if (reader.area() == nullptr) {
            reader.wrong(RowReader::none, "is no polygon");
        } else if (text && ids.is_new(reader, name, *text)) {
            districts.push_back({.name = *text, .area = *reader.area()});
        }
    };
    if (auto read = reader.each(header, row); !read) {
        return tl::unexpected(std::move(read.error()));
    }
    return districts;
}

}  // namespace magpie::collector::planner
