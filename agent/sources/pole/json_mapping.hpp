#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/sources/pole/sensors.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Why nothing, or less than all, was read of a message.
enum class Misread : std::uint8_t {
    malformed,       // no JSON
    too_large,       // more than most_message_bytes
    too_deep,        // nested deeper than most_message_depth
    missing,         // nothing where a value, the id or the time should be
    not_a_number,    // something else where a number should be
    not_a_time,      // neither seconds nor milliseconds since 1970 nor RFC 3339
    unknown_sensor,  // an id that the configuration does not name
    late,            // measured more than three periods ago, or before what was read last
    ahead,           // measured in the future
    retained,        // kept by the broker from who knows when
};
inline constexpr std::array<std::string_view, 10> misread_words{
    "malformed",  "too_large",      "too_deep", "missing", "not_a_number",
    "not_a_time", "unknown_sensor", "late",     "ahead",   "retained"};

[[nodiscard]] constexpr std::string_view misread_word(Misread misread) {
    return misread_words[static_cast<std::size_t>(misread)];
}

inline constexpr std::size_t most_message_bytes = 16 * 1024;
inline constexpr std::size_t most_message_depth = 16;
/// A clock of a sensor that runs ahead by less is believed.
inline constexpr Milliseconds most_ahead{60'000};

/// RFC 6901, taken apart: the names or indices from the root on.
struct JsonPointer {
    std::vector<std::string> tokens{};  // empty: the whole document
};
[[nodiscard]] std::optional<JsonPointer> parse_json_pointer(std::string_view text);

/// One value of a message: what was read times `scale` plus `offset` is in the unit of wire/modbus/quantity.hpp.
struct JsonValue {
    Quantity quantity{};
    JsonPointer pointer;
    double scale = 1;
    double offset = 0;
    std::vector<std::string> one{};   // words that mean 1, and those that mean 0; a door alone has them, and takes
    std::vector<std::string> zero{};  // true and false besides
};

/// How the messages of one topic filter are read.
struct JsonMapping {
    std::string topic;  // a filter of MQTT
    Milliseconds period{};
    std::string sensor{};  // of all messages; empty: each says its own id, as one of `sensors`
    /// Where the id is: in a level of the topic, the first being 1, or in the message.
    std::size_t sensor_level = 0;  // 0: in the message
    JsonPointer sensor_pointer{};
    std::map<std::string, std::string, std::less<>> sensors{};  // name of the sensor by id: who is not in it is nobody
    std::optional<JsonPointer> time_pointer{};
    std::vector<JsonValue> values{};
};

/// Whether a topic filter is one (MQTT 3.1.1, 4.7), and takes in a topic.
[[nodiscard]] bool is_topic_filter(std::string_view filter);
[[nodiscard]] bool filter_takes(std::string_view filter, std::string_view topic);

/// The time of a measurement as text (RFC 3339), or nothing.
[[nodiscard]] std::optional<UtcMs> parse_rfc3339(std::string_view text);

/// What one message said.
struct JsonReading {
    std::string_view sensor;  // of the mapping, empty where it is not known
    SensorReading reading;    // a value that is not there or not good is in it as absent
    std::optional<UtcMs> measured{};
    std::optional<Misread>
        trouble{};  // that of one value, at least; `reading` holds no value where nothing of it can be used
};

/// Reads one message of a topic that the mapping's filter takes in. Pure; nothing of the message is trusted.
[[nodiscard]] JsonReading read_message(const JsonMapping& mapping, std::string_view topic, std::string_view payload,
                                       bool retained, const Now& now);

}  // namespace magpie::agent
