#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/throughput/job.hpp"
#include "agent/throughput/result.hpp"
#include "wire/time.hpp"

namespace magpie::agent::throughput {

/// A run in a process of its own. Ends with its scope, its process with all that this has begun, and says nothing more;
/// on the owner's loop.
class RunningProgram {
  public:
    virtual ~RunningProgram() = default;
};

using RunDone = std::function<void(const Result&)>;

/// Runs magpie-throughput at `path` for this job, and ends it by force `patience` after it should be over. `done` is
/// called once from the loop, never from within; the run may end in it.
[[nodiscard]] std::unique_ptr<RunningProgram> begin_program(boost::asio::io_context& loop, const std::string& path,
                                                            const Job& job, RunDone done,
                                                            Milliseconds patience = Milliseconds{4000});

/// Where magpie-throughput is: beside the program that runs. Empty where nobody says where that is.
[[nodiscard]] std::string program_path();

}  // namespace magpie::agent::throughput
