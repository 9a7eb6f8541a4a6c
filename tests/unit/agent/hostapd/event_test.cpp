#include "agent/hostapd/event.hpp"

#include <gtest/gtest.h>

#include <string>

namespace magpie::agent::hostapd {
namespace {

std::optional<EventType> type_of(std::string_view datagram) {
    const auto event = parse_event(datagram);
    return event ? std::optional(event->type) : std::nullopt;
}

TEST(HostapdEvent, DeauthenticationHasItsReason) {
    const auto event = parse_event("<2>deauthentication: STA=02:00:00:00:01:00 reason_code=3");
    ASSERT_TRUE(event);
    EXPECT_EQ(event->type, EventType::deauthenticated);
    EXPECT_EQ(event->reason, 3);
}

TEST(HostapdEvent, ReasonIsAbsentWhereItIsNoNumberOfTwoBytes) {
    for (const std::string tail :
         {"", " reason_code=", " reason_code=x", " reason_code=65536", " reason_code=-1", " reason_code"}) {
        const auto event = parse_event("<2>deauthentication: STA=02:00:00:00:01:00" + tail);
        ASSERT_TRUE(event) << tail;
        EXPECT_EQ(event->reason, std::nullopt) << tail;
    }
    EXPECT_EQ(parse_event("<2>deauthentication: STA= reason_code=65535")->reason, 65535);
}

TEST(HostapdEvent, RefusedJoinsAreToldApart) {
    EXPECT_EQ(type_of("<3>AP-STA-POSSIBLE-PSK-MISMATCH 02:00:00:00:01:00"), EventType::wrong_passphrase);
    EXPECT_EQ(type_of("<3>AP-REJECTED-MAX-STA 02:00:00:00:01:00"), EventType::full);
    EXPECT_EQ(type_of("<3>AP-REJECTED-BLOCKED-STA 02:00:00:00:01:00"), EventType::blocked);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-FAILURE 02:00:00:00:01:00"), EventType::eap_failed);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-FAILURE2 02:00:00:00:01:00"), EventType::eap_failed);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-TIMEOUT-FAILURE2 02:00:00:00:01:00"), EventType::eap_timed_out);
}

TEST(HostapdEvent, WhatAClientComesThroughIsToldApart) {
    EXPECT_EQ(type_of("<3>AP-STA-CONNECTED 02:00:00:00:01:00 auth_alg=open"), EventType::connected);
    EXPECT_EQ(type_of("<3>AP-STA-DISCONNECTED 02:00:00:00:01:00"), EventType::disconnected);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-STARTED 02:00:00:00:01:00"), EventType::eap_started);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-SUCCESS 02:00:00:00:01:00"), EventType::eap_succeeded);
    EXPECT_EQ(type_of("<3>CTRL-EVENT-EAP-SUCCESS2 02:00:00:00:01:00"), EventType::eap_succeeded);
}

TEST(HostapdEvent, NamesTheClient) {
    constexpr MacAddress phone{{2, 0, 0, 0, 1, 0xab}};
    for (const std::string_view datagram :
         {"<3>AP-STA-CONNECTED 02:00:00:00:01:ab auth_alg=open", "<3>AP-STA-POSSIBLE-PSK-MISMATCH 02:00:00:00:01:ab",
          "<2>deauthentication: STA=02:00:00:00:01:ab reason_code=3"}) {
        EXPECT_EQ(parse_event(datagram)->client, phone) << datagram;
    }
    for (const std::string_view datagram : {"<3>AP-STA-CONNECTED ", "<3>AP-STA-CONNECTED 02:00:00:00:01",
                                            "<3>AP-STA-CONNECTED 02:00:00:00:01:zz auth_alg=open"}) {
        EXPECT_EQ(parse_event(datagram)->client, std::nullopt) << datagram;
    }
}

TEST(HostapdEvent, AnswersAndOtherWordsAreNone) {
    for (const std::string_view datagram : {"", "OK\n", "FAIL\n", "<", "<3>", "<3", "3>deauthentication: STA=",
                                            "deauthentication: STA=02:00:00:00:01:00 reason_code=3", "<3>AP-ENABLED ",
                                            "<3>AP-STA-CONNECTED", "<3>CTRL-EVENT-EAP-PROPOSED-METHOD "}) {
        EXPECT_EQ(type_of(datagram), std::nullopt) << datagram;
    }
}

}  // namespace
}  // namespace magpie::agent::hostapd
