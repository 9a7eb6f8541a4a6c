#include "agent/config/gateway.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_messages = 64;
constexpr std::size_t most_values = 32;
constexpr std::size_t most_sensors = 64;

config::Refusal server_address(const std::string& server) {
    return server.starts_with("ssl://") || server.starts_with("tcp://")
               ? std::nullopt
               : config::Refusal("must be like tcp://localhost:1883 or ssl://localhost:8883");
}

config::Refusal topic_filter(const std::string& topic) {
    return is_topic_filter(topic) ? std::nullopt
                                  : config::Refusal("must be a topic filter of MQTT, such as zigbee2mqtt/+");
}

config::Refusal sensor_name(const std::string& name) {
    return sparkplug::is_magpie_id(name) ? std::nullopt : config::Refusal("must be 1 to 32 of a-z, 0-9 and -");
}

config::Refusal pointer(const std::string& text) {
    return parse_json_pointer(text) ? std::nullopt
                                    : config::Refusal("must be a JSON pointer (RFC 6901), such as /BME280/Temperature");
}

config::Refusal quantity_name(const std::string& name) {
    if (std::ranges::find(modbus::quantities, name, &modbus::QuantityRow::name) != modbus::quantities.end()) {
        return std::nullopt;
    }
    std::string sentence = "must be one of";
    for (const auto& row : modbus::quantities) {
        sentence += sentence.ends_with("of") ? " " : ", ";
        sentence += row.name;
    }
    return sentence;
}

/// Reads "0x00158d0001a2b3c4=air-north"; the id is what stands before the last sign.
std::optional<std::pair<std::string, std::string>> known_sensor(const std::string& text) {
    const auto sign = text.rfind('=');
    if (sign == std::string::npos || sign == 0 || !is_plain_text(text) ||
        !sparkplug::is_magpie_id(std::string_view(text).substr(sign + 1))) {
        return std::nullopt;
    }
    return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

config::Refusal known_sensors(const std::vector<std::string>& texts, JsonMapping& mapping) {
    if (texts.empty() || texts.size() > most_sensors) {
        return "must be 1 to 64";
    }
    for (const auto& text : texts) {
        auto one = known_sensor(text);
        if (!one) {
            return "must be like 0x00158d0001a2b3c4=air-north: an id and the name of its sensor";
        }
        if (!mapping.sensors.insert(std::move(*one)).second) {
            return "must name each id once";
        }
    }
    return std::nullopt;
}

bool read_pointer(config::Table& table, std::string_view key, JsonPointer& field) {
    std::string text;
    const bool given = table.optional(key, text, pointer);
    field = parse_json_pointer(text).value_or(JsonPointer{});
    return given;
}

void read_whose(config::Table& message, JsonMapping& mapping) {
    const bool one = message.optional("sensor", mapping.sensor, sensor_name);
    std::vector<std::string> texts;
    const bool several = message.optional(
        "sensors", texts, [&](const std::vector<std::string>& given) { return known_sensors(given, mapping); });
    const bool level = message.optional("sensor_level", mapping.sensor_level, config::between(1, 64));
    const bool pointed = read_pointer(message, "sensor_pointer", mapping.sensor_pointer);
    if (!one && !several) {
        message.refuse("sensor", "is needed, or `sensors`");
    } else if (one && several) {
        message.refuse("sensors", "does not go with `sensor`");
    } else if (several && level == pointed) {
        message.refuse("sensors", "needs `sensor_level` or `sensor_pointer`, to say where the id is");
    } else if (one && (level || pointed)) {
        message.refuse(level ? "sensor_level" : "sensor_pointer", "goes with `sensors`");
    }
}

JsonValue read_value(config::Table& table) {
    JsonValue value;
    std::string name;
    if (table.required("quantity", name, quantity_name)) {
        value.quantity = std::ranges::find(modbus::quantities, name, &modbus::QuantityRow::name)->quantity;
    }
    std::string text;
    table.required("pointer", text, pointer);
    value.pointer = parse_json_pointer(text).value_or(JsonPointer{});
    table.optional("scale", value.scale);
    table.optional("offset", value.offset);
    const bool words = table.optional("one", value.one, config::not_empty);
    const bool more_words = table.optional("zero", value.zero, config::not_empty);
    if ((words || more_words) && value.quantity != Quantity::door) {
        table.refuse(words ? "one" : "zero", "goes with the quantity `door` alone");
    }
    return value;
}

JsonMapping read_mapping(config::Table& message) {
    JsonMapping mapping;
    message.required("topic", mapping.topic, topic_filter);
    read_whose(message, mapping);
    message.required("period_seconds", mapping.period, config::between(0.1, 86400.0));
    JsonPointer time;
    if (read_pointer(message, "time_pointer", time)) {
        mapping.time_pointer = std::move(time);
    }
    auto values = message.tables("value");
    if (values.empty() || values.size() > most_values) {
        message.refuse("value", "is needed: 1 to 32 tables `[[pole.message.value]]`");
    }
    for (auto& value : values) {
        mapping.values.push_back(read_value(value));
    }
    return mapping;
}

/// A sensor is as fresh as its last message, so one kind of message has to say all that is told of it.
bool names_again(std::set<std::string>& named, const JsonMapping& mapping) {
    bool again = !mapping.sensor.empty() && !named.insert(mapping.sensor).second;
    for (const auto& [id, name] : mapping.sensors) {
        again = !named.insert(name).second || again;
    }
    return again;
}

}  // namespace

GatewayConfig read_gateway(config::Table& pole) {
    GatewayConfig config;
    auto gateway = pole.table("gateway");
    if (gateway.exists()) {
        gateway.required("server", config.server, server_address);
    }
    gateway.optional("user", config.user);
    gateway.optional("password_file", config.password_file);
    gateway.optional("ca_file", config.tls.ca_file);
    gateway.optional("certificate_file", config.tls.certificate_file);
    gateway.optional("key_file", config.tls.key_file);
    gateway.optional("messages_per_second", config.messages_per_second, config::between(1.0, 1000.0));
    if (config.server.starts_with("ssl://") && config.tls.ca_file.empty()) {
        gateway.refuse("ca_file", "is needed for an ssl:// server");
    }
    if (config.tls.certificate_file.empty() != config.tls.key_file.empty()) {
        gateway.refuse("certificate_file", "and `key_file` go together");
    }
    if (config.user.empty() && !config.password_file.empty()) {
        gateway.refuse("password_file", "needs `user`");
    }

    auto messages = pole.tables("message");
    if (messages.size() > most_messages) {
        pole.refuse("message", "must be at most 64");
    }
    if (!messages.empty() && config.server.empty()) {
        pole.refuse("message", "needs `server` of `[pole.gateway]`");
    }
    std::set<std::string> named;
    for (auto& message : messages) {
        auto mapping = read_mapping(message);
        if (names_again(named, mapping)) {
            message.refuse(mapping.sensor.empty() ? "sensors" : "sensor",
                           "must name a sensor that is named nowhere else");
        }
        config.messages.push_back(std::move(mapping));
    }
    return config;
}

}  // namespace magpie::agent
