#pragma once

#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "agent/capture/read/ours.hpp"

namespace magpie::agent {

enum class CaptureCommand : std::uint8_t { run, check_config, read_json, read_summary, version, help };

struct CaptureCommandLine {
    CaptureCommand command = CaptureCommand::run;
    std::string config_file = "/etc/magpie/capture.toml";
    std::string captured_file;  // of read_json and read_summary
    Ours ours;                  // of read_summary
};

inline constexpr const char* capture_usage =
    "magpie-capture listens to the air and to clients' packets for magpie-agent, and tells it totals alone.\n"
    "\n"
    "  magpie-capture [--config FILE]                 run, in the foreground (default /etc/magpie/capture.toml)\n"
    "  magpie-capture [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-capture --read FILE --json              print what each frame of a pcap file is; needs no privilege\n"
    "  magpie-capture --read FILE --summary           print what follows from all of them: networks, threats, how\n"
    "                                                 connections went; each of these as often as needed:\n"
    "      --own SSID=SECURITY      a network of ours, and how it lets clients in: open, owe, personal, enterprise\n"
    "      --bssid BSSID[/BITS]     an access point of ours, or the first bits of several; who bears a name of ours\n"
    "                               and is none of them is a twin\n"
    "      --resolver NAME=ADDRESS  of a capture on a line: a resolver that is told apart under this name\n"
    "  magpie-capture --version | --help\n";

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<CaptureCommandLine, std::string> parse_capture_command_line(int argc,
                                                                                       const char* const* argv);

}  // namespace magpie::agent
