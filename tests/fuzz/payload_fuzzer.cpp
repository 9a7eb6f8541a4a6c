// Any bytes as a Sparkplug payload, as its properties, as a report header and as an acknowledgement.

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tests/fuzz/demand.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/header.hpp"
#include "wire/sparkplug/host_state.hpp"
#include "wire/sparkplug/payload.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace magpie;
    static sparkplug::PayloadView payload;
    static std::vector<sparkplug::PropertyView> properties;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const sparkplug::Limits limits{.bytes = 64 * 1024, .metrics = 100};

    if (!decode(bytes, limits, payload)) {
        fuzz::demand(payload.metrics.empty());
    }
    fuzz::demand(payload.metrics.size() <= limits.metrics);
    for (const auto& metric : payload.metrics) {
        for (std::uint32_t type = 0; type <= sparkplug::last_datatype; ++type) {
            (void)number(metric.value, static_cast<sparkplug::DataType>(type));
        }
        if (decode_properties(metric.properties, 8, properties)) {
            fuzz::demand(properties.size() <= 8);
        }
    }
    if (const auto header = decode_report_header(bytes)) {
        fuzz::demand(decode_report_header(encode(*header)).has_value());
        fuzz::demand(header->range.first <= header->range.last && header->range.last <= header->newest);
    }
    if (const auto word = decode_acknowledge(bytes)) {
        fuzz::demand(word->safe <= word->received && word->received <= word->highest);
    }
    (void)sparkplug::decode_host_state(bytes);
    return 0;
}
