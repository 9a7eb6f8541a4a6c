#include "collector/planner/model.hpp"

#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "collector/planner/progress_bar.hpp"

namespace magpie::collector::planner {

namespace {

/// What a pole's radio just hears. Who listened and did not hear the other says that it was weaker.
constexpr double hearing_dbm = -90;

constexpr double too_much_outside = 0.01;

using Done = tl::expected<void, std::string>;

/// The files of one run, read in order: the ground first.
class Loader {
  public:
    Loader(const Options& options, std::FILE* progress) : options_(options), progress_(progress) {}

    Done load(Model& model) {
        auto done = load_all(model);
        if (!done && problems_.count() > 0 && !told_) {  // what was found before the file broke off
            return tl::unexpected(lines() + done.error());
        }
        return done;
    }

  private:
    Done load_all(Model& model) {
        if (!options_.crs.empty()) {
            auto projection = projection_named(options_.crs);
            if (!projection) {
                return tl::unexpected("--crs: " + projection.error());
            }
            read_.to_plane = std::move(*projection);
        }
        read_.environment = options_.environment;
        auto done = options_.built_in.empty() ? read_ground(model) : make_up(model);
        if (done) {
            done = read_more(model);
        }
        if (!done || problems_.count() == 0) {
            return done;
        }
        return report(model);
    }

    template <typename What>
    Done take(const char* what, std::vector<What>& into, const std::function<ReadResult<What>()>& read) {
        const ProgressBar bar(progress_, what);
        auto rows = read();
        if (!rows) {
            return tl::unexpected(std::move(rows.error()));
        }
        into = std::move(*rows);
        return {};
    }

    Done make_up(Model& model) {
        const ProgressBar bar(progress_, "making up a city");
        model.city = synthetic_city(options_.built_in == "seoul" ? seoul_size : small_size, options_.cell);
        model.notes.emplace_back("This city does not exist: it is made up by magpie-planner.");
        return {};
    }

    Done read_ground(Model& model) {
        const auto source = source_of(options_.districts);
        if (!source.has_geometry) {
            return tl::unexpected(options_.districts + ": districts are areas, and a CSV has none: wanted is .geojson");
        }
        std::vector<District> districts;
        auto done = take<District>("reading districts", districts, [&] { return read_districts(source, problems_); });
        if (!done) {
            return done;
        }
        if (problems_.count() != 0 && !options_.skip_bad) {
            return report(model);  // without the ground nothing else can be judged
        }
        auto ground = ground_of(std::move(districts), options_.cell);
        if (!ground) {
            return tl::unexpected(options_.districts + ": " + ground.error());
        }
        model.city.ground = std::move(*ground);
        done = take<Pole>("reading poles", model.city.poles,
                          [&] { return read_poles(source_of(options_.poles), read_, problems_); });
        return done ? read_demand_of(model) : done;
    }

    Done read_demand_of(Model& model) {
        const ProgressBar bar(progress_, "reading demand");
        auto demand = read_demand(source_of(options_.demand), read_, model.city.ground, problems_);
        if (!demand) {
            return tl::unexpected(std::move(demand.error()));
        }
        model.city.demand = std::move(demand->demand);
        if (demand->rows_outside > 0) {
            double inside = 0;
            for (const auto& kind : model.city.demand.kinds) {
                for (const double amount : kind) {
                    inside += amount;
                }
            }
            const double share = demand->outside / (demand->outside + inside);
            if (share > too_much_outside) {
                model.notes.push_back(
                    fmt::format("{}: {} of {} rows, {:.1f} % of all demand, are outside of every district.",
                                options_.demand, demand->rows_outside, demand->rows, 100 * share));
            }
        }
        return {};
    }

    Done read_more(Model& model) {
        auto& city = model.city;
        const auto& ground = city.ground;
        if (!options_.candidates.empty()) {
            auto done = take<Candidate>("reading candidates", city.candidates, [&] {
                return read_candidates(source_of(options_.candidates), read_, ground, problems_);
            });
            if (!done) {
                return done;
            }
        }
        if (!options_.plan.empty()) {
            auto done = take<Candidate>("reading the plan", city.candidates, [&] {
                return read_candidates(source_of(options_.plan), read_, ground, problems_);
            });
            if (!done) {
                return done;
            }
        }
        if (!options_.scans.empty()) {
            auto done = take<Scan>("reading scans", city.scans,
                                   [&] { return read_scans(source_of(options_.scans), problems_); });
            if (!done) {
                return done;
            }
        }
        for (const auto& one : {std::pair{&options_.walk_tests, &city.walk_tests},
                                std::pair{&options_.before, &model.before}, std::pair{&options_.after, &model.after}}) {
            const auto& path = *one.first;
            if (path.empty()) {
                continue;
            }
            auto done = take<WalkTest>("reading walk tests", *one.second,
                                       [&] { return read_walk_tests(source_of(path), read_, problems_); });
            if (!done) {
                return done;
            }
        }
        if (!options_.places.empty()) {
            auto done = take<Place>("reading places", model.places,
                                    [&] { return read_places(source_of(options_.places), read_, ground, problems_); });
            if (!done) {
                return done;
            }
        }
        if (options_.command == Command::grade && !options_.verdicts.empty()) {
            return take<Verdict>("reading verdicts", model.verdicts,
                                 [&] { return read_verdicts(source_of(options_.verdicts), problems_); });
        }
        return {};
    }

