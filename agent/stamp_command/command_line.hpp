#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "agent/datagram/endpoint.hpp"
#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"

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

/// Of words that begin with `reflect` or `probe stamp`. Reads key files, and asks the resolver where the target is a
/// name. The error is one line for the person who typed it.
[[nodiscard]] tl::expected<StampCommand, std::string> parse_stamp_command(int argc, const char* const* argv);

}  // namespace magpie::agent
