#include "collector/planner/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <boost/program_options.hpp>

#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace options = boost::program_options;

namespace {

struct CommandWord {
    std::string_view word;
    Command command;
};
constexpr std::array<CommandWord, 7> commands{{{"coverage", Command::coverage},
                                               {"plan", Command::plan},
                                               {"what-if", Command::what_if},
                                               {"grade", Command::grade},
                                               {"effect", Command::effect},
                                               {"verdict", Command::verdict},
                                               {"city", Command::city}}};

/// As they were typed.
struct Texts {
    std::string environment = "urban";
    std::string weights;
    std::string out_crs = "4326";
    std::string found;
    std::vector<std::string> add;
    std::vector<std::string> move;
};

bool number(std::string_view text, double& value) {
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    return problem == std::errc() && end == text.data() + text.size();
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(at);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) {
            return parts;
        }
        text.remove_prefix(end + 1);
    }
}

/// `LATITUDE,LONGITUDE` or with `,ENVIRONMENT` behind.
tl::expected<Placed, std::string> placed(std::string_view text, Environment otherwise) {
    const auto parts = split(text, ',');
    Degrees degrees;
    Placed result{.id = {}, .at = {}, .environment = otherwise};
    const bool fine = (parts.size() == 2 || parts.size() == 3) && number(parts[0], degrees.latitude) &&
                      number(parts[1], degrees.longitude);
    if (!fine || degrees.latitude < 32 || degrees.latitude > 44 || degrees.longitude < 123 || degrees.longitude > 133) {
        return tl::unexpected("`" + escaped(text) +
                              "` is no place in Korea: wanted is LATITUDE,LONGITUDE[,ENVIRONMENT]");
    }
    if (parts.size() == 3) {
        const auto named = environment_named(parts[2]);
        if (!named) {
            return tl::unexpected("`" + escaped(parts[2]) + "` is none of open, urban and residential");
        }
        result.environment = *named;
    }
    result.at = projected(degrees);
    return result;
}

/// `population=1,transit=0.5`
tl::expected<void, std::string> read_weights(const std::string& text, DemandWeights& weights) {
    if (text.empty()) {
        return {};
    }
    for (const auto part : split(text, ',')) {
        const auto equals = part.find('=');
        const auto kind = std::find(demand_names.begin(), demand_names.end(), part.substr(0, equals));
        double value = 0;
        if (kind == demand_names.end() || equals == std::string_view::npos || !number(part.substr(equals + 1), value) ||
            value < 0 || value > 1e6) {
            return tl::unexpected("--weights " + escaped(text) +
                                  ": wanted is as in population=1,transit=1,complaints=20, none below 0");
        }
        weights.of[static_cast<std::size_t>(kind - demand_names.begin())] = value;
    }
    return {};
}

tl::expected<void, std::string> understand(Options& result, const Texts& texts) {
    const auto environment = environment_named(texts.environment);
    if (!environment) {
        return tl::unexpected(std::string("--environment is open, urban or residential"));
    }
    result.environment = *environment;
    if (auto weights = read_weights(texts.weights, result.weights); !weights) {
        return weights;
    }
    if (std::find(std::begin(cell_sizes), std::end(cell_sizes), result.cell) == std::end(cell_sizes)) {
        return tl::unexpected(std::string("--cell is 10, 20, 25, 50 or 100 (metres)"));
    }
    const auto& radio = result.radio;
    if (!(radio.gigahertz >= 0.8 && radio.gigahertz <= 38) || !(radio.eirp_dbm >= -10 && radio.eirp_dbm <= 60) ||
        !(radio.threshold_dbm >= -100 && radio.threshold_dbm <= -20)) {
        return tl::unexpected(
            std::string("--frequency is 0.8 to 38 (GHz), --eirp -10 to 60 (dBm), --threshold -100 to -20 (dBm)"));
    }
    if (texts.out_crs != "4326" && texts.out_crs != "5179") {
        return tl::unexpected(std::string("--out-crs is 4326 or 5179"));
    }
    result.out_projection = texts.out_crs == "5179" ? Projection::unified : Projection::wgs84;
    for (const auto& text : texts.add) {
        auto one = placed(text, result.environment);
        if (!one) {
            return tl::unexpected("--add: " + one.error());
        }
        one->id = fmt::format("new-{}", result.add.size() + 1);
        result.add.push_back(std::move(*one));
    }
    for (const auto& text : texts.move) {
        const auto equals = text.find('=');
        if (equals == std::string::npos) {
            return tl::unexpected("--move " + escaped(text) + ": wanted is ID=LATITUDE,LONGITUDE");
        }
        auto one = placed(std::string_view(text).substr(equals + 1), result.environment);
        if (!one) {
            return tl::unexpected("--move: " + one.error());
        }
        one->id = text.substr(0, equals);
        result.move.push_back(std::move(*one));
    }
    return {};
}

