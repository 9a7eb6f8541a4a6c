#include "collector/planner/program.hpp"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "collector/planner/answer.hpp"
#include "collector/planner/city_files.hpp"
#include "collector/planner/outputs.hpp"
#include "collector/planner/progress_bar.hpp"
#include "collector/planner/report.hpp"
#include "wire/text.hpp"

namespace magpie::collector::planner {

namespace {

constexpr int done = 0;
constexpr int failed = 1;
constexpr int mistaken = 2;

int say(std::FILE* err, int code, const std::string& what) {
    fmt::print(err, "magpie-planner: {}\n", what);
    return code;
}

/// Before anything is computed for half an hour.
std::string missing_directory(const Options& options) {
    for (const auto& path : options.out) {
        auto directory = std::filesystem::path(path).parent_path();
        std::error_code problem;
        if (!directory.empty() && !std::filesystem::is_directory(directory, problem)) {
            return escaped(path) + ": there is no such directory";
        }
    }
    return {};
}

tl::expected<Answer, std::string> answer_to(const Options& options, const Model& model, const Asked& asked) {
    switch (options.command) {
        case Command::plan:
            return plan_answer(model, asked);
        case Command::what_if:
            return what_if_answer(model, asked);
        case Command::grade:
            return grade_answer(model, asked);
        case Command::effect:
            return effect_answer(model, asked);
        default: {
            auto answer = coverage_answer(model, asked);
            if (asked.wants_page) {
                answer.page = report_page(model, equity_now(model), nullptr, 0);
            }
            return answer;
        }
    }
}

tl::expected<void, std::string> write(const Options& options, const Answer& answer, Outputs& outputs) {
    for (const auto& path : options.out) {
        tl::expected<std::string, std::string> bytes = answer.page;
        if (!path.ends_with(".html")) {
            bytes = exported(answer.layer, options.out_projection, path);
        }
        if (!bytes) {
            return tl::unexpected(escaped(path) + ": " + bytes.error());
        }
        if (auto written = outputs.write(path, *bytes); !written) {
            return written;
        }
    }
    return outputs.commit();
}

int answer(const Options& options, std::FILE* out, std::FILE* err) {
    const bool terminal = ::isatty(::fileno(err)) != 0;
    auto* progress = options.quiet || !terminal ? nullptr : err;
    const bool wants_page =
        std::any_of(options.out.begin(), options.out.end(), [](const auto& path) { return path.ends_with(".html"); });
    if (wants_page && options.command != Command::plan && options.command != Command::coverage) {
        return say(err, mistaken, "a page to print there is of plan and coverage");
    }
    if (const auto problem = missing_directory(options); !problem.empty()) {
        return say(err, mistaken, problem);
    }
    const auto model = model_of(options, progress);
    if (!model) {
        return say(err, mistaken, model.error());
    }
    const auto result =
        answer_to(options, *model, {.options = options, .progress = progress, .wants_page = wants_page});
    if (!result) {
        return say(err, mistaken, result.error());
    }
    Outputs outputs;
    {
        const ProgressBar bar(options.out.empty() ? nullptr : progress, "writing");
        if (const auto written = write(options, *result, outputs); !written) {
            return say(err, failed, written.error());
        }
    }
    for (const auto& note : model->notes) {
        fmt::print(err, "note: {}\n", note);
    }
    const auto text = options.json
                          ? result->json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n"
                          : result->text;
    if (std::fwrite(text.data(), 1, text.size(), out) != text.size() || std::fflush(out) != 0) {
        return say(err, failed, "the answer cannot be written");
    }
    return done;
}

}  // namespace

int run(const std::vector<std::string>& words, std::FILE* out, std::FILE* err) {
    if (words.size() == 1 && words.front() == "--version") {
        fmt::print(out, "magpie-planner {}\n", MAGPIE_VERSION);
        return done;
    }
    const auto options = parse_options(words);
    if (!options && options.error().empty()) {
        fmt::print(words.empty() ? err : out, "{}", usage());
        return words.empty() ? mistaken : done;
    }
    if (!options) {
        return say(err, mistaken, options.error());
    }
    if (options->command != Command::city && options->command != Command::verdict) {
        return answer(*options, out, err);
    }
    Outputs outputs;
    const auto size = options->built_in == "seoul" ? seoul_size : small_size;
    auto written = options->command == Command::verdict
                       ? write_verdict(options->verdicts, options->verdict, outputs)
                       : write_city(synthetic_city(size, options->cell), options->out_directory, outputs);
    if (written) {
        written = outputs.commit();
    }
    return written ? done : say(err, failed, written.error());
}

}  // namespace magpie::collector::planner
