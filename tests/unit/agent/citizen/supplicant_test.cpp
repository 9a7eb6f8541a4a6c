#include "agent/citizen/supplicant.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace magpie::agent::citizen {
namespace {

std::optional<Heard> type_of(std::string_view datagram) {
    const auto event = parse_supplicant_event(datagram);
    return event ? std::optional(event->type) : std::nullopt;
}

std::optional<std::string> value_of(const Network& network, std::string_view secret, std::string_view variable,
                                    const std::vector<MacAddress>& only = {}) {
    const auto variables = variables_of(network, secret, only);
    if (!variables) {
        return std::nullopt;
    }
    for (const auto& [name, value] : *variables) {
        if (name == variable) {
            return value;
        }
    }
    return std::nullopt;
}

TEST(SupplicantEvent, TheWayInIsToldApart) {
    EXPECT_EQ(type_of("<3>CTRL-EVENT-NETWORK-NOT-FOUND "), Heard::not_found);
    EXPECT_EQ(type_of("<3>SME: Trying to authenticate with 02:00:00:00:01:00 (SSID='magpie' freq=2412 MHz)"),
              Heard::trying);
    EXPECT_EQ(type_of("<3>Trying to associate with 02:00:00:00:01:00 (SSID='magpie' freq=2412 MHz)"), Heard::trying);
    EXPECT_EQ(type_of("<3>Associated with 02:00:00:00:01:00"), Heard::associated);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-CONNECTED - Connection to 02:00:00:00:01:00 completed [id=0 id_str=]"),
              Heard::connected);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-DISCONNECTED bssid=02:00:00:00:01:00 reason=3"), Heard::disconnected);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-TERMINATING "), Heard::terminating);
}

TEST(SupplicantEvent, WhyItFailsIsToldApart) {
    EXPECT_EQ(type_of("<3>CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid=\"a reason=CONN_FAILED\" auth_failures=1 duration=10 "
                      "reason=WRONG_KEY"),
              Heard::wrong_key);
    EXPECT_EQ(
        type_of("<3>CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid=\"a\" auth_failures=1 duration=10 reason=AUTH_FAILED"),
        Heard::eap_failed);
    EXPECT_EQ(
        type_of("<3>CTRL-EVENT-SSID-TEMP-DISABLED id=0 ssid=\"a\" auth_failures=1 duration=10 reason=CONN_FAILED"),
        Heard::given_up);
    EXPECT_EQ(type_of("<3>WPA: 4-Way Handshake failed - pre-shared key may be incorrect"), Heard::wrong_key);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-FAILURE EAP authentication failed"), Heard::eap_failed);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-TLS-CERT-ERROR reason=1 depth=0 subject='/CN=x' err='bad'"),
              Heard::certificate);
}

TEST(SupplicantEvent, RejectionHasItsStatus) {
    const auto full = parse_supplicant_event("<3>CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:01:00 status_code=17");
    ASSERT_TRUE(full);
    EXPECT_EQ(full->type, Heard::rejected);
    EXPECT_EQ(full->status, 17);
    EXPECT_EQ(parse_supplicant_event("<3>CTRL-EVENT-ASSOC-REJECT bssid=02:00:00:00:01:00 status_code=x")->status, 0);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=3 auth_transaction=2 status_code=15"),
              Heard::wrong_key)
        << "SAE with another password";
    EXPECT_EQ(type_of("<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=3 auth_transaction=2 status_code=1"),
              Heard::wrong_key)
        << "as hostapd says it";
    EXPECT_EQ(type_of("<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=3 auth_transaction=1 status_code=1"),
              Heard::rejected);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-AUTH-REJECT 02:00:00:00:01:00 auth_type=0 auth_transaction=2 status_code=15"),
              Heard::rejected);
}

TEST(SupplicantEvent, AnswersAndOtherWordsAreNone) {
    for (const std::string_view datagram : {"", "OK\n", "FAIL\n", "0\n", "<", "<3>", "<3>CTRL-EVENT-SCAN-STARTED "}) {
        EXPECT_EQ(type_of(datagram), std::nullopt) << datagram;
    }
    EXPECT_TRUE(is_answer("OK\n"));
    EXPECT_TRUE(is_answer("0\n"));
    EXPECT_FALSE(is_answer("<3>CTRL-EVENT-SCAN-STARTED "));
}

TEST(SupplicantVariables, AreThoseOfTheNetwork) {
    EXPECT_EQ(value_of({.ssid = "a \"b"}, "", "ssid"), "61202262") << "as bytes, whatever it is";
    EXPECT_EQ(value_of({.ssid = "a"}, "", "key_mgmt"), "NONE");
    EXPECT_EQ(value_of({.ssid = "a", .security = Security::owe}, "", "key_mgmt"), "OWE");
    EXPECT_EQ(value_of({.ssid = "a", .security = Security::psk}, "secret word", "psk"), "\"secret word\"");
    EXPECT_EQ(value_of({.ssid = "a", .security = Security::sae}, "secret word", "sae_password"), "\"secret word\"");
    const Network enterprise{.ssid = "a", .security = Security::dot1x, .identity = "me", .ca_file = "/ca.crt"};
    EXPECT_EQ(value_of(enterprise, "x", "ca_cert"), "\"/ca.crt\"") << "or anybody is believed to be the network";
    EXPECT_EQ(value_of(enterprise, "x", "identity"), "\"me\"");
    EXPECT_EQ(value_of(enterprise, "x", "password"), "\"x\"");
}

TEST(SupplicantVariables, SecretThatCannotBeIsNone) {
    for (const std::string& secret : {std::string("7 bytes"), std::string(64, 'a'), std::string("two\nlines")}) {
        EXPECT_FALSE(variables_of({.ssid = "a", .security = Security::psk}, secret, {})) << secret;
        EXPECT_FALSE(variables_of({.ssid = "a", .security = Security::sae}, secret, {})) << secret;
    }
    EXPECT_FALSE(variables_of({.ssid = "a", .security = Security::dot1x}, "", {}));
    EXPECT_TRUE(variables_of({.ssid = "a"}, "", {}));
}

TEST(SupplicantVariables, NeighboursAloneMayBeJoined) {
    EXPECT_EQ(value_of({.ssid = "a"}, "", "bssid_whitelist", {{{2, 0, 0, 0, 1, 0}}, {{2, 0, 0, 0, 2, 0xab}}}),
              "02:00:00:00:01:00 02:00:00:00:02:ab");
    EXPECT_EQ(value_of({.ssid = "a"}, "", "bssid_whitelist"), std::nullopt);
}

TEST(SupplicantAnswer, NumbersStandBehindTheirKey) {
    constexpr std::string_view signal = "RSSI=-30\nLINKSPEED=54\nNOISE=9999\nFREQUENCY=2412\n";
    EXPECT_EQ(number_of(signal, "LINKSPEED="), 54U);
    EXPECT_EQ(number_of(signal, "RSSI="), std::nullopt) << "none of ours";
    EXPECT_EQ(number_of(signal, "SPEED="), std::nullopt) << "not at the beginning of a line";
    EXPECT_EQ(number_of("FAIL\n", "LINKSPEED="), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent::citizen