tl::expected<void, std::string> check_inputs(const Options& given) {
    const auto wants = [](bool there, const char* what) -> tl::expected<void, std::string> {
        if (there) {
            return {};
        }
        return tl::unexpected(std::string(what));
    };
    if (given.command == Command::verdict) {
        return wants(!given.verdicts.empty() && !given.verdict.place.empty() && !given.verdict.date.empty(),
                     "verdict wants --verdicts FILE, --place ID, --found confirmed or refuted, and --date");
    }
    if (given.command == Command::city) {
        return wants(!given.out_directory.empty(), "city wants --out-dir DIRECTORY");
    }
    if (!given.built_in.empty() && given.built_in != "seoul" && given.built_in != "small") {
        return tl::unexpected(std::string("--built-in is seoul or small"));
    }
    const bool built_in = !given.built_in.empty();
    if (built_in && (!given.districts.empty() || !given.demand.empty() || !given.poles.empty())) {
        return tl::unexpected(std::string("--built-in has its own districts, demand and poles"));
    }
    if (auto fine = wants(built_in || (!given.districts.empty() && !given.demand.empty() && !given.poles.empty()),
                          "wanted are --districts, --demand and --poles; or --built-in small, to try");
        !fine) {
        return fine;
    }
    switch (given.command) {
        case Command::plan:
            if (!(given.budget > 0 && given.budget <= 1e12)) {
                return tl::unexpected(
                    std::string("plan wants --budget: so many sites, or what their costs may come to"));
            }
            return wants(built_in || !given.candidates.empty(), "plan wants --candidates FILE");
        case Command::what_if:
            return wants(!given.add.empty() || !given.remove.empty() || !given.move.empty(),
                         "what-if wants --add, --remove or --move");
        case Command::effect:
            return wants(!given.plan.empty() && !given.before.empty() && !given.after.empty(),
                         "effect wants --plan FILE, --before FILE and --after FILE");
        default:
            return {};
    }
}

}  // namespace

std::string usage() {
    return "magpie-planner finds where a city's public Wi-Fi is missing, for how many, and which sites to build next.\n"
           "\n"
           "  magpie-planner coverage INPUTS                what is served and what is not, district by district\n"
           "  magpie-planner plan     INPUTS --candidates FILE --budget N\n"
           "                                                which sites to build, and how far from the best that can "
           "be\n"
           "  magpie-planner what-if  INPUTS [--add LAT,LON[,ENVIRONMENT]]... [--remove ID]... [--move ID=LAT,LON]...\n"
           "                                                what a change would do\n"
           "  magpie-planner grade    INPUTS [--places FILE] [--verdicts FILE]\n"
           "                                                grades A to E (worst) for places, or for all cells\n"
           "  magpie-planner verdict  --verdicts FILE --place ID --found confirmed|refuted --date 2026-05-31 [--note "
           "TEXT]\n"
           "                                                writes down what was found there, for the next grading\n"
           "  magpie-planner effect   INPUTS --plan FILE --before FILE --after FILE\n"
           "                                                what new sites did by walk tests, against what was "
           "predicted\n"
           "  magpie-planner city     --out-dir DIRECTORY [--built-in seoul|small]\n"
           "                                                writes the files of a made-up city, as examples of each\n"
           "\n"
           "INPUTS are CSV or GeoJSON; docs/planner.md has their columns:\n"
           "  --districts FILE    areas, GeoJSON             --demand FILE      people, transit, complaints\n"
           "  --poles FILE        as /api/v1/export has them --scans FILE       poles heard by poles: calibrates\n"
           "  --walk-tests FILE   what phones heard          --crs EPSG:N       of columns x and y\n"
           "  --built-in NAME     small or seoul: a made-up city instead of files\n"
           "  --skip-bad          leaves out rows with a mistake, and says which; else they end the run\n"
           "\n"
           "What is planned for:\n"
           "  --frequency GHZ     2.437                      --eirp DBM         20\n"
           "  --threshold DBM     -67: what a phone needs    --cell METRES      100; or 10, 20, 25, 50\n"
           "  --environment NAME  urban: where no file says  --weights LIST     population=1,transit=1,complaints=20\n"
           "\n"
           "What comes out:\n"
           "  --out FILE          .geojson .csv .kml .gpkg for maps, .html for a page to print; several times\n"
           "  --out-crs CODE      4326 or 5179               --json             the answer for programs\n"
           "  --quiet             no progress\n";
}

