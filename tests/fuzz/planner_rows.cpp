// A file of the planner: what it is to be, in how large pieces it comes, and its bytes.

#include <algorithm>
#include <string>
#include <vector>

#include "collector/planner/inputs.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie::collector::planner;
using magpie::collector::csv::CsvReader;
using magpie::collector::csv::RowCall;
using magpie::fuzz::require;

Source pieces(std::string_view bytes, std::size_t piece) {
    Source source;
    source.name = "file";
    source.read = [bytes, piece](const RowSink& sink) -> tl::expected<void, Problem> {
        CsvReader reader;
        std::size_t columns = 0;
        std::size_t last = 0;
        const RowCall call = [&](std::size_t row, std::span<const std::string_view> cells) {
            require(!cells.empty() && cells.size() <= CsvReader::most_columns + 1, "a row has cells, and not too many");
            require(columns == 0 || cells.size() == columns, "each as many as the header");
            require(row > last, "rows are counted");
            columns = cells.size();
            last = row;
            return sink({.number = row, .cells = cells});
        };
        for (std::size_t i = 0; i < bytes.size(); i += piece) {
            const auto fed = reader.feed(bytes.substr(i, piece), call);
            if (!fed) {
                return tl::unexpected(fed.error());
            }
            if (!*fed) {
                return {};
            }
        }
        return reader.finish(call);
    };
    return source;
}

const Ground& ground() {
    static const Ground one = *ground_of(
        {{.name = "city",
          .area =
              {.rings = {{{950'000, 1'950'000}, {952'000, 1'950'000}, {952'000, 1'952'000}, {950'000, 1'952'000}}}}}},
        100);
    return one;
}

/// What was read, told in a line each.
std::string all_of(std::uint8_t what, const Source& source, Problems& problems) {
    const ReadOptions options;
    std::string text;
    const auto tell = [&](const auto& read, const auto& one) {
        if (!read) {
            require(!read.error().empty(), "an error says something");
            text = read.error();
            return;
        }
        for (const auto& row : *read) {
            text += one(row) + "\n";
        }
    };
    switch (what % 6) {
        case 0:
            tell(read_poles(source, options, problems), [](const Pole& pole) { return pole.id; });
            break;
        case 1:
            tell(read_candidates(source, options, ground(), problems), [](const Candidate& one) {
                require(one.cost > 0, "a candidate costs something");
                require(ground().grid.at(one.at) != Grid::nowhere, "and is in the city");
                return one.id;
            });
            break;
        case 2:
            tell(read_walk_tests(source, options, problems), [](const WalkTest& test) {
                require(!test.rssi_dbm || (*test.rssi_dbm >= -130 && *test.rssi_dbm <= 20), "a signal is one");
                return std::to_string(test.at.east);
            });
            break;
        case 3:
            tell(read_scans(source, problems), [](const Scan& scan) { return scan.from + scan.to; });
            break;
        case 4:
            tell(read_verdicts(source, problems), [](const Verdict& verdict) { return verdict.place; });
            break;
        default:
            if (const auto read = read_demand(source, options, ground(), problems)) {
                for (const auto& kind : read->demand.kinds) {
                    for (const double amount : kind) {
                        require(amount >= 0 && amount < 1e18, "demand is a number");
                    }
                }
                text = std::to_string(read->rows) + std::to_string(read->outside);
            } else {
                text = read.error();
            }
    }
    return text;
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    magpie::fuzz::Input input(bytes);
    const auto what = input.byte();
    const std::size_t piece = input.byte() + 1U;
    Problems problems;
    Problems whole_problems;
    const auto read = all_of(what, pieces(input.rest(), piece), problems);
    const auto whole =
        all_of(what, pieces(input.rest(), std::max<std::size_t>(1, input.rest().size())), whole_problems);
    require(read == whole && problems.lines() == whole_problems.lines() && problems.count() == whole_problems.count(),
            "in pieces of any size it is the same");
    require(problems.lines().size() <= Problems::most_lines, "few lines are told");
}
