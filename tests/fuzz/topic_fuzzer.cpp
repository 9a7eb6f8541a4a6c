// Any bytes as a topic: what is accepted can be written again, and its ids are fit for a label.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/demand.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace magpie;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (const auto topic = sparkplug::parse_topic(bytes)) {
        fuzz::demand(is_plain_text(topic->node) && is_plain_text(topic->area) && is_plain_text(topic->device));
        const auto again = topic->verb == sparkplug::Verb::state
                               ? sparkplug::state_topic(topic->node)
                               : sparkplug::topic(topic->area, topic->verb, topic->node, topic->device);
        fuzz::demand(again == bytes);
    }
    fuzz::demand(is_plain_text(escaped(bytes, size)));
    if (const auto name = catalogue::prometheus_name(bytes)) {
        fuzz::demand(catalogue::is_label_name(*name));
    }
    return 0;
}
