#include "collector/console/history_pages.hpp"

#include <chrono>
#include <optional>
#include <utility>

#include "collector/console/answers.hpp"
#include "collector/console/history_query.hpp"
#include "wire/time_text.hpp"

namespace magpie::collector::console {

namespace {

http::Response answered(const tl::expected<http::Answer, http::Failure>& answer) {
    if (!answer) {
        return problem(502, "the history store does not answer");
    }
    if (answer->status != 200) {
        return problem(502, "the history store answers with status " + std::to_string(answer->status));
    }
    auto body = history_answer(answer->body);
    return body ? json_answer(std::move(*body)) : problem(502, "the history store answers what cannot be read");
}

/// As it is where the query does not say; false where it says no time.
bool read_time(const http::Request& request, const std::string& key, UtcMs& into) {
    const auto text = asked(request, key);
    const auto time = text ? parse_time(*text) : std::nullopt;
    into = time.value_or(into);
    return !text || time;
}

}  // namespace

http::Response history_page(const HistorySource& source, const PoleName& pole, const http::Request& request,
                            const Now& now) {
    if (!source.ask) {
        return problem(503, "no history store is configured ([console] history_url)");
    }
    auto to = now.wall;
    auto from = now.wall - std::chrono::hours(1);
    const auto step = number_in<std::int64_t>(asked(request, "step").value_or("60"));
    if (!read_time(request, "from", from) || !read_time(request, "to", to) || !step || *step < 1 || *step > 86'400) {
        return problem(400, "from and to are seconds since 1970 or times, step is 1 to 86400");
    }
    const auto target = history_target(source.base, {.pole = pole,
                                                     .metric = std::string(asked(request, "metric").value_or("")),
                                                     .from = from,
                                                     .to = to,
                                                     .step = std::chrono::seconds(*step)});
    if (!target) {
        return problem(400, target.error());
    }
    http::Response response;
    response.later = [ask = source.ask, target = *target](const std::function<void(http::Response)>& give) {
        const bool taken = ask(target, [give](const auto& answer) { give(answered(answer)); });
        if (!taken) {
            give(problem(503, "too many wait for the history store"));
        }
    };
    return response;
}

}  // namespace magpie::collector::console
