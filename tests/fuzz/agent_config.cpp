// Configuration files of the agent.

#include "agent/config/config.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/sparkplug/topic.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    const auto ordered = agent::parse_config(
        "state_directory = \"/s\"\n[node]\narea = \"a\"\nid = \"b\"\n[mqtt]\nservers = [\"tcp://c:1\"]\n", "agent.toml",
        {bytes, "order 1"});
    require(!ordered || (ordered->node.id == "b" && ordered->state_directory == "/s" && !ordered->mqtt.servers.empty()),
            "who a node is no order says");
    for (const auto& line : ordered ? std::vector<std::string>{} : ordered.error()) {
        require(line.starts_with("order 1") || line.starts_with("agent.toml"),
                "with the name of the order or the file");
    }
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
