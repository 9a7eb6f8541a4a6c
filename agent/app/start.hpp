#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/app/command_line.hpp"
#include "agent/app/flash_writer.hpp"
#include "agent/app/ordered_config.hpp"
#include "agent/app/own_identity.hpp"
#include "agent/config/config.hpp"
#include "agent/outbox/storage.hpp"
#include "agent/session/edge_session.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/file.hpp"
#include "platform/log/log.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Does what the command line asks for, where that is not to run or to check; the exit code. Says what is wrong with
/// it.
[[nodiscard]] std::optional<int> answer(const tl::expected<CommandLine, std::string>& line,
                                        const platform::Clock& clock);

/// The configuration, after all that can be checked at start was checked. Prints what is wrong; the error is the exit
/// code, which is 0 after a --check-config that found nothing. An identity that the broker would refuse is said, and
/// does not stop a run: the node goes on measuring and keeps its reports.
[[nodiscard]] tl::expected<Config, int> read_config(const CommandLine& line, const Now& now);

/// Remembers the next bdSeq in the state directory. `log` outlives it.
[[nodiscard]] EdgeSession::Remember keep_bd_seq(const Config& config, const log::Log& log);

/// Where the outbox keeps its reports, as configured, and what keeps another agent from keeping its own there as well:
/// each would drop, and send, what it took for reports of its own.
struct OutboxDirectories {
    std::unique_ptr<Storage> run;
    std::unique_ptr<FlashWriter> flash;
    std::vector<files::File> locks{};
};
/// Prints which directory another agent has; the error is the exit code. One that cannot be written has no lock, and
/// the outbox counts why.
[[nodiscard]] tl::expected<OutboxDirectories, int> outbox_directories(const Config& config,
                                                                      boost::asio::io_context& loop);

}  // namespace magpie::agent
