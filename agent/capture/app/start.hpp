#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/capture/app/command_line.hpp"
#include "agent/capture/app/config.hpp"
#include "agent/capture/app/listening.hpp"
#include "agent/capture/app/opening.hpp"

namespace magpie::agent {

/// Answers all but `run`, or says what is wrong with the command line; the exit code.
int answer_capture(const tl::expected<CaptureCommandLine, std::string>& line);

/// Prints what is wrong; the error is the exit code, which is 0 after a --check-config that found nothing.
[[nodiscard]] tl::expected<ServiceConfig, int> read_service_config(const CaptureCommandLine& line);

/// Takes what is open over into `listening`; the names of those that are not.
[[nodiscard]] std::vector<std::string> begin_listening(Opening& opening, Listening& listening);

/// Prints why the process ends; the exit code.
int fail_capture(const std::string& sentence);

}  // namespace magpie::agent
