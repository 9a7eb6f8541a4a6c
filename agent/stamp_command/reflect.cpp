#include "agent/stamp_command/reflect.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "agent/datagram/udp_socket.hpp"
#include "agent/stamp/session_filter.hpp"
#include "agent/stamp_command/foreground.hpp"

namespace magpie::agent {

namespace {

constexpr std::array<std::string_view, stamp::refusal_count> refusals{
    "unprovisioned", "oversized", "truncated", "corrupt", "without a time", "forged", "replayed", "too often"};

struct Told {
    stamp::ReflectorCounts counts;
    std::uint32_t dropped = 0;  // by the kernel
    std::uint64_t unsent = 0;   // replies that the system did not take
    bool operator==(const Told&) const = default;
};

std::string line_of(const Told& told) {
    auto line = fmt::format("answered {}", told.counts.answered);
    for (std::size_t i = 0; i < refusals.size(); ++i) {
        if (told.counts.refused[i] != 0) {
            line += fmt::format(", {} {}", refusals[i], told.counts.refused[i]);
        }
    }
    const auto add = [&](std::string_view what, std::uint64_t count) {
        if (count != 0) {
            line += fmt::format(", {} {}", what, count);
        }
    };
    add("repeated", told.counts.repeated);
    add("TLVs not authentic", told.counts.tlvs_failed);
    add("dropped by the kernel", told.dropped);
    add("not sent", told.unsent);
    return line;
}

void say(const std::string& line) {
    std::puts(line.c_str());
    std::fflush(stdout);
}

}  // namespace

int reflect(const ReflectCommand& command) {
    const auto socket = UdpSocket::bound(command.listen);
    if (!socket) {
        std::fprintf(stderr, "magpie-agent: %s: %s\n", text_of(command.listen).c_str(), std::strerror(socket.error()));
        return 1;
    }
    auto& line = **socket;
    (void)line.filter(stamp::session_filter(command.provisions));  // without it all is the same, and dearer
    stamp::Reflector reflector(command.provisions, command.stateful);
    Foreground foreground;
    say(fmt::format("listening on {}, {} sessions, {}", text_of(line.local()), command.provisions.size(),
                    command.stateful ? "stateful" : "stateless"));

    Told told;
    std::uint64_t unsent = 0;
    const auto tell = [&] {
        if (const Told now{reflector.counts(), line.dropped(), unsent}; now != told) {
            told = now;
            say(line_of(told));
        }
    };
    auto next_line = foreground.now().mono + std::chrono::seconds(1);
    while (foreground.wait(line.descriptor(), next_line)) {
        for (const auto& datagram : line.receive()) {
            if (const auto reply = reflector.reflect(datagram, foreground.now())) {
                unsent += line.send(*reply) ? 0 : 1;
            }
        }
        for (const auto& departure : line.departures()) {
            reflector.left(departure.token, departure.at);
        }
        if (const auto now = foreground.now().mono; now >= next_line) {
            tell();
            next_line = now + std::chrono::seconds(1);
        }
    }
    say("in all: " + line_of({reflector.counts(), line.dropped(), unsent}));
    return 0;
}

}  // namespace magpie::agent
