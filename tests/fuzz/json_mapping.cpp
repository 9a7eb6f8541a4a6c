// Messages of sensors at the pole's own broker: whoever can publish there can send anything.

#include "agent/sources/pole/json_mapping.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "tests/fuzz/fuzzer.hpp"

using namespace magpie;
using namespace magpie::agent;

namespace {

JsonMapping mapping_of(std::uint8_t choice) {
    const auto to = [](std::string_view text) { return *parse_json_pointer(text); };
    JsonMapping mapping{.topic = "a/+", .period = Milliseconds{60'000}};
    if ((choice & 1) != 0) {
        mapping.sensor = "air";
    } else {
        mapping.sensor_level = (choice & 2) != 0 ? 2 : 0;
        mapping.sensor_pointer = to("/id");
        mapping.sensors = {{"1", "north"}, {"x", "south"}};
    }
    if ((choice & 4) != 0) {
        mapping.time_pointer = to("/time");
    }
    if ((choice & 8) != 0) {
        mapping.values = {{.quantity = Quantity::door, .pointer = to(""), .one = {"open"}, .zero = {"close"}}};
    } else {
        mapping.values = {{.quantity = Quantity::temperature, .pointer = to("/t")},
                          {.quantity = Quantity::humidity, .pointer = to("/list/1"), .scale = 1e300},
                          {.quantity = Quantity::door, .pointer = to("/a~1b/contact"), .scale = -1, .offset = 1}};
    }
    return mapping;
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    using fuzz::require;

    fuzz::Input input(bytes);
    const auto choice = input.byte();
    const bool retained = (choice & 16) != 0;
    const auto topic = input.piece();
    const auto payload = input.rest();
    const auto mapping = mapping_of(choice);
    const Now now{.mono = Monotonic{Milliseconds{1'000'000}},
                  .wall = UtcMs{Milliseconds{1'767'225'600'000}},
                  .wall_known = (choice & 32) == 0};

    const auto got = read_message(mapping, topic, payload, retained, now);
    const auto& values = got.reading.values;
    require(values.empty() || values.size() == mapping.values.size(), "all values are told of, or none");
    require(!values.empty() || got.trouble, "who says nothing says why");
    require(values.empty() || !got.sensor.empty(), "a value belongs to a sensor");
    require(got.sensor.empty() || got.sensor == "air" || got.sensor == "north" || got.sensor == "south",
            "a stranger has no name");
    require(values.empty() || std::ranges::any_of(values, [](const auto& one) { return one.value.has_value(); }),
            "one of them is there");
    require(got.trouble || std::ranges::all_of(values, [](const auto& one) { return one.value.has_value(); }),
            "what is missing is said");
    for (const auto& one : values) {
        require(!one.value || std::isfinite(*one.value), "a value is a number");
    }
    require(!retained || values.empty() || got.measured, "what was kept is believed only with its time");
    if (now.wall_known && got.measured && !values.empty()) {
        require(now.wall - *got.measured <= 3 * mapping.period && *got.measured - now.wall <= most_ahead,
                "what is believed is of now");
    }
    require(payload.size() <= most_message_bytes || got.trouble, "what is too large is not read");

    (void)parse_rfc3339(payload);
    (void)parse_json_pointer(payload);
    if (is_topic_filter(payload)) {
        (void)filter_takes(payload, topic);
        require(topic.starts_with('$') || filter_takes("#", topic), "# takes all");
    }
}
