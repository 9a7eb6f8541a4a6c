#include "agent/config/gateway.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <sstream>
#include <string>

#include "agent/config/config.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

constexpr const char* node = R"([node]
area = "mapo"
id = "pole-0001"
[mqtt]
servers = ["tcp://broker:1883"]
)";

constexpr const char* broker = R"([pole.gateway]
server = "tcp://localhost:1883"
)";

constexpr const char* message = R"([[pole.message]]
topic = "tele/pole/SENSOR"
sensor = "mast"
period_seconds = 300
)";

constexpr const char* value = R"([[pole.message.value]]
quantity = "temperature"
pointer = "/BME280/Temperature"
)";

GatewayConfig parsed(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    if (!config) {
        for (const auto& problem : config.error()) {
            ADD_FAILURE() << problem;
        }
        return {};
    }
    return config->gateway;
}

/// All that is wrong with a text.
std::string problem(const std::string& text) {
    const auto config = parse_config(node + text, "agent.toml");
    std::string all;
    for (const auto& line : config ? std::vector<std::string>{} : config.error()) {
        all += (all.empty() ? "" : "\n") + line;
    }
    return all;
}

std::string with(const std::string& text) {
    return problem(std::string(broker) + text);
}

TEST(GatewayConfig, ThereIsNoneUnlessItIsWrittenDown) {
    EXPECT_EQ(parsed("").server, "");
    EXPECT_TRUE(parsed("").messages.empty());
}

TEST(GatewayConfig, TakesEveryKey) {
    const auto config = parsed(R"([pole.gateway]
server = "ssl://localhost:8883"
user = "magpie"
password_file = "password"
ca_file = "ca"
certificate_file = "crt"
key_file = "key"
messages_per_second = 10
[[pole.message]]
topic = "tele/pole/SENSOR"
sensor = "mast"
period_seconds = 300
time_pointer = "/Time"
[[pole.message.value]]
quantity = "temperature"
pointer = "/BME280/Temperature"
scale = 0.5
offset = -17
[[pole.message.value]]
quantity = "door"
pointer = ""
one = ["open"]
zero = ["close", "closed"]
[[pole.message]]
topic = "z/+"
sensors = ["0x01=north", "a=b=south"]
sensor_level = 2
period_seconds = 0.5
[[pole.message.value]]
quantity = "noise"
pointer = "/0"
)");
    EXPECT_EQ(config.server, "ssl://localhost:8883");
    EXPECT_EQ(config.user, "magpie");
    EXPECT_EQ(config.password_file, "password");
    EXPECT_EQ(config.tls.ca_file + config.tls.certificate_file + config.tls.key_file, "cacrtkey");
    EXPECT_EQ(config.messages_per_second, 10);
    ASSERT_EQ(config.messages.size(), 2U);
    const auto& mast = config.messages[0];
    EXPECT_EQ(mast.topic, "tele/pole/SENSOR");
    EXPECT_EQ(mast.sensor, "mast");
    EXPECT_EQ(mast.period, seconds(300));
    ASSERT_TRUE(mast.time_pointer);
    EXPECT_EQ(mast.time_pointer->tokens, std::vector<std::string>{"Time"});
    ASSERT_EQ(mast.values.size(), 2U);
    EXPECT_EQ(mast.values[0].quantity, Quantity::temperature);
    EXPECT_EQ(mast.values[0].pointer.tokens, (std::vector<std::string>{"BME280", "Temperature"}));
    EXPECT_EQ(mast.values[0].scale, 0.5);
    EXPECT_EQ(mast.values[0].offset, -17);
    EXPECT_TRUE(mast.values[1].pointer.tokens.empty());
    EXPECT_EQ(mast.values[1].one, std::vector<std::string>{"open"});
    EXPECT_EQ(mast.values[1].zero, (std::vector<std::string>{"close", "closed"}));
    const auto& several = config.messages[1];
    EXPECT_EQ(several.sensor, "");
    EXPECT_EQ(several.sensors.at("0x01"), "north");
    EXPECT_EQ(several.sensors.at("a=b"), "south");
    EXPECT_EQ(several.sensor_level, 2U);
    EXPECT_EQ(several.period, Milliseconds(500));
    EXPECT_FALSE(several.time_pointer);
}

