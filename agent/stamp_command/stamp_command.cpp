#include "agent/stamp_command/stamp_command.hpp"

#include <cstdio>

#include "agent/stamp_command/probe.hpp"
#include "agent/stamp_command/reflect.hpp"

namespace magpie::agent {

int run_stamp_command(const tl::expected<StampCommand, std::string>& command) {
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
