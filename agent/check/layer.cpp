#include "agent/check/layer.hpp"

namespace magpie::agent::check {

void blame(Layer& layer, State state, const catalogue::Fault* fault, Text summary) {
    if (state == State::fail ? layer.state != State::fail : layer.state == State::pass) {
        layer.state = state;
        layer.fault = fault;
        layer.summary = std::move(summary);
    }
}

Layer skipped(std::string id, Text why) {
    return {.id = std::move(id), .state = State::skipped, .summary = std::move(why)};
}

}  // namespace magpie::agent::check
