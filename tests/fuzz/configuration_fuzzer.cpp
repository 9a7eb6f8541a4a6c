// Any text as the configuration of either program: a configuration, or problems that name the file.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent/config/config.hpp"
#include "collector/config/config.hpp"
#include "tests/fuzz/demand.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto check = [](const auto& config) {
        if (!config) {
            magpie::fuzz::demand(!config.error().empty());
            for (const auto& problem : config.error()) {
                magpie::fuzz::demand(problem.starts_with("x.toml"));
            }
        }
    };
    check(magpie::agent::parse_config(text, "x.toml"));
    check(magpie::collector::parse_config(text, "x.toml"));
    return 0;
}
