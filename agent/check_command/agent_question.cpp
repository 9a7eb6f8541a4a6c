#include <utility>

#include "agent/check_command/agent_question.hpp"

#include <cerrno>

#include "agent/check/trip_message.hpp"

namespace magpie::agent::check {

std::unique_ptr<service::LocalQuestion> ask_agent(boost::asio::io_context& loop, const std::string& directory,
                                                  AgentHeard heard, Milliseconds patience) {
    return service::LocalQuestion::ask(loop, directory + "/" + std::string(agent_socket), trip_question,
                                       longest_trip_message, patience,
                                       [heard = std::move(heard)](const tl::expected<std::string, int>& answer) {
                                           const int why = answer ? 0 : answer.error();
                                           heard({.trip = answer ? parse_trip_answer(*answer) : std::nullopt,
                                                  .may_not_ask = why == EACCES || why == EPERM,
                                                  .nobody_listens = why == ECONNREFUSED});
                                       });
}

}  // namespace magpie::agent::check
