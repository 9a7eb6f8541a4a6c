#include "agent/stamp_command/stamp_command.hpp"

#include <cstdio>
#include <cstring>

#include "agent/stamp_command/command_line.hpp"
#include "agent/stamp_command/probe.hpp"
#include "agent/stamp_command/reflect.hpp"
#include "platform/service/private_memory.hpp"

namespace magpie::agent {

namespace {

bool is_stamp_command(int argc, const char* const* argv) {
    const auto is = [&](int at, const char* word) { return argc > at && std::strcmp(argv[at], word) == 0; };
    return is(1, "reflect") || (is(1, "probe") && is(2, "stamp"));
}

}  // namespace

std::optional<int> run_stamp_command(int argc, const char* const* argv) {
    if (!is_stamp_command(argc, argv)) {
        return std::nullopt;
    }
    service::keep_memory_private();  // there are keys in it
    const auto command = parse_stamp_command(argc, argv);
    if (!command) {
        std::fprintf(stderr, "magpie-agent: %s\n%s", command.error().c_str(), stamp_usage);
        return 2;
    }
    if (const auto* reflecting = std::get_if<ReflectCommand>(&*command)) {
        return reflect(*reflecting);
    }
    if (const auto* probing = std::get_if<StampProbe>(&*command)) {
        return probe(*probing);
    }
    std::fputs(stamp_usage, stdout);
    return 0;
}

}  // namespace magpie::agent
