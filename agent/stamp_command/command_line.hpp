#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "agent/datagram/endpoint.hpp"
#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"

namespace boost::program_options {
class options_description;
class variables_map;
}  // namespace boost::program_options

namespace magpie::agent {

inline constexpr const char* stamp_usage =
    "magpie-agent measures a path with STAMP (RFC 8762, RFC 8972).\n"
    "\n"
    "  magpie-agent probe stamp TARGET[:PORT] [OPTION]...    measure to a reflector and say what came of it\n"
    "      --count N        packets (100)                    --interval MS    from one to the next (100)\n"
    "      --burst N        packets at once (1)              --size N         octets of UDP payload, at least\n"
    "      --dscp N         0 to 63 (0)                      --ssid N         session id (0)\n"
    "      --key-file FILE  authenticated, with this key     --json           for a program\n"
    "  magpie-agent reflect --session PEER[,SSID[,KEYFILE]]... [--listen ADDRESS[:PORT]] [--stateless]\n"
    "                                                        answer these peers, in the foreground ([::]:862)\n"
    "\n"
    "A key file holds 32 to 128 hexadecimal digits. 0 is the end of a measurement with answers, 1 of one without.\n";

struct ReflectCommand {
    Endpoint listen{};
    std::vector<stamp::Provision> provisions;
    bool stateful = true;
};

struct StampProbe {
    std::string target;  // as it was typed
    Endpoint peer{};
    stamp::SenderOptions options{};
    bool json = false;
};

struct StampHelp {};

using StampCommand = std::variant<ReflectCommand, StampProbe, StampHelp>;

/// `words`: what is typed, without the options.
[[nodiscard]] bool is_stamp_command(const std::vector<std::string>& words);

/// Those of `reflect` and `probe stamp` alone, for the table of all options of the program; --count, --json and --help
/// they share with others.
void add_stamp_options(boost::program_options::options_description& known);
/// One of them that is given; nothing where none is.
[[nodiscard]] std::optional<std::string> stamp_option_in(const boost::program_options::variables_map& given);

/// Of words that are a stamp command. Reads key files, and asks the resolver where the target is a name. The error is
/// one line for the person who typed it.
[[nodiscard]] tl::expected<StampCommand, std::string> read_stamp_command(
    const boost::program_options::variables_map& given, const std::vector<std::string>& words);

}  // namespace magpie::agent
