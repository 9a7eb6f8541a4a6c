// Sparkplug payloads: anything a pole, an edge or a host may send.

#include <cstdint>
#include <vector>

#include "tests/fuzz/fuzzer.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/text.hpp"

namespace {

using magpie::fuzz::require;
using namespace magpie::sparkplug;

void within(std::string_view view, std::string_view bytes) {
    require(view.empty() || (view.data() >= bytes.data() && view.data() + view.size() <= bytes.data() + bytes.size()),
            "a view points into the payload");
}

void look_at(const MetricView& metric, std::string_view bytes) {
    within(metric.name, bytes);
    within(metric.value.text, bytes);
    within(metric.properties, bytes);
    require(metric.has_name || metric.name.empty(), "a name that is not given is empty");
    for (std::uint32_t type = 0; type <= last_datatype + 1; ++type) {
        const auto value = number(metric.value, static_cast<DataType>(type));
        require(!value || is_numeric(static_cast<DataType>(type)), "only numeric types give a number");
    }
    std::vector<PropertyView> properties;
    if (decode_properties(metric.properties, 12, properties)) {
        require(properties.size() <= 12, "no more properties than asked for");
        for (const auto& property : properties) {
            within(property.key, bytes);
            within(property.value.text, bytes);
        }
    } else {
        require(properties.empty(), "no property after an error");
    }
    if (const auto name = magpie::catalogue::prometheus_name(metric.name)) {
        require(magpie::catalogue::is_label_name(*name), "a name of Prometheus");
    }
    require(magpie::is_plain_text(magpie::escaped(metric.name)), "escaped text is plain");
    (void)magpie::decode_report_header(metric.value.text);
    (void)magpie::decode_acknowledge(metric.value.text);
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    PayloadView view;
    const Limits tight{.bytes = 4096, .metrics = 8};
    if (decode(bytes, tight, view)) {
        require(view.metrics.size() <= tight.metrics && bytes.size() <= tight.bytes, "the limits hold");
    } else {
        require(view.metrics.empty(), "no metric after an error");
    }
    if (decode(bytes, {}, view)) {
        within(view.uuid, bytes);
        within(view.body, bytes);
        for (const auto& metric : view.metrics) {
            look_at(metric, bytes);
        }
    }
    std::vector<PropertyView> properties;
    (void)decode_properties(bytes, 12, properties);
}
