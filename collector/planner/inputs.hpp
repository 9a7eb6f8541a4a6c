#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "collector/csv/csv.hpp"
#include "collector/planner/layers.hpp"

/// What rows of files mean. What is wrong is named by file, row and column, and never guessed at.
namespace magpie::collector::planner {

using csv::Problem;

/// A row of a CSV, or a feature of a GeoJSON; the first one is the header.
struct Row {
    std::size_t number = 0;
    std::span<const std::string_view> cells;
    /// Where the file's own geometry says it; else columns do.
    std::optional<Point> point{};
    const Area* area = nullptr;
    /// What is wrong with that geometry; empty when nothing is.
    std::string_view problem{};
};
using RowSink = std::function<bool(const Row&)>;

/// A file that can be read once more.
struct Source {
    std::string name;
    std::string row_word = "row";
    std::string column_word = "column";
    bool has_geometry = false;
    std::function<tl::expected<void, Problem>(const RowSink&)> read;
};

[[nodiscard]] Source csv_source(const std::string& path);

/// As in `poles.csv, row 17, column latitude: is empty`.
[[nodiscard]] std::string told(const Source& source, const Problem& problem);

/// What was wrong with rows; the first ones are kept.
class Problems {
  public:
    static constexpr std::size_t most_lines = 20;

    void add(const Source& source, const Problem& problem);
    [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
    [[nodiscard]] std::size_t count() const { return count_; }

  private:
    std::vector<std::string> lines_;
    std::size_t count_ = 0;
};

/// To EPSG:5179; nothing where the projection has no such point.
using ToPlane = std::function<std::optional<Point>(double x, double y)>;

struct ReadOptions {
    /// Of columns x and y; without one they are refused.
    ToPlane to_plane{};
    /// Where neither a column `environment` nor the kind of the site says it.
    Environment environment = Environment::urban;
};

/// Rows with a problem are left out and counted in `problems`; an error means that the file as a whole is of no use.
template <typename What>
using ReadResult = tl::expected<std::vector<What>, std::string>;

/// Columns: id, the place; environment or site_type; height_m. Buses have no place and are left out.
[[nodiscard]] ReadResult<Pole> read_poles(const Source& source, const ReadOptions& options, Problems& problems);
/// Columns: id, the place; environment, height_m, cost. Outside of the city none can be.
[[nodiscard]] ReadResult<Candidate> read_candidates(const Source& source, const ReadOptions& options,
                                                    const Ground& ground, Problems& problems);
/// Columns: the place, rssi_dbm (empty: nothing was heard).
[[nodiscard]] ReadResult<WalkTest> read_walk_tests(const Source& source, const ReadOptions& options,
                                                   Problems& problems);
/// Columns: from, to, rssi_dbm (empty: listened for and not heard); frequency_ghz.
[[nodiscard]] ReadResult<Scan> read_scans(const Source& source, Problems& problems);
/// Columns: place, verdict (confirmed or refuted), date; note.
[[nodiscard]] ReadResult<Verdict> read_verdicts(const Source& source, Problems& problems);
/// Columns: id, the place.
[[nodiscard]] ReadResult<Place> read_places(const Source& source, const ReadOptions& options, const Ground& ground,
                                            Problems& problems);

struct DemandRead {
    Demand demand;
    std::size_t rows = 0;
    std::size_t rows_outside = 0;
    double outside = 0;  // of all kinds together, unweighted
};
/// Columns: the place, and any of population, transit and complaints; size_m, the side of the square of which the place
/// is the middle, over whose cells it is spread (as an area of a GeoJSON is). Read in pieces: the file may be far
/// larger than memory.
[[nodiscard]] tl::expected<DemandRead, std::string> read_demand(const Source& source, const ReadOptions& options,
                                                                const Ground& ground, Problems& problems);

/// Property: name. Only of a source with geometry.
[[nodiscard]] ReadResult<District> read_districts(const Source& source, Problems& problems);

}  // namespace magpie::collector::planner
