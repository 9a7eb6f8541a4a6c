#include "collector/console/pole_pages.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <string>

#include "collector/console/answers.hpp"
#include "collector/console/pole_map.hpp"
#include "collector/console/pole_page.hpp"
#include "collector/console/pole_search.hpp"
#include "collector/console/pole_text.hpp"

namespace magpie::collector::console {

namespace {

constexpr std::size_t most_poles_of_a_page = 1'000;
constexpr std::size_t longest_question = 200;
constexpr unsigned largest_zoom = 24;

/// Numbers of an area that has no poles: none.
constexpr std::uint32_t no_area = PoleBook::none;

std::optional<Box> box_in(std::string_view text) {
    std::array<double, 4> sides{};
    for (std::size_t i = 0; i < sides.size(); ++i) {
        const auto comma = text.find(',');
        const auto side = number_in<double>(text.substr(0, comma));
        if (!side || !std::isfinite(*side) || (comma == std::string_view::npos) != (i + 1 == sides.size())) {
            return std::nullopt;
        }
        sides[i] = *side;
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    const Box box{.west = sides[0], .south = sides[1], .east = sides[2], .north = sides[3]};
    const bool is = std::abs(box.west) <= 540 && std::abs(box.east) <= 540 && box.south >= -90 && box.north <= 90 &&
                    box.south <= box.north;
    return is ? std::optional(box) : std::nullopt;
}

/// A map that is dragged around the earth goes on beyond 180 degrees.
Box within_the_earth(Box box) {
    if (box.east - box.west >= 360) {
        box.west = -180;
        box.east = 180;
        return box;
    }
    for (auto* side : {&box.west, &box.east}) {
        *side += *side < -180 ? 360 : *side > 180 ? -360 : 0;
    }
    return box;
}

std::optional<StateSet> states_in(std::string_view text) {
    StateSet set;
    for (bool more = true; more;) {
        const auto comma = text.find(',');
        const auto* const word = std::ranges::find(state_words, text.substr(0, comma));
        if (word == std::end(state_words)) {
            return std::nullopt;
        }
        set.add(static_cast<State>(word - std::begin(state_words)));
        more = comma != std::string_view::npos;
        text.remove_prefix(more ? comma + 1 : text.size());
    }
    return set;
}

/// What both map and list may be narrowed by.
struct Narrowed {
    std::optional<std::uint32_t> area;
    StateSet states = StateSet::all();
};

std::optional<Narrowed> narrowed(const http::Request& request, const PoleBook& book) {
    Narrowed by;
    if (const auto area = asked(request, "area"); area && !area->empty()) {
        by.area = book.area(*area).value_or(no_area);
    }
    if (const auto words = asked(request, "state"); words && !words->empty()) {
        const auto set = states_in(*words);
        if (!set) {
            return std::nullopt;
        }
        by.states = *set;
    }
    return by;
}

constexpr std::string_view unknown_state =
    "state is some of down, critical, problem, missing, unregistered, ok, decommissioned, with commas between";

}  // namespace

std::optional<NamedPole> pole_in(std::string_view path) {
    const auto slash = path.find('/');
    if (slash == 0 || slash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto end = std::min(path.find('/', slash + 1), path.size());
    if (end == slash + 1) {
        return std::nullopt;
    }
    return NamedPole{.name = {std::string(path.substr(0, slash)), std::string(path.substr(slash + 1, end - slash - 1))},
                     .rest = path.substr(end)};
}

std::optional<http::Response> PolePages::answer(std::string_view path, const http::Request& request,
                                                const Now& now) const {
    if (path == "summary") {
        return json_answer(summary_text(console_.poles(), now.wall));
    }
    if (path == "map") {
        return map(request);
    }
    if (path == "poles") {
        return list(request);
    }
    if (path == "inventory/differences") {
        return json_answer(differences_text(console_.poles(), console_.inventory()));
    }
    if (!path.starts_with("poles/")) {
        return std::nullopt;
    }
    const auto named = pole_in(path.substr(6));
    if (!named || !named->rest.empty()) {
        return std::nullopt;
    }
    const auto pole = console_.poles().find(named->name.area, named->name.node);
    if (pole == PoleBook::none) {
        return problem(404, "no such pole is known");
    }
    return json_answer(pole_page(console_, fleet_, pole));
}

http::Response PolePages::map(const http::Request& request) const {
    const auto text = asked(request, "box");
    const auto box = text ? box_in(*text) : std::nullopt;
    const auto zoom = number_in<unsigned>(asked(request, "zoom").value_or(""));
    if (!box || !zoom || *zoom > largest_zoom) {
        return problem(400, "box is west,south,east,north in degrees, zoom is 0 to 24");
    }
    const auto by = narrowed(request, console_.poles());
    if (!by) {
        return problem(400, unknown_state);
    }
    const auto answer = map_of(console_.poles(),
                               {.box = within_the_earth(*box), .zoom = *zoom, .area = by->area, .states = by->states});
    return json_answer(map_text(console_.poles(), answer));
}

http::Response PolePages::list(const http::Request& request) const {
    const auto by = narrowed(request, console_.poles());
    if (!by) {
        return problem(400, unknown_state);
    }
    const auto limit = limit_of(request, 100, most_poles_of_a_page);
    if (!limit) {
        return problem(400, "limit is 1 to 1000");
    }
    PoleQuestion question{
        .text = std::string(asked(request, "q").value_or("")), .area = by->area, .states = by->states, .most = *limit};
    if (question.text.size() > longest_question) {
        return problem(400, "q is longer than 200 bytes");
    }
    const auto order = asked(request, "order").value_or("worst");
    if (order != "worst" && order != "name") {
        return problem(400, "order is worst or name");
    }
    question.order = order == "name" ? PoleOrder::name : PoleOrder::worst;
    if (const auto after = asked(request, "after"); after && !after->empty()) {
        question.after = std::string(*after);
    }
    const auto list = list_poles(console_.poles(), question);
    return list ? json_answer(list_text(console_.poles(), *list)) : problem(400, "after is `next` of the page before");
}

}  // namespace magpie::collector::console
