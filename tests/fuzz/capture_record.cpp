// Records of magpie-capture: written by a process that reads strangers' frames. Each stretch of 256 bytes is one, and
// what is left behind them is told as it is; then what the agent makes of them must hold.

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <span>
#include <string>

#include "agent/report/readings.hpp"
#include "agent/sources/capture/capture_told.hpp"
#include "tests/fuzz/fuzzer.hpp"
#include "wire/capture/record.hpp"

MAGPIE_FUZZER(bytes) {
    using namespace magpie;
    using fuzz::require;

    Now now{};
    agent::CaptureTold told({"SEOUL", "SEOUL_Secure"}, {"city-1", "city-2"},
                            {.access_points_known = false, .detail = true});
    std::map<std::string, double> counters;
    for (auto rest = std::as_bytes(std::span(bytes)); !rest.empty();) {
        const auto message = rest.first(std::min(rest.size(), capture::record_size));
        rest = rest.subspan(message.size());
        const auto record = capture::decode(message);
        require(!record || message.size() == capture::record_size, "only a whole one is a record");
        if (!record) {
            continue;
        }
        require(capture::decode(capture::encode(*record)) == record, "a record is read as it is written");
        now.mono += std::chrono::milliseconds(700);
        (void)told.hear(*record, now);
        std::set<std::string> written;
        agent::Readings readings;
        told.write(readings, now);
        for (const auto& reading : readings.all()) {
            const auto& metric = catalogue::all[reading.metric];
            std::string series =
                std::to_string(reading.metric) + static_cast<char>('a' + static_cast<int>(reading.part));
            for (const auto& label : reading.labels) {
                series += '\n' + label;
            }
            require(written.insert(series).second, "a series is written once");
            const bool counts = metric.kind == catalogue::Kind::counter || reading.part != catalogue::Part::whole;
            require(!counts || reading.value >= counters[series], "no counter runs backwards");
            counters[series] = counts ? reading.value : 0;
        }
        require(written.size() < 3000, "series are bounded");
    }
}