tl::expected<Options, std::string> parse_options(const std::vector<std::string>& words) {
    if (words.empty() || std::find(words.begin(), words.end(), "--help") != words.end()) {
        return tl::unexpected(std::string());
    }
    const auto word = std::find_if(commands.begin(), commands.end(),
                                   [&](const CommandWord& one) { return one.word == words.front(); });
    if (word == commands.end()) {
        return tl::unexpected("there is no command `" + escaped(words.front()) + "`: see --help");
    }
    Options result;
    result.command = word->command;
    Texts texts;
    options::options_description known;
    known.add_options()("built-in", options::value(&result.built_in))("districts", options::value(&result.districts))(
        "demand", options::value(&result.demand))("poles", options::value(&result.poles))(
        "scans", options::value(&result.scans))("walk-tests", options::value(&result.walk_tests))(
        "crs", options::value(&result.crs))("cell", options::value(&result.cell))(
        "frequency", options::value(&result.radio.gigahertz))("eirp", options::value(&result.radio.eirp_dbm))(
        "threshold", options::value(&result.radio.threshold_dbm))("environment", options::value(&texts.environment))(
        "weights", options::value(&texts.weights))("out", options::value(&result.out))(
        "out-crs", options::value(&texts.out_crs))("json", options::bool_switch(&result.json))(
        "quiet", options::bool_switch(&result.quiet))("skip-bad", options::bool_switch(&result.skip_bad));
    switch (result.command) {
        case Command::plan:
            known.add_options()("candidates", options::value(&result.candidates))("budget",
                                                                                  options::value(&result.budget));
            break;
        case Command::what_if:
            known.add_options()("add", options::value(&texts.add))("remove", options::value(&result.remove))(
                "move", options::value(&texts.move));
            break;
        case Command::grade:
            known.add_options()("places", options::value(&result.places))("verdicts", options::value(&result.verdicts));
            break;
        case Command::verdict:
            known.add_options()("verdicts", options::value(&result.verdicts))(
                "place", options::value(&result.verdict.place))("found", options::value(&texts.found))(
                "date", options::value(&result.verdict.date))("note", options::value(&result.verdict.note));
            break;
        case Command::effect:
            known.add_options()("plan", options::value(&result.plan))("before", options::value(&result.before))(
                "after", options::value(&result.after));
            break;
        case Command::city:
            known.add_options()("out-dir", options::value(&result.out_directory));
            break;
        case Command::coverage:
            break;
    }
    options::variables_map given;
    try {
        const std::vector<std::string> rest(words.begin() + 1, words.end());
        // Negative numbers are values: `--threshold -67`.
        constexpr int style = options::command_line_style::unix_style & ~options::command_line_style::allow_short &
                              ~options::command_line_style::allow_guessing;
        options::store(options::command_line_parser(rest).options(known).positional({}).style(style).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(escaped(problem.what()));
    }
    if (result.command == Command::verdict) {
        if (texts.found != "confirmed" && texts.found != "refuted") {
            return tl::unexpected(std::string("--found is confirmed or refuted"));
        }
        result.verdict.confirmed = texts.found == "confirmed";
    }
    if (auto fine = understand(result, texts); !fine) {
        return tl::unexpected(std::move(fine.error()));
    }
    if (auto fine = check_inputs(result); !fine) {
        return tl::unexpected(std::move(fine.error()));
    }
    for (const auto& path : result.out) {
        const bool page = path.ends_with(".html");
        if (!page && !is_exportable(path)) {
            return tl::unexpected(escaped(path) + ": files are .geojson, .csv, .kml, .gpkg or .html");
        }
        if (path.ends_with(".kml") && result.out_projection == Projection::unified) {
            return tl::unexpected(std::string("KML knows --out-crs 4326 only"));
        }
    }
    return result;
}

}  // namespace magpie::collector::planner
