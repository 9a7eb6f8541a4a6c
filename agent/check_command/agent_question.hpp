#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/check/service.hpp"
#include "platform/service/local_question.hpp"
#include "wire/time.hpp"

namespace magpie::agent::check {

/// What the agent said of a message to its collector and back.
struct AgentSaid {
    std::optional<Trip> trip{};   // nothing: it did not answer
    bool may_not_ask = false;     // it is not ours to ask
    bool nobody_listens = false;  // it has ended
};
using AgentHeard = std::function<void(const AgentSaid&)>;

/// Asks the agent that keeps `directory` (check.directory) for one. `heard` is called once from the loop, never from
/// within; the question may end in it. After `patience`, which is longer than the agent's own, it did not answer.
[[nodiscard]] std::unique_ptr<service::LocalQuestion> ask_agent(boost::asio::io_context& loop,
                                                                const std::string& directory, AgentHeard heard,
                                                                Milliseconds patience = Milliseconds{18'000});

}  // namespace magpie::agent::check
