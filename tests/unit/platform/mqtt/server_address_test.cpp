#include "platform/mqtt/server_address.hpp"

#include <gtest/gtest.h>

namespace magpie::mqtt {
namespace {

TEST(ServerAddress, NamesAndAddressesAreTaken) {
    EXPECT_EQ(parse_server("tcp://broker.example:1883")->name(), "broker.example:1883");
    EXPECT_FALSE(parse_server("tcp://broker.example:1883")->tls);
    EXPECT_TRUE(parse_server("ssl://10.0.0.1:8883")->tls);
    EXPECT_EQ(parse_server("ssl://[2001:db8::1]:8883")->host, "2001:db8::1");
    EXPECT_EQ(parse_server("ssl://[2001:db8::1]:8883")->name(), "[2001:db8::1]:8883");
}

TEST(ServerAddress, AnythingElseIsRefused) {
    for (const char* server :
         {"", "broker:1883", "mqtt://broker:1883", "tcp://", "tcp://broker", "tcp://:1883",
          "tcp://broker:", "tcp://broker:0", "tcp://broker:65536", "tcp://broker:1883x", "tcp://broker:1883/path",
          "tcp://bro ker:1883", "tcp://user@broker:1", "tcp://2001:db8::1:1883", "tcp://[]:1883", "tcp://[broker]:1883",
          "tcp://br\noker:1883", "ssl://broker:-1"}) {
        EXPECT_EQ(check_server(server), "must be tcp://host:port or ssl://host:port") << server;
    }
    EXPECT_TRUE(check_server("tcp://" + std::string(254, 'a') + ":1"));
    EXPECT_FALSE(check_server("tcp://localhost:1883"));
}

}  // namespace
}  // namespace magpie::mqtt
