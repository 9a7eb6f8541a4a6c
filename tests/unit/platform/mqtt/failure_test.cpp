#include "platform/mqtt/failure.hpp"

#include <gtest/gtest.h>

namespace magpie::mqtt {
namespace {

// The traces are Paho 1.3.12's against mosquitto 2.0.11 and openssl s_server, cut to the lines that are kept.
const std::string started = "SSL handshake started write:unknown:unknown";
const std::string wrong_name = "X509_check_host for hostname broker failed, rc 0";
const std::string connect_sent = "-> CONNECT version 4 clean: 1 (-1)";

std::string told(const Failure& failure, const char* server = "ssl://broker:8883") {
    Connect connect;
    connect.server = server;
    connect.client_id = "pole-7";
    const auto address = parse_server(server);
    if (address->tls) {
        connect.tls = {"ca.crt", "pole.crt", "pole.key"};
    }
    return sentence(failure, *address, connect);
}

TEST(Failure, ReturnCodesOfConnackAreTold) {
    EXPECT_EQ(told({1, {}, {}}), "broker:8883 speaks another version of MQTT");
    EXPECT_EQ(told({2, {}, {}}), "broker:8883 refused the client id pole-7");
    EXPECT_EQ(told({3, {}, {}}), "broker:8883 does not take clients at the moment");
    EXPECT_EQ(told({4, {}, {}}), "broker:8883 refused the user name or password");
    EXPECT_EQ(told({5, {}, {}}),
              "broker:8883 does not authorise us: look at its list of users, and whether client id and certificate "
              "name the same node");
    EXPECT_EQ(told({77, {}, {}}), "broker:8883 refused us (CONNACK 77)");
}

TEST(Failure, WhatWeHoldAgainstTheServersCertificateIsTold) {
    EXPECT_EQ(told({-1, {started, "SSL alert write:fatal:certificate expired"}, {}}),
              "cannot trust broker:8883: its certificate has expired");
    EXPECT_EQ(told({-1, {started, "SSL alert write:fatal:unknown CA"}, {}}),
              "cannot trust broker:8883: its certificate was signed by another CA than the one in ca.crt");
    EXPECT_EQ(told({-1, {started, "SSL alert write:fatal:bad certificate"}, {}}),
              "cannot trust broker:8883: its certificate is bad, or not valid yet by this machine's clock");
    EXPECT_EQ(told({-1, {started, wrong_name}, {}}),
              "cannot trust broker:8883: its certificate is for another name than broker");
    EXPECT_EQ(told({-1, {started, "SSL alert write:fatal:internal error"}, {}}),
              "cannot trust broker:8883: TLS failed (internal error)");
}

TEST(Failure, WhatTheServerHoldsAgainstOursIsTold) {
    EXPECT_EQ(told({-1, {started, "SSL alert read:fatal:certificate revoked"}, {}}),
              "broker:8883 refused our certificate as revoked (pole.crt)");
    EXPECT_EQ(told({-1, {started, connect_sent, "SSL alert read:fatal:unknown CA"}, {}}),
              "broker:8883 refused our certificate: it was signed by a CA the server does not know (pole.crt)");
    EXPECT_EQ(told({-1, {started, "SSL alert read:fatal:certificate required"}, {}}),
              "broker:8883 requires a certificate and was shown none");
    EXPECT_EQ(told({-1, {started, "SSL alert read:fatal:odd\nthing"}, {}}), "broker:8883 ended TLS: odd\\x0athing");
}

TEST(Failure, ServerThatHangsUpAfterTheHandshakeMostLikelyRefusesOurs) {
    const std::string likely =
        " ended the connection once TLS stood: it refuses our certificate, most likely: expired, revoked, or of "
        "another CA (pole.crt)";
    EXPECT_EQ(told({-1, {started, connect_sent}, {}}), "broker:8883" + likely);
    // The name of an address is looked at in another way, after this line.
    EXPECT_EQ(told({-1, {started, wrong_name, connect_sent}, {}}, "ssl://10.0.0.1:8883"), "10.0.0.1:8883" + likely);
}

TEST(Failure, CloseNotifyIsNoReason) {
    EXPECT_EQ(told({-1, {started, "SSL alert write:warning:close notify"}, {}}),
              "broker:8883 ended the connection before TLS stood: is this its port for TLS?");
}

TEST(Failure, FilesThatDoNotLoadAreNamed) {
    EXPECT_EQ(told({-1, {}, {}}),
              "cannot start TLS with broker:8883: the line broke first; or ca.crt, pole.crt or pole.key is no PEM "
              "file, or the key is not that "
              "of the certificate");
}

TEST(Failure, TcpTellsItsError) {
    EXPECT_EQ(told({-1, {}, "Connection refused"}), "cannot reach broker:8883: Connection refused");
    EXPECT_EQ(told({-1, {}, {}}, "tcp://broker:1883"),
              "broker:1883 ended the connection without a reason: is this its port for MQTT without TLS?");
}

}  // namespace
}  // namespace magpie::mqtt
