#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/io_context.hpp>

#include "wire/time.hpp"

namespace magpie::agent::check {

/// A check in a process of its own: it may wait, as the agent's loop may not. Ends with its scope, its process with all
/// that this has begun, and says nothing more; on the owner's loop.
class RunningCheck {
  public:
    virtual ~RunningCheck() = default;
};

/// A line of `check --json --progress`, without its end; at most longest_result of it.
using LineHeard = std::function<void(std::string_view json_line)>;
/// Once, from the loop, never from within; the run may end in it. `whole`: it came to its end by itself.
using CheckDone = std::function<void(bool whole)>;

/// Runs `magpie-agent --config FILE check --json --progress`, of the program that runs, and ends it by force once
/// `patience` is over.
[[nodiscard]] std::unique_ptr<RunningCheck> begin_program(boost::asio::io_context& loop, const std::string& config_file,
                                                          LineHeard heard, CheckDone done,
                                                          Milliseconds patience = Milliseconds{65000});
/// The same of the program at `path`.
[[nodiscard]] std::unique_ptr<RunningCheck> begin_program_at(boost::asio::io_context& loop, const std::string& path,
                                                             const std::string& config_file, LineHeard heard,
                                                             CheckDone done, Milliseconds patience);

}  // namespace magpie::agent::check
