#pragma once

#include <string>

#include "agent/check_command/run.hpp"
#include "agent/config/config.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent::check {

/// What was typed behind `check`.
struct Options {
    bool json = false;
    bool progress = false;   // with json: each layer as it begins and ends, a line each
    bool plain = false;      // no colours, nothing in place
    bool compare = false;    // what is another than in the check before
    bool accept = false;     // as an acceptance test, with a signed report
    std::string language{};  // en or ko; empty: as the environment says
};

/// Checks this pole and prints what it found; the exit code as exit_code() says, or 3 where it was ended by a signal.
/// `tls` are the node's files as in use.
int print_check(const Options& options, const Config& config, const mqtt::TlsFiles& tls, Run::Look look,
                const platform::Clock& clock);

}  // namespace magpie::agent::check