    [[nodiscard]] std::string lines() const {
        std::string all;
        for (const auto& line : problems_.lines()) {
            all += line + "\n";
        }
        if (problems_.count() > problems_.lines().size()) {
            all += fmt::format("and {} more\n", problems_.count() - problems_.lines().size());
        }
        return all;
    }

    Done report(Model& model) {
        told_ = true;
        if (!options_.skip_bad) {
            return tl::unexpected(
                lines() +
                fmt::format("{} mistakes: mend them, or leave these rows out with --skip-bad", problems_.count()));
        }
        model.notes.push_back(fmt::format("{} rows were left out:\n{}", problems_.count(), lines()));
        return {};
    }

    const Options& options_;
    std::FILE* progress_;
    ReadOptions read_;
    Problems problems_;
    bool told_ = false;
};

}  // namespace

Source source_of(const std::string& path) {
    return path.ends_with(".geojson") || path.ends_with(".json") ? geojson_source(path) : csv_source(path);
}

std::array<Calibration, environment_names.size()> calibrations_of(const City& city, double eirp_dbm,
                                                                  std::vector<std::string>& notes) {
    std::unordered_map<std::string, const Pole*> poles;
    for (const auto& pole : city.poles) {
        poles.emplace(pole.id, &pole);
    }
    std::vector<PathSample> samples;
    std::size_t unknown = 0;
    for (const auto& scan : city.scans) {
        const auto from = poles.find(scan.from);
        const auto to = poles.find(scan.to);
        if (from == poles.end() || to == poles.end()) {
            ++unknown;
            continue;
        }
        if (from->second->environment != to->second->environment) {
            continue;  // of which of the two it tells nobody knows
        }
        samples.push_back({.environment = from->second->environment,
                           .meters = distance(from->second->at, to->second->at),
                           .gigahertz = scan.gigahertz,
                           .loss_db = eirp_dbm - scan.rssi_dbm.value_or(hearing_dbm),
                           .not_heard = !scan.rssi_dbm});
    }
    if (unknown > 0) {
        notes.push_back(
            fmt::format("{} of {} scans name a pole that is not among the poles.", unknown, city.scans.size()));
    }
    std::array<Calibration, environment_names.size()> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = calibrated(static_cast<Environment>(i), samples);
    }
    return all;
}

Reaches reaches_of(const std::array<Calibration, environment_names.size()>& calibrations, const Radio& radio) {
    const auto of = [&](Environment environment) {
        return Reach(calibrations[static_cast<std::size_t>(environment)].laws, environment, radio);
    };
    return {of(Environment::open), of(Environment::urban), of(Environment::residential)};
}

tl::expected<Model, std::string> model_of(const Options& options, std::FILE* progress) {
    const std::array<Calibration, environment_names.size()> none{};
    Model model{.city = {},
                .verdicts = {},
                .places = {},
                .before = {},
                .after = {},
                .calibrations = none,
                .reaches = reaches_of(none, options.radio),
                .demand = {},
                .unserved = {},
                .total = 0,
                .total_unserved = 0,
                .notes = {}};
    if (auto loaded = Loader(options, progress).load(model); !loaded) {
        return tl::unexpected(std::move(loaded.error()));
    }
    model.calibrations = calibrations_of(model.city, options.radio.eirp_dbm, model.notes);
    model.reaches = reaches_of(model.calibrations, options.radio);
    model.demand = weighted(model.city.demand, options.weights);
    Unserved unserved(model.city.ground.grid, model.reaches);
    for (const auto& site : sites_of(model.city.poles)) {
        unserved.add(site);
    }
    model.unserved.assign(unserved.by_cell().begin(), unserved.by_cell().end());
    for (std::size_t i = 0; i < model.demand.size(); ++i) {
        model.total += model.demand[i];
        model.total_unserved += model.demand[i] * model.unserved[i];
    }
    if (!(model.total > 0)) {
        return tl::unexpected(options.demand +
                              ": all demand within the districts is 0, so no site is better than another");
    }
    return model;
}

}  // namespace magpie::collector::planner
