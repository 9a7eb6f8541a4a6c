// Configuration files of the agent.

#include "agent/config/config.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/sparkplug/topic.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    const auto config = agent::parse_config(bytes, "agent.toml");
    if (!config) {
        require(!config.error().empty(), "a reason");
        for (const auto& line : config.error()) {
            require(line.starts_with("agent.toml"), "with the name of the file");
        }
        return;
    }
    require(sparkplug::is_magpie_id(config->node.area) && sparkplug::is_magpie_id(config->node.id), "ids");
    require(!config->mqtt.servers.empty(), "a server");
    require(config->report.interval >= Milliseconds{100} && config->report.interval <= std::chrono::hours{1},
            "an interval");
    require(config->report.whole >= Milliseconds{1000} && config->report.whole <= std::chrono::hours{1},
            "an interval of whole reports");
    require(config->outbox.memory_bytes >= 64 * 1024, "an outbox");
    require(config->link.max_interfaces >= 1 && config->link.max_interfaces <= 64, "interfaces");
    require(config->node.latitude >= -90 && config->node.latitude <= 90, "a latitude");
}