TEST(GatewayConfig, WhatIsWrongIsNamed) {
    const std::string start = "[[pole.message]]\ntopic = \"a/+\"\nperiod_seconds = 1\n";
    const std::string end = value;
    struct Case {
        std::string text;
        std::string says;
    };
    for (const auto& [text, says] : std::vector<Case>{
             {std::string(message), "value` is needed"},
             {start + end, "sensor` is needed, or `sensors`"},
             {start + "sensor = \"a\"\nsensors = [\"x=b\"]\nsensor_level = 2\n" + end,
              "sensors` does not go with `sensor`"},
             {start + "sensors = [\"x=b\"]\n" + end, "needs `sensor_level` or `sensor_pointer`"},
             {start + "sensors = [\"x=b\"]\nsensor_level = 1\nsensor_pointer = \"/id\"\n" + end,
              "needs `sensor_level` or `sensor_pointer`"},
             {start + "sensor = \"a\"\nsensor_level = 2\n" + end, "goes with `sensors`"},
             {start + "sensors = [\"x\"]\nsensor_level = 2\n" + end, "must be like"},
             {start + "sensors = [\"=b\"]\nsensor_level = 2\n" + end, "must be like"},
             {start + "sensors = [\"x=B b\"]\nsensor_level = 2\n" + end, "must be like"},
             {start + "sensors = [\"x=a\", \"x=b\"]\nsensor_level = 2\n" + end, "must name each id once"},
             {start + "sensors = [\"x=a\", \"y=a\"]\nsensor_level = 2\n" + end, "named nowhere else"},
             {std::string(message) + value + message + value, "named nowhere else"},
             {start + "sensor = \"No\"\n" + end, "must be 1 to 32 of a-z"},
             {"[[pole.message]]\ntopic = \"a#\"\nsensor = \"a\"\nperiod_seconds = 1\n" + end, "topic filter"},
             {"[[pole.message]]\ntopic = \"a\"\nsensor = \"a\"\nperiod_seconds = 0\n" + end, "period_seconds"},
             {"[[pole.message]]\ntopic = \"a\"\nsensor = \"a\"\n" + end, "period_seconds"},
             {std::string(message) + "[[pole.message.value]]\nquantity = \"heat\"\npointer = \"/t\"\n",
              "must be one of"},
             {std::string(message) + "[[pole.message.value]]\nquantity = \"noise\"\npointer = \"t\"\n", "JSON pointer"},
             {std::string(message) + "[[pole.message.value]]\nquantity = \"noise\"\n", "pointer"},
             {std::string(message) + value + "one = [\"x\"]\n", "goes with the quantity `door` alone"},
             {std::string(message) + value + "scale = inf\n", "must be a finite number"},
             {std::string(message) + value + "sacle = 1\n", "did you mean `scale`"},
         }) {
        EXPECT_NE(with(text).find(says), std::string::npos) << text << "\nsays: " << with(text);
    }
}

TEST(GatewayConfig, OfTheBrokerToo) {
    EXPECT_NE(problem(std::string(message) + value).find("needs `server`"), std::string::npos);
    EXPECT_NE(problem("[pole.gateway]\nuser = \"a\"\n").find("server"), std::string::npos);
    EXPECT_NE(problem("[pole.gateway]\nserver = \"localhost\"\n").find("must be like"), std::string::npos);
    EXPECT_NE(problem("[pole.gateway]\nserver = \"ssl://h:1\"\n").find("ca_file"), std::string::npos);
    EXPECT_NE(with("key_file = \"k\"\n").find("go together"), std::string::npos);
    EXPECT_NE(with("password_file = \"k\"\n").find("needs `user`"), std::string::npos);
    EXPECT_NE(with("messages_per_second = 0\n").find("messages_per_second"), std::string::npos);
}

TEST(GatewayConfig, NoOrderSetsIt) {
    EXPECT_FALSE(may_be_ordered("pole.gateway.server"));
    EXPECT_FALSE(may_be_ordered("pole.message"));
}

/// The examples people copy.
TEST(GatewayConfig, TheExamplesOfTheManualAreGood) {
    std::ifstream file(std::string(MAGPIE_SOURCE_DIR) + "/docs/operations.md");
    std::string examples;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line == "## Radios and clients") {
            break;
        }
        if (line.starts_with("```")) {
            inside = line == "```toml";
        } else if (inside) {
            examples += line + '\n';
        } else if (line == "## Sensors that speak MQTT themselves") {
            examples.clear();
        }
    }
    const auto config = parsed(examples);
    EXPECT_EQ(config.messages.size(), 4U) << examples;
    EXPECT_EQ(config.user, "magpie");
}

}  // namespace
}  // namespace magpie::agent
