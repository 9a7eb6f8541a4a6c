// What a check reads that others may have written: results and progress of a check, the agent's status and its
// answer, and the small tables of the system.

#include <string>
#include <variant>

#include "agent/check/result_json.hpp"
#include "agent/check/status.hpp"
#include "agent/check/system_tables.hpp"
#include "agent/check/trip_message.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie;
using namespace magpie::agent::check;
using magpie::fuzz::require;

void check_result(std::string_view bytes) {
    const auto result = parse_result(bytes);
    if (result) {
        const auto text = result_json(*result);
        require(text.size() <= 2 * longest_result, "what was read is not much longer when it is written");
        require(!result->first || *result->first < result->layers.size(), "the first is one of them");
    }
    if (const auto event = parse_event(bytes)) {
        const auto line = std::holds_alternative<Layer>(*event) ? event_json(std::get<Layer>(*event))
                                                                : event_json(std::get<Result>(*event));
        require(line.find('\n') == std::string::npos, "an event is one line");
    }
}

void check_status(std::string_view bytes) {
    const auto status = parse_status(bytes);
    if (status) {
        const auto again = parse_status(status_json(*status));
        require(!again || again->online == status->online, "what is written is what was read");
        (void)is_fresh(*status, Monotonic{});
    }
}

void check_trip(std::string_view bytes) {
    if (const auto trip = parse_trip_answer(bytes)) {
        const auto text = trip_answer(*trip);
        require(text.size() <= longest_trip_message, "an answer has its room");
        const auto again = parse_trip_answer(text);
        require(again && again->broker == trip->broker && again->collector == trip->collector,
                "what is written is what was read");
    }
}

void check_tables(std::string_view bytes) {
    require(name_servers(bytes).size() <= 3, "as many as the system asks");
    const auto vlan = vlan_of(bytes, "eth0.42");
    require(!vlan || *vlan <= 4094, "a VLAN is one");
    (void)is_on_line(bytes, "10.0.0.1");
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    check_result(bytes);
    check_status(bytes);
    check_trip(bytes);
    check_tables(bytes);
}
