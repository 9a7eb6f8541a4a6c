#include "agent/check/result.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace magpie::agent::check {

namespace {

/// A network is of the radios.
std::size_t order_of(std::string_view id) {
    return static_cast<std::size_t>(std::ranges::find(layer_ids, kind_of(id)) - layer_ids.begin());
}

bool is_wrong(const Layer& layer) {
    return layer.state == State::fail || layer.state == State::warn;
}

}  // namespace

std::vector<std::string> layers_of(const std::vector<std::string>& ssids) {
    std::vector<std::string> ids;
    for (const auto id : layer_ids) {
        if (id == "ssid") {
            std::ranges::transform(ssids, std::back_inserter(ids), [](const auto& ssid) { return "ssid:" + ssid; });
        } else {
            ids.emplace_back(id);
        }
    }
    return ids;
}

Layers::Layers(const std::vector<std::string>& ids) {
    for (const auto& id : ids) {
        places_.push_back({.layer = {.id = id, .state = State::running}});
    }
}

const Layers::Place* Layers::place(std::string_view id) const {
    const auto found = std::ranges::find_if(places_, [&](const Place& one) { return one.layer.id == id; });
    return found == places_.end() ? nullptr : &*found;
}

void Layers::add(Layer layer) {
    for (auto& one : places_) {
        if (one.layer.id == layer.id && !one.judged) {
            one.layer = std::move(layer);
            one.judged = true;
            return;
        }
    }
}

void Layers::give_up() {
    for (auto& one : places_) {
        if (!one.judged) {
            one.layer = skipped(one.layer.id, {"took too long", "시간 안에 끝나지 않음"});
            one.layer.is_unproved = true;
            one.judged = true;
        }
    }
}

bool Layers::is_judged(std::string_view id) const {
    const auto* const found = place(id);
    return found != nullptr && found->judged;
}

bool Layers::is_known(const Place& one) const {
    return one.judged && std::ranges::all_of(one.layer.needs, [&](std::string_view id) {
               const auto* const needed = place(id);
               return needed == nullptr || needed->judged;
           });
}

bool Layers::is_explained(const Layer& layer) const {
    return is_wrong(layer) && std::ranges::any_of(layer.needs, [&](std::string_view id) {
               const auto* const needed = place(id);
               return needed != nullptr &&
                      (needed->layer.state == State::fail || needed->layer.state == State::blocked);
           });
}

const Layer* Layers::take() {
    for (auto& one : places_) {
        if (!one.taken && is_known(one)) {
            one.taken = true;
            if (is_explained(one.layer)) {
                one.layer.state = State::blocked;
                one.layer.fault = nullptr;
            }
            return &one.layer;
        }
    }
    return nullptr;
}

bool Layers::all_taken() const {
    return std::ranges::all_of(places_, &Place::taken);
}

Result Layers::result(bool accept) const {
    Result result{.accept = accept};
    for (const auto& one : places_) {
        result.layers.push_back(one.layer);
        const bool is_green = one.layer.state == State::skipped || one.layer.state == State::pass;
        if (accept && is_green && one.layer.is_unproved) {
            result.layers.back().state = State::warn;
        }
    }
    const auto first_of = [&](State state) {
        const auto found = std::ranges::find(result.layers, state, &Layer::state);
        return found == result.layers.end() ? std::nullopt
                                            : std::optional(static_cast<std::size_t>(found - result.layers.begin()));
    };
    result.first = first_of(State::fail);
    result.verdict = result.first ? Verdict::fail : Verdict::pass;
    if (!result.first) {
        result.first = first_of(State::warn);
        if (result.first) {
            result.verdict = accept ? Verdict::fail : Verdict::warn;
        }
    }
    return result;
}

std::vector<Change> changes(const Result& before, const Result& now) {
    std::vector<Change> found;
    for (const auto& layer : now.layers) {
        const auto other = std::ranges::find(before.layers, layer.id, &Layer::id);
        const auto was = other == before.layers.end() ? State::skipped : other->state;
        if (was != layer.state) {
            found.push_back({.layer = layer.id, .before = was, .now = layer.state});
        }
    }
    return found;
}

int exit_code(const Result& result) {
    if (result.verdict == Verdict::pass) {
        return 0;
    }
    if (result.verdict == Verdict::warn) {
        return 1;
    }
    constexpr std::array<int, layer_ids.size()> codes{10, 10, 11, 11, 12, 12, 12, 13, 14,
                                                      15, 16, 16, 17, 18, 19, 19, 20, 21};
    return codes[order_of(result.layers[*result.first].id)];
}

}  // namespace magpie::agent::check
