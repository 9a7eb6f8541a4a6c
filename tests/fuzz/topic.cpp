// Topics, and the ids and texts in them.

#include "wire/sparkplug/topic.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/report/round_trip.hpp"
#include "wire/sparkplug/host_state.hpp"
#include "wire/text.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;
    if (const auto parsed = sparkplug::parse_topic(bytes)) {
        const auto written = parsed->verb == sparkplug::Verb::state
                                 ? sparkplug::state_topic(parsed->node)
                                 : sparkplug::topic(parsed->area, parsed->verb, parsed->node, parsed->device);
        require(written == bytes, "what was read is written the same");
        for (const auto id : {parsed->area, parsed->node, parsed->device}) {
            require(is_plain_text(id) && id.size() <= sparkplug::longest_id &&
                        id.find_first_of("+#/") == std::string_view::npos,
                    "an id is a plain name");
        }
        require(parsed->device.empty() != is_about_device(parsed->verb), "a device where the verb is about one");
    }
    if (const auto node = pinging_node(bytes)) {
        const auto area = bytes.substr(0, bytes.size() - node->size() - 1);
        require(sparkplug::is_magpie_id(*node) && ping_topic(area.substr(area.rfind('/') + 1), *node) == bytes,
                "who asks how long a message takes has a name");
    }
    const auto safe = escaped(bytes, bytes.size());
    require(is_plain_text(safe), "escaped text is plain");
    require((safe == bytes) == is_plain_text(bytes), "and changed only where it was not");
    if (const auto name = catalogue::prometheus_name(bytes)) {
        require(catalogue::is_label_name(*name) && name->starts_with("magpie_"), "a name of Prometheus");
    }
    if (const auto state = sparkplug::decode_host_state(bytes)) {
        const auto again = sparkplug::decode_host_state(encode(*state));
        require(again && again->online == state->online && again->timestamp == state->timestamp,
                "STATE is read as written");
    }
}
