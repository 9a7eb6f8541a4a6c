#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collector/planner/geodata.hpp"
#include "collector/planner/layers.hpp"

namespace magpie::collector::planner {

enum class Command { coverage, plan, what_if, grade, effect, verdict, city };

/// A pole of --add and --move.
struct Placed {
    std::string id;
    Point at;
    Environment environment = Environment::urban;
};

/// One call of magpie-planner.
struct Options {
    Command command = Command::coverage;
    std::string built_in;  // seoul or small; empty: files
    std::string districts;
    std::string demand;
    std::string poles;
    std::string candidates;
    std::string scans;
    std::string walk_tests;
    std::string places;
    std::string verdicts;
    std::string plan;
    std::string before;
    std::string after;

    std::string crs;  // of columns x and y
    int cell = 100;
    double budget = 0;
    Radio radio;
    Environment environment = Environment::urban;
    DemandWeights weights;

    std::vector<Placed> add;
    std::vector<std::string> remove;
    std::vector<Placed> move;

    Verdict verdict;

    std::vector<std::string> out;  // files
    std::string out_directory;
    Projection out_projection = Projection::wgs84;
    bool json = false;
    bool quiet = false;
    bool skip_bad = false;
};

/// What is printed for --help; of one command.
[[nodiscard]] std::string usage();

/// The error is one line for who typed it. Nothing to do but `usage()` is an empty error.
[[nodiscard]] tl::expected<Options, std::string> parse_options(const std::vector<std::string>& words);

}  // namespace magpie::collector::planner
