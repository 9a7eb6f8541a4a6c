// Configuration files of the collector.

#include <algorithm>

#include "collector/config/config.hpp"
#include "collector/fleet/label_text.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/sparkplug/topic.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    const auto config = collector::parse_config(bytes, "collector.toml");
    if (!config) {
        require(!config.error().empty(), "a reason");
        for (const auto& line : config.error()) {
            require(line.starts_with("collector.toml"), "with the name of the file");
        }
        return;
    }
    require(sparkplug::is_magpie_id(config->session.host_id), "a host id");
    require(!config->session.server.empty(), "a server");
    require(config->ingest.payload.bytes >= 1024 && config->ingest.payload.metrics >= 1, "limits");
    require(config->ingest.reorder_timeout > Milliseconds{0}, "a timeout");
    require(config->ingest.silent_intervals >= 2, "a silence");
    for (const auto& rule : config->ingest.foreign) {
        require(!rule.match.empty() && std::ranges::count(rule.match, '*') <= 1, "a pattern");
        require(rule.name.empty() || catalogue::is_label_name(rule.name), "a name");
        require(collector::labels_text(rule.labels).has_value() && rule.labels.size() <= catalogue::max_labels,
                "labels");
    }
}
