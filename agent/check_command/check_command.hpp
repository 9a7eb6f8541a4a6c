#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

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

/// Makes a signed report of an acceptance, from the result in JSON. Where it was written; the error is a sentence.
using HandIn = std::function<tl::expected<std::string, std::string>(std::string_view result)>;

/// Checks this pole and prints what it found; the exit code as exit_code() says, or 3 where it was ended by a signal.
/// `tls` are the node's files as in use.
int print_check(const Options& options, const Config& config, const mqtt::TlsFiles& tls, Run::Look look,
                const HandIn& hand_in, const platform::Clock& clock);

}  // namespace magpie::agent::check
