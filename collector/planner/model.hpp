#pragma once

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collector/planner/calibration.hpp"
#include "collector/planner/city.hpp"
#include "collector/planner/hotspots.hpp"
#include "collector/planner/options.hpp"

namespace magpie::collector::planner {

/// What was read, and what follows from it before anything is asked.
struct Model {
    City city;
    std::vector<Verdict> verdicts;
    std::vector<Place> places;
    std::vector<WalkTest> before;  // the new sites
    std::vector<WalkTest> after;
    std::array<Calibration, environment_names.size()> calibrations;
    Reaches reaches;
    std::vector<double> demand;    // by cell, weighted
    std::vector<double> unserved;  // by cell, probability
    double total = 0;              // demand
    double total_unserved = 0;
    /// For a person: what was left out, and what stands on little.
    std::vector<std::string> notes;
};

/// As in the files, or that made up. The error says for a person, in as many lines as there are mistakes, what is
/// wrong.
[[nodiscard]] tl::expected<Model, std::string> model_of(const Options& options, std::FILE* progress);

/// A file by its ending: GeoJSON or CSV.
[[nodiscard]] Source source_of(const std::string& path);

[[nodiscard]] Reaches reaches_of(const std::array<Calibration, environment_names.size()>& calibrations,
                                 const Radio& radio);

[[nodiscard]] std::array<Calibration, environment_names.size()> calibrations_of(const City& city, double eirp_dbm,
                                                                                std::vector<std::string>& notes);

}  // namespace magpie::collector::planner
